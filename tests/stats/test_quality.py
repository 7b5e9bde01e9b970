"""Forecasts held against what happened: records, bins, log loss and RMSE(bins)."""

from __future__ import annotations

from math import log, sqrt

import pytest
from bench.schedule.measure import Forecasted, rmse_bins
from hypothesis import given, settings
from hypothesis import strategies as st

from recall.schedule.measure import log_loss
from recall.stats.quality import quality
from recall.stats.record import Z80, Record, Sums
from recall.stats.tally import BINS, MILLIONTHS, Kind, cell


def forecasts(*found: tuple[float, int, int]) -> dict[tuple[int, int], Sums]:
    """Tallies of answers that were forecast `chance` each: `(chance, n, recalled)`, each its own cell."""
    sums = {}
    for number, (chance, n, recalled) in enumerate(found):
        loss = -(recalled * log(chance) + (n - recalled) * log(1 - chance))
        expected = round(chance * n * MILLIONTHS)
        sums[int(Kind.FORECAST), int(chance * BINS)] = Sums(n, recalled, 0, expected, round(loss * MILLIONTHS))
        sums[int(Kind.CELL), number] = Sums(n, recalled, 0, expected, 0)
    return sums


def test_without_forecasts_there_is_no_quality() -> None:
    assert quality({}) is None


def test_a_forecast_that_always_says_the_average_equals_the_constant() -> None:
    found = quality(forecasts((0.9, 1000, 900)))
    assert found is not None
    assert found.log_loss == pytest.approx(found.constant_log_loss, abs=1e-6)
    assert found.log_loss == pytest.approx(-(0.9 * log(0.9) + 0.1 * log(0.1)), abs=1e-6)
    assert found.rmse_bins == pytest.approx(0, abs=1e-9)


def test_a_forecast_that_tells_cards_apart_beats_the_constant() -> None:
    found = quality(forecasts((0.95, 500, 475), (0.6, 500, 300)))
    assert found is not None
    assert found.log_loss < found.constant_log_loss
    assert found.rmse_bins < found.constant_rmse_bins
    assert found.constant_rmse_bins == pytest.approx(0.175, abs=1e-9), "both cells are 17.5 points off the average"


def test_rmse_bins_weighs_cells_by_their_answers() -> None:
    found = quality(forecasts((0.9, 300, 300), (0.5, 100, 40)))
    assert found is not None
    assert found.rmse_bins == pytest.approx(sqrt((300 * 0.1**2 + 100 * 0.1**2) / 400))


def test_bins_join_until_they_can_say_something() -> None:
    found = quality(forecasts((0.52, 3, 1), (0.62, 30, 20), (0.81, 10, 8), (0.95, 400, 380)))
    assert found is not None
    assert sum(each.seen.n for each in found.bins) == 443
    assert all(each.seen.n >= 20 for each in found.bins)
    assert all(one.high <= two.low for one, two in zip(found.bins, found.bins[1:], strict=False))


answer = st.builds(
    Forecasted, st.floats(0.01, 0.99), st.booleans(), st.integers(1, 400), st.integers(2, 60), st.integers(0, 12)
)


@settings(max_examples=50)
@given(st.lists(answer, min_size=1, max_size=60))
def test_sums_give_what_the_answers_give_one_by_one(answers: list[Forecasted]) -> None:
    sums: dict[tuple[int, int], Sums] = {}
    for each in answers:
        loss = round(log_loss([(each.forecast, each.recalled)]) * MILLIONTHS)
        one = Sums(1, int(each.recalled), 0, round(each.forecast * MILLIONTHS), loss)
        keys = ((Kind.FORECAST, int(each.forecast * BINS)), (Kind.CELL, cell(each.days, each.reps + 1, each.lapses)))
        for kind, key in keys:
            sums[int(kind), key] = sums.get((int(kind), key), Sums()).plus(one)
    found = quality(sums)
    assert found is not None
    assert found.log_loss == pytest.approx(log_loss((each.forecast, each.recalled) for each in answers), abs=1e-5)
    assert found.rmse_bins == pytest.approx(rmse_bins(answers), abs=1e-5)


@settings(max_examples=100)
@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_rate_and_narrows_with_answers(recalled: int, missed: int) -> None:
    record = Record(recalled + missed, recalled)
    low, high = record.interval()
    assert 0 <= low <= high <= 1
    if record.rate is not None:
        assert low <= record.rate <= high
        wide = Record(record.n * 4, recalled * 4).interval()
        assert wide[1] - wide[0] <= high - low
        narrow = record.interval(Z80)
        assert low <= narrow[0] <= narrow[1] <= high


def test_wilson_is_wilson() -> None:
    assert Record(10, 8).interval() == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert Record().interval() == (0.0, 1.0)
