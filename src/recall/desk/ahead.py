"""What the days ahead hold, for choosing quiet ones: counted once a sitting and kept in step with its answers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from recall.schedule.values import CardState, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from recall.history.store import History
    from recall.schedule.balance import Load

_NO_DAYS: frozenset[date] = frozenset()


class Ahead:
    """Cards due by day. `siblings` names all cards of a note, the asked one included."""

    def __init__(self, history: History, siblings: Callable[[str], tuple[str, ...]]) -> None:
        self._history = history
        self._siblings = siblings
        self._due: dict[date, int] | None = None
        self._asked: tuple[str, tuple[str, ...]] = ("", ())  # the card last asked for, with its siblings

    def prepare(self, key: str, on: date) -> None:
        """Reads beforehand what `load` needs for a card."""
        if self._due is None:
            self._due = self._history.due_by_day(on.isoformat())
        self._siblings_of(key)

    def load(self, key: str, on: date, settings: Settings) -> Load | None:
        """The load that a card's answer on a study day is balanced against; None where the learner wants none."""
        from recall.schedule.balance import Load

        if not (settings.balance and settings.fuzz):
            return None
        self.prepare(key, on)
        assert self._due is not None
        return Load(self._due, settings.weekdays, frozenset(settings.days_off), self._days_of_siblings(key))

    def answered(self, before: CardState, after: CardState) -> None:
        """Moves a card from the day it was due on to its new one."""
        if self._due is None:
            return
        for state, by in ((before, -1), (after, 1)):
            day = state.memory.due_on if state.memory else None
            if day is not None:
                self._due[day] = max(0, self._due.get(day, 0) + by)

    def forget(self) -> None:
        """Counts anew when asked next: something else than an answer moved cards, or there are other cards."""
        self._due, self._asked = None, ("", ())

    def _days_of_siblings(self, key: str) -> frozenset[date]:
        others = self._siblings_of(key)
        if not others:
            return _NO_DAYS
        states = self._history.states(others).values()
        return frozenset(state.memory.due_on for state in states if state.memory and state.memory.due_on)

    def _siblings_of(self, key: str) -> tuple[str, ...]:
        """The other cards of a note; those of the card on the table are asked for twice."""
        if self._asked[0] != key:
            self._asked = key, tuple(other for other in self._siblings(key) if other != key)
        return self._asked[1]
