"""Opening SQLite and telling its failures apart: damage, no room, a lock. It must not know events."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from recall.history import schema

BUSY_SECONDS = 5.0
_SILENT_SECONDS = 0.25  # how long a lock is waited for before anybody is told
_SIDE_FILES = ("-wal", "-shm", "")  # in the order of setting aside: a stale WAL must never meet a new database

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_DAMAGED_SCHEMA = ("no such table", "no such column", "no such index", "unsupported file format", "Could not decode")
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class Damaged(Exception):
    """The database cannot be believed; the journals can."""


def connect(path: Path, *, timeout: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A connection to an existing database; it never creates one. Commits are explicit."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=timeout, check_same_thread=False
    )
    return _prepared(connection)


def create(connection: sqlite3.Connection) -> None:
    """The bare tables of a new database; `index` and `finish` follow when they are filled."""
    for statement in schema.TABLES:
        connection.execute(statement)


def index(connection: sqlite3.Connection) -> None:
    for statement in schema.INDEXES:
        connection.execute(statement)


def finish(connection: sqlite3.Connection) -> None:
    """Triggers, and the mark that says the database is whole."""
    for statement in schema.TRIGGERS:
        connection.execute(statement)
    connection.execute("INSERT INTO meta VALUES ('schema', ?)", (str(schema.VERSION),))
    connection.execute(f"PRAGMA user_version = {schema.VERSION}")


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    # WAL with NORMAL may lose the last commits in a power cut; the journal has them and they are taken in again.
    for pragma in ("synchronous = NORMAL", "cache_size = -16000", "temp_store = MEMORY", "wal_autocheckpoint = 2000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def is_damage(error: Exception) -> bool:
    """Whether the error means that the file's content is wrong, rather than that the world said no."""
    if isinstance(error, Damaged):
        return True
    if not isinstance(error, sqlite3.DatabaseError):
        return False
    code = getattr(error, "sqlite_errorcode", 0)
    return (
        code & 0xFF in _DAMAGE
        or code == sqlite3.SQLITE_IOERR_SHORT_READ
        or str(error).startswith(_DAMAGED_SCHEMA)  # what a flipped bit makes of names, the header or text
    )


def is_refusal(error: Exception) -> bool:
    """Whether the world said no: the disk, a lock, a damaged file. Everything else is a mistake of ours."""
    return isinstance(error, OSError | sqlite3.OperationalError | Damaged) or type(error) is sqlite3.DatabaseError


def is_read_only(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY


def is_busy(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _BUSY


def reason(error: BaseException, path: Path) -> str:
    """The failure as a plain sentence."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    number = error.errno if isinstance(error, OSError) else None
    if code == sqlite3.SQLITE_FULL or number in {errno.ENOSPC, errno.EDQUOT}:
        return f"there is no room left on the disk of {path}"
    if code in _BUSY:
        return "another recall has kept the history locked for five seconds"
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM} or number in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return f"{path} cannot be written"
    if code == sqlite3.SQLITE_CANTOPEN:
        return f"the database in {path} cannot be opened"
    if isinstance(error, OSError):
        return f"{error.filename or path}: {error.strerror}"
    return f"{path}: {error}"


def take_lock(connection: sqlite3.Connection, waiting: Callable[[], None] | None = None) -> None:
    """Begins a write transaction. Where another recall writes, `waiting` is called after a moment and may give up."""
    if waiting is not None:
        connection.execute(f"PRAGMA busy_timeout = {_SILENT_SECONDS * 1000:.0f}")
        try:
            connection.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
            waiting()
        finally:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")
    connection.execute("BEGIN IMMEDIATE")


def file_id(path: Path | str) -> int:
    """The inode of a file, 0 when there is none: it tells whether a database was replaced behind our back."""
    try:
        return os.stat(path).st_ino  # noqa: PTH116  called for every answer
    except FileNotFoundError:
        return 0


def exists(path: Path) -> bool:
    """Whether there is a database with content (an empty file with a WAL beside it is damage, not absence)."""
    try:
        return path.stat().st_size > 0 or Path(f"{path}-wal").exists()
    except FileNotFoundError:
        return False


def set_aside(path: Path, now: datetime) -> Path | None:
    """Renames a damaged database and its side files out of the way; nothing is ever deleted. Gives the new name."""
    found = [suffix for suffix in _SIDE_FILES if Path(f"{path}{suffix}").exists()]
    if not found:
        return None
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    aside = Path(f"{path}.damaged-{stamp}")
    number = 1
    while aside.exists():
        number += 1
        aside = Path(f"{path}.damaged-{stamp}-{number}")
    for suffix in found:
        Path(f"{path}{suffix}").rename(f"{aside}{suffix}")
    sync_folder(path.parent)
    return aside


def sync_folder(folder: Path) -> None:
    """Makes names in a folder durable, where the operating system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """One process at a time makes, rebuilds or replaces what stands in the folder."""
    descriptor = os.open(folder / "recall.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """A write transaction that takes the lock at once, so that a read inside it is never stale."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
