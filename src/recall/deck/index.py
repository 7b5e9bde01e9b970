"""The compiled deck index: an SQLite file that is derived from the deck files and may be thrown away at any time.

Here stand its tables and the cheap question whether it still fits the files, which `recall due` asks: standard library
only, nothing that parses YAML.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from recall.config import Home, shipped_decks
from recall.deck.current import APPLICATION, VERSION, file_stamp, fits, folder_stamp, version_if_current
from recall.places import index_places

TABLES = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE folders (path TEXT PRIMARY KEY, mtime_ns INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE files (
        id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, what TEXT NOT NULL, collection TEXT NOT NULL,
        stage TEXT NOT NULL, rank INTEGER NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
        digest TEXT NOT NULL, problems TEXT NOT NULL) STRICT""",
    """CREATE TABLE collections (
        id TEXT PRIMARY KEY, rank INTEGER NOT NULL, title TEXT NOT NULL, issues TEXT NOT NULL, path TEXT NOT NULL,
        own INTEGER NOT NULL, guest INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE stages (
        collection TEXT NOT NULL, id TEXT NOT NULL, rank INTEGER NOT NULL, title TEXT NOT NULL,
        aliases TEXT NOT NULL, requires TEXT NOT NULL, deck_aliases TEXT NOT NULL,
        PRIMARY KEY (collection, id)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE decks (
        file INTEGER PRIMARY KEY, id TEXT NOT NULL, title TEXT NOT NULL, requires TEXT NOT NULL,
        aliases TEXT NOT NULL, needs TEXT NOT NULL DEFAULT '', cards INTEGER NOT NULL DEFAULT 0,
        shown INTEGER NOT NULL DEFAULT 1) STRICT""",
    # `position` is the order of introduction, `related` holds both directions, `shown` is 0 for a card whose id an
    # earlier file has taken, `terms` are the right answers that can be typed, a line each.
    """CREATE TABLE cards (
        row INTEGER PRIMARY KEY, file INTEGER NOT NULL, n INTEGER NOT NULL, line INTEGER NOT NULL,
        key TEXT NOT NULL, note TEXT NOT NULL,
        kind TEXT NOT NULL, level TEXT NOT NULL, core INTEGER NOT NULL, drilled INTEGER NOT NULL, tags TEXT NOT NULL,
        names TEXT NOT NULL, related TEXT NOT NULL DEFAULT '', position INTEGER NOT NULL DEFAULT 0,
        shown INTEGER NOT NULL DEFAULT 1, terms TEXT NOT NULL, body TEXT NOT NULL) STRICT""",
    # With note and key, so that a search by tag reads nothing else: the rows of `cards` hold whole cards.
    """CREATE TABLE tags (
        tag TEXT NOT NULL, note TEXT NOT NULL, key TEXT NOT NULL, row INTEGER NOT NULL,
        PRIMARY KEY (tag, note, key, row)) STRICT, WITHOUT ROWID""",
    "CREATE TABLE former (file INTEGER NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL) STRICT",
    "CREATE TABLE edits (collection TEXT NOT NULL, card TEXT NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL,"
    " digest TEXT NOT NULL, PRIMARY KEY (collection, card)) STRICT, WITHOUT ROWID",
    "CREATE INDEX cards_key ON cards(key)",
    "CREATE INDEX cards_note ON cards(note, file)",
    "CREATE INDEX cards_file ON cards(file, n)",
    "CREATE INDEX cards_related ON cards(note, names) WHERE names <> ''",
    "CREATE INDEX cards_hidden ON cards(row) WHERE NOT shown",
)

# What full-text search looks through, by `cards.row`; a plain table where this SQLite has no FTS5.
_FULL_TEXT = "CREATE VIRTUAL TABLE texts USING fts5 (text, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2')"
_PLAIN_TEXT = "CREATE TABLE texts (rowid INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT"


def is_current(home: Home, shipped: Path | None = None) -> bool:
    """Whether the index can be used as it is, without looking into any deck file."""
    try:
        with closing(sqlite3.connect(f"{home.deck_index.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return bool(current_in(connection, home, shipped or shipped_decks()))
    except (sqlite3.Error, OSError):
        return False


def places(home: Home, shipped: Path) -> str:
    """What `index_places` says of a home."""
    return index_places(str(home.data), str(shipped))


def current_in(connection: sqlite3.Connection, home: Home, shipped: Path) -> str:
    """The version of an open index if it still fits the files, else an empty text."""
    return version_if_current(connection, places(home, shipped))


def folder_mtime(path: Path) -> int:
    return folder_stamp(str(path))


def stamp(path: Path) -> tuple[int, int]:
    """Size and time of change: while they stay, a file is taken to be unchanged."""
    return file_stamp(str(path))


def open_index(path: Path) -> sqlite3.Connection:
    """The index at a path, made anew where it is missing, damaged, foreign or of another version.

    Where the disk refuses, an index in memory: slower to start with, otherwise the same.
    """
    for attempt in range(2):
        connection = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=10, isolation_level=None)
            if fits(connection) or _create(connection):
                return connection
        except sqlite3.OperationalError:
            break  # locked, read-only, full: the file may be good
        except (sqlite3.DatabaseError, OSError):
            pass
        if connection is not None:
            connection.close()
        if attempt == 0 and not removed(path):
            break
    return memory_index()


def memory_index() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _create(connection)
    return connection


def _create(connection: sqlite3.Connection) -> bool:
    """Make the tables in an empty database; False where something else stands in it."""
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        connection.execute("ROLLBACK")
        return fits(connection)  # foreign, unless another recall has made it just now
    try:
        for statement in (*TABLES, _FULL_TEXT if _has_full_text(connection) else _PLAIN_TEXT):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return True


def _has_full_text(connection: sqlite3.Connection) -> bool:
    return any(option == "ENABLE_FTS5" for (option,) in connection.execute("PRAGMA compile_options"))


def removed(path: Path) -> bool:
    """Whether the index is gone now."""
    try:
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
    except OSError:
        return False
    return True
