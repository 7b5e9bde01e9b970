"""The chance that the next answer is right, as it is recorded before the answer: FSRS until the mixture is taught.

What the mixture learnt is kept in the cache folder; it is derived from the log and may be deleted.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from recall.config import Home
from recall.schedule.values import CardState, Parameters, Rating

if TYPE_CHECKING:
    from recall.schedule.forecast import Forecaster, Seen


class Expected:
    """One learner's forecaster. It is taught in a thread of its own; until then `chance` is FSRS's own."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._forecaster: Forecaster | None = None
        self._thread: threading.Thread | None = None
        self._missed: list[tuple[Seen, Parameters]] = []

    def prepare(self, parameters: Parameters) -> threading.Thread | None:
        """Begins to load or teach the forecaster, once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._teach, args=(parameters,), name="forecast", daemon=True)
            self._thread.start()
        return self._thread

    def chance(self, state: CardState, on: date, parameters: Parameters) -> float | None:
        """The chance of recall on a study day; None without memory."""
        from recall.schedule.memory import retrievability

        forecaster = self._forecaster
        card = seen(state, on)
        if forecaster is None or card is None:
            return retrievability(state.memory, on, parameters)
        return forecaster.forecast(card, parameters)

    def learn(self, before: CardState, rating: Rating, on: date, parameters: Parameters, *, label: bool) -> None:
        """Takes an answer in, now or when the forecaster is there."""
        card = seen(before, on)
        if card is None:
            return
        card = card._replace(recalled=rating is not Rating.AGAIN, label=label)
        if self._forecaster is not None:
            self._forecaster.learn(card, parameters)
        elif self._thread is not None:
            self._missed.append((card, parameters))

    def save(self) -> None:
        """Keeps what was learnt, for the next sitting. A full disk costs nothing but the time to learn again."""
        if self._forecaster is None:
            return
        with suppress(OSError, sqlite3.Error), closing(sqlite3.connect(self._home.database)) as connection:
            from recall.history.learnt import newest_id

            value = {"until": newest_id(connection).hex(), **self._forecaster.to_json()}
            path = self._file
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}")
            draft.write_text(json.dumps(value))
            draft.replace(path)

    @property
    def _file(self) -> Path:
        return self._home.cache / "forecast.json"

    def _teach(self, parameters: Parameters) -> None:
        from recall.history.learnt import seen as answers
        from recall.schedule.forecast import NEWEST, Forecaster, taught

        with suppress(sqlite3.Error), closing(sqlite3.connect(self._home.database)) as connection:
            try:
                value = json.loads(self._file.read_text())
                found = Forecaster.from_json(value)
                for card in answers(connection, NEWEST, after=bytes.fromhex(value["until"])):
                    found.learn(card, parameters)
            except (OSError, ValueError, KeyError, TypeError):
                found = taught(answers(connection, NEWEST), parameters)
            for card, used in self._missed:
                found.learn(card, used)
            self._forecaster = found


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
