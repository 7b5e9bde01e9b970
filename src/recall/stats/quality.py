"""How good the forecasts were: what was expected against what was seen. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import log, sqrt
from typing import NamedTuple

from recall.schedule.measure import CERTAIN
from recall.stats.record import Z95, Record, Sums
from recall.stats.tally import BINS, MILLIONTHS, Kind

_SHOWN = 10  # bins at most
_LEAST = 20  # answers that a bin needs before it says anything


class Bin(NamedTuple):
    """Forecasts from `low` to `high` (0 to 1): their mean, and what was seen."""

    low: float
    high: float
    expected: float
    seen: Record


class Estimate(NamedTuple):
    """A number with the interval that it lies in with 95 % confidence."""

    value: float
    low: float
    high: float


class Quality(NamedTuple):
    """The forecasts of `n` answers. Losses are nats an answer; `constant` stands for always saying `rate`.

    RMSE(bins) is the difference between expected and seen, as a share, over cells of alike answers (`tally.cell`);
    `chance_rmse_bins` is what chance alone makes of it where every forecast is right. `auc` is None without both right
    and wrong answers.
    """

    seen: Record
    expected: float
    bins: tuple[Bin, ...]
    log_loss: Estimate
    constant_log_loss: float
    rmse_bins: float
    constant_rmse_bins: float
    chance_rmse_bins: float
    auc: Estimate | None


def quality(sums: Mapping[tuple[int, int], Sums]) -> Quality | None:
    """The quality of the forecasts that `sums` (by kind and key) hold; None without any."""
    forecasts = {key: each for (kind, key), each in sums.items() if kind == Kind.FORECAST}
    cells = [sums[kind, key] for kind, key in sorted(sums) if kind == Kind.CELL]
    whole = Sums()
    for each in forecasts.values():
        whole = whole.plus(each)
    if not whole.n:
        return None
    rate = whole.recalled / whole.n
    return Quality(
        seen=Record(whole.n, whole.recalled),
        expected=whole.expected / MILLIONTHS / whole.n,
        bins=_bins(forecasts, max(_LEAST, whole.n // (4 * _SHOWN))),
        log_loss=_log_loss(whole, forecasts.values()),
        constant_log_loss=_entropy(rate),
        rmse_bins=_rmse((each.n, each.recalled / each.n - each.expected / MILLIONTHS / each.n) for each in cells),
        constant_rmse_bins=_rmse((each.n, each.recalled / each.n - rate) for each in cells),
        chance_rmse_bins=_by_chance(cells),
        auc=_auc(forecasts),
    )


def _entropy(rate: float) -> float:
    """The log loss of always forecasting the rate that came out: the best that any one number could do."""
    return -sum(share * log(share) for share in (rate, 1 - rate) if share > 0)


def _rmse(differences: Iterable[tuple[int, float]]) -> float:
    """The root of the mean square, weighed by answers."""
    found = [(n, difference) for n, difference in differences]
    total = sum(n for n, _ in found)
    return sqrt(sum(n * difference * difference for n, difference in found) / total) if total else 0.0


def _by_chance(cells: Iterable[Sums]) -> float:
    """The RMSE(bins) to be expected of right forecasts: each cell's share varies by p (1 - p) / n."""
    shares = [(each.n, min(1.0, each.expected / MILLIONTHS / each.n)) for each in cells]
    total = sum(n for n, _ in shares)
    return sqrt(sum(share * (1 - share) for _, share in shares) / total) if total else 0.0


def _log_loss(whole: Sums, bins: Iterable[Sums]) -> Estimate:
    """The mean loss and the interval of a mean; how losses spread is taken from the bins, as if each forecast was its
    bin's mean."""
    mean, square = whole.loss / MILLIONTHS / whole.n, 0.0
    for each in bins:
        share = min(max(each.expected / MILLIONTHS / each.n, CERTAIN), 1 - CERTAIN)
        square += each.recalled * log(share) ** 2 + (each.n - each.recalled) * log(1 - share) ** 2
    half = Z95 * sqrt(max(0.0, square / whole.n - mean * mean) / whole.n)
    return Estimate(mean, max(0.0, mean - half), mean + half)


def _auc(forecasts: Mapping[int, Sums]) -> Estimate | None:
    """The chance that of two answers, one right and one wrong, the right one had the higher forecast: the area under
    the ROC curve. Two forecasts of one bin count as equal, which is a half. Interval: Hanley and McNeil (1982)."""
    right = sum(each.recalled for each in forecasts.values())
    wrong = sum(each.n - each.recalled for each in forecasts.values())
    if not right or not wrong:
        return None
    ranked, below = 0.0, 0
    for key in sorted(forecasts):
        missed = forecasts[key].n - forecasts[key].recalled
        ranked += forecasts[key].recalled * (below + missed / 2)
        below += missed
    area = ranked / right / wrong
    two_right, two_wrong = area / (2 - area), 2 * area * area / (1 + area)
    variance = area * (1 - area) + (right - 1) * (two_right - area * area) + (wrong - 1) * (two_wrong - area * area)
    half = Z95 * sqrt(max(0.0, variance) / right / wrong)
    return Estimate(area, max(0.0, area - half), min(1.0, area + half))


def _bins(forecasts: Mapping[int, Sums], least: int) -> tuple[Bin, ...]:
    """Neighbouring bins put together until each holds `least` answers; the rest joins the last."""
    found: list[Bin] = []
    low, held = 0, Sums()
    for key in range(BINS):
        held = held.plus(forecasts.get(key, Sums()))
        wide = (key + 1 - low) * _SHOWN * 2 >= BINS  # at least 5 points wide
        if held.n >= least and wide:
            found.append(_bin(low, key + 1, held))
            low, held = key + 1, Sums()
        elif not held.n:
            low = key + 1
    if held.n:
        if held.n < _LEAST and found:
            last = found.pop()
            joined = Sums(last.seen.n, last.seen.recalled, 0, round(last.expected * last.seen.n * MILLIONTHS))
            found.append(_bin(round(last.low * BINS), BINS, joined.plus(held)))
        else:
            found.append(_bin(low, BINS, held))
    return tuple(found)


def _bin(low: int, high: int, held: Sums) -> Bin:
    expected = held.expected / MILLIONTHS / held.n
    return Bin(low / BINS, high / BINS, expected, Record(held.n, held.recalled))
