"""What one answer adds to the sums that all statistics are made of. Pure; cheap to import: every answer is counted.

Sums are whole numbers (chances and losses in millionths), so that taking an answer back leaves exactly nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from datetime import date, timedelta
from enum import IntEnum
from typing import NamedTuple

from recall.events import Event
from recall.schedule.measure import cell, log_loss
from recall.schedule.memory import retrievability
from recall.schedule.values import CardState, Parameters

MATURE_DAYS = 21  # a card whose interval has this length is mature
MILLIONTHS = 1_000_000
BINS = 40  # of forecasts, equally wide; few answers share one, so they are shown some together


class Phase(IntEnum):
    """How a card stood when it was asked. LEARNING: a step, the same day once more, a cram."""

    NEW = 0
    LEARNING = 1
    YOUNG = 2
    MATURE = 3


class Kind(IntEnum):
    """What a sum is of: answers by phase and rating; and of those that test a memory of an earlier study day
    the hour, the bin of the forecast, and the cell of interval, repetitions and lapses."""

    ANSWER = 0
    HOUR = 1
    FORECAST = 2
    CELL = 3


class Entry(NamedTuple):
    """What one answer adds to one sum. `expected` and `loss` are millionths."""

    day: str
    kind: int
    key: int
    recalled: int
    ms: int
    expected: int
    loss: int


Key = tuple[str, int, int]  # day, kind, key
Totals = MutableMapping[Key, list[int]]


def entries(before: CardState, event: Event, parameters: Parameters) -> list[Entry]:
    """What a review adds, given its card as it stood before and the parameters in force."""
    body, day = event.body, event.day
    rating = body["rating"]
    recalled, ms = int(rating > 1), body.get("ms") or 0
    memory, phase = before.memory, Phase.NEW
    if memory is not None:
        on = date.fromisoformat(day)
        days = (on - memory.last_on).days
        if days < 1 or "state" not in body:
            phase = Phase.LEARNING
        else:
            held = memory.due_on is not None and (memory.due_on - memory.last_on).days >= MATURE_DAYS
            phase = Phase.MATURE if held else Phase.YOUNG
    found = [Entry(day, Kind.ANSWER, phase * 10 + rating, recalled, ms, 0, 0)]
    if phase >= Phase.YOUNG:
        forecast = body.get("forecast")
        chance = retrievability(memory, on, parameters) if forecast is None else forecast
        guess = float((body.get("evidence") or {}).get("guess") or 0.0)
        chance = right_chance(chance or 0.0, guess)
        expected = round(chance * MILLIONTHS)
        loss = round(log_loss([(chance, bool(recalled))]) * MILLIONTHS)
        hour = (event.at + timedelta(minutes=event.off)).hour
        found += (
            Entry(day, Kind.HOUR, hour, recalled, ms, 0, 0),
            Entry(day, Kind.FORECAST, min(BINS - 1, int(chance * BINS)), recalled, 0, expected, loss),
            Entry(day, Kind.CELL, cell(days, before.reps + 1, before.lapses), recalled, 0, expected, 0),
        )
    return found


def right_chance(recall: float, guess: float) -> float:
    """The chance of a right answer: remembered, or not remembered and guessed. R + (1 - R) g."""
    return recall + (1 - recall) * guess


def count(totals: Totals, found: Iterable[Entry], sign: int = 1) -> None:
    """Adds entries to totals, or takes them away with `sign` -1."""
    for day, kind, key, recalled, ms, expected, loss in found:
        sums = totals.get((day, kind, key))
        if sums is None:
            totals[day, kind, key] = [sign, sign * recalled, sign * ms, sign * expected, sign * loss]
        else:
            sums[0] += sign
            sums[1] += sign * recalled
            sums[2] += sign * ms
            sums[3] += sign * expected
            sums[4] += sign * loss
