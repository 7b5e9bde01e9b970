"""What the days ahead hold, for choosing quiet ones: counted once a sitting and kept in step with its answers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from recall.schedule.values import CardState, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from recall.history.store import History
    from recall.schedule.balance import Load


class Ahead:
    """Cards due by day. `siblings` names all cards of a note, the asked one included."""

    def __init__(self, history: History, siblings: Callable[[str], tuple[str, ...]]) -> None:
        self._history = history
        self._siblings = siblings
        self._due: dict[date, int] | None = None

    def load(self, key: str, on: date, settings: Settings) -> Load | None:
        """The load that a card's answer on a study day is balanced against; None where the learner wants none."""
        from recall.schedule.balance import Load

        if not (settings.balance and settings.fuzz):
            return None
        if self._due is None:
            self._due = self._history.due_by_day(on.isoformat())
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
        """Counts anew when asked next: something else than an answer moved cards."""
        self._due = None

    def _days_of_siblings(self, key: str) -> frozenset[date]:
        others = [other for other in self._siblings(key) if other != key]
        states = self._history.states(others).values() if others else ()
        return frozenset(state.memory.due_on for state in states if state.memory and state.memory.due_on)
