"""The forecast layer: it predicts before it learns, and gets better where FSRS is wrong; it can be put away."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall.schedule.forecast import Forecaster, Seen, taught
from recall.schedule.measure import log_loss
from recall.schedule.step import step_of
from recall.schedule.values import Parameters

START = date(2026, 1, 5)
DEFAULT = Parameters()
BASE = step_of(DEFAULT.values)


def answers(count: int, *, worse_by: float = 0.0, seed: int = 1) -> list[Seen]:
    """Answers of a learner who recalls `worse_by` less often than FSRS says."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        on = START + timedelta(days=number // 20)
        days, stability = chance.choice((1, 3, 8, 20, 45)), chance.choice((2.0, 6.0, 15.0, 40.0))
        told = BASE.recall(stability, days)
        card = Seen(
            (on - timedelta(days=days)).isoformat(),
            on.isoformat(),
            stability,
            chance.uniform(1, 10),
            chance.randrange(1, 12),
            0,
            (on - timedelta(days=days + 5)).isoformat(),
        )
        found.append(card._replace(recalled=chance.random() < told - worse_by))
    return found


def losses(cards: list[Seen]) -> tuple[float, float]:
    forecaster = Forecaster()
    told, base = [], []
    for card in cards:
        told.append((forecaster.forecast(card, DEFAULT), card.recalled))
        base.append((BASE.recall(card.stability, card.days), card.recalled))
        forecaster.learn(card, DEFAULT)
    return log_loss(told), log_loss(base)


def test_it_begins_as_fsrs() -> None:
    card = answers(1)[0]
    base = BASE.recall(card.stability, card.days)
    assert Forecaster().forecast(card, DEFAULT) == pytest.approx(base, abs=0.05)


def test_it_learns_that_somebody_forgets_more_than_fsrs_says() -> None:
    mixture, base = losses(answers(1500, worse_by=0.2))
    assert mixture < base - 0.02


def test_it_costs_next_to_nothing_where_fsrs_is_right() -> None:
    mixture, base = losses(answers(1500))
    assert mixture < base + 0.005


def test_it_goes_on_where_it_was_put_away() -> None:
    cards = answers(300, worse_by=0.1)
    forecaster = taught(cards[:200], DEFAULT)
    again = Forecaster.from_json(json.loads(json.dumps(forecaster.to_json())))
    for card in cards[200:]:
        assert forecaster.forecast(card, DEFAULT) == again.forecast(card, DEFAULT)
        forecaster.learn(card, DEFAULT)
        again.learn(card, DEFAULT)


@pytest.mark.parametrize("value", [None, {}, {"version": 1}, {"version": 1, "recalibration": [[1], [[1]]]}, [], "x"])
def test_what_is_no_forecaster_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        Forecaster.from_json(value)


def test_answers_that_are_no_labels_teach_nothing() -> None:
    card = answers(1)[0]
    forecaster = Forecaster()
    before = forecaster.forecast(card._replace(on="2027-01-01"), DEFAULT)
    for _ in range(50):
        forecaster.learn(card._replace(recalled=False, label=False), DEFAULT)
    assert forecaster.forecast(card._replace(on="2027-01-01"), DEFAULT) == before


@given(st.floats(0.001, 36500), st.floats(1, 10), st.integers(0, 40_000), st.integers(0, 5000), st.integers(0, 5000))
def test_a_forecast_is_always_a_chance(stability: float, difficulty: float, days: int, reps: int, lapses: int) -> None:
    on = START + timedelta(days=days)
    card = Seen(START.isoformat(), on.isoformat(), stability, difficulty, reps, lapses, START.isoformat(), True)
    forecaster = Forecaster()
    for _ in range(3):
        assert 0.0 < forecaster.forecast(card, DEFAULT) < 1.0 or days == 0
        forecaster.learn(card, DEFAULT)
