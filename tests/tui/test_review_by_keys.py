"""The daily review by keys: grading, taking back, setting aside, and what may go wrong on the way."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tui_walk import SMALL, WIDE, Walk, Walker, run

from recall.schedule.values import Rating
from recall.tui.screens.ask import AskScreen
from recall.tui.screens.done import DoneScreen
from recall.tui.screens.review import ReviewScreen
from recall.tui.screens.small import SmallScreen


def test_grades_do_nothing_before_the_flip(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("3", "4")
        assert not walk.screen.sitting.answered
        assert not walk.screen.sitting.revealed

    run(walker, walker.review(desk, "append"), keys)


def test_grades_are_dead_for_a_moment_after_the_flip(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space")
        await walk.press("3", "space", ms=90)
        assert not walk.screen.sitting.answered
        await walk.press("3", ms=30)
        assert len(walk.screen.sitting.answered) == 1

    run(walker, walker.review(desk, "append", "insert"), keys)


def test_a_space_bar_held_down_cannot_run_through_cards(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press(*["space"] * 40, ms=30)
        assert not walk.screen.sitting.answered
        await walk.press("space", ms=400)
        assert len(walk.screen.sitting.answered) == 1

    run(walker, walker.review(desk, "insert", "append"), keys)


def test_a_space_bar_held_down_turns_no_page_that_nobody_read(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space")
        turned = walk.screen.table.scroll_y
        await walk.press(*["space"] * 40, ms=30)
        assert walk.screen.table.scroll_y == turned

    run(walker, walker.review(desk, "append"), keys, SMALL)


def test_space_turns_the_pages_of_a_long_back_before_it_accepts(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space")
        pages = 0
        while walk.screen.table.unread:
            assert "space More ↓" in walk.text
            await walk.press("space")
            pages += 1
        assert pages > 1
        assert not walk.screen.sitting.answered
        assert "space Accept" in walk.text
        await walk.press("space")
        assert walk.screen.sitting.answered[-1].rating is Rating.GOOD

    run(walker, walker.review(desk, "append"), keys, SMALL)


def test_enter_and_digits_grade_a_long_back_at_once(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space")
        assert walk.screen.table.unread
        assert "▸3 Good (enter)" in walk.text
        await walk.press("enter")
        assert walk.screen.sitting.answered[-1].rating is Rating.GOOD
        await walk.take_back()
        await walk.press("space", "2")
        assert walk.screen.sitting.answered[-1].rating is Rating.HARD

    run(walker, walker.review(desk, "append", "insert"), keys)


def test_sources_alone_out_of_sight_cost_no_key(walker: Walker) -> None:
    why = "So it is. " * 40
    sourced = f"- {{id: sourced, prompt: Q, answer: A, explanation: {why}, sources: [{{ref: A book}}]}}\n"
    with (walker.decks / "later" / "topics.yaml").open("a", encoding="utf-8") as deck:
        deck.write(sourced)
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space")
        while walk.screen.table.below == 0:
            await walk.resize(80, walk.app.size.height - 1)
        assert "space Accept" in walk.text
        while walk.screen.table.below < 3:  # now the explanation too
            await walk.resize(80, walk.app.size.height - 1)
        assert "space More" in walk.text

    run(walker, walker.review(desk, "sourced"), keys)


def test_space_takes_the_proposed_rating_and_digits_override_it(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space", "space")
        assert walk.screen.sitting.answered[-1].rating is Rating.GOOD
        await walk.press("1", "enter", "enter")
        assert walk.screen.sitting.answered[-1].rating is Rating.AGAIN
        await walk.press("d", "4")
        assert walk.screen.sitting.answered[-1].rating is Rating.EASY

    run(walker, walker.review(desk, "insert", "idempotent", "safe"), keys)


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_one_esc_too_many_does_not_end_the_program(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("escape")
        assert "esc again stops here" in walk.text
        await walk.press("space")
        assert "esc again stops here" not in walk.text
        await walk.press("escape")
        assert isinstance(walk.screen, ReviewScreen), "something happened in between"
        assert "esc again stops here" in walk.text
        await walk.press("escape")
        assert walk.app._exit

    run(walker, walker.review(desk, "insert"), keys, size)


def test_q_stops_at_once(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("q")
        assert walk.app._exit

    run(walker, walker.review(desk, "insert"), keys)


def test_the_same_digit_twice_answers(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("3", "3")
        assert walk.screen.graded.correct

    run(walker, walker.review(desk, "idempotent"), keys)


def test_undo_takes_back_any_number_of_steps_and_after_a_restart(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space", "3", "space", "4")
        walk.golden("echo")
        await walk.press("u", "u")
        assert walk.screen.sitting.current.key == "backend:append"
        assert not walk.screen.sitting.answered
        walk.golden("taken-back")
        await walk.press("space", "1")

    run(walker, walker.review(desk, "append", "insert", "markup"), keys)
    assert desk.state("backend:append").reps == 1
    desk.close()
    again = walker.sit_down()

    async def after_restart(walk: Walk) -> None:
        await walk.press("u")
        assert walk.screen.sitting.current.key == "backend:append"
        assert again.state("backend:append").reps == 0

    run(walker, walker.review(again, "insert"), after_restart)


def test_undo_goes_on_through_cards_that_are_typed(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("=pkce", "enter", "3", "=60", "enter", "3", "u", "u")
        assert not walk.screen.sitting.answered
        assert "w: type" in walk.text
        await walk.press("tab", "=pkce", "enter")
        assert walk.screen.graded.correct

    run(walker, walker.review(desk, "pkce", "timeout", "append"), keys)


def test_the_last_card_can_be_taken_back_on_the_done_screen(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space", "4")
        assert isinstance(walk.screen, DoneScreen)
        await walk.press("u")
        assert isinstance(walk.screen, ReviewScreen)
        assert walk.screen.sitting.current.key == "backend:append"

    run(walker, walker.review(desk, "append"), keys)


def test_done_says_what_comes_next_and_gives_more_new_cards(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space", "4", "d", "space", "d", "4")
        assert isinstance(walk.screen, ReviewScreen), "the missed card comes back when nothing else is left"
        await walk.press("f", "3", "f", "3")
        walk.golden("done")
        await walk.resize(*SMALL)
        walk.golden("done")
        await walk.press("n")
        assert isinstance(walk.screen, ReviewScreen)
        assert walk.screen.sitting.counts.new == 5

    sitting = walker.review(desk, "append", "idempotent", "safe")
    sitting._selectors = ()
    run(walker, sitting, keys)


def test_nothing_due_is_said_in_words(walker: Walker) -> None:
    desk = walker.sit_down()
    desk.set_settings({"new_per_day": 0})

    async def keys(walk: Walk) -> None:
        walk.golden("nothing-due")

    run(walker, walker.app(desk, desk.start), keys)


def test_a_card_is_buried_suspended_marked_noted_or_called_known(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("minus")
        assert desk.history.marks("backend:append")["buried_until"] == "2026-01-07"
        await walk.press("at")
        assert desk.history.marks("backend:insert")["suspended"] is True
        await walk.press("space", "asterisk")
        assert desk.history.marks("backend:markup")["marked"] is True
        assert walk.screen.sitting.revealed, "a mark leaves the answer where it is"
        await walk.press("n", "=my note", "enter")
        assert desk.history.marks("backend:markup")["note"] == "my note"
        await walk.press("3", "x")
        assert desk.history.marks("backend:idempotent")["known"] is True
        assert "known" in walk.screen.said
        await walk.press("escape", "equals_sign")
        assert desk.history.marks("backend:reset#c2")["buried_until"] == "2026-01-07"

    run(walker, walker.review(desk, "append", "insert", "markup", "idempotent", "reset"), keys)


def test_siblings_are_suspended_together(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("escape", "exclamation_mark")
        assert all(desk.history.marks(f"backend:reset#{side}")["suspended"] for side in ("c1", "c2"))

    run(walker, walker.review(desk, "reset"), keys)


def test_cards_that_are_mixed_up_show_after_a_miss(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("1", "enter")
        walk.golden("contrast")
        await walk.press("1", "u", "3", "enter")
        assert "mixed up" not in walk.text

    run(walker, walker.review(desk, "idempotent"), keys)


def test_what_could_not_be_saved_keeps_the_card_and_can_be_tried_again(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space")
        with full_disk(walker.home.journal):
            await walk.press("3")
        assert walk.screen.sitting.current.key == "backend:append"
        assert walk.screen.said.startswith(" Not saved: ")
        walk.golden("not-saved")
        await walk.resize(*SMALL)
        walk.golden("not-saved")
        assert walk.app.unsaved == "backend:append"
        await walk.press("escape")
        assert isinstance(walk.screen, AskScreen), "leaving asks"
        walk.golden("leave-unsaved")
        await walk.press("n", "t")
        assert not walk.app.unsaved
        assert walk.screen.sitting.answered[-1].rating is Rating.GOOD
        assert desk.state("backend:append").reps == 1

    run(walker, walker.review(desk, "append", "insert"), keys)


def test_a_resized_terminal_keeps_the_card_and_its_answer(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("1", "j", "space")
        await walk.resize(*SMALL)
        await walk.resize(39, 12)
        assert isinstance(walk.screen, SmallScreen)
        walk.golden("too-small")
        await walk.press("space", "3", "q")
        await walk.resize(20, 5)
        await walk.resize(120, 40)
        assert walk.screen.table.field.ticked == {0, 1}
        walk.golden("resized")

    run(walker, walker.review(desk, "safe"), keys)


def test_scrolling_reaches_the_end_of_a_long_card(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space")
        below = walk.screen.table.below
        assert below > 0
        await walk.press("j")
        assert walk.screen.table.below == below - 1
        await walk.press("G")
        assert walk.screen.table.below == 0
        walk.golden("scrolled")
        await walk.press("g", "pagedown", "k", "pageup")
        assert walk.screen.table.scroll_y == 0

    run(walker, walker.review(desk, "append"), keys, SMALL)


def test_markup_in_a_deck_is_text(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space")
        assert "[@click=app.bell]this[/] and [/oops]?" in walk.text
        assert "[bold]no markup[/bold]" in walk.text

    run(walker, walker.review(desk, "markup"), keys)


def test_the_answer_and_a_report_can_be_copied(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("escape", "y")
        assert walk.app.clipboard == "PKCE"
        await walk.press("r")
        assert walk.app.clipboard.startswith("https://example.org/recall/issues/new?title=Wrong%20card")
        assert "https://example.org/recall/issues" in walk.screen.said

    run(walker, walker.review(desk, "pkce"), keys)


def test_a_deck_file_that_changes_changes_the_card_on_the_screen(walker: Walker) -> None:
    desk = walker.sit_down()
    deck = walker.decks / "basics" / "kinds.yaml"

    async def keys(walk: Walk) -> None:
        deck.write_text(deck.read_text("utf-8").replace("amortised cost", "average cost"), "utf-8")
        await walk.app.look_at_decks()
        await walk.settle()
        assert "average cost" in walk.text
        deck.write_text(deck.read_text("utf-8").replace("- id: append", "- id: renamed"), "utf-8")
        await walk.app.look_at_decks()
        await walk.settle()
        assert "in no deck any more" in walk.text
        await walk.press("space")
        assert walk.screen.sitting.current.key == "backend:insert"

    run(walker, walker.review(desk, "append", "insert"), keys)


def test_an_undone_answer_is_not_counted_on_leaving(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space", "3", "space", "3", "u", "ctrl+c")

    app = run(walker, walker.review(desk, "append", "insert"), keys)
    assert app.answered == 1
    assert app.return_value == 130


def test_leaving_by_escape_is_no_interruption(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space", "3", "escape", "escape")

    assert run(walker, walker.review(desk, "append", "insert"), keys).return_value == 0


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """No file of this process can grow past the journal as it is now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = max(path.stat().st_size for path in folder.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_message_outlives_a_resize(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("r")
        said = walk.screen.said
        assert "copied" in said
        await walk.resize(*SMALL)
        await walk.resize(80, 24)
        assert walk.screen.said == said

    run(walker, walker.review(desk, "append"), keys)
