"""Placement: produced questions from every deck, and verification that never asks more than three a day."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from recall.schedule.placement import (
    QUESTIONS,
    VERIFIED_A_DAY,
    WRITTEN,
    Candidate,
    outcome,
    questions,
    verify_days,
)

KINDS = ("typed", "number", "basic", "single", "multi", "order", "cloze")
CANDIDATES = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from(("c/a", "c/b", "c/d")), st.sampled_from(KINDS)), max_size=60
).map(lambda rows: [Candidate(f"c:{n}#{place}", f"c:{n}", deck, kind) for place, (n, deck, kind) in enumerate(rows)])


@given(CANDIDATES)
def test_only_produced_answers_are_asked_and_one_card_of_a_note(candidates: list[Candidate]) -> None:
    by_key = {each.key: each for each in candidates}
    asked = [by_key[key] for key in questions(candidates, "seed")]
    assert len(asked) <= QUESTIONS
    assert not {each.kind for each in asked} & {"single", "multi", "order"}
    assert len({each.note for each in asked}) == len(asked)
    assert questions(candidates, "seed") == [each.key for each in asked]


def test_every_deck_has_its_turn_and_written_answers_come_before_self_graded_ones() -> None:
    decks = ("c/a", "c/b", "c/d", "c/e")
    cards = [Candidate(f"{deck}:{n}", f"{deck}:{n}", deck, "typed") for deck in decks for n in range(9)]
    cards += [Candidate(f"x:{n}", f"x:{n}", "c/a", "basic") for n in range(50)]
    asked = questions(cards, "seed")
    assert Counter(key.partition(":")[0] for key in asked) == dict.fromkeys(decks, 2)
    assert "basic" not in WRITTEN


def test_seven_right_are_known_four_begin_with_apply_and_three_change_nothing() -> None:
    assert [outcome(right) for right in range(9)] == ["nothing"] * 4 + ["apply"] * 3 + ["known"] * 2


@given(st.integers(0, 100), st.dictionaries(st.integers(1, 30), st.integers(0, 5)))
def test_three_a_day_at_most_from_tomorrow_on(count: int, taken: dict[int, int]) -> None:
    days = verify_days(count, taken)
    assert len(days) == count
    assert all(day >= 1 for day in days)
    asked = Counter(days)
    assert all(number <= max(0, VERIFIED_A_DAY - taken.get(day, 0)) for day, number in asked.items())
    full = range(1, max(days, default=1))
    assert all(asked[day] + taken.get(day, 0) >= VERIFIED_A_DAY for day in full)
