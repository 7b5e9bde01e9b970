"""Times in words, as every shell says them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from recall.events import Event
from recall.schedule.values import CardState, Memory, Rating

RATING_NAMES = {Rating.AGAIN: "Again", Rating.HARD: "Hard", Rating.GOOD: "Good", Rating.EASY: "Easy"}


def span(days: int) -> str:
    """A number of days in the unit that fits: `1 day`, `12 days`, `2.5 months`, `1.3 years`."""
    if days < 60:
        return "1 day" if days == 1 else f"{days} days"
    if days < 730:
        return f"{days / 30.44:.1f} months"
    return f"{days / 365.25:.1f} years"


def duration(seconds: float) -> str:
    """A short time: `40 s`, `10 min`, `3 h`."""
    if seconds < 60:
        return f"{max(0, round(seconds))} s"
    if seconds < 3600:
        return f"{round(seconds / 60)} min"
    return f"{round(seconds / 3600)} h"


def until(memory: Memory, now: datetime, today: date) -> str:
    """How long until the card is due: minutes for a learning step, days for a card in review."""
    if memory.due_at is not None:
        return duration((memory.due_at - now).total_seconds())
    assert memory.due_on is not None
    days = (memory.due_on - today).days
    return "today" if days <= 0 else span(days)


def due(state: CardState, now: datetime) -> str:
    """When a card is due: a study day, minutes for a learning step, empty for a card that waits for its turn."""
    memory = state.memory
    if memory is None:
        return state.awaited_on.isoformat() if state.awaited_on else ""
    if memory.due_at is not None:
        return f"in {duration((memory.due_at - now).total_seconds())}" if memory.due_at > now else "now"
    return memory.due_on.isoformat() if memory.due_on else ""


def graded(state: CardState, rating: Rating, now: datetime, today: date) -> str:
    """What happened to the last card: `3 Good -> 12 days`."""
    assert state.memory is not None
    return f"{int(rating)} {RATING_NAMES[rating]} → {until(state.memory, now, today)}"


def action(events: Sequence[Event]) -> str:
    """A recorded action as the learner would name it: `http-1   3 Good`, `http-1   suspended`."""
    first = events[0]
    if of_interview(first):
        return f"the results of interview {of_interview(first)}"
    name = str(first.body.get("card", "")).partition(":")[2]
    others = len({event.body.get("card") for event in events}) - 1
    if others > 0:
        name += f" and {others} more"
    if first.type == "review":
        rating = Rating(first.body["rating"])
        return f"{name}   {int(rating)} {RATING_NAMES[rating]}"
    if first.type == "set_due" and len(events) > 1:
        return f"{len(events)} due dates"
    if first.type == "mark":
        return f"{name}   {first.body['name'].replace('_', ' ')}"
    return f"{name}   {first.type.replace('_', ' ')}"


def of_interview(event: Event) -> str:
    """The id of the interview that an event follows from, empty for any other."""
    return str(event.body.get("quiz") or (event.body.get("evidence") or {}).get("quiz") or "")


def name(key: str) -> str:
    """A card as the echo line names it: its key without the collection."""
    return key.partition(":")[2]
