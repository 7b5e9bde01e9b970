"""`recall deck preview`: card by card as the learner will see it, front and back, and nothing is recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from textual.content import Content
from tui_walk import SMALL, WIDE, Walk, Walker

from recall.deck.card import Card
from recall.deck.compile import read_deck
from recall.tui.screens.preview import PreviewApp, PreviewScreen
from recall.tui.screens.table import Table

KINDS = Path(__file__).parent / "all-kinds.yaml"


def cards() -> Sequence[Card]:
    deck = read_deck(KINDS.read_bytes(), "kinds.yaml", "own").deck
    assert deck is not None
    return deck.cards


def read() -> tuple[Sequence[Card], str]:
    return cards(), ""


def back_of(screen: PreviewScreen) -> str:
    table = screen.query_one(Table)
    shown = [table.outcome.prepare(70), table.background.prepare(70)] if table.outcome.display else []
    return "\n".join(text.plain for text in shown if isinstance(text, Content))


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_every_kind_is_shown_front_then_back_by_one_key(size: tuple[int, int]) -> None:
    async def walk() -> None:
        app = PreviewApp(read)
        async with app.run_test(size=size) as pilot:
            screen = app.screen
            assert isinstance(screen, PreviewScreen)
            for place, card in enumerate(cards()):
                assert (screen.place, screen.turned, back_of(screen)) == (place, False, "")
                await pilot.press("space")
                assert screen.turned, card.key
                assert back_of(screen).strip(), card.key
                await pilot.press("space")
            assert (screen.place, screen.said.strip()) == (len(screen.cards) - 1, "This is the last card.")

    asyncio.run(walk())


def test_keys_walk_both_ways_and_a_written_answer_takes_none_of_them() -> None:
    async def walk() -> None:
        app = PreviewApp(read)
        async with app.run_test(size=WIDE) as pilot:
            screen = app.screen
            assert isinstance(screen, PreviewScreen)
            for _ in screen.cards:
                await pilot.press("n")
            assert screen.place == len(screen.cards) - 1
            for _ in screen.cards:
                await pilot.press("p")
            assert (screen.place, screen.said.strip()) == (0, "This is the first card.")
            await pilot.press("G")
            assert screen.place == len(screen.cards) - 1
            await pilot.press("q")
        assert app.return_code == 0

    asyncio.run(walk())


def test_reading_again_stays_at_the_card() -> None:
    versions: list[tuple[Sequence[Card], str]] = [read(), (cards()[1:], "1 error: x [/b]"), ((), "2 errors")]

    async def walk() -> None:
        app = PreviewApp(lambda: versions.pop(0))
        async with app.run_test(size=WIDE) as pilot:
            screen = app.screen
            assert isinstance(screen, PreviewScreen)
            await pilot.press("n", "n")
            shown = screen.cards[screen.place].key
            await pilot.press("r")
            assert screen.cards[screen.place].key == shown
            assert screen.said == " 1 error: x [/b]"
            await pilot.press("r")
            assert screen.said == " There is no card that can be shown. 2 errors"
            await pilot.press("space", "n", "p", "j", "g")
            assert screen.cards == ()

    asyncio.run(walk())


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_what_the_author_sees(size: tuple[int, int]) -> None:
    async def walk() -> None:
        app = PreviewApp(lambda: (cards(), "1 error: recall deck check kinds.yaml names it"))
        async with app.run_test(size=size) as pilot:
            seen = Walk(Walker(), cast("Any", app), cast("Any", pilot))
            await seen.settle()
            seen.golden("preview-front")
            await seen.press("n", "n", "space")
            seen.golden("preview-back")

    asyncio.run(walk())
