"""Planning for a day: the way of studying that leaves most in the head on the day of an interview. Pure and seeded.

Every way on a small grid is played through with the learner's own cards, and the best one is taken; it is chosen anew
as the cards move. It must not know decks, files or clocks.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import mean
from typing import NamedTuple

from recall.schedule.project import UNCOUNTED, Days, Run, Way, play
from recall.schedule.step import Step

RETENTIONS = (0.70, 0.80, 0.90)
STRETCHES = (7, 14, 25, 40)
MOST_CARDS = 300  # more are thinned out: every so-manieth card stands for its neighbours, and for their share of time
PLAYS = 4
UNPLANNED = Way(0.80, 10)  # the way to go until the days were played
LONGEST = 365  # days that are played; an interview further off is planned for when it comes nearer


class Outlook(NamedTuple):
    """What a way of studying is expected to lead to.

    `recall` is the mean recall of all cards on the day, unseen ones counted as 0, with the lowest and highest of the
    plays; `met` of `unseen` new cards are met; `minutes` a day on average; `curve` the recall of every day until then.
    """

    way: Way
    recall: float
    lowest: float
    highest: float
    met: int
    unseen: int
    minutes: float
    curve: tuple[float, ...]


def choose(days: Days, step: Step) -> Outlook:
    """The best way of studying for the days that are left, by mean recall on the day; of equals the shorter one."""
    thin, share = thinned(days)
    best: tuple[float, float, Way] | None = None
    for way in ways(days.days):
        runs = [play(thin, way, step, seed) for seed in range(2)]
        found = (round(mean(run.recall for run in runs), 3), -mean(run.seconds for run in runs), way)
        if best is None or found[:2] > best[:2]:
            best = found
    assert best is not None
    return _outlook(days, best[2], step, thin, share)


def _outlook(days: Days, way: Way, step: Step, thin: Days, share: float) -> Outlook:
    """What one way leads to, over several plays of the thinned days."""
    runs: list[Run] = [play(thin, way, step, seed, curve=True) for seed in range(PLAYS)]
    recalls = [run.recall for run in runs]
    met = days.unseen if not thin.unseen else round(days.unseen * mean(run.met for run in runs) / thin.unseen)
    curve = tuple(mean(values) for values in zip(*(run.curve for run in runs), strict=True))
    minutes = mean(run.seconds for run in runs) / 60 / share / max(1, days.days)
    return Outlook(way, mean(recalls), min(recalls), max(recalls), met, days.unseen, minutes, curve)


def ways(days: int) -> Iterable[Way]:
    """The ways that are tried for so many days."""
    stretches = [stretch for stretch in STRETCHES if stretch < days] or [days]
    return [Way(retention, stretch) for stretch in stretches for retention in RETENTIONS]


def thinned(days: Days) -> tuple[Days, float]:
    """At most `MOST_CARDS` cards that stand for all, with their share of the time; and that share."""
    total = len(days.known) + days.unseen
    if total <= MOST_CARDS:
        return days, 1.0
    share = MOST_CARDS / total
    every = total / MOST_CARDS
    known = [days.known[int(place * every)] for place in range(int(len(days.known) / every))]
    seconds = days.seconds if days.seconds == UNCOUNTED else days.seconds * share
    pace = None if days.pace is None else days.pace * share
    return days._replace(known=known, unseen=round(days.unseen * share), seconds=seconds, pace=pace), share
