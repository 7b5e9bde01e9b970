"""What a benchmark asks of forecasts beyond log loss: calibration by bins, and how they part hits from misses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

from recall.schedule.measure import cell


class Forecasted(NamedTuple):
    """A forecast of recall and what happened, with what the bins are made of.

    `days` since the answer before (1 or more), `reps` answers before this one, `lapses` of them Again.
    """

    forecast: float
    recalled: bool
    days: int
    reps: int
    lapses: int


def rmse_bins(rows: Iterable[Forecasted]) -> float:
    """RMSE(bins) as the open-spaced-repetition benchmark defines it: forecasts and outcomes meet in bins.

    Bins grow geometrically in days, answers and lapses; each weighs as much as it holds.
    """
    bins: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in rows:
        held = bins[cell(row.days, row.reps + 1, row.lapses)]
        held[0] += 1
        held[1] += row.forecast
        held[2] += row.recalled
    total = sum(count for count, _, _ in bins.values())
    if not total:
        raise ValueError("no forecasts")
    return sqrt(sum((told - seen) ** 2 / count for count, told, seen in bins.values()) / total)


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
