"""Reading where nothing can be written: the history in memory, from a whole database or replayed from journals."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

from recall.errors import RecallError
from recall.history import database
from recall.history.build import fill
from recall.history.ends import agree
from recall.history.healing import Healing
from recall.history.schema import VERSION


def in_memory(healing: Healing) -> Connection:
    """The whole history in memory. Raises RecallError where not even reading is possible."""
    path = healing.home.database
    try:
        copy = _copied(path, healing)
        if copy is not None:
            return copy
        connection = sqlite3.connect("file::memory:", uri=True, isolation_level=None, check_same_thread=False)
        with database.transaction(connection):
            database.create(connection)
            fill(connection, healing)
        return connection
    except OSError as error:
        raise RecallError(
            f"the history cannot be read: {database.reason(error, healing.home.data)}",
            "what stands in the way may be moved aside: the journal and the backups hold every answer",
        ) from error


def _copied(path: Path, healing: Healing) -> Connection | None:
    """A copy of the database, if it can be opened and holds all that the journals hold."""
    if not database.exists(path):
        return None
    # Opening as immutable touches nothing, but it does not see commits that stand in a WAL.
    options = "mode=ro" if _has_wal(path) else "mode=ro&immutable=1"
    copy = sqlite3.connect("file::memory:", uri=True, isolation_level=None, check_same_thread=False)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{options}", uri=True)) as source:
            if source.execute("PRAGMA user_version").fetchone()[0] == VERSION and agree(source, healing.home.journal):
                source.backup(copy)
                return copy
    except sqlite3.Error:
        copy.close()
    return None


def _has_wal(path: Path) -> bool:
    """Whether commits stand in a WAL."""
    wal = Path(f"{path}-wal")
    return wal.exists() and wal.stat().st_size > 0
