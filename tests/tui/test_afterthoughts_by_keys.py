"""What a learner says about an answer by keys, cards that do not stick, placement and catching up, as screens."""

from __future__ import annotations

from typing import Any

import pytest
from tui_walk import SMALL, WIDE, Walk, Walker, run

from recall.desk import Desk, placement
from recall.desk.options import Options
from recall.schedule.values import Rating
from recall.tui.screens.ask import ChooseScreen
from recall.tui.screens.catchup import CatchUpScreen
from recall.tui.screens.done import DoneScreen
from recall.tui.screens.home import HomeScreen
from recall.tui.screens.leech import LeechScreen, PairScreen
from recall.tui.screens.mixed_up import MixedUpScreen
from recall.tui.screens.placed import PlacedScreen
from recall.tui.screens.review import ReviewScreen
from recall.tui.screens.stages import StagesScreen

BOTH = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])


def evidence(desk: Desk, name: str) -> dict[str, Any]:
    event, _ = desk.history.reviews(f"backend:{name}")[-1]
    found: dict[str, Any] = event.body["evidence"]
    return found


def learn(walker: Walker, desk: Desk, *names: str) -> None:
    """Answers cards and waits until they are due again."""
    for name in names:
        sitting = desk.start([f"backend:{name}"], Options(new=5))
        desk.grade(desk.reveal(sitting), Rating.EASY)
    walker.later(days=60)


@BOTH
def test_a_miss_on_a_leech_offers_cures(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()
    desk.set_settings({"leech_lapses": 1, "new_per_day": 0})
    learn(walker, desk, "append", "insert")

    async def keys(walk: Walk) -> None:
        await walk.press("space", "1")
        assert isinstance(walk.screen, LeechScreen)
        walk.golden("leech")
        await walk.press("c")
        assert isinstance(walk.screen, PairScreen)
        walk.golden("leech-pair")
        await walk.press("escape", "s")
        assert "two new cards" in walk.text
        await walk.press("at")
        assert isinstance(walk.screen, ReviewScreen)
        assert desk.history.marks("backend:append")["suspended"] is True
        assert walk.screen.sitting.current.key == "backend:insert"
        await walk.press("u")
        assert not desk.history.marks("backend:append").get("suspended")

    run(walker, walker.review(desk, "append", "insert"), keys, size)


def test_going_on_after_a_leech_changes_nothing(walker: Walker) -> None:
    desk = walker.sit_down()
    desk.set_settings({"leech_lapses": 1, "new_per_day": 0})
    learn(walker, desk, "append", "insert")

    async def keys(walk: Walk) -> None:
        await walk.press("space", "1", "enter")
        assert isinstance(walk.screen, ReviewScreen)
        assert walk.screen.sitting.current.key == "backend:insert"
        await walk.press("space", "3")
        assert isinstance(walk.screen, ReviewScreen)

    run(walker, walker.review(desk, "append", "insert"), keys)


@BOTH
def test_a_reason_takes_one_key_and_proposes_again(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("c")
        assert isinstance(walk.screen, ReviewScreen), "nothing was answered yet"
        await walk.press("space", "c")
        assert isinstance(walk.screen, ChooseScreen)
        walk.golden("why")
        await walk.press("s")
        assert walk.screen.graded.proposed is Rating.AGAIN
        await walk.press("enter")
        assert evidence(desk, "append")["why_wrong"] == "slip"

    run(walker, walker.review(desk, "append", "insert"), keys, size)


@BOTH
def test_the_card_that_it_was_mixed_up_with_is_found_by_words(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space", "c", "m")
        assert isinstance(walk.screen, MixedUpScreen)
        walk.golden("mixed-up")
        await walk.press("=no card holds this", "enter")
        assert isinstance(walk.screen, MixedUpScreen)
        await walk.press(*["backspace"] * 18, "=time-wait", "enter", "1")
        assert evidence(desk, "append") == {
            "kind": "basic",
            "why_wrong": "mixed up",
            "mixed_up_with": "backend:timeout",
        }

    run(walker, walker.review(desk, "append", "insert"), keys, size)


def test_the_pair_shows_the_next_time_even_after_a_right_answer(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("=pkce", "enter", "c", "m", "=time-wait", "enter", "1")
        await walk.press("=pkce", "enter")
        assert walk.screen.graded.correct
        assert walk.screen.table.contrasts.display
        assert "TIME-WAIT" in walk.text

    run(walker, walker.review(desk, "pkce"), keys)


def test_leaving_the_reasons_says_nothing(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space", "c", "m", "escape", "3")
        assert evidence(desk, "append") == {"kind": "basic"}
        await walk.press("space", "c", "u")
        assert "report it" in walk.text
        await walk.press("3")
        assert "why_wrong" not in evidence(desk, "insert"), "the card was not missed after all"

    run(walker, walker.review(desk, "append", "insert"), keys)


@BOTH
def test_confidence_is_one_key_before_the_flip(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()
    desk.set_settings({"confidence": True})

    async def keys(walk: Walk) -> None:
        await walk.press("tab", "tab")
        walk.golden("how-sure")
        await walk.press("space", "tab", "1")
        assert evidence(desk, "append")["confidence"] == "fairly"
        await walk.press("shift+tab", "=pkce", "enter", "3")
        assert evidence(desk, "pkce")["confidence"] == "certain"
        assert walk.screen.sitting.confidence is None

    run(walker, walker.review(desk, "append", "pkce", "insert"), keys, size)


def test_nothing_asks_for_confidence_unless_it_is_wanted(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("tab", "space", "3")
        assert "confidence" not in evidence(desk, "append")
        assert "How sure" not in walk.text

    run(walker, walker.review(desk, "append", "insert"), keys)


@BOTH
def test_a_placement_ends_with_its_outcome_and_can_be_taken_back(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        for _ in range(8):
            assert walk.screen.check_action("suspend", (False,)) is False
            await walk.press(*(["escape"] if walk.screen.typing else []), "f", "3")
        assert isinstance(walk.screen, PlacedScreen)
        walk.golden("placed")
        assert any(desk.history.marks(row.key).get("known") for row in desk.history.all_rows(desk.scope(["basics"])))
        await walk.press("u")
        assert "Taken back" in walk.text
        assert not any(
            desk.history.marks(row.key).get("known") for row in desk.history.all_rows(desk.scope(["basics"]))
        )
        await walk.press("enter")

    run(walker, walker.app(desk, lambda: placement.start(desk, "basics"), ("basics",)), keys, size)


@BOTH
def test_a_stage_to_be_placed_in_is_chosen_from_a_list(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        walk.golden("place-stages")
        await walk.press("end", "enter")
        assert isinstance(walk.screen, StagesScreen), "too few questions are left there"
        assert "are needed" in walk.text
        await walk.press("home", "enter")
        assert isinstance(walk.screen, ReviewScreen)
        assert walk.screen.sitting.placement
        await walk.press(*(["escape"] if walk.screen.typing else []), "q")
        assert isinstance(walk.screen, StagesScreen)
        await walk.press("q")

    app = walker.app(desk, first=lambda: StagesScreen(desk))
    run(walker, app, keys, size)
    assert app.return_code == 0


@BOTH
def test_home_offers_ways_to_catch_up(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()
    desk.set_settings({"minutes": 1})
    learn(walker, desk, "append", "insert", "idempotent", "safe", "pkce", "timeout", "codes", "handshake", "methods")

    async def keys(walk: Walk) -> None:
        assert isinstance(walk.screen, HomeScreen)
        assert "ways to catch up" in walk.text
        await walk.press("o")
        assert isinstance(walk.screen, CatchUpScreen)
        walk.golden("catch-up")
        await walk.press("2")
        assert isinstance(walk.screen, HomeScreen)
        assert "ways to catch up" not in walk.text
        assert desk.plans.settings_today().minutes == 2
        await walk.press("o", "0")
        assert desk.plans.settings_today().minutes == 1

    run(walker, walker.app(desk), keys, size)


def test_a_leech_that_is_the_last_card_is_suspended_too(walker: Walker) -> None:
    desk = walker.sit_down()
    desk.set_settings({"leech_lapses": 1, "new_per_day": 0})
    learn(walker, desk, "append")

    async def keys(walk: Walk) -> None:
        await walk.press("space", "1")
        assert isinstance(walk.screen, LeechScreen)
        await walk.press("at")
        assert desk.history.marks("backend:append")["suspended"] is True
        assert isinstance(walk.screen, DoneScreen)

    run(walker, walker.review(desk, "append"), keys)
