"""What one sitting promises, whatever keys are pressed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from recall.review import sitting as review
from recall.review.sitting import Item, Pace, Sitting
from recall.schedule.values import CardState, Memory, Rating, State

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)


def item(name: str, *, note: str = "", related: tuple[str, ...] = (), state: State = State.REVIEW) -> Item:
    return Item(name, note or f"backend:{name}", "backend/http", "fundamentals", "basic", state, related)


def begin(*items: Item) -> Sitting:
    return review.start(items, (), now=NOW, title="Today", ahead_minutes=20, pace=Pace(10, 40))


def state_after(key: str, *, step_minutes: int | None = None, now: datetime = NOW) -> CardState:
    memory = Memory(
        State.LEARNING if step_minutes else State.REVIEW,
        0 if step_minutes else None,
        2.0,
        5.0,
        now,
        date(2026, 1, 5),
        due_at=now + timedelta(minutes=step_minutes) if step_minutes else None,
        due_on=None if step_minutes else date(2026, 1, 9),
    )
    return CardState(key, memory, 1)


def good(sitting: Sitting, *, now: datetime = NOW, step_minutes: int | None = None) -> Sitting:
    assert sitting.current is not None
    after = state_after(sitting.current.key, step_minutes=step_minutes, now=now)
    return review.answer(sitting, after, Rating.GOOD, now, ms=10, action="e1", echo="saved")


def test_every_card_is_asked_once() -> None:
    sitting = begin(item("a"), item("b"), item("c"))
    asked = []
    while sitting.current is not None:
        asked.append(sitting.current.key)
        sitting = good(sitting)
    assert asked == ["a", "b", "c"]
    assert sitting.done


def test_the_answer_hides_when_the_card_changes() -> None:
    sitting = review.reveal(begin(item("a"), item("b")))
    assert sitting.revealed
    assert not good(sitting).revealed


def test_undo_brings_back_the_card() -> None:
    sitting = begin(item("a"), item("b"))
    after = good(review.reveal(sitting))
    back = review.take_back(after, NOW, echo="taken back")
    assert back.current == sitting.current
    assert back.queue == sitting.queue
    assert not back.revealed
    assert back.answered == ()


@given(st.lists(st.sampled_from(["good", "step", "aside", "mark"]), max_size=12))
def test_undo_undoes_any_number_of_steps(actions: list[str]) -> None:
    start = sitting = begin(*(item(str(n), note=f"backend:{n // 2}") for n in range(8)))
    done = 0
    for action in actions:
        if sitting.current is None:
            break
        done += 1
        if action == "good":
            sitting = good(sitting)
        elif action == "step":
            sitting = good(sitting, step_minutes=10)
        elif action == "aside":
            sitting = review.set_aside(sitting, NOW, notes=True, action="e", echo="")
        else:
            sitting = review.noted(sitting, action="e", echo="")
    for _ in range(done):
        sitting = review.take_back(sitting, NOW, echo="")
    assert (sitting.current, sitting.queue, sitting.learning, sitting.answered) == (
        start.current,
        start.queue,
        start.learning,
        start.answered,
    )


def test_siblings_and_relations_leave_the_queue_once_one_is_answered() -> None:
    first = item("a#c1", note="backend:a", related=("backend:r",))
    sitting = good(begin(first, item("a#c2", note="backend:a"), item("r"), item("z")))
    assert sitting.current == item("z")
    assert sitting.queue == ()


def test_a_learning_card_comes_back_in_time_and_in_between() -> None:
    sitting = good(begin(item("a", state=State.NEW), item("b"), item("c")), step_minutes=10)
    assert sitting.current == item("b")
    later = good(sitting, now=NOW + timedelta(minutes=11))
    assert later.current is not None
    assert later.current.key == "a"
    assert later.current.state is State.LEARNING


def test_learning_cards_are_shown_up_to_twenty_minutes_ahead_when_nothing_else_is_left() -> None:
    sitting = good(begin(item("a", state=State.NEW)), step_minutes=10)
    assert sitting.current is not None
    assert sitting.current.key == "a"
    far = good(begin(item("a", state=State.NEW)), step_minutes=25)
    assert far.done
    assert review.wait(far, NOW).current is not None


def test_a_cram_repeats_what_was_missed_and_leaves_memory_alone() -> None:
    sitting = review.start(
        [item("a"), item("b")], (), now=NOW, title="", ahead_minutes=20, pace=Pace(10, 40), cram=True
    )
    sitting = review.answer(sitting, None, Rating.AGAIN, NOW, ms=1, action="e", echo="")
    assert [sitting.current, *sitting.queue] == [item("b"), item("a")]
    sitting = review.answer(sitting, None, Rating.GOOD, NOW, ms=1, action="e", echo="")
    assert sitting.current == item("a")


def test_counts_and_minutes_include_the_card_on_the_table() -> None:
    sitting = begin(item("a", state=State.NEW), item("b"), item("c"))
    assert (sitting.counts.new, sitting.counts.learning, sitting.counts.due) == (1, 0, 2)
    assert sitting.left_seconds == 60
    assert good(sitting, step_minutes=10).counts.total == 3


def test_a_card_taken_back_from_an_earlier_sitting_comes_first() -> None:
    sitting = review.put_first(begin(item("a"), item("b")), item("z"), NOW, echo="")
    assert [sitting.current, *sitting.queue] == [item("z"), item("a"), item("b")]


def test_more_cards_are_dealt_when_nothing_was_left() -> None:
    over = good(begin(item("a")))
    assert over.done
    assert review.extend(over, [item("n")], NOW).current == item("n")
