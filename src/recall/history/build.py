"""The database made out of the journals, beside its place and then moved into it. What stood there is kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from sqlite3 import Connection

from recall.config import Home
from recall.errors import Refused
from recall.events import BadLine, decode
from recall.history import database
from recall.history.database import sync_folder, transaction
from recall.history.ends import store_end
from recall.history.healing import Healing
from recall.history.intake import Reader, absorb, read_all
from recall.history.journal import Journal, journals, sync


def refuse_unreadable(home: Home) -> None:
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


def build(healing: Healing) -> Path | None:
    """Makes the database in another file and moves it into place, so that no start ever sees half of one.

    What stood there before is set aside; its new name is given.
    """
    path = healing.home.database
    for left in path.parent.glob(f"{path.name}.new*"):
        left.unlink()
    fresh = Path(f"{path}.new")
    try:
        _write(fresh, healing)
    except BaseException:
        fresh.unlink(missing_ok=True)  # it may have filled the disk
        raise
    kept = database.set_aside(path, healing.now)  # its WAL too: a stale one beside a new database would be believed
    fresh.replace(path)
    sync_folder(path.parent)
    return kept


def _write(fresh: Path, healing: Healing) -> None:
    """Fills a new file and puts it on the disk. It needs no safety of its own: half of one is thrown away."""
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -64000", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        with transaction(connection):
            database.create(connection)
            fill(connection, healing)
        connection.execute("PRAGMA journal_mode = WAL")
    with fresh.open("r+b") as file:
        sync(file.fileno())


def fill(connection: Connection, healing: Healing) -> None:
    """Takes every journal into a database of bare tables, and adds indexes and triggers."""
    readers = [Reader(journal) for journal in journals(healing.home.journal).values()]
    _, lost = absorb(connection, read_all(readers, healing, "making the database out of the journal"), fresh=True)
    database.finish(connection)
    for reader in readers:
        store_end(connection, reader.journal.dev, reader.end)
        healing.aside += reader.aside
    healing.aside += lost
    healing.keep_aside()
