"""The chance that the next answer is right, as it is recorded before the answer: FSRS until the mixture is taught.

What the mixture learnt is kept in the cache folder; it is derived from the log and may be deleted.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, suppress
from copy import deepcopy
from datetime import date
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING, NamedTuple

from recall.config import Home
from recall.schedule.values import CardState, Parameters, Rating

if TYPE_CHECKING:
    from threading import Lock, Thread

    from recall.history.learnt import Extent
    from recall.schedule.forecast import Forecaster, Seen


class _Answer(NamedTuple):
    """An answer given at this desk, by the id of its event."""

    id: str
    card: Seen
    parameters: Parameters


class Expected:
    """One learner's forecaster. It is taught in a thread of its own; until then `chance` is FSRS's own.

    `_taught` is what the log taught up to `_extent`; `_forecaster` is that and what was answered here since.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._lock: Lock  # made with the thread
        self._thread: Thread | None = None
        self._forecaster: Forecaster | None = None
        self._taught: Forecaster | None = None
        self._extent: Extent | None = None
        self._answers: list[_Answer] = []
        self._learnt: int | None = 0  # how many of them the forecaster has taken in; None: one that was taken back too
        self._told: tuple[tuple[CardState, date, Parameters], float] | None = None  # the last forecast, until it learns
        self._undos = 0

    def prepare(self, parameters: Parameters) -> Thread | None:
        """Begins to load or teach the forecaster, once."""
        if self._thread is None:
            from threading import Lock, Thread

            self._lock = Lock()
            self._thread = Thread(target=self._teach, args=(parameters,), name="forecast", daemon=True)
            self._thread.start()
        return self._thread

    def chance(self, state: CardState, on: date, parameters: Parameters) -> float | None:
        """The chance of recall on a study day; None without memory."""
        from recall.schedule.memory import retrievability

        self.take_in()
        asked, told = (state, on, parameters), self._told
        if told is None or told[0] != asked:
            forecaster, card = self._forecaster, seen(state, on)
            if forecaster is None or card is None:
                return retrievability(state.memory, on, parameters)
            told = self._told = asked, forecaster.forecast(card, parameters)
        return told[1]

    def learn(
        self, event: str, before: CardState, rating: Rating, on: date, parameters: Parameters, *, label: bool
    ) -> None:
        """Keeps the answer of an event, to be taken in before the next forecast at the latest."""
        card = seen(before, on)
        if card is None or self._thread is None:
            return
        card = card._replace(recalled=rating is not Rating.AGAIN, label=label)
        with self._lock:
            self._answers.append(_Answer(event, card, parameters))

    def take_in(self) -> None:
        """Learns from the answers that wait, where the forecaster is there."""
        if self._forecaster is None or self._taught is None:
            return
        with self._lock:
            if self._learnt is None:
                self._forecaster, self._learnt = deepcopy(self._taught), 0
            for answer in self._answers[self._learnt :]:
                self._told = None
                self._forecaster.learn(answer.card, answer.parameters)
            self._learnt = len(self._answers)

    def take_back(self, event: str, connection: Connection, parameters: Parameters) -> None:
        """Forgets the answer of an event that was undone; one of an earlier sitting has everything taught anew."""
        if self._thread is None:
            return
        with self._lock:
            self._undos += 1
            kept = [answer for answer in self._answers if answer.id != event]
            own = len(kept) < len(self._answers)
            self._answers = kept
            if self._taught is None:
                return  # the thread sees that something was undone while it read
            if own:
                self._learnt = self._told = None
                return
        from recall.history.learnt import extent

        if self._extent != extent(connection, self._extent):
            self._forecaster = self._taught = self._thread = self._told = None
            self.prepare(parameters)

    @property
    def _file(self) -> Path:
        return self._home.cache / "forecast.json"

    def _teach(self, parameters: Parameters) -> None:
        """Reads the log until nothing was undone meanwhile."""
        taught = False
        with suppress(sqlite3.Error), closing(sqlite3.connect(self._home.database)) as connection:
            while not taught:
                undos = self._undos
                found, extent = self._read(connection, parameters)
                with self._lock:
                    taught = undos == self._undos
                    if taught:
                        self._taught, self._extent = found, extent
                        self._answers = [answer for answer in self._answers if not extent.holds(answer.id)]
                        self._forecaster, self._learnt, self._told = deepcopy(found), 0, None
            self._keep(found, extent)

    def _read(self, connection: Connection, parameters: Parameters) -> tuple[Forecaster, Extent]:
        """What the log teaches, and how much of it that was: what is kept and the rest, or all of it."""
        from recall.history.learnt import Extent, extent
        from recall.history.learnt import seen as answers
        from recall.schedule.forecast import NEWEST, Forecaster, taught

        connection.execute("BEGIN")
        try:
            now = extent(connection)
            try:
                value = json.loads(self._file.read_text())
                kept = Extent(bytes.fromhex(value["until"]), value["other"])
                if extent(connection, kept) != kept:
                    raise ValueError("what it was taught by is no more")
                found = Forecaster.from_json(value)
                for card in answers(connection, NEWEST, after=kept.until):
                    found.learn(card, parameters)
            except (OSError, ValueError, KeyError, TypeError):
                found = taught(answers(connection, NEWEST), parameters)
        finally:
            connection.execute("ROLLBACK")
        return found, now

    def _keep(self, found: Forecaster, extent: Extent) -> None:
        """Keeps what the log taught, for the next sitting. A full disk costs nothing but the time to learn again."""
        with suppress(OSError):
            value = {"until": extent.until.hex(), "other": extent.other, **found.to_json()}
            path = self._file
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}")
            draft.write_text(json.dumps(value))
            draft.replace(path)


def seen(state: CardState, on: date) -> Seen | None:
    """The card as the forecast looks at it; None without memory or on the day of its last answer."""
    from recall.schedule.forecast import Seen

    memory = state.memory
    if memory is None or memory.last_on >= on:
        return None
    first_on = state.first_on or memory.last_on
    return Seen(
        memory.last_on.isoformat(),
        on.isoformat(),
        memory.stability,
        memory.difficulty,
        state.reps,
        state.lapses,
        first_on.isoformat(),
    )
