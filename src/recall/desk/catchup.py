"""After a break: what is overdue at this desk, the ways to catch up with what they cost, and taking one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from recall.desk import today, words
from recall.history.store import Scope
from recall.schedule.catchup import KNOWN_AFTER, LONGEST, Choice, Name, choices, is_behind
from recall.schedule.values import CatchUp

if TYPE_CHECKING:
    from recall.desk.desk import Desk
    from recall.desk.today import Today

Progress = Callable[[int, int], None]


class Backlog(NamedTuple):
    """Cards that are due, those of them overdue, the minutes all of them take, the minutes of a usual day.

    `cards` is how many cards are in review, `chosen` the way to catch up that is in force.
    """

    due: int
    overdue: int
    minutes: float
    usual: int
    cards: int
    chosen: CatchUp | None

    def __str__(self) -> str:
        minutes = f"about {max(1, round(self.minutes))} min of work"
        return f"{self.due} due, {self.overdue} overdue: {minutes}; your day has {self.usual} min."


def in_force(desk: Desk) -> CatchUp | None:
    """The catch-up that counts today."""
    chosen = desk.settings.catch_up
    return chosen if chosen is not None and desk.moment.on <= chosen.until else None


def overdue(desk: Desk, asked: Today) -> int:
    """How many overdue cards are worth an offer to catch up: 0 below a day's work, or when a way was taken already."""
    if in_force(desk) is not None or not is_behind(asked.overdue, asked.pace.review, desk.settings.minutes):
        return 0
    return asked.overdue


def offered(desk: Desk) -> int:
    """The same, counted now."""
    return overdue(desk, today.look(desk.history, desk.settings, desk.moment, Scope()))


def backlog(desk: Desk) -> Backlog:
    """What waits today."""
    asked = today.look(desk.history, desk.settings, desk.moment, Scope())
    minutes = asked.waiting * asked.pace.review / 60
    cards = len(desk.plans.known(Scope()))
    return Backlog(asked.waiting, asked.overdue, minutes, desk.settings.minutes, cards, in_force(desk))


def prepared(desk: Desk) -> Callable[[Progress], tuple[Choice, ...]]:
    """Reads what a play needs; what it gives plays every way through and touches no desk, so any thread may call it."""
    from recall.schedule.step import step_of

    settings = desk.settings
    known, costs = desk.plans.known(Scope()), desk.plans.costs()
    step = step_of(settings.parameters.values)
    return lambda progress: choices(known, settings.minutes, costs, step, settings.retention, progress)


def take(desk: Desk, choice: Choice) -> date:
    """Puts a way in force from today on; the last day that it counts for, after which it ends by itself."""
    until = desk.moment.on + timedelta(days=choice.days - 1)
    value: dict[str, Any] = {"until": until.isoformat(), "minutes": min(1440, choice.minutes), "order": choice.order}
    desk.set_settings({"catch_up": value})
    return until


def end(desk: Desk) -> bool:
    """Ends the way in force; whether there was one."""
    there_was = in_force(desk) is not None
    if desk.settings.catch_up is not None:
        desk.set_settings({"catch_up": None})
    return there_was


def title(name: Name, *, short: bool = False) -> str:
    """A way in the learner's words."""
    return (_SHORT if short else _TITLES)[name]


def costs(choice: Choice, cards: int, *, short: bool = False) -> str:
    """What a way costs and what it keeps of so many cards, in a line."""
    days = words.span(choice.clear) if choice.clear is not None else f"over {LONGEST} days"
    if short:
        return f"{choice.minutes} min, {days}, {choice.known:.0f} known"
    known = f"{choice.known:.0f} of {cards} known in {KNOWN_AFTER} days"
    return f"{choice.minutes} min a day, clear in {days}, {known}"


_TITLES: dict[Name, str] = {
    "usual": "the usual minutes, oldest first",
    "more": "twice the minutes until it is clear",
    "gain": "the usual minutes, most knowledge a second first",
}
_SHORT: dict[Name, str] = {
    "usual": "usual minutes, oldest first",
    "more": "twice the minutes until clear",
    "gain": "usual minutes, most gain first",
}
