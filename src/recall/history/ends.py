"""How far the database holds each journal: the stored ends beside the files. Every start asks, so it must stay cheap.

Nothing here heals (see `reconcile`).
"""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Connection

from recall.history.journal import START, End, Journal, journals


def agree(connection: Connection, folder: Path) -> bool:
    """Whether every journal ends where the database says, by length and last digest; no file is read."""
    return all(agrees(journal, end) for journal, end in pairs(connection, folder))


def pairs(connection: Connection, folder: Path) -> list[tuple[Journal, End]]:
    """Every journal with its stored end, those that lack one or the other included."""
    ends = {dev: End(*rest) for dev, *rest in connection.execute("SELECT * FROM journals")}
    found = journals(folder)
    return [(found.get(dev) or Journal(folder, dev), ends.get(dev, START)) for dev in sorted({*found, *ends})]


def agrees(journal: Journal, end: End) -> bool:
    return journal.size() == end.length and journal.matches(end)


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
