"""Journals and database compared and brought together: whichever is behind is given what it lacks.

Every function but `reconcile` stands inside the caller's transaction.
"""

from __future__ import annotations

from sqlite3 import Connection

from recall.events import BadLine, Event, decode, encode
from recall.history import rows
from recall.history.aside import Aside
from recall.history.database import Damaged, transaction
from recall.history.ends import agrees, pairs, store_end
from recall.history.healing import Healing, many
from recall.history.identity import current_device
from recall.history.intake import Reader, absorb, read_all
from recall.history.journal import End, Journal


def reconcile(connection: Connection, healing: Healing) -> None:
    """Heals whichever is behind, of every journal and its stored end."""
    own = current_device(healing.home.data)
    with transaction(connection):
        for journal, end in pairs(connection, healing.home.journal):
            if agrees(journal, end):
                continue
            if journal.size() >= end.length and journal.matches(end):
                take_in(connection, journal, end, healing, cut=journal.dev == own)
            else:
                mend(connection, journal, healing)
    healing.keep_aside()


def take_in(connection: Connection, journal: Journal, end: End, healing: Healing, *, cut: bool) -> End:
    """Takes in the lines that a journal is ahead; `cut` shortens it by a torn last line. Gives the new end."""
    reader = Reader(journal, end)
    count, lost = absorb(connection, read_all([reader], healing, "taking in the journal"))
    if count:
        healing.note("taken in", f"{many(count, 'entry', 'entries')} came in from the journal {journal.path.name}")
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
        if event.dev != journal.dev:
            healing.aside.append(Aside(journal.path.name, f"it is of another device, {event.dev}", line))
            continue
        differ += stored.get(event.id, event) != event
        lines[event.id] = (event.n, line if line.endswith(b"\n") else line + b"\n")
    ordered = [line for _, line in sorted(lines.values())]
    kept = journal.rewrite(ordered, healing.now)
    if differ:  # a line has a digest, a row has none: the line is believed
        raise Damaged(f"{many(differ, 'row')} of it differ from the journal")
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
