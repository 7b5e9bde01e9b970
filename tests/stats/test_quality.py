"""Forecasts held against what happened: records, bins, log loss and RMSE(bins)."""

from __future__ import annotations

from math import log, sqrt
from random import Random

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
    assert found.log_loss.value == pytest.approx(found.constant_log_loss, abs=1e-6)
    assert found.log_loss.value == pytest.approx(-(0.9 * log(0.9) + 0.1 * log(0.1)), abs=1e-6)
    assert found.rmse_bins == pytest.approx(0, abs=1e-9)


def test_a_forecast_that_tells_cards_apart_beats_the_constant() -> None:
    found = quality(forecasts((0.95, 500, 475), (0.6, 500, 300)))
    assert found is not None
    assert found.log_loss.value < found.constant_log_loss
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
    assert found.log_loss.value == pytest.approx(log_loss((each.forecast, each.recalled) for each in answers), abs=1e-5)
    assert found.rmse_bins == pytest.approx(rmse_bins(answers), abs=1e-5)

    right = [each.forecast for each in answers if each.recalled]
    wrong = [each.forecast for each in answers if not each.recalled]
    if not right or not wrong:
        assert found.auc is None
        return
    pairs = [(int(one * BINS), int(other * BINS)) for one in right for other in wrong]
    ranked = sum((one > other) + (one == other) / 2 for one, other in pairs)
    assert found.auc is not None
    assert found.auc.value == pytest.approx(ranked / len(pairs))
    assert 0 <= found.auc.low <= found.auc.value <= found.auc.high <= 1
    assert found.log_loss.low <= found.log_loss.value <= found.log_loss.high


def test_the_auc_tells_how_well_right_and_wrong_are_told_apart() -> None:
    apart, alike, against = (
        quality(forecasts((low, 100, low_right), (0.95, 100, high_right))).auc  # type: ignore[union-attr]
        for low, low_right, high_right in ((0.6, 0, 100), (0.6, 50, 50), (0.6, 100, 0))
    )
    assert apart == pytest.approx((1, 1, 1))
    assert alike is not None and (alike.low < alike.value < alike.high)
    assert alike.value == 0.5
    assert against is not None and against.value == 0


def test_the_interval_of_the_auc_is_hanley_and_mcneils() -> None:
    """0.893 with 51 abnormal and 58 normal images: a standard error of 0.032, as in their paper."""
    steps = ((0.1, 33, 3), (0.3, 6, 2), (0.5, 6, 2), (0.7, 11, 11), (0.9, 2, 33))
    found = quality(forecasts(*((chance, wrong + right, right) for chance, wrong, right in steps)))
    assert found is not None and found.auc is not None
    assert found.auc.value == pytest.approx(0.893, abs=0.0005)
    assert (found.auc.high - found.auc.low) / 2 / 1.96 == pytest.approx(0.032, abs=0.0005)


def test_intervals_narrow_with_answers() -> None:
    few, many = (quality(forecasts((0.8, 20 * times, 15 * times), (0.95, 40 * times, 38 * times))) for times in (1, 9))
    assert few is not None and many is not None and few.auc is not None and many.auc is not None
    assert many.log_loss.high - many.log_loss.low == pytest.approx((few.log_loss.high - few.log_loss.low) / 3)
    assert many.auc.high - many.auc.low < (few.auc.high - few.auc.low) / 2.9
    assert many.chance_rmse_bins == pytest.approx(few.chance_rmse_bins / 3)


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_right_forecasts_miss_by_chance_alone(seed: int) -> None:
    """RMSE(bins) of forecasts that are right comes out near what it says chance makes of them."""
    draw = Random(seed)
    cells = [(0.6 + 0.3 * draw.random(), 40) for _ in range(200)]
    sums = {}
    for number, (chance, n) in enumerate(cells):
        recalled = sum(draw.random() < chance for _ in range(n))
        sums[int(Kind.CELL), number] = Sums(n, recalled, 0, round(chance * n * MILLIONTHS), 0)
    sums[int(Kind.FORECAST), 30] = Sums(8000, 6000, 0, 6000 * MILLIONTHS, 0)
    found = quality(sums)
    assert found is not None
    assert found.rmse_bins == pytest.approx(found.chance_rmse_bins, rel=0.25)


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
