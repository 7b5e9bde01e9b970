"""Study days: which day an instant belongs to for the learner who lived it. Cheap to import."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from recall.events import Moment


def study_day(at: datetime, off: int, day_start: int) -> date:
    """The study day of an instant: its local date, where a day begins `day_start` minutes after midnight.

    `off` is minutes east of UTC where the learner was, so a journey or a clock change moves no past day.
    """
    return (at.astimezone(UTC) + timedelta(minutes=off - day_start)).date()


def moment(now: tuple[datetime, int], day_start: int) -> Moment:
    """The instant and offset of a clock as a `Moment` with its study day."""
    at, off = now
    return Moment(at, off, study_day(at, off, day_start))


def day_begins_at(on: date, off: int, day_start: int) -> datetime:
    """The instant (UTC) at which a study day begins for a learner `off` minutes east of UTC."""
    return datetime.combine(on, time(), UTC) + timedelta(minutes=day_start - off)


@lru_cache(maxsize=8192)
def ordinal(day: str) -> int:
    """A study day written as an ISO date, as a number that grows by one a day; each text is read once."""
    return date.fromisoformat(day).toordinal()
