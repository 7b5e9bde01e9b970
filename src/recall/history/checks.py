"""The examinations of `doctor`: journals against rows both ways, the file, every derived row against a replay.

They read one snapshot and change nothing; another recall may write meanwhile.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isclose
from sqlite3 import Connection
from typing import Any

from recall.config import Home
from recall.events import Event, canonical
from recall.history import aside, backup, database, rows, states, tallies
from recall.history.accept import is_understood
from recall.history.columns import STATE_COLUMNS
from recall.history.database import is_damage
from recall.history.identity import id_bytes
from recall.history.intake import Reader, sound, stored, wins
from recall.history.journal import End, Journal, journals
from recall.history.rebuild import fold_all
from recall.history.registers import REGISTERS, expected, known_parameters, parameters_in_force
from recall.history.settings import read_settings
from recall.history.sums import Sums
from recall.history.sweep import Held

TOLERANCE = 1e-9
_EXAMPLES = 3
_DERIVED = (*STATE_COLUMNS, "last_id", "line_at", "tie", "suspended", "marked", "known", "buried_until")

# Where SQLite mended a rare loss (a WAL starts anew while another connection writes): the newest line, older lines.
_WAL_MENDED = ((3, 51, 3), {(3, 50): 7, (3, 44): 6})


@dataclass(frozen=True, slots=True)
class Check:
    """One examination. `count` says how many were found, `detail` names some; a `notice` is advice, not a problem.

    `derived` faults are mended by computing anew, those of `devices` by writing their journals anew.
    """

    name: str
    ok: bool
    count: int = 0
    detail: str = ""
    notice: bool = False
    derived: bool = False
    devices: tuple[str, ...] = ()


def run(connection: Connection, home: Home) -> tuple[Check, ...]:
    """Every check, on one snapshot of the database."""
    connection.execute("BEGIN")
    try:
        found = [_file(connection)]
        for check in (_schema, _lines_and_rows, _numbers, _registers, _cards, _advice):
            try:
                found += check(connection, home)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                found.append(Check("file", False, 1, str(error)))
        return tuple(found)
    finally:
        connection.execute("ROLLBACK")


def _file(connection: Connection) -> Check:
    try:
        said = [text for (text,) in connection.execute("PRAGMA integrity_check(20)")]
    except sqlite3.DatabaseError as error:
        said = [str(error)]
    faults = [text for text in said if text != "ok"]
    return Check("file", not faults, len(faults), "; ".join(faults[:_EXAMPLES]))


def _schema(connection: Connection, home: Home) -> Iterator[Check]:
    """Every table, index and trigger, as a new database would have them."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        for step in (database.create, database.index, database.finish):
            step(fresh)
        query = (  # sqlite_utils keeps a list of the migrations that it applied
            "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name <> '_sqlite_migrations'"
        )
        wrong = {*fresh.execute(query)} ^ {*connection.execute(query)}
    names = {name for _, name, _ in wrong}
    yield Check("tables and indexes", not names, len(names), _some(names))


class _Comparison:
    """Journals against rows: what either lacks, what differs, which lines cannot be read."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.seen: set[bytes] = set()
        self.bad: Counter[str] = Counter()
        self.short: list[str] = []
        self.missing: list[str] = []
        self.losers: list[str] = []  # lines whose row is another event that should stay
        self._changed: list[str] = []
        self.matched: Counter[str] = Counter()

    def read(self, journal: Journal, end: End) -> None:
        """Compares one journal up to the stored end; what another recall appends meanwhile is not looked at."""
        if journal.size() < end.length or not journal.matches(end):
            self.short.append(journal.dev)
        reader = Reader(journal, stop=end.length, judge=lambda line, event: (event, (id_bytes(event.id), line)))
        bad = 0
        for chunk in reader.chunks():
            held = {event.id: event for event in stored(self.connection, [event.id for event, _ in chunk])}
            for event, (id_, line) in chunk:
                other = held.get(event.id)
                if other == event:  # and so it was found sound when it came in
                    if id_ not in self.seen:
                        self.matched[event.dev] += 1
                    self.seen.add(id_)
                elif not _is_sound(line, event):
                    bad += 1
                elif other is None:
                    self.missing.append(event.id)
                else:
                    (self.losers if wins(other, event) else self._changed).append(event.id)
        if reader.aside or bad:
            self.bad[journal.dev] += len(reader.aside) + bad

    @property
    def clashes(self) -> list[str]:
        """Events that lost to another one of their id, which stands in a journal too."""
        return [id_ for id_ in self.losers if id_bytes(id_) in self.seen]

    @property
    def changed(self) -> list[str]:
        """Rows that are not what any line says."""
        return self._changed + [id_ for id_ in self.losers if id_bytes(id_) not in self.seen]

    def foreign(self) -> Counter[str]:
        """Rows that no journal has, by device."""
        found: Counter[str] = Counter()
        for table, _, _ in rows.TABLES:
            found.update(dict(self.connection.execute(f"SELECT dev, count(*) FROM {table} GROUP BY dev").fetchall()))
        changed = Counter(event.dev for event in stored(self.connection, self.changed))
        return found - self.matched - changed


def _is_sound(line: bytes, event: Event) -> bool:
    with suppress(ValueError):
        sound(line, event)
        return True
    return False


def _lines_and_rows(connection: Connection, home: Home) -> Iterator[Check]:
    ends = {dev: End(*rest) for dev, *rest in connection.execute("SELECT * FROM journals")}
    found = _Comparison(connection)
    files = journals(home.journal)
    for dev in sorted({*files, *ends}):
        found.read(files.get(dev) or Journal(home.journal, dev), ends.get(dev, End()))
    foreign = found.foreign()
    yield Check("journal lines", not found.bad, found.bad.total(), _some(found.bad), devices=tuple(found.bad))
    yield Check("journal ends", not found.short, len(found.short), _some(found.short), devices=tuple(found.short))
    yield Check("missing rows", not found.missing, len(found.missing), _some(found.missing))
    yield Check("changed rows", not found.changed, len(found.changed), _some(found.changed))
    yield Check("rows in no journal", not foreign, foreign.total(), _some(foreign), devices=tuple(foreign))
    yield Check("two events of one id", not found.clashes, len(found.clashes), _some(found.clashes), notice=True)


def _numbers(connection: Connection, home: Home) -> Iterator[Check]:
    """Each device counts its events 1, 2, 3: gaps are lines that were lost or have not come yet, doubles are copies."""
    query = "SELECT dev, {} FROM (SELECT dev, n FROM reviews UNION ALL SELECT dev, n FROM events) GROUP BY dev"
    gaps = Counter(dict(connection.execute(query.format("max(n) - count(DISTINCT n)"))))
    doubles = Counter(dict(connection.execute(query.format("count(*) - count(DISTINCT n)"))))
    yield Check("numbers missing", not +gaps, gaps.total(), _some(+gaps), notice=True)
    yield Check("numbers given twice", not +doubles, doubles.total(), _some(+doubles), notice=True)


def _registers(connection: Connection, home: Home) -> Iterator[Check]:
    for table in REGISTERS:
        held = set(connection.execute(f"SELECT * FROM {table}").fetchall())
        wrong = held ^ expected(connection, table)
        yield Check(table, not wrong, len(wrong), _some(str(row[0]) for row in wrong), derived=True)


def _cards(connection: Connection, home: Home) -> Iterator[Check]:
    """Every card replayed and compared with its row, its marks and what its answers add to the days."""
    query = f"SELECT key, present, {', '.join(_DERIVED)} FROM card_states"
    held = {key: (present, columns) for key, present, *columns in connection.execute(query)}
    marks = set(connection.execute("SELECT card, name, value FROM marks").fetchall())
    sums = Sums()
    wrong: list[str] = []
    wrong_marks: set[tuple[str, str, str]] = set()
    for card in fold_all(connection, sums):
        for key in states.row_keys(connection, card.group):
            columns = (*states.with_tie(key, card.columns), *states.mark_columns(card.marks))
            if not _same(held.pop(key, (0, ()))[1], columns):
                wrong.append(key)
            for name, value in card.marks.items():
                wrong_marks ^= {(key, name, canonical(value))}
    wrong += (key for key, (present, columns) in held.items() if not present or not _same(columns, _untouched(key)))
    totals = {(day, *share) for day, share in sums.days.items()} ^ set(connection.execute("SELECT * FROM day_totals"))
    yield Check("card states", not wrong, len(wrong), _some(wrong), derived=True)
    wrong_marks ^= marks
    yield Check("marks", not wrong_marks, len(wrong_marks), _some(row[0] for row in wrong_marks), derived=True)
    wrong_days = {row[0] for row in totals}
    yield Check("day totals", not wrong_days, len(wrong_days), _some(wrong_days), derived=True)
    wrong_sums = {
        str(row[0]) for row in {(*key, *each) for key, each in sums.totals.items()} ^ tallies.rows(connection)
    }
    yield Check("tallies", not wrong_sums, len(wrong_sums), _some(wrong_sums), derived=True)


def _untouched(key: str) -> tuple[Any, ...]:
    return (*states.with_tie(key, Held().columns()), *states.mark_columns({}))


def _same(held: Iterable[Any], computed: tuple[Any, ...]) -> bool:
    """Whether two rows are equal, numbers within `TOLERANCE`."""
    held = tuple(held)
    return len(held) == len(computed) and all(
        one == other or (isinstance(one, float) and isinstance(other, float) and isclose(one, other, rel_tol=TOLERANCE))
        for one, other in zip(held, computed, strict=True)
    )


def _advice(connection: Connection, home: Home) -> Iterator[Check]:
    """What is no fault of the history but should be known."""
    pairs = ((name, json.loads(value)) for name, value in connection.execute("SELECT name, value FROM settings"))
    warnings = read_settings(pairs, parameters_in_force(connection))[1]
    yield _notice("settings left out", len(warnings), "; ".join(warnings[:_EXAMPLES]))
    known = known_parameters(connection)
    query = "SELECT DISTINCT params FROM reviews WHERE params IS NOT NULL AND state IS NOT NULL"
    unknown = [name for (name,) in connection.execute(query) if name not in known]
    yield _notice("parameters that no event gives", len(unknown), _some(unknown))
    query = f"SELECT {rows.EVENT_COLUMNS} FROM events"
    carried = sum(not is_understood(rows.event_of(row)) for row in connection.execute(query))
    yield _notice("events of a newer recall", carried, "kept, and understood after an update" if carried else "")
    query = (
        "SELECT count(*) FROM (SELECT at, lag(at) OVER (PARTITION BY dev ORDER BY n) AS before FROM"
        " (SELECT dev, n, at FROM reviews UNION ALL SELECT dev, n, at FROM events)) WHERE at < before - 60000"
    )
    back = connection.execute(query).fetchone()[0]
    yield _notice("times a clock went back", back)
    yield _notice("lines set aside", len(aside.read(home.data)), aside.NAME)
    days = _days_without_backup(home)
    yield _notice("newest backup", days, f"{days} days behind the history: recall backup now")
    mended = _wal_is_mended(sqlite3.sqlite_version_info)
    yield _notice(
        "SQLite library",
        0 if mended else 1,
        f"{sqlite3.sqlite_version}"
        + ("" if mended else ": a newer one mends a rare fault of its write-ahead log; the journal covers it"),
    )


def _days_without_backup(home: Home) -> int:
    """How many days of answers no backup holds: the hourly ones cannot be written, or there is none."""
    newest = next(iter(backup.found(home.backups)), None)
    changed = max((journal.path.stat().st_mtime for journal in journals(home.journal).values()), default=None)
    if newest is None or changed is None:
        return 0
    return max(0, (datetime.fromtimestamp(changed, UTC) - newest.at).days)


def _wal_is_mended(version: tuple[int, ...]) -> bool:
    newest, others = _WAL_MENDED
    patch = others.get((version[0], version[1]))
    return version >= newest or (patch is not None and version[2] >= patch)


def _notice(name: str, count: int, detail: str = "") -> Check:
    return Check(name, count == 0, count, detail if count else "", notice=True)


def _some(found: Iterable[str] | Counter[str]) -> str:
    names = [f"{name}: {count}" for name, count in found.items()] if isinstance(found, Counter) else sorted(found)
    return ", ".join(names[:_EXAMPLES]) + (", ..." if len(names) > _EXAMPLES else "")
