"""What the coming days will ask for, as the schedule stands and with new cards. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from recall.events import Moment
from recall.schedule import memory
from recall.schedule.values import CardState, Rating, Settings


class Load(NamedTuple):
    """Cards of each day from today on: due as the schedule stands, and with the new cards of each day besides.

    What is overdue counts for today. New cards come at the daily limit and are answered Good each time; cards that are
    answered on the way and come back are in neither.
    """

    scheduled: tuple[int, ...]
    with_new: tuple[int, ...]
    overdue: int


def load(due: Iterable[tuple[str, int]], new_left: int, on: date, days: int, settings: Settings) -> Load:
    """The load of `days` days, from how many cards are due on each (ISO date) and how many were never asked."""
    scheduled = [0] * days
    overdue = 0
    for text, cards in due:
        place = (date.fromisoformat(text) - on).days
        if place < days:
            scheduled[max(0, place)] += cards
        if place < 0:
            overdue += cards
    with_new = scheduled.copy()
    if settings.new_per_day and new_left:
        comebacks = _comebacks(on, days, settings)
        for start in range(days):
            fresh = min(settings.new_per_day, new_left)
            new_left -= fresh
            for after in comebacks:
                if start + after < days:
                    with_new[start + after] += fresh
    return Load(tuple(scheduled), tuple(with_new), overdue)


def _comebacks(on: date, days: int, settings: Settings) -> list[int]:
    """After how many days a card is asked that is new today and always answered Good, today included."""
    state = CardState("")
    plain = settings._replace(fuzz=False)
    day, found = on, [0]
    while True:
        at = datetime.combine(day, time(12), UTC)
        for _ in range(len(settings.learning_steps) + 1):
            state = memory.review(state, Rating.GOOD, Moment(at, 0, day), plain)
            if state.memory is None or state.memory.due_on is not None:
                break
        if state.memory is None or state.memory.due_on is None:
            return found  # steps that never end today: nothing is known of later days
        day = max(state.memory.due_on, day + timedelta(days=1))
        if (day - on).days >= days:
            return found
        found.append((day - on).days)
