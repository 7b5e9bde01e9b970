"""What the tests of the sync share: machines that answer cards, a remote in memory that misbehaves on request."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from recall.config import Home, find_home
from recall.events import Draft
from recall.history.store import History
from recall.schedule import memory
from recall.schedule.values import Rating
from recall.sync import carry, marker
from recall.sync.carry import Outcome
from recall.sync.kept import State
from recall.sync.remote import Missing, Unreachable
from recall.sync.seal import Seal, Sealed

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
KEY = bytes(range(32))
DERIVED = ("card_states", "day_totals", "marks", "settings", "undone", "names", "parameters")


def now(days: float = 0) -> tuple[datetime, int]:
    return START + timedelta(days=days), 0


class Memory:
    """A remote in memory. What is in `objects` can be tampered with; `fails` says which calls fail from then on."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.hidden: set[str] = set()
        self.fails: frozenset[str] = frozenset()
        self.room = 1 << 40

    def _maybe_fail(self, call: str) -> None:
        if call in self.fails:
            raise Unreachable("the remote", f"{call} failed")

    def names(self) -> Mapping[str, int]:
        self._maybe_fail("names")
        return {name: len(data) for name, data in self.objects.items() if name not in self.hidden}

    def get(self, name: str) -> bytes:
        self._maybe_fail("get")
        if name not in self.objects:
            raise Missing(name)
        return self.objects[name]

    def put(self, objects: Mapping[str, bytes]) -> None:
        for name, data in objects.items():
            self._maybe_fail("put")
            if len(data) > self.room:
                raise Unreachable("the remote", "there is no room")
            self.room -= len(data)
            self.objects.setdefault(name, data)

    def drop(self, names: list[str]) -> None:
        self._maybe_fail("drop")
        for name in names:
            self.objects.pop(name, None)

    def close(self) -> None:
        pass

    @property
    def segments(self) -> list[str]:
        return sorted(name for name in self.objects if name.startswith("v1/"))


class Machine:
    """One machine of a learner: a home, and how far its sync is."""

    def __init__(self, folder: Path, remote: Memory, seal: Seal | None = None) -> None:
        self.home: Home = find_home(folder)
        self.remote = remote
        self.seal = seal or Sealed(KEY)
        self.state = State("test")

    def open(self, days: float = 0) -> History:
        return History.open(self.home, now=now(days))

    def answer(self, key: str, rating: int = 3, days: float = 0) -> str:
        with self.open(days) as history, history.writing(now(days)) as pen:
            before = pen.state(key)
            after = memory.review(before, Rating(rating), pen.moment, pen.settings)
            card = {"card": key, "rev": 1, "fp": "0123456789abcdef"}
            body = memory.review_body(before, after, Rating(rating), pen.settings, card=card, ms=4000)
            return pen.append([Draft("review", body)])[0].id

    def record(self, type_: str, days: float = 0, **body: Any) -> str:
        with self.open(days) as history:
            return history.append([Draft(type_, body)], now(days))[0].id

    def sync(self, days: float = 60) -> Outcome:
        if marker.read(self.remote) is None:
            marker.make(self.remote, self.seal)
        with self.open(days) as history:
            return carry.sync(history, self.remote, self.seal, self.state, now(days), lambda *_: None)

    def ids(self) -> set[bytes]:
        self.open().close()
        with closing(sqlite3.connect(self.home.database)) as connection:
            return {id_ for (id_,) in connection.execute("SELECT id FROM reviews UNION ALL SELECT id FROM events")}

    def derived(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every derived table, sorted; floats rounded."""
        with closing(sqlite3.connect(self.home.database)) as connection:
            return {
                table: sorted(
                    (tuple(round(v, 9) if isinstance(v, float) else v for v in row) for row in rows), key=repr
                )
                for table in DERIVED
                for rows in [connection.execute(f"SELECT * FROM {table}").fetchall()]
            }

    def is_sound(self, days: float = 60) -> bool:
        with self.open(days) as history:
            return history.doctor(now(days)).ok
