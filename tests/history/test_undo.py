"""Taking back: any number of steps, after a restart, whole actions at once, and again forwards."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scribe import another, answer, derived, mark, now, opened, undo

from recall.config import Home
from recall.events import Draft
from recall.history import derive
from recall.history.rebuild import derive_all
from recall.history.store import History


def test_undo_brings_back_the_card(history: History) -> None:
    answer(history, "d:a", 3)
    before = history.state("d:a")
    answer(history, "d:a", 1, days=5)
    undo(history, history.undo_target(), 5)
    assert history.state("d:a") == before
    assert [undone for _, undone in history.reviews("d:a")] == [False, True]


def test_redo_restores_exactly_what_was_taken_back(history: History) -> None:
    answer(history, "d:a", 3)
    answer(history, "d:a", 2, days=4)
    after = history.state("d:a")
    undo(history, history.undo_target(), 4)
    undo(history, history.redo_target(), 4, on=False)
    assert history.state("d:a") == after
    assert history.redo_target() is None


def test_undo_goes_back_any_number_of_steps_and_over_restarts(home: Home) -> None:
    with opened(home) as history:
        for number in range(5):
            answer(history, f"d:{number}")
    for left in range(4, -1, -1):
        with opened(home, 1) as history:
            undo(history, history.undo_target(), 1)
            assert sum(history.state(f"d:{number}").reps for number in range(5)) == left
    with opened(home, 1) as history:
        assert history.undo_target() is None
        for left in range(1, 6):
            undo(history, history.redo_target(), 1, on=False)
            assert sum(history.state(f"d:{number}").reps for number in range(5)) == left
        assert history.doctor(now(1)).ok


def test_a_new_answer_ends_the_way_forwards(history: History) -> None:
    answer(history, "d:a")
    undo(history, history.undo_target())
    answer(history, "d:b")
    assert history.redo_target() is None
    target = history.undo_target()
    assert target is not None
    assert target.card == "d:b"


def test_an_action_of_several_events_is_taken_back_as_one(history: History) -> None:
    answer(history, "d:b")
    history.append([mark("d:a", "known", True), Draft("set_due", {"card": "d:a", "due": "2026-02-20"})], now())
    target = history.undo_target()
    assert target is not None
    assert [event.type for event in target.events] == ["mark", "set_due"]
    undo(history, target)
    assert history.marks("d:a") == {}
    assert history.state("d:a").awaited_on is None
    following = history.undo_target()
    assert following is not None
    assert following.card == "d:b"


def test_a_mark_taken_back_gives_way_to_the_one_before(history: History) -> None:
    history.append([mark("d:a", "note", "first")], now())
    history.append([mark("d:a", "note", "second")], now(1))
    undo(history, history.undo_target(), 1)
    assert history.marks("d:a") == {"note": "first"}


def test_a_reset_taken_back_gives_the_memory_again(history: History) -> None:
    answer(history, "d:a", 4)
    before = history.state("d:a")
    history.append([Draft("reset", {"card": "d:a"})], now(1))
    assert history.state("d:a").memory is None
    undo(history, history.undo_target(), 1)
    assert history.state("d:a") == before


def test_the_totals_of_the_day_forget_what_was_taken_back(history: History) -> None:
    answer(history, "d:a", 1)
    before = history.totals("2026-01-05", 1)
    answer(history, "d:a", 3, days=0.01)
    undo(history, history.undo_target())
    assert history.totals("2026-01-05", 1) == before
    undo(history, history.undo_target())
    assert history.totals("2026-01-05", 1) == []


def test_taking_back_takes_back_what_was_done_last_even_when_the_clock_went_back(history: History) -> None:
    answer(history, "d:a", days=2)
    answer(history, "d:b", days=1)
    target = history.undo_target()
    assert target is not None
    assert target.card == "d:b"


@given(st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_what_undo_puts_back_is_what_the_log_says(seed: int) -> None:
    chance = Random(seed)
    with TemporaryDirectory() as folder, opened(another(Path(folder))) as history:
        days = 0.0
        for _ in range(25):
            key, days = f"d:{chance.randrange(3)}", days + chance.choice((0, 0, 0.001, 1, 3))
            match chance.randrange(9):
                case 0:
                    history.append([mark(key, "suspended", chance.random() < 0.5)], now(days))
                case 1:
                    history.append([Draft("set_due", {"card": key, "due": "2026-03-01"})], now(days))
                case 2:
                    history.append([Draft("reset", {"card": key})], now(days))
                case 3 | 4 | 5 if history.undo_target():
                    undo(history, history.undo_target(), days)
                case 6 if history.redo_target():
                    undo(history, history.redo_target(), days, on=False)
                case 7:
                    with opened(history.home, days) as other:
                        answer(other, key, chance.randint(1, 4), days)
                case _:
                    answer(history, key, chance.randint(1, 4), days)
        held = derived(history.home)
        derive_all(history.connection)
        assert derived(history.home) == held


def test_the_newest_answer_is_taken_back_without_its_log(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(history, "d:a", 3)
    before = history.state("d:a")
    answer(history, "d:a", 1, days=5)

    def never(*_: object) -> None:
        raise AssertionError("the log was read")

    monkeypatch.setattr(derive, "timeline", never)
    undo(history, history.undo_target(), 5)
    assert history.state("d:a") == before
