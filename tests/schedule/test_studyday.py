"""Which day an instant belongs to: day boundary, daylight saving, journeys, leap days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from recall.schedule.studyday import day_begins_at, moment, study_day

FOUR = 240


def local(zone: str, *when: int) -> tuple[datetime, int]:
    at = datetime(*when, tzinfo=ZoneInfo(zone))  # type: ignore[misc, arg-type]
    offset = at.utcoffset()
    assert offset is not None
    return at.astimezone(UTC), int(offset.total_seconds() // 60)


def test_the_day_begins_at_four() -> None:
    assert study_day(*local("Europe/Berlin", 2026, 1, 6, 3, 59), FOUR) == date(2026, 1, 5)
    assert study_day(*local("Europe/Berlin", 2026, 1, 6, 4, 0), FOUR) == date(2026, 1, 6)


def test_daylight_saving_neither_skips_nor_doubles_a_day() -> None:
    spring = [study_day(*local("Europe/Berlin", 2026, 3, day, 9), FOUR) for day in range(27, 32)]
    assert spring == [date(2026, 3, day) for day in range(27, 32)]
    autumn = [study_day(*local("America/New_York", 2026, 11, 1, hour), FOUR) for hour in (0, 1, 3, 4, 5)]
    assert autumn == [date(2026, 10, 31)] * 3 + [date(2026, 11, 1)] * 2


def test_a_journey_keeps_the_day_as_it_was_lived() -> None:
    before = local("Asia/Tokyo", 2026, 5, 10, 8)
    after = local("America/Los_Angeles", 2026, 5, 10, 9)
    assert before[0] < after[0]
    assert study_day(*before, FOUR) == study_day(*after, FOUR) == date(2026, 5, 10)
    line = local("Pacific/Auckland", 2026, 5, 11, 7)
    assert study_day(*line, FOUR) == date(2026, 5, 11)


def test_leap_day_is_a_day() -> None:
    assert study_day(*local("UTC", 2028, 2, 29, 12), FOUR) == date(2028, 2, 29)
    assert study_day(*local("UTC", 2028, 3, 1, 3), FOUR) == date(2028, 2, 29)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(-840, 840), st.integers(0, 720))
def test_a_day_begins_where_it_says(at: datetime, off: int, start: int) -> None:
    instant = at.replace(tzinfo=UTC)
    on = study_day(instant, off, start)
    begins = day_begins_at(on, off, start)
    assert begins <= instant < begins + timedelta(days=1)
    assert study_day(begins, off, start) == on
    assert study_day(begins - timedelta(milliseconds=1), off, start) == on - timedelta(days=1)


def test_a_moment_carries_its_day() -> None:
    at, off = local("Europe/Berlin", 2026, 1, 6, 3)
    assert moment((at, off), FOUR).on == date(2026, 1, 5)
