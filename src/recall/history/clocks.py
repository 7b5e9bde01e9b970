"""Clocks that were wrong: a `clock` event gives a device's older events their right time without changing them. Pure.

`{"device": ..., "from": 1, "to": 250, "offset": 10800000}` says that events 1 to 250 of a device were written with a
clock that was so many milliseconds ahead. It corrects only what was recorded before it, by hybrid clock; of several
that cover an event the last writer wins, so an offset of 0 takes a correction back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from recall.events import Event, format_instant, parse_instant
from recall.history.accept import EARLIEST, LATEST
from recall.schedule.studyday import study_day
from recall.schedule.values import Settings

_DAY_START = Settings().day_start


class Corrections:
    """What is known of wrong clocks; false where nothing is."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._of: dict[str, list[Event]] = {}
        for event in sorted(events, key=lambda event: (event.hlc, event.dev, event.n), reverse=True):
            self._of.setdefault(event.body["device"], []).append(event)

    def __bool__(self) -> bool:
        return bool(self._of)

    @property
    def devices(self) -> tuple[str, ...]:
        """Those whose clocks were wrong."""
        return tuple(self._of)

    def offset(self, event: Event) -> timedelta:
        """How far ahead the clock was that the event was written by."""
        for correction in self._of.get(event.dev, ()):
            body = correction.body
            if body["from"] <= event.n <= body["to"] and event.hlc < correction.hlc:
                return timedelta(milliseconds=body["offset"])
        return timedelta(0)

    def right(self, event: Event) -> Event:
        """The event at its right time, with the day and the due date that go with it."""
        offset = self.offset(event)
        if not offset or not EARLIEST <= event.at - offset <= LATEST:
            return event
        at = event.at - offset
        moved = study_day(at, event.off, _DAY_START) - study_day(event.at, event.off, _DAY_START)
        day = date.fromisoformat(event.day) + moved
        return event._replace(at=at, day=day.isoformat(), body=_due_moved(dict(event.body), moved, offset))


def _due_moved(body: dict[str, Any], days: timedelta, offset: timedelta) -> dict[str, Any]:
    due = body.get("due")
    if isinstance(due, str):
        if len(due) == 10:
            body["due"] = (date.fromisoformat(due) + days).isoformat()
        else:
            body["due"] = format_instant(parse_instant(due) - offset)
    return body
