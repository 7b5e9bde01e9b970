"""A card's place in the schedule and its reviews as rows of Anki's `cards` and `revlog`. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from recall.events import Event, parse_instant
from recall.interop.texts import Learned
from recall.schedule.values import CardState, State

LEARNING, REVIEW, RELEARNING, FILTERED, MANUAL = range(5)
EASE = 2500
_MS = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class When(NamedTuple):
    """Today, and the day that due numbers count from."""

    today: date
    created: date
    retention: float


class Row(NamedTuple):
    """The columns of `cards` that say where it stands."""

    type: int
    queue: int
    due: int
    ivl: int
    factor: int
    reps: int
    lapses: int
    left: int
    flags: int
    data: str


def row(learned: Learned, position: int, when: When) -> Row:
    """Where a card stands; `position` is its place among the new ones."""
    found = _placed(learned.state, position, when)
    if learned.suspended:
        found = found._replace(queue=-1)
    return found._replace(flags=1) if learned.marked else found


def new(position: int) -> Row:
    """A card that was never asked."""
    return Row(0, 0, position, 0, 0, 0, 0, 0, 0, "{}")


def _placed(state: CardState, position: int, when: When) -> Row:
    memory = state.memory
    if memory is None:
        if state.awaited_on is None:
            return new(position)
        wait = max(1, (state.awaited_on - when.today).days)
        return Row(2, 2, (state.awaited_on - when.created).days, wait, EASE, 0, 0, 0, 0, "{}")
    data = {
        "s": round(memory.stability, 4),
        "d": round(memory.difficulty, 3),
        "dr": when.retention,
        "lrt": int(memory.last_at.timestamp()),
    }
    held = json.dumps(data, separators=(",", ":"))
    counts = (EASE, state.reps, state.lapses)
    if memory.due_on is not None:
        days = max(1, (memory.due_on - memory.last_on).days)
        return Row(2, 2, (memory.due_on - when.created).days, days, *counts, 0, 0, held)
    again = memory.state is State.RELEARNING
    due = int((memory.due_at or memory.last_at).timestamp())
    return Row(3 if again else 1, 1, due, 1 if again else 0, *counts, 1001, 0, held)


class LogRow(NamedTuple):
    """One line of the review log without its card: `at` in milliseconds since 1970."""

    at: int
    ease: int
    ivl: int
    last: int
    factor: int
    ms: int
    kind: int


def log(learned: Learned) -> Iterator[LogRow]:
    """The reviews of a card, the dates set by hand and the new beginnings, as Anki writes them."""
    before, last = "new", 0
    for event in learned.events:
        at, body = (event.at - _EPOCH) // _MS, event.body
        if event.type == "reset":
            before, last = "new", 0
            yield LogRow(at, 0, 0, 0, 0, 0, MANUAL)
        elif event.type == "set_due":
            days = max(1, (date.fromisoformat(body["due"]) - date.fromisoformat(event.day)).days)
            yield LogRow(at, 0, days, last, EASE, 0, MANUAL)
            last = days
        elif "state" not in body:
            yield LogRow(at, body["rating"], max(last, 1), last, 0, body.get("ms", 0), FILTERED)
        else:
            ivl = _interval(event)
            kind = {"review": REVIEW, "relearning": RELEARNING}.get(before, LEARNING)
            yield LogRow(at, body["rating"], ivl, last, EASE, body.get("ms", 0), kind)
            before, last = body["state"], ivl


def _interval(event: Event) -> int:
    """Days to a study day; for a learning step seconds, with a minus."""
    due = str(event.body["due"])
    if len(due) == len("2026-01-01"):
        return max(1, (date.fromisoformat(due) - date.fromisoformat(event.day)).days)
    return -max(1, int((parse_instant(due) - event.at).total_seconds()))
