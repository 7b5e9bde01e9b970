"""The screens around an interview: the page before it, the interviews taken so far, two of them compared."""

from __future__ import annotations

import pytest
from tui_walk import SMALL, WIDE, Walk, Walker, run

from recall.desk.interview import InterviewDesk
from recall.tui.keyline import KeyLine, width_of
from recall.tui.screens.home import HomeScreen
from recall.tui.screens.interview import InterviewScreen
from recall.tui.screens.quiz_history import CompareScreen, HistoryScreen
from recall.tui.screens.quiz_report import ReportScreen
from recall.tui.screens.quiz_setup import SetupScreen
from recall.tui.screens.warmup import WarmupScreen

BOTH = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])


@BOTH
def test_an_interview_is_set_up_from_home(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("m")
        walk.golden("interview-setup")
        await walk.press("space", "j", "=kinds", "down", "1", "j", "3", "j", "2", "j", "2", "j", "2", "j", "2", "enter")
        assert isinstance(walk.screen, InterviewScreen)
        options = walk.screen.state.plan.options
        assert options.selectors == ("backend/basics/", "kinds")
        assert (options.number, options.target, options.minutes) == (6, "senior", 15)
        assert (options.feedback, options.strict, options.choice) == ("now", True, False)
        await walk.press("space")
        await walk.press(*(["escape"] if walk.screen.typing else []), "escape", "l")
        assert isinstance(walk.screen, SetupScreen)
        assert walk.screen.left is not None
        await walk.press("r")
        assert walk.screen.phase == "paused"
        await walk.press("escape", "l", "escape")
        assert isinstance(walk.screen, HomeScreen)

    run(walker, walker.app(desk), keys, size)


def test_too_few_questions_say_how_many_fit(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("m", "j", "=topics", "enter")
        assert isinstance(walk.screen, SetupScreen)
        assert "12 are asked for" in walk.screen.said
        await walk.press(*["backspace"] * 6, "=topicz", "enter")
        assert "did you mean topics" in walk.screen.said

    run(walker, walker.app(desk), keys)


@BOTH
def test_interviews_are_listed_shown_and_compared(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def take(walk: Walk) -> None:
        await walk.press("space", "enter", "enter", "space")
        assert isinstance(walk.screen, ReportScreen)

    async def begin(walk: Walk) -> None:
        await walk.press("space")

    for _ in range(2):
        run(walker, walker.interview(desk, number=1, kinds=("typed",)), take)
        walker.later(days=1)
    run(walker, walker.interview(desk, number=2, kinds=("typed", "number")), begin)

    async def keys(walk: Walk) -> None:
        await walk.press("m", "i")
        assert isinstance(walk.screen, HistoryScreen)
        walk.golden("interview-history")
        await walk.press("space")
        assert "not finished" in walk.screen.said
        await walk.press("j", "enter")
        assert isinstance(walk.screen, ReportScreen)
        await walk.press("escape", "space", "j", "space", "c")
        assert isinstance(walk.screen, CompareScreen)
        one, other, _ = walk.screen.compared
        assert one.started_at < other.started_at, "the earlier one is the one that is started from"
        await walk.press("escape", "g", "enter")
        assert walk.screen.phase == "paused"

    run(walker, walker.app(desk), keys, size)
    assert len(InterviewDesk(desk).history()) == 3


@BOTH
@pytest.mark.parametrize("screen", ["setup", "history", "asking", "typing", "rubric", "walk", "report", "questions"])
def test_the_key_line_fits_and_shows_the_way_out(walker: Walker, screen: str, size: tuple[int, int]) -> None:
    desk = walker.sit_down()
    ways = {
        "setup": ["m"],
        "history": ["m", "i"],
        "asking": ["space"],
        "typing": ["space"],
        "rubric": ["space", "space"],
        "walk": ["space", "D", "enter"],
        "report": ["space", "D", "enter", "space"],
        "questions": ["space", "D", "enter", "space", "enter"],
    }
    kinds = {"typing": "typed", "rubric": "interview"}

    async def keys(walk: Walk) -> None:
        await walk.press(*ways[screen])
        line = walk.screen.query_one(KeyLine)
        items = line.items(size[0])
        assert sum(map(width_of, items)) <= size[0]
        assert "esc" in [shown for _, shown, _ in items]

    home = screen in ("setup", "history")
    interview = None if home else walker.interview(desk, number=1, kinds=(kinds.get(screen, "single"),))
    run(walker, interview or walker.app(desk), keys, size)


@BOTH
def test_a_warm_up_goes_through_what_was_missed_and_what_is_to_be_said(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def take(walk: Walk) -> None:
        await walk.press("space", "tab", "tab", "tab", "=state", "enter", "enter", "space")

    run(walker, walker.interview(desk, number=1, kinds=("typed",)), take)

    async def keys(walk: Walk) -> None:
        await walk.press("m", "w")
        assert isinstance(walk.screen, WarmupScreen)
        assert [page.heading for page in walk.screen.pages] == ["You were certain, and wrong", "Say it aloud"]
        assert "PKCE" not in walk.text
        await walk.press("space")
        assert "PKCE" in walk.text
        await walk.press("space", ms=30_000)
        walk.golden("warmup-aloud")
        walker.ms += 100_000
        walk.screen._draw_header()
        await walk.settle()
        assert "time is up" in walk.text
        await walk.press("space")
        walk.golden("warmup-told")
        await walk.press("p", "space", "space", "space", "space")
        assert isinstance(walk.screen, SetupScreen)

    run(walker, walker.app(desk), keys, size)
