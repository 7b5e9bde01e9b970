"""What the tests of the history write and look at: a fixed clock, answers, a dump of everything derived."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from recall.config import Home, find_home
from recall.events import Draft, Event
from recall.history.actions import Action
from recall.history.cards import CardRow
from recall.history.store import History
from recall.schedule import memory
from recall.schedule.studyday import moment
from recall.schedule.values import Rating

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
DERIVED = ("card_states", "day_totals", "tallies", "marks", "settings", "undone", "names", "parameters")


def now(days: float = 0, *, seconds: float = 0, off: int = 0) -> tuple[datetime, int]:
    """The clock some days after `START`."""
    return START + timedelta(days=days, seconds=seconds), off


def opened(home: Home, days: float = 0) -> History:
    return History.open(home, now=now(days))


def answer(history: History, key: str, rating: int = 3, days: float = 0, *, guess: float = 0.0) -> Event:
    """One answer at its time, decided from the stored state and saved."""
    with history.writing(now(days)) as pen:
        before = pen.state(key)
        after = memory.review(before, Rating(rating), pen.moment, pen.settings, guess=guess)
        body = memory.review_body(
            before, after, Rating(rating), pen.settings, card=card(key), ms=4000, evidence={"guess": guess}
        )
        return pen.append([Draft("review", body)])[0]


def answer_late(history: History, key: str, rating: int, days: float, at: float) -> Event:
    """An answer recorded on one day that was given on an earlier one."""
    with history.writing(now(days)) as pen:
        when = moment(now(at), pen.settings.day_start)
        before = pen.state_at(key, when.at)
        after = memory.review(before, Rating(rating), when, pen.settings)
        body = memory.review_body(before, after, Rating(rating), pen.settings, card=card(key), ms=4000)
        return pen.append([Draft("review", body)], at=when)[0]


def card(key: str) -> dict[str, Any]:
    return {"card": key, "rev": 1, "fp": "0123456789abcdef"}


def mark(key: str, name: str, value: object) -> Draft:
    return Draft("mark", {"card": key, "name": name, "value": value})


def undo(history: History, action: Action | None, days: float = 0, *, on: bool = True) -> None:
    assert action is not None
    history.append([Draft("undo", {"target": action.id, "on": on})], now(days))


def row(number: int, deck: str = "d/one", **changes: Any) -> CardRow:
    """A card of a library: `d:card-7` at place 7 of the deck `d/one`."""
    key = changes.get("key", f"d:card-{number}")
    return (
        key,
        changes.get("note", key),
        "d",
        changes.get("stage", "s"),
        deck,
        "basic",
        changes.get("position", number),
        changes.get("core", 0),
        changes.get("drilled", 1),
        changes.get("related", ""),
    )


def derived(home: Home) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every derived table, sorted; floats rounded to nine places."""
    with closing(sqlite3.connect(home.database)) as connection:
        return {
            table: sorted(
                (tuple(round(value, 9) if isinstance(value, float) else value for value in found) for found in rows),
                key=repr,
            )
            for table in DERIVED
            for rows in [connection.execute(f"SELECT * FROM {table}").fetchall()]
        }


def recorded(home: Home) -> set[bytes]:
    """The ids of all rows."""
    with closing(sqlite3.connect(home.database)) as connection:
        return {id_ for (id_,) in connection.execute("SELECT id FROM reviews UNION ALL SELECT id FROM events")}


def journal_of(home: Home) -> Path:
    """The only journal of a home."""
    (path,) = home.journal.glob("*.jsonl")
    return path


def without_database(home: Home) -> None:
    for path in home.data.glob("recall.db*"):
        path.unlink()


def another(folder: Path) -> Home:
    """Another learner's home, or another machine's."""
    return find_home(folder)
