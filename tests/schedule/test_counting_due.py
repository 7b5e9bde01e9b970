"""Counting what is due in one go gives what counting row by row gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from recall.schedule.quota import count_due, unique_notes

NOTES = st.sampled_from([f"note-{number}" for number in range(12)])
ROWS = st.lists(
    st.tuples(NOTES, st.one_of(st.just(""), NOTES), st.sampled_from(["2026-01-03", "2026-01-04", "2026-01-05"])),
    max_size=8,
).map(lambda rows: sorted(rows, key=lambda row: row[2]))


@given(ROWS, st.sets(NOTES, max_size=3))
@settings(max_examples=100, deadline=None)
def test_a_note_is_counted_once_and_overdue_when_it_was_due_before(
    rows: list[tuple[str, str, str]], buried: set[str]
) -> None:
    due_on = {note: on for note, _, on in reversed(rows)}
    asked = list(unique_notes([row[:2] for row in rows], buried))
    overdue = sum(due_on[note] < "2026-01-05" for note in asked)
    assert count_due(rows, buried, "2026-01-05") == (len(asked), overdue)
