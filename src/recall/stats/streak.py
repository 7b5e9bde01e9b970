"""Study days in a row, with days of rest. Pure and cheap to import: the home screen shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

REST_EVERY = 7  # of any so many days in a row one may be missed
_EVERY_DAY = (1.0,) * 7


class Streak(NamedTuple):
    """Study days in the run that lasts until today, the days of rest within it, and the longest run there ever was."""

    length: int = 0
    rests: int = 0
    best: int = 0


def streak(
    days: Iterable[str],
    today: date,
    *,
    weekdays: Sequence[float] = _EVERY_DAY,
    days_off: Collection[date] = (),
) -> Streak:
    """The streak of study days (ISO dates, oldest first).

    Days that the learner set free (`days_off`, and weekdays with a share of 0, Monday first) are days of rest. Any
    other missed day is one if none of the six days before it was missed so; a second ends the run. Today counts as
    soon as there is an answer, and before that breaks nothing.
    """
    length = rests = best = 0
    last: date | None = None
    missed: date | None = None  # the last day of rest that was not set free
    for text in days:
        day = date.fromisoformat(text)
        if day > today:
            break
        if last is not None and (day - last).days > 1:
            rested, missed = _rested(last, day, missed, weekdays, days_off)
            length, rests = (0, 0) if rested is None else (length, rests + rested)
        length, last = length + 1, day
        best = max(best, length)
    if last is None or _rested(last, today, missed, weekdays, days_off)[0] is None:
        return Streak(0, 0, best)
    return Streak(length, rests, best)


def _rested(
    last: date, day: date, missed: date | None, weekdays: Sequence[float], days_off: Collection[date]
) -> tuple[int | None, date | None]:
    """How many days of rest lie between two study days, None where a run ends there; and the last one missed."""
    gap = (day - last).days - 1
    if gap > 2 * REST_EVERY and not days_off and all(weekdays):
        return None, None  # a long absence need not be walked through
    for place in range(1, gap + 1):
        between = last + timedelta(days=place)
        if between in days_off or not weekdays[between.weekday()]:
            continue
        if missed is not None and (between - missed).days < REST_EVERY:
            return None, None
        missed = between
    return max(0, gap), missed
