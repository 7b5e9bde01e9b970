"""Answers that did not know of each other: nothing is lost, and the due date follows the memory that came out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from scribe import another, answer, derived, mark, now, opened, without_database

from recall.config import Home


def exchanged(one: Home, two: Home, days: float = 60) -> None:
    """Each takes in what the other has."""
    with opened(one, days) as first, opened(two, days) as second:
        lines = [*first.export()]
        first.import_events([*second.export()], now(days))
        second.import_events(lines, now(days))


def due(home: Home, key: str) -> date | None:
    with opened(home, 60) as history:
        memory = history.state(key).memory
        return memory.due_on if memory else None


def learnt(tmp_path: Path) -> tuple[Home, Home]:
    """Two machines that share a card in review."""
    one, two = another(tmp_path / "one"), another(tmp_path / "two")
    with opened(one) as history:
        for days in (0, 1, 4, 12):
            answer(history, "d:card", 3, days)
    exchanged(one, two)
    return one, two


def test_an_answer_that_knew_of_all_others_keeps_its_due_date(tmp_path: Path) -> None:
    one, two = learnt(tmp_path)
    with opened(two, 30) as history:
        event = answer(history, "d:card", 3, 30)
    exchanged(one, two)
    assert due(one, "d:card") == due(two, "d:card") == date.fromisoformat(event.body["due"])


def test_a_lapse_that_the_writer_had_not_seen_brings_the_card_back_earlier(tmp_path: Path) -> None:
    one, two = learnt(tmp_path)
    with opened(one, 29) as history:
        answer(history, "d:card", 1, 29)
    with opened(two, 30) as history:
        event = answer(history, "d:card", 3, 30)
    exchanged(one, two)
    found = due(one, "d:card")
    assert found is not None
    assert found == due(two, "d:card")
    assert date(2026, 2, 4) < found < date.fromisoformat(event.body["due"])


def test_another_machines_note_moves_no_due_date(tmp_path: Path) -> None:
    one, two = learnt(tmp_path)
    with opened(one, 29) as history:
        history.append([mark("d:card", "note", "by the other")], now(29))
    with opened(two, 30) as history:
        event = answer(history, "d:card", 3, 30)
    exchanged(one, two)
    assert due(one, "d:card") == date.fromisoformat(event.body["due"])


answers = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 40), st.booleans()), min_size=1, max_size=8)


@given(answers)
@settings(max_examples=25, deadline=None)
def test_both_machines_agree_after_any_answers_and_so_does_a_rebuild(
    given_answers: list[tuple[int, int, bool]],
) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="recall-merged-") as folder:
        one, two = another(Path(folder) / "one"), another(Path(folder) / "two")
        for rating, days, first in given_answers:
            with opened(one if first else two, days) as history:
                answer(history, "d:card", rating, days)
        exchanged(one, two)
        assert derived(one) == derived(two)
        with opened(one, 60) as history:
            assert history.doctor(now(60)).ok
        before = derived(two)
        without_database(two)
        opened(two, 60).close()
        assert derived(two) == before
