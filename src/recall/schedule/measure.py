"""How good forecasts were: log loss, calibration error by bins, and how well they part hits from misses. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import floor, log, sqrt
from typing import NamedTuple

_CERTAIN = 1e-4  # a forecast of 0 or 1 that fails would cost without end


class Forecasted(NamedTuple):
    """A forecast of recall and what happened, with what the bins are made of.

    `days` since the answer before (1 or more), `reps` answers before this one, `lapses` of them Again.
    """

    forecast: float
    recalled: bool
    days: int
    reps: int
    lapses: int


def log_loss(pairs: Iterable[tuple[float, bool]]) -> float:
    """The mean of -ln P(what happened), in nats. Raises ValueError without pairs."""
    total, count = 0.0, 0
    for forecast, recalled in pairs:
        chance = min(max(forecast, _CERTAIN), 1 - _CERTAIN)
        total -= log(chance if recalled else 1 - chance)
        count += 1
    if not count:
        raise ValueError("no forecasts")
    return total / count


def rmse_bins(rows: Iterable[Forecasted]) -> float:
    """RMSE(bins) as the open-spaced-repetition benchmark defines it: forecasts and outcomes meet in bins.

    Bins grow geometrically in days, answers and lapses; each weighs as much as it holds.
    """
    bins: dict[tuple[float, float, float], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in rows:
        held = bins[_bin(row)]
        held[0] += 1
        held[1] += row.forecast
        held[2] += row.recalled
    total = sum(count for count, _, _ in bins.values())
    if not total:
        raise ValueError("no forecasts")
    return sqrt(sum((told - seen) ** 2 / count for count, told, seen in bins.values()) / total)


def _bin(row: Forecasted) -> tuple[float, float, float]:
    days = round(2.48 * 3.62 ** floor(log(max(1, row.days)) / log(3.62)), 2)
    reps = float(round(1.99 * 1.89 ** floor(log(max(1, row.reps)) / log(1.89))))
    lapses = float(round(1.65 * 1.73 ** floor(log(row.lapses) / log(1.73)))) if row.lapses else 0.0
    return days, reps, lapses


def auc(pairs: Sequence[tuple[float, bool]]) -> float | None:
    """The chance that a recalled card was given the higher forecast (ties count half); None without both outcomes."""
    hits = sum(recalled for _, recalled in pairs)
    misses = len(pairs) - hits
    if not hits or not misses:
        return None
    ordered = sorted(pairs)
    rank_sum, at = 0.0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        rank_sum += (at + 1 + end) / 2 * sum(recalled for _, recalled in ordered[at:end])
        at = end
    return (rank_sum - hits * (hits + 1) / 2) / (hits * misses)
