"""Journal and database brought together at the start: what one lacks the other gives. Nothing is ever deleted.

Quick where nothing is wrong: lengths and last digests are compared, no file is read. The journals are the truth; a
damaged database is set aside and rebuilt from them, a damaged journal is written anew out of both.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Literal

from recall.config import Home
from recall.errors import Refused
from recall.events import BadLine, Event, decode, encode
from recall.history import aside, database, rows
from recall.history.aside import Aside
from recall.history.database import Damaged, exclusive, sync_folder, transaction
from recall.history.identity import current_device
from recall.history.intake import Progress, Reader, absorb
from recall.history.journal import START, End, Journal, journals, sync

Kind = Literal["taken in", "torn", "set aside", "journal", "database"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was found and mended at the start, in a sentence for the learner."""

    kind: Kind
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class Healing:
    """What a start needs to know and collects: the folders, the time, notices, bytes that were set aside."""

    home: Home
    now: datetime
    progress: Progress | None = None
    notices: list[Notice] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)

    def note(self, kind: Kind, text: str) -> None:
        self.notices.append(Notice(kind, text))

    def keep_aside(self) -> None:
        """Writes the side file, if the disk lets us, and says what went there."""
        if self.aside:
            self.note("set aside", f"{_many(len(self.aside), 'line')} could not be read: see {aside.NAME}")
            with suppress(OSError):
                aside.put(self.home.data, self.aside, self.now)
            self.aside.clear()


def opened(healing: Healing) -> Connection:
    """The database, made, migrated, healed or rebuilt as needed. Raises OSError or sqlite3.Error where it cannot be."""
    path = healing.home.database
    for attempt in range(3):
        if not database.exists(path):
            _make(healing)
        number = database.file_id(path)
        connection = None
        try:
            connection = database.connect(path)
            _check_version(connection, healing)
            reconcile(connection, healing)
            return connection
        except Exception as error:
            if connection is not None and database.is_busy(error):
                return connection  # another recall is writing; it heals, we read what is there
            if connection is not None:
                connection.close()
            if attempt == 2 or not is_mendable(error, healing.home):
                raise
            replace_damaged(healing, number, str(error))
    raise AssertionError("unreachable")


def replace_damaged(healing: Healing, number: int, why: str) -> None:
    """Sets the damaged database aside and builds another out of the journals, unless another recall just did."""
    home = healing.home
    with exclusive(home.data):
        if database.file_id(home.database) != number:
            return
        _refuse_unreadable(home)
        kept = _build(healing)
        name = kept.name if kept else "nothing"
        healing.note("database", f"the database was damaged ({why}): rebuilt from the journal, kept as {name}")


def _make(healing: Healing) -> None:
    """The database of a history that has none: empty, or out of the journals that are there."""
    home = healing.home
    new = not home.data.exists()
    home.data.mkdir(parents=True, exist_ok=True)
    if new:
        sync_folder(home.data.parent)
    with exclusive(home.data):
        if database.exists(home.database):
            return
        _refuse_unreadable(home)
        if journals(home.journal):
            healing.note("database", "the database was missing: rebuilt from the journal")
        _build(healing)


def _refuse_unreadable(home: Home) -> None:
    """A history is never started empty where a journal holds one that cannot be read."""
    found = [journal for journal in journals(home.journal).values() if journal.size()]
    if found and not any(_has_an_event(journal) for journal in found):
        raise Refused(
            f"{home.journal} holds a history, but not one line of it can be read",
            "put a copy of the folder from a backup in its place, or move it away to start anew",
        )


def _has_an_event(journal: Journal) -> bool:
    for line in journal.lines():
        with suppress(BadLine):
            decode(line)
            return True
    return False


def _build(healing: Healing) -> Path | None:
    """Makes the database in another file and moves it into place, so that no start ever sees half of one.

    What stood there before is set aside; its new name is given.
    """
    path = healing.home.database
    for left in path.parent.glob(f"{path.name}.new*"):
        left.unlink()
    fresh = Path(f"{path}.new")
    import sqlite3

    connection = sqlite3.connect(fresh, isolation_level=None)
    try:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -64000", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        with transaction(connection):
            database.create(connection)
            fill(connection, healing)
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()
    with fresh.open("r+b") as file:
        sync(file.fileno())
    kept = database.set_aside(path, healing.now)  # its WAL too: a stale one beside a new database would be believed
    fresh.replace(path)
    sync_folder(path.parent)
    return kept


def fill(connection: Connection, healing: Healing) -> None:
    """Takes every journal into a database of bare tables, and adds indexes and triggers."""
    readers = [Reader(journal) for journal in journals(healing.home.journal).values()]
    _, lost = absorb(
        connection, (chunk for reader in readers for chunk in reader.chunks()), fresh=True, progress=healing.progress
    )
    database.finish(connection)
    for reader in readers:
        store_end(connection, reader.journal.dev, reader.end)
        healing.aside += reader.aside
    healing.aside += lost
    healing.keep_aside()


def _check_version(connection: Connection, healing: Healing) -> None:
    from recall.history.schema import VERSION

    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found == VERSION:
        return
    said = connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()
    if said is None or said[0] != str(found):
        raise Damaged("its version is unclear")
    if found > VERSION:
        raise Refused(
            f"the history was written by a newer recall (format {found}, this one knows {VERSION})",
            "update recall; nothing was changed",
        )
    from recall.history.migrate import migrate

    migrate(connection, healing.home, healing.now)


def reconcile(connection: Connection, healing: Healing) -> None:
    """Compares every journal with its stored end and heals whichever is behind."""
    folder = healing.home.journal
    if agree(connection, folder):
        return
    own = current_device(healing.home.data)
    with transaction(connection):
        for journal, end in _pairs(connection, folder):
            if _agrees(journal, end):
                continue
            if journal.size() >= end.length and journal.matches(end):
                take_in(connection, journal, end, healing, cut=journal.dev == own)
            else:
                mend(connection, journal, healing)
    healing.keep_aside()


def agree(connection: Connection, folder: Path) -> bool:
    """Whether every journal ends where the database says, by length and last digest; no file is read."""
    return all(_agrees(journal, end) for journal, end in _pairs(connection, folder))


def _pairs(connection: Connection, folder: Path) -> list[tuple[Journal, End]]:
    """Every journal with its stored end, those that lack one or the other included."""
    ends = {dev: End(*rest) for dev, *rest in connection.execute("SELECT * FROM journals")}
    found = journals(folder)
    return [(found.get(dev) or Journal(folder, dev), ends.get(dev, End())) for dev in sorted({*found, *ends})]


def _agrees(journal: Journal, end: End) -> bool:
    return journal.size() == end.length and journal.matches(end)


def take_in(connection: Connection, journal: Journal, end: End, healing: Healing, *, cut: bool) -> End:
    """Takes in the lines that a journal is ahead; `cut` shortens it by a torn last line. Gives the new end."""
    reader = Reader(journal, end)
    count, lost = absorb(connection, reader.chunks(), progress=healing.progress)
    if count:
        healing.note("taken in", f"{_many(count, 'entry', 'entries')} came in from the journal {journal.path.name}")
    if reader.torn and cut:
        healing.aside.append(Aside(journal.path.name, "the last line was torn", reader.torn))
        journal.cut(reader.end.length)
        healing.note("torn", f"a torn last line of {journal.path.name} was cut off: it was never shown as saved")
    healing.aside += [*reader.aside, *lost]
    store_end(connection, journal.dev, reader.end)
    return reader.end


def mend(connection: Connection, journal: Journal, healing: Healing) -> End:
    """Writes a damaged or missing journal anew: its own good lines, and those that the database's rows give."""
    result = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if result != "ok":
        raise Damaged(result)
    stored = {event.id: event for event in events_of(connection, journal.dev)}
    lines = {event.id: (event.n, encode(event)) for event in stored.values()}
    differ = 0
    for line in journal.lines():
        try:
            event = decode(line)
        except BadLine as error:
            healing.aside.append(Aside(journal.path.name, str(error), line))
            continue
        if event.dev == journal.dev:
            differ += stored.get(event.id, event) != event
            lines[event.id] = (event.n, line if line.endswith(b"\n") else line + b"\n")
    ordered = [line for _, line in sorted(lines.values())]
    kept = journal.rewrite(ordered, healing.now)
    if differ:  # a line has a digest, a row has none: the line is believed
        raise Damaged(f"{_many(differ, 'row')} of it differ from the journal")
    healing.note(
        "journal",
        f"the journal {journal.path.name} was damaged or missing: written anew from the database"
        + (f", kept as {kept.name}" if kept else ""),
    )
    reader = Reader(journal)
    absorb(connection, reader.chunks())
    store_end(connection, journal.dev, reader.end)
    return reader.end


def events_of(connection: Connection, dev: str) -> list[Event]:
    """The events of one device that the database holds."""
    found: list[Event] = []
    for table, columns, back in rows.TABLES:
        query = f"SELECT {columns} FROM {table} WHERE dev = ?"
        found += map(back, connection.execute(query, (dev,)))
    return found


def stored_end(connection: Connection, dev: str) -> tuple[End, int]:
    """How much of a device's journal the database holds, and the newest clock of all devices."""
    query = "SELECT (SELECT max(hlc) FROM journals), bytes, lines, digest, n, hlc FROM journals WHERE dev = ?"
    row = connection.execute(query, (dev,)).fetchone()
    if row is None:
        return START, connection.execute("SELECT coalesce(max(hlc), 0) FROM journals").fetchone()[0]
    return End(*row[1:]), row[0]


def store_end(connection: Connection, dev: str, end: End) -> None:
    update = "UPDATE journals SET bytes = ?, lines = ?, digest = ?, n = ?, hlc = ? WHERE dev = ?"
    if connection.execute(update, (*end, dev)).rowcount == 0:
        connection.execute(
            "INSERT INTO journals (bytes, lines, digest, n, hlc, dev) VALUES (?, ?, ?, ?, ?, ?)", (*end, dev)
        )


def is_mendable(error: Exception, home: Home) -> bool:
    """Whether a new database would help: damage, or a file that only its own header calls read-only."""
    return database.is_damage(error) or (database.is_read_only(error) and writable(home))


def writable(home: Home) -> bool:
    """Whether the folder and what stands in it can be written, as far as permissions tell."""
    places = (home.data, home.database, home.journal)
    return all(os.access(place, os.W_OK) for place in places if place.exists())


def _many(count: int, one: str, more: str = "") -> str:
    return f"1 {one}" if count == 1 else f"{count} {more or one + 's'}"
