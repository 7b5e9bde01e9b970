"""Walks by keys through the statistics and the road, and from home to the weakest topics."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta

import pytest
from textual.events import Key
from tui_walk import SMALL, WIDE, Walk, Walker, run

from recall.desk import Desk
from recall.desk.scripted import record
from recall.schedule.values import Rating
from recall.tui.screens.home import HomeScreen
from recall.tui.screens.review import ReviewScreen
from recall.tui.screens.road import RoadScreen
from recall.tui.screens.stats import ScopeScreen, StatsScreen

BOTH = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])


def studied(walker: Walker, days: int = 9) -> Desk:
    """A learner who answered six cards on each of some days, one of them badly."""
    desk = walker.sit_down()
    keys = [row.key for row in desk.library.rows() if row.drilled][:6]
    for day in range(days):
        for number, key in enumerate(keys):
            card = desk.library.card(key)
            assert card is not None
            at = walker.at + timedelta(days=day - days, minutes=number)
            rating = Rating.AGAIN if (day + number) % 5 == 0 else Rating.GOOD
            record(desk, card, rating, at=(at, 60), ms=8000)
    return desk


@BOTH
def test_the_page_of_statistics(walker: Walker, size: tuple[int, int]) -> None:
    desk = studied(walker)

    async def keys(walk: Walk) -> None:
        await walk.press("t")
        assert isinstance(walk.screen, StatsScreen)
        walk.golden("stats")
        await walk.press("l")
        assert walk.screen.span == "year"
        await walk.press("h", "h", "h", "h")
        assert walk.screen.span == "day"
        await walk.press("l", "j", "pagedown")
        walk.golden("stats-below")
        await walk.press("escape")
        assert isinstance(walk.screen, HomeScreen)

    run(walker, walker.app(desk), keys, size)


def test_statistics_of_one_deck_or_of_nothing_that_exists(walker: Walker) -> None:
    desk = studied(walker)

    async def keys(walk: Walk) -> None:
        await walk.press("t", "s", *"topcs", "enter")
        assert "did you mean topics" in walk.screen.said
        assert walk.screen.selectors == ()
        await walk.press("s", *"kinds", "enter")
        assert walk.screen.selectors == ("kinds",)
        assert walk.screen.figures.scope == "kinds"
        await walk.press("s")
        assert isinstance(walk.screen, ScopeScreen)
        await walk.press("escape")
        assert walk.screen.selectors == ("kinds",)

    run(walker, walker.app(desk), keys)


@BOTH
def test_without_answers_there_is_a_sentence(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("t")
        walk.golden("stats-empty")
        await walk.press("r")
        walk.golden("road-empty")
        await walk.press("w", "escape", "escape", "w")
        assert isinstance(walk.screen, HomeScreen)
        assert "No topic has five answered cards yet" in walk.screen.said

    run(walker, walker.app(desk), keys, size)


@BOTH
def test_the_road_opens_stages_and_looks_ahead(walker: Walker, size: tuple[int, int]) -> None:
    desk = studied(walker)

    async def keys(walk: Walk) -> None:
        await walk.press("r")
        assert isinstance(walk.screen, RoadScreen)
        await walk.press("l")
        walk.golden("road")
        await walk.press("d", *"2025-01-01", "enter")
        await walk.press(*["backspace"] * 10, *"2026-03-01", "enter")
        assert isinstance(walk.screen, RoadScreen)
        walk.golden("road-ahead")
        await walk.press("enter")
        assert isinstance(walk.screen, ReviewScreen)

    run(walker, walker.app(desk), keys, size)


def test_one_key_starts_on_the_weakest_topics(walker: Walker) -> None:
    desk = studied(walker)

    async def keys(walk: Walk) -> None:
        weakest = [place.ref for place in walk.screen.road.weakest]
        assert weakest
        await walk.press("w")
        assert isinstance(walk.screen, ReviewScreen)
        assert walk.screen.selectors == tuple(weakest)
        await walk.press(*(["escape"] if walk.screen.typing else []), "escape")
        assert isinstance(walk.screen, HomeScreen)

    run(walker, walker.app(desk), keys)


def test_the_page_for_a_browser_lies_beside_the_history(walker: Walker) -> None:
    desk = studied(walker)

    async def keys(walk: Walk) -> None:
        await walk.press("t", "x")
        assert "stats.html" in walk.screen.said
        assert "<!doctype html>" in (desk.home.data / "stats.html").read_text("utf-8")

    run(walker, walker.app(desk), keys)


def test_leaving_in_the_middle_of_a_count_ends_it(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = studied(walker)
    monkeypatch.setattr("recall.tui.screens.stats._PIECE", 1)

    async def keys(walk: Walk) -> None:
        await walk.press("t")
        stats = walk.screen
        stats.selectors = ("kinds",)
        counted: list[int] = []

        def counting(*_: object) -> Generator[tuple[int, int], None, None]:
            for done in range(1, 10_000):
                counted.append(done)
                yield done, 10_000

        monkeypatch.setattr("recall.desk.standing.count_up", counting)
        stats._count()
        walk.app.post_message(Key("escape", None))
        await walk.settle()
        assert isinstance(walk.screen, HomeScreen)
        assert 0 < len(counted) < 9_999

    run(walker, walker.app(desk), keys)
