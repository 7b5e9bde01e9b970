"""What each choice of retention costs and keeps, played over years: a curve to choose from, no best number. Pure."""

from __future__ import annotations

from collections.abc import Callable
from statistics import mean
from typing import NamedTuple

from recall.schedule.plan import thinned
from recall.schedule.project import Days, Way, play
from recall.schedule.step import Step

RETENTIONS = (0.70, 0.75, 0.80, 0.85, 0.90, 0.93, 0.95, 0.97)
PLAYS = 2


class Choice(NamedTuple):
    """One desired retention: minutes a day over all the days, and cards known at their end (the sum of recall)."""

    retention: float
    minutes: float
    known: float
    met: int


def tradeoff(
    days: Days, step: Step, current: float, progress: Callable[[int, int], None] = lambda done, total: None
) -> tuple[Choice, ...]:
    """The choices from the lowest retention to the highest, the current one among them."""
    thin, share = thinned(days)
    total = len(days.known) + days.unseen
    retentions = sorted({*RETENTIONS, round(current, 4)})
    found = []
    for place, retention in enumerate(retentions):
        progress(place, len(retentions))
        runs = [play(thin, Way(retention), step, seed) for seed in range(PLAYS)]
        minutes = mean(run.seconds for run in runs) / 60 / days.days / share
        met = round(mean(run.met for run in runs) / share)
        found.append(Choice(retention, minutes, mean(run.recall for run in runs) * total, min(met, days.unseen)))
    progress(len(retentions), len(retentions))
    return tuple(found)
