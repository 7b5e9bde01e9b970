"""`recall due` in a few milliseconds: the stored rows counted as the queue would count them. Standard library only.

It answers only where everything is as usual (index and journal current, no limits on single decks); where anything is
not, it says None and the long way is taken. A test holds both ways equal.
"""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from os.path import exists, getsize, join

from recall import clock, places
from recall.deck.current import version_if_current
from recall.history.schema import ANSWERED, VERSION, day_bounds
from recall.history.waiting import AWAKE, count_waiting
from recall.schedule.quota import SECONDS_PER_NEW, SECONDS_PER_REVIEW, new_quota, review_quota, unique_notes

PACE_DAYS = 30
ENOUGH_ANSWERS = 20
_DEFAULTS = {
    "minutes": 20,
    "new_per_day": 8,
    "new_pause_above": 20,
    "reviews_per_day": None,
    "day_start": 240,
    "bury_siblings": True,
}
_BOUNDS = {"minutes": (1, 1440), "day_start": (0, 1439)}
_WORDS = {"true": True, "false": False, "null": None}
_DUE = f"""
SELECT note, related, due_on FROM card_states INDEXED BY cards_due
WHERE active AND due_on IS NOT NULL AND due_on <= :on AND picked AND {AWAKE} ORDER BY due_on, tie"""
_AWAITED = f"""
SELECT count(*) FROM card_states INDEXED BY cards_awaited
WHERE active AND state = 0 AND due_on IS NOT NULL AND due_on <= :on AND NOT known AND picked AND {AWAKE}"""
_LEARNING = f"SELECT count(*) FROM card_states WHERE active AND due_at IS NOT NULL AND picked AND {AWAKE}"
_FRESH = f"""
SELECT note, related FROM card_states INDEXED BY cards_fresh
WHERE active AND state = 0 AND due_on IS NULL AND picked AND {AWAKE} ORDER BY position, key"""
_PACE = """
SELECT sum(reviews - learning), sum(ms - learning_ms), sum(introduced), sum(learning_ms),
    sum(CASE WHEN day = :on THEN ms ELSE 0 END) FROM day_totals WHERE day BETWEEN :since AND :on"""

Counts = tuple[int, int, int, str | None]


def due_counts() -> Counts | None:
    """Due, learning and new cards of today, and the instant of the next one; None where the long way is needed."""
    data, _, cache = places.folders()
    database, index = join(data, "recall.db"), join(cache, "decks.db")
    if not exists(database) or not exists(index):
        return None
    try:
        library = sqlite3.connect(index)
        version = version_if_current(library, places.index_places(data, places.shipped_decks()))
        library.close()
        if not version:
            return None
        connection = sqlite3.connect(database)
        try:
            return _counts(connection, version, join(data, "journal"))
        finally:
            connection.close()
    except (sqlite3.Error, OSError, ValueError):
        return None


def _counts(connection: sqlite3.Connection, version: str, journal: str) -> Counts | None:
    if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION or not _is_whole(connection, journal):
        return None
    known = connection.execute("SELECT value FROM meta WHERE name = 'library'").fetchone()
    settings = _settings(connection)
    if known is None or known[0].partition(" ")[0] != version or settings is None:
        return None
    at, off = clock.now()
    today = (at.astimezone(UTC) + timedelta(minutes=off - settings["day_start"])).date()
    on = today.isoformat()
    due, learning, new = _asked(connection, settings, on, (today - timedelta(days=PACE_DAYS - 1)).isoformat())
    return due, learning, new, _next_due_at(connection, on, at, off, settings["day_start"])


def _is_whole(connection: sqlite3.Connection, journal: str) -> bool:
    """Whether the database holds each journal to its end."""
    held = dict(connection.execute("SELECT dev, bytes FROM journals"))
    if not exists(journal):
        return not held
    found = {name[:-6]: getsize(join(journal, name)) for name in os.listdir(journal) if name.endswith(".jsonl")}
    return found == held


def _settings(connection: sqlite3.Connection) -> dict | None:  # type: ignore[type-arg]
    """The settings that counting needs; None where one of them is unusual."""
    found = dict(_DEFAULTS)
    for name, text in connection.execute("SELECT name, value FROM settings"):
        if (name.startswith("limits.") or name in ("interview_on", "catch_up")) and text != "null":
            return None
        if name == "plans" and text != "[]":
            return None
        if name in found:
            if text not in _WORDS and not text.isdigit():
                return None
            found[name] = _WORDS[text] if text in _WORDS else int(text)
    for name, (lowest, highest) in _BOUNDS.items():
        value = found[name]
        if value is None or not lowest <= value <= highest:
            return None
    return found


def _asked(connection: sqlite3.Connection, settings: dict, on: str, since: str) -> tuple[int, int, int]:  # type: ignore[type-arg]
    """What today still asks for: the steps of `desk.today` over picked cards without limits on single decks."""
    bury = settings["bury_siblings"]
    introduced, reviewed, buried, answered = _answered(connection, on)
    if bury:
        values = {"on": on, "today": on}
        waiting, overdue = count_waiting(
            lambda *query: connection.execute(*query).fetchall(), "picked", values, buried=buried, answered=answered
        )
    else:
        days = [day for _, _, day in connection.execute(_DUE, {"on": on})]
        waiting, overdue = len(days), sum(day < on for day in days)
    answers, answers_ms, firsts, firsts_ms, spent_ms = connection.execute(_PACE, {"on": on, "since": since}).fetchone()
    spent = (spent_ms or 0) / 1000
    per_review = answers_ms / answers / 1000 if (answers or 0) >= ENOUGH_ANSWERS and answers_ms else SECONDS_PER_REVIEW
    per_new = firsts_ms / firsts / 1000 if (firsts or 0) >= ENOUGH_ANSWERS and firsts_ms else SECONDS_PER_NEW
    due = review_quota(
        due=waiting,
        overdue=overdue,
        minutes=settings["minutes"],
        seconds_spent=spent,
        seconds_per_review=per_review,
        reviews_per_day=settings["reviews_per_day"],
        reviewed=reviewed,
    )
    learning = connection.execute(_LEARNING, {"on": on}).fetchone()[0]
    wanted = new_quota(
        new_per_day=settings["new_per_day"],
        introduced=introduced + connection.execute(_AWAITED, {"on": on}).fetchone()[0],
        waiting=due + learning,
        pause_above=settings["new_pause_above"],
        minutes=settings["minutes"],
        seconds_spent=spent,
        seconds_per_review=per_review,
        seconds_per_new=per_new,
    )
    if not wanted:
        return due, learning, 0
    if bury:
        relations = {note: text for note, text, _ in connection.execute(_DUE, {"on": on})}
        for note in list(unique_notes(relations.items(), buried))[:due]:
            buried.add(note)
            buried.update(relations[note].split())
    return due, learning, _available(connection, on, wanted, buried if bury else None)


def _answered(
    connection: sqlite3.Connection, on: str
) -> tuple[int, int, set[str], list[tuple[str, str, str, str | None]]]:
    """Cards introduced and cards reviewed today, the notes that these have buried, and they as `count_waiting` asks."""
    introduced = reviewed = 0
    buried: set[str] = set()
    answered: list[tuple[str, str, str, str | None]] = []
    midnight = int(datetime.fromisoformat(f"{on}T00:00:00+00:00").timestamp() * 1000)
    rows = connection.execute(ANSWERED, {"on": on, **day_bounds(midnight)})
    for key, note, related, _, _, first_on, _, due_on in rows:
        fresh = first_on == on
        introduced += fresh
        reviewed += not fresh
        buried.add(note)
        buried.update(related.split())
        answered.append((key, note, related, due_on))
    return introduced, reviewed, buried, answered


def _available(connection: sqlite3.Connection, on: str, wanted: int, buried: set[str] | None) -> int:
    """How many of the wanted new cards there are, siblings and relations only once."""
    rows = connection.execute(_FRESH, {"on": on})
    notes = (note for note, _ in rows) if buried is None else unique_notes(rows, buried)
    return sum(1 for _, _ in zip(range(wanted), notes, strict=False))


def _next_due_at(connection: sqlite3.Connection, on: str, at: datetime, off: int, day_start: int) -> str | None:
    """The next learning step or the start of the next day with due cards, in local time."""
    here = timezone(timedelta(minutes=off))
    step = connection.execute(
        "SELECT min(due_at) FROM card_states WHERE active AND due_at > ? AND picked", (int(at.timestamp() * 1000),)
    ).fetchone()[0]
    day = connection.execute(
        "SELECT due_on FROM card_states WHERE active AND due_on > ? AND picked ORDER BY due_on LIMIT 1", (on,)
    ).fetchone()
    found = [] if step is None else [datetime.fromtimestamp(step // 1000, here)]
    if day is not None:
        found.append(datetime.fromisoformat(day[0]).replace(tzinfo=here) + timedelta(minutes=day_start))
    return min(found).isoformat(timespec="seconds") if found else None
