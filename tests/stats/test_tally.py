"""What an answer adds: first sights test no memory, a guess is forecast too, a day counts a card's memory once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import log
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall.events import Event
from recall.schedule.values import CardState, Memory, Parameters, State
from recall.stats.tally import (
    MILLIONTHS,
    Entry,
    Kind,
    Phase,
    cell,
    count,
    entries,
    right_chance,
)

LAST = date(2026, 1, 5)


def event(rating: int = 3, day: date = date(2026, 1, 15), **body: Any) -> Event:
    at = datetime(day.year, day.month, day.day, 20, 30, tzinfo=UTC)
    return Event(
        id="", dev="d", n=1, hlc=(0, 0), at=at, off=60, day=day.isoformat(), type="review",
        body={"rating": rating, "ms": 4000, "state": "review", **body},
    )  # fmt: skip


def held(interval: int = 10, stability: float = 10.0) -> CardState:
    last_at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    due = LAST + timedelta(days=interval)
    return CardState("c", Memory(State.REVIEW, None, stability, 5.0, last_at, LAST, due_on=due), reps=3, lapses=1)


def kinds(found: list[Entry]) -> dict[int, Entry]:
    return {entry.kind: entry for entry in found}


def test_a_first_sight_says_nothing_of_memory() -> None:
    (only,) = entries(CardState("c"), event(1), Parameters())
    assert (only.kind, only.key) == (Kind.ANSWER, Phase.NEW * 10 + 1)


@pytest.mark.parametrize(("interval", "phase"), [(20, Phase.YOUNG), (21, Phase.MATURE)])
def test_a_card_is_mature_from_an_interval_of_21_days(interval: int, phase: Phase) -> None:
    found = kinds(entries(held(interval), event(3), Parameters()))
    assert found[Kind.ANSWER].key == phase * 10 + 3
    assert found[Kind.HOUR].key == 21, "the hour of the learner's clock"


def test_the_same_day_once_more_and_a_cram_do_not_test_memory() -> None:
    again = event(3, day=LAST)
    assert [entry.kind for entry in entries(held(), again, Parameters())] == [Kind.ANSWER]
    made = event(3)
    cram = made._replace(body={name: value for name, value in made.body.items() if name != "state"})
    (only,) = entries(held(), cram, Parameters())
    assert only.key == Phase.LEARNING * 10 + 3


def test_the_forecast_is_the_one_that_was_made_else_that_of_the_memory() -> None:
    made = kinds(entries(held(), event(3, forecast=0.8), Parameters()))[Kind.FORECAST]
    assert made.expected == 800_000
    assert made.loss == pytest.approx(-log(0.8) * MILLIONTHS, abs=1)
    replayed = kinds(entries(held(), event(1), Parameters()))[Kind.FORECAST]
    assert replayed.expected == 900_000, "after one stability recall is 90 %"
    assert replayed.loss == pytest.approx(-log(0.1) * MILLIONTHS, abs=1)


def test_what_can_be_guessed_is_expected_to_be_guessed() -> None:
    made = kinds(entries(held(), event(3, forecast=0.8, evidence={"guess": 0.25}), Parameters()))[Kind.FORECAST]
    assert made.expected == 850_000 == round(right_chance(0.8, 0.25) * MILLIONTHS)


def test_a_certainty_that_failed_weighs_much_but_not_all() -> None:
    made = kinds(entries(held(), event(1, forecast=1.0), Parameters()))[Kind.FORECAST]
    assert made.loss == pytest.approx(9.21 * MILLIONTHS, rel=0.001)


def test_cells_grow_by_their_bases() -> None:
    assert cell(1, 1, 0) == 0
    assert cell(3, 1, 0) == 0
    assert cell(4, 1, 0) == 10_000
    assert cell(14, 2, 1) == 20_000 + 100 + 1


entry = st.builds(
    Entry, st.sampled_from(["2026-01-05", "2026-01-06"]), st.integers(0, 3), st.integers(0, 5), st.integers(0, 1),
    st.integers(0, 10**6), st.integers(0, MILLIONTHS), st.integers(0, 10**7),
)  # fmt: skip


@settings(max_examples=50)
@given(st.lists(entry), st.lists(entry))
def test_taking_answers_back_leaves_nothing_behind(kept: list[Entry], taken: list[Entry]) -> None:
    there: dict[Any, list[int]] = {}
    count(there, kept)
    both: dict[Any, list[int]] = {}
    count(both, [*kept, *taken])
    count(both, taken, -1)
    assert {key: sums for key, sums in both.items() if any(sums)} == there
