"""An interview taken by keys: every kind of question, open answers with their follow-ups, the way to the report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_review_by_keys import full_disk
from tui_walk import SMALL, WIDE, Walk, Walker, run

from recall.desk.interview import InterviewDesk
from recall.tui.screens.interview import InterviewScreen
from recall.tui.screens.quiz_report import QuestionScreen, QuestionsScreen, ReportScreen
from recall.tui.screens.small import SmallScreen

BOTH = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
BEGIN = "space"


def by_letters(field: Any) -> list[str]:
    return ["abcd"[field.order.index(place)] for place in range(3)]


def by_boxes(field: Any) -> list[str]:
    return ["112"[place] for place in field.order]


def by_number(field: Any) -> list[str]:
    """Each step to its place, the first one first."""
    keys: list[str] = []
    steps = list(field.steps)
    at = 0
    for goal in range(len(steps)):
        place = steps.index(goal)
        keys += ["j" if place > at else "k"] * abs(place - at) + [str(goal + 1)]
        steps.insert(goal, steps.pop(place))
        at = goal
    return keys


# The kind, and the keys that answer its card rightly; `=text` is pasted.
ANSWERS: dict[str, Callable[[Any], list[str]]] = {
    "single": lambda _: ["3"],
    "multi": lambda _: ["1", "3", "5"],
    "typed": lambda _: ["=pkce"],
    "number": lambda _: ["=60"],
    "cloze": lambda field: ["=soft", "enter", "=mixed"] if field.several else ["=hard"],
    "order": by_number,
    "match": by_letters,
    "categories": by_boxes,
    "output": lambda _: ["=[1, 2]", "enter", "2", "enter"],
    "lines": lambda _: ["j", "space"],
    "sql": lambda _: ["=select name from users;"],
}


@BOTH
@pytest.mark.parametrize("kind", ANSWERS)
def test_a_question_of_each_kind_is_answered_by_keys(walker: Walker, kind: str, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN)
        walk.golden(f"interview-{kind}")
        walker.later(seconds=20)
        await walk.press("tab", "tab", "tab", *ANSWERS[kind](walk.screen.table.field), "enter")
        (answered,) = walk.screen.state.answered
        assert (answered.correct, answered.confidence, answered.ms) == (True, "certain", 20_000)
        assert walk.screen.phase == "wrap-up"

    first = "backend:reset#c1" if kind == "cloze" else ""
    run(walker, walker.interview(desk, first, number=1, kinds=(kind,)), keys, size)


@pytest.mark.parametrize("kind", [*ANSWERS, "interview"])
def test_any_question_may_be_called_unknown(walker: Walker, kind: str) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN)
        await walk.press(*(["escape"] if walk.screen.typing else []), "D")
        (answered,) = walk.screen.state.answered
        assert (answered.outcome, answered.score) == ("unknown", 0)

    run(walker, walker.interview(desk, number=1, kinds=(kind,)), keys)


def test_a_long_miss_is_read_to_its_end_before_space_goes_on(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN, *(["escape"] if walk.screen.typing else []), "D", "enter")
        assert walk.screen.phase == "walk"
        assert walk.screen.table.unread
        while walk.screen.table.unread:
            assert "more below, enter: go on" in walk.text
            await walk.press("space")
            assert walk.screen.phase == "walk"
        assert "space: go on" in walk.text
        await walk.press("space")
        assert isinstance(walk.screen, ReportScreen)

    run(walker, walker.interview(desk, number=1, kinds=("single",)), keys, SMALL)


def test_a_card_that_is_turned_over_is_rated_by_the_learner(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN, "space")
        walk.golden("interview-basic-turned")
        await walk.press("2")
        answered = walk.screen.state.answered[0]
        assert (answered.rating, answered.score) == (2, 0.5)

    kinds = ("basic", "interview", "order", "match")
    run(walker, walker.interview(desk, "backend:append", number=4, kinds=kinds), keys)


@BOTH
def test_an_open_answer_is_confirmed_and_probed(walker: Walker, size: tuple[int, int]) -> None:
    follow_ups(walker)
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN)
        walk.golden("interview-open")
        await walk.press("w", "=A slow salted hash such as Argon2id, and I encrypt the passwords", "escape", "space")
        walk.golden("interview-rubric")
        assert walk.screen.table.field.ticked == {0}
        await walk.press("m")
        assert "A model answer" in walk.text
        await walk.press("m", "enter", "enter")
        assert walk.screen.phase == "probing"
        walk.golden("interview-probe")
        await walk.press("w", "=raise the cost over time", "escape", "space")
        walk.golden("interview-probe-rubric")
        await walk.press("y", "enter")
        (answered,) = walk.screen.state.answered
        assert (answered.made, answered.probed, answered.score) == (("slow-hash",), ("cost",), 0.8)

    run(walker, walker.interview(desk, number=1, kinds=("interview",)), keys, size)


def test_a_red_flag_whose_words_were_said_is_pointed_out(walker: Walker) -> None:
    follow_ups(walker)
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN, "w", "=A slow salted hash such as Argon2id; I encrypt the rest", "escape", "space")
        points = walk.screen.table.field
        assert points.open == {2}, "the learner decides whether it counts"
        await walk.press("enter")
        assert points.cursor == 2
        await walk.press("y", "enter")
        assert walk.screen.state.draft.red_flags == 1

    run(walker, walker.interview(desk, number=1, kinds=("interview",)), keys)


def test_an_answer_said_aloud_is_ticked_by_the_learner(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN, "space")
        assert "Said aloud" in walk.text
        await walk.press("y", "y", "enter")
        assert walk.screen.state.answered[0].score == 1

    run(walker, walker.interview(desk, number=1, kinds=("interview",)), keys)


@BOTH
def test_the_first_page_says_what_is_to_come(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        walk.golden("interview-intro")

    run(walker, walker.interview(desk, number=6), keys, size)


@BOTH
def test_the_way_from_the_first_page_to_the_report(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN)
        walker.later(seconds=30)
        await walk.press("tab", "tab", "tab", "=wrong", "enter", "=pkce", "enter")
        assert walk.screen.phase == "wrap-up"
        await walk.press("3", "enter")
        assert "3 is no number from 0 to 2" in walk.screen.said
        walk.golden("interview-wrap-up")
        await walk.press("backspace", "1", "enter")
        assert walk.screen.phase == "walk"
        walk.golden("interview-walk")
        await walk.press("space", ms=50)
        assert walk.screen.phase == "walk", "a key held down cannot run through what nobody read"
        await walk.press("space")
        assert isinstance(walk.screen, ReportScreen)
        assert "You believed 1 of 2 right" in " ".join(walk.screen.query_one("#summary").render().plain.split())
        await walk.press("enter")
        assert isinstance(walk.screen, QuestionsScreen)
        walk.golden("interview-questions")
        await walk.press("enter", "n", "p")
        assert isinstance(walk.screen, QuestionScreen)
        walk.golden("interview-question")
        await walk.press("escape", "escape", "r")
        assert walk.screen.sitting.current.key in walk.app.screen_stack[1].misses
        await walk.press(*(["escape"] if walk.screen.typing else []), "q", "escape")

    app = run(walker, walker.interview(desk, "backend:timeout", number=2, kinds=("typed", "number")), keys, size)
    assert app.farewell.endswith("2 of 2 questions answered, all saved. recall quiz report shows it again.")


@pytest.mark.parametrize(("key", "form"), [("m", "md"), ("h", "html"), ("j", "json")])
def test_the_report_is_saved_in_each_form(walker: Walker, key: str, form: str) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN, "enter", "enter", "space", "x", key)
        file = Path(f"interview-{walk.screen.report.quiz}.{form}")
        assert file.name in walk.screen.said
        assert "PKCE" in file.read_text("utf-8")
        file.unlink()
        file.mkdir()
        await walk.press("x", key)
        assert "cannot be written" in walk.screen.said

    run(walker, walker.interview(desk, number=1, kinds=("typed",)), keys)


def test_feedback_shows_at_once_where_it_is_asked_for(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN, "=state", "enter")
        walk.golden("interview-feedback")
        await walk.press("!", "space")
        assert walk.screen.phase == "wrap-up"
        assert walk.screen.state.answered[0].flagged

    run(walker, walker.interview(desk, number=1, kinds=("typed",), feedback="now"), keys)


def test_a_hint_shows_the_first_letter_and_keeps_what_was_typed(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN, "=pk", "escape", "h")
        assert "Hint: P..." in walk.text
        await walk.press("w", "=ce", "enter")
        (answered,) = walk.screen.state.answered
        assert (answered.correct, answered.score) == (True, 0.5)

    run(walker, walker.interview(desk, number=1, kinds=("typed",)), keys)


# -- time, pauses, crashes


def test_a_pause_hides_the_question_and_stops_the_clock(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN)
        walker.later(seconds=10)
        await walk.press("3", "p")
        walk.golden("interview-paused")
        walker.later(hours=3)
        await walk.press("space")
        await walk.screen.tick()
        assert walk.screen.table.field.cursor == 2, "what was picked before the pause is still picked"
        assert "0:35 left" in walk.text
        await walk.press("enter")
        assert walk.screen.state.answered[0].ms == 10_000

    run(walker, walker.interview(desk, number=1, kinds=("single",)), keys)


def test_leaving_out_of_a_pause_keeps_the_interview(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN, "p", "escape")

    run(walker, walker.interview(desk, number=1, kinds=("single",)), keys)
    left = InterviewDesk(desk).unfinished()
    assert left is not None
    assert left.phase == "paused"


def test_a_key_that_is_held_down_answers_once(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN)
        await walk.press("=60", "enter", ms=300)
        for _ in range(20):
            await walk.press("enter", ms=30)
        assert len(walk.screen.state.answered) == 1, "an empty enter would have said: don't know"
        await walk.press("enter")
        assert len(walk.screen.state.answered) == 2

    run(walker, walker.interview(desk, "backend:timeout", number=2, kinds=("typed", "number")), keys)


def test_the_clock_says_how_much_an_answer_is_over_its_time(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN)
        walker.later(seconds=50)
        await walk.screen.tick()
        assert "over by 0:05" in walk.text
        await walk.press("3", "enter")
        assert walk.screen.state.answered[0].over_time

    run(walker, walker.interview(desk, number=1, kinds=("single",)), keys)


def test_under_strict_time_what_stands_there_is_the_answer(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN, "3")
        walker.later(seconds=46)
        await walk.screen.tick()
        assert walk.screen.state.answered[0].correct

    run(walker, walker.interview(desk, number=1, kinds=("single",), strict=True), keys)


def test_under_strict_time_nothing_given_is_timed_out(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN)
        walker.later(seconds=46)
        await walk.screen.tick()
        assert walk.screen.state.answered[0].outcome == "timed out"

    run(walker, walker.interview(desk, number=1, kinds=("single",), strict=True), keys)


@BOTH
def test_an_interview_goes_on_after_a_crash(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def until_it_dies(walk: Walk) -> None:
        await walk.press(BEGIN, "=60", "enter", "=half an ans")

    run(walker, walker.interview(desk, "backend:timeout", number=2, kinds=("typed", "number")), until_it_dies, size)
    walker.later(hours=9)

    async def again(walk: Walk) -> None:
        walk.golden("interview-interrupted")
        walker.later(minutes=5)
        await walk.press("space", "=pkce")
        walker.later(seconds=4)
        await walk.press("enter")
        assert len(walk.screen.state.answered) == 2
        assert walk.screen.state.answered[-1].ms == 4_000, "the time away does not count"

    run(walker, walker.interview(walker.sit_down()), again, size)


def test_leaving_for_later_and_ending_are_two_things(walker: Walker) -> None:
    desk = walker.sit_down()

    async def later(walk: Walk) -> None:
        await walk.press(BEGIN, "s", "escape", "escape")
        assert walk.screen.phase == "asking", "the second escape goes back to the question"
        await walk.press("escape", "l")

    app = run(walker, walker.interview(desk, number=2, kinds=("single", "multi")), later)
    assert app.farewell.endswith("1 of 2 questions answered, all saved. recall quiz resume goes on.")

    async def end(walk: Walk) -> None:
        assert walk.screen.phase == "paused"
        await walk.press("space", "escape", "y")
        assert walk.screen.phase == "wrap-up"
        await walk.press("enter", "space")
        assert isinstance(walk.screen, ReportScreen)

    run(walker, walker.interview(walker.sit_down()), end)


def test_an_interview_that_was_not_begun_leaves_no_trace(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("escape")

    run(walker, walker.interview(desk, number=2), keys)
    assert InterviewDesk(desk).history() == []


def test_ctrl_c_asks_once_while_something_is_typed(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN, "=pk", "ctrl+c")
        assert "not sent yet" in walk.screen.said
        await walk.press("ctrl+c", ms=500)

    assert run(walker, walker.interview(desk, number=1, kinds=("typed",)), keys).return_value == 130


# -- what goes wrong


def test_what_could_not_be_saved_keeps_the_question_and_the_answer(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN, "3")
        with full_disk(walker.home.journal):
            await walk.press("enter")
        assert not walk.screen.state.answered
        assert walk.screen.said.startswith(" Not saved: ")
        walk.golden("interview-not-saved")
        await walk.press("t")
        assert walk.screen.state.answered[0].correct

    run(walker, walker.interview(desk, number=1, kinds=("single",)), keys)


def test_a_question_that_is_gone_is_left_out(walker: Walker) -> None:
    desk = walker.sit_down()

    async def begin(walk: Walk) -> None:
        await walk.press(BEGIN)

    run(walker, walker.interview(desk, number=1, kinds=("single",)), begin)
    deck = walker.decks / "basics" / "kinds.yaml"
    deck.write_text(deck.read_text("utf-8").replace("id: idempotent", "id: another"), "utf-8")

    async def keys(walk: Walk) -> None:
        await walk.press("space")
        assert "gone from the decks" in walk.text
        await walk.press("space")
        assert walk.screen.state.answered[0].outcome == "skipped"

    run(walker, walker.interview(walker.sit_down()), keys)


def test_control_characters_that_are_pasted_do_no_harm(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN, "=\x1b[2J\x07\u202epk\x00ce", "enter")
        assert not any(sign in walk.screen.state.answered[0].response["text"] for sign in "\x1b\x07\u202e\x00")

    run(walker, walker.interview(desk, number=1, kinds=("typed",)), keys)


@pytest.mark.parametrize(("kind", "send"), [("interview", ["escape", "space"]), ("typed", ["enter"])])
def test_an_answer_of_100_kilobytes_is_taken(walker: Walker, kind: str, send: list[str]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN, *(["w"] if kind == "interview" else []), f"={'word ' * 30_000}", *send)
        state = walk.screen.state
        response = (state.draft or state.answered[0]).response
        assert 90_000 < len(response["text"]) <= 100_000

    run(walker, walker.interview(desk, number=1, kinds=(kind,)), keys)


def test_a_terminal_made_too_small_keeps_the_question(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(BEGIN, "3")
        await walk.resize(30, 8)
        assert isinstance(walk.screen, SmallScreen)
        await walk.press("enter")
        await walk.resize(*SMALL)
        assert isinstance(walk.screen, InterviewScreen)
        assert not walk.screen.state.answered, "keys pressed blindly do nothing"
        await walk.press("enter")
        assert walk.screen.state.answered[0].correct

    run(walker, walker.interview(desk, number=1, kinds=("single",)), keys)


def follow_ups(walker: Walker) -> None:
    """The interview card with a follow-up for each missing point, and a red flag that its words betray."""
    deck = walker.decks / "basics" / "kinds.yaml"
    flag = "  - Encrypts passwords to read them later\n"
    more = (
        "  - {say: Encrypts passwords to read them later, terms: [encrypt]}\n"
        "  follow_ups:\n"
        "  - {when: missing cost, ask: Hardware gets faster. What then?, look_for: The cost is raised.}\n"
    )
    text = deck.read_text("utf-8")
    assert flag in text
    deck.write_text(text.replace(flag, more), "utf-8")
