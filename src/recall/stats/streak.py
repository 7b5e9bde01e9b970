"""Study days in a row, with a day of rest now and then. Pure and cheap to import: the home screen shows it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

REST_EVERY = 7  # of any so many days in a row one may be a day of rest


class Streak(NamedTuple):
    """Study days in the run that lasts until today, the days of rest within it, and the longest run there ever was."""

    length: int = 0
    rests: int = 0
    best: int = 0


def streak(days: Iterable[str], today: date) -> Streak:
    """The streak of study days (ISO dates, oldest first).

    A missed day is a day of rest if the six days before it had none; a second one ends the run. Today counts as soon
    as there is an answer, and before that breaks nothing.
    """
    length = rests = best = 0
    last: date | None = None
    rested: date | None = None
    for text in days:
        day = date.fromisoformat(text)
        if day > today:
            break
        if last is not None and day != last:
            missed = last + timedelta(days=1)
            gap = (day - missed).days
            if gap == 1 and _may_rest(missed, rested):
                rests, rested = rests + 1, missed
            elif gap >= 1:
                length, rests, rested = 0, 0, None
        length += day != last
        last = day
        best = max(best, length)
    return Streak(length, rests, best) if _lasts(last, rested, today) else Streak(0, 0, best)


def _may_rest(day: date, rested: date | None) -> bool:
    return rested is None or (day - rested).days >= REST_EVERY


def _lasts(last: date | None, rested: date | None, today: date) -> bool:
    """Whether a run up to `last` can still go on today."""
    if last is None:
        return False
    missed = (today - last).days - 1
    return missed <= 0 or (missed == 1 and _may_rest(last + timedelta(days=1), rested))
