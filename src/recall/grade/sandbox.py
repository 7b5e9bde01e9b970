"""A throw-away SQLite in memory for queries of learners and of strangers' decks.

After the setup nothing can be written, attached, loaded or configured, and work, time, memory and rows are bounded. It
must not know cards or scores, and never touches a file.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

MAX_ROWS = 1000
MAX_CELLS = 1_000_000  # characters and bytes of one result
MAX_SECONDS = 2.0
MAX_STEPS = 20_000_000  # of SQLite's virtual machine: some tenths of a second

_STEPS_A_LOOK = 1000
_HEAP = 256 << 20  # bytes for SQLite in the whole process; it can only be lowered, so it is set once and stays
_PAGES = 4096

_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 20,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 10,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
_SETTING_UP = _READING | {
    sqlite3.SQLITE_CREATE_TABLE,
    sqlite3.SQLITE_CREATE_INDEX,
    sqlite3.SQLITE_CREATE_VIEW,
    sqlite3.SQLITE_CREATE_TRIGGER,
    sqlite3.SQLITE_DROP_TABLE,
    sqlite3.SQLITE_DROP_INDEX,
    sqlite3.SQLITE_DROP_VIEW,
    sqlite3.SQLITE_ALTER_TABLE,
    sqlite3.SQLITE_INSERT,
    sqlite3.SQLITE_UPDATE,
    sqlite3.SQLITE_DELETE,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_SAVEPOINT,
    sqlite3.SQLITE_REINDEX,
    sqlite3.SQLITE_ANALYZE,
}
_HARMFUL = frozenset({"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"})

Value = None | int | float | str | bytes
Row = tuple[Value, ...]


class Failed(Exception):
    """A statement that SQLite or the sandbox did not carry out, with the reason in words."""


@dataclass(frozen=True, slots=True)
class Table:
    """A result set: its column names and its rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Sandbox:
    """One database in memory, made by `setup` and then only read. Raises Failed where the setup does."""

    def __init__(self, setup: str) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        try:
            self._restrict()
            self._allow(_SETTING_UP)
            with self._bounded():
                self._connection.executescript(setup)
            self._allow(_READING)
        except BaseException:
            self._connection.close()
            raise

    def query(self, sql: str) -> Table:
        """The result set of one SELECT. Raises Failed."""
        with self._bounded(), closing(self._connection.execute(sql)) as cursor:
            if cursor.description is None:
                raise Failed("a query that returns rows is asked for")
            rows: list[Row] = []
            size = 0
            for row in cursor:
                rows.append(row)
                size += sum(len(cell) if isinstance(cell, str | bytes) else 8 for cell in row)
                if len(rows) > MAX_ROWS or size > MAX_CELLS:
                    raise Failed(f"the result is too large: more than {MAX_ROWS} rows, or very long ones")
            return Table(tuple(column[0] for column in cursor.description), tuple(rows))

    def close(self) -> None:
        self._connection.close()

    def _restrict(self) -> None:
        connection = self._connection
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute(f"PRAGMA max_page_count = {_PAGES}")
        connection.execute(f"PRAGMA hard_heap_limit = {_HEAP}")
        for limit, value in _LIMITS.items():
            connection.setlimit(limit, value)

    def _allow(self, actions: frozenset[int]) -> None:
        def authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
            if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _HARMFUL:
                return sqlite3.SQLITE_DENY
            if action == sqlite3.SQLITE_PRAGMA and actions is _SETTING_UP and first == "foreign_keys":
                return sqlite3.SQLITE_OK  # a setup may be about foreign keys; no other setting is its business
            return sqlite3.SQLITE_OK if action in actions else sqlite3.SQLITE_DENY

        self._connection.set_authorizer(authorize)

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        """Ends what runs too long, and says every failure in words."""
        looks = 0
        deadline = time.monotonic() + MAX_SECONDS  # a fuse for single steps that are slow; the steps are the limit

        def look() -> bool:
            nonlocal looks
            looks += 1
            return looks > MAX_STEPS // _STEPS_A_LOOK or time.monotonic() > deadline

        self._connection.set_progress_handler(look, _STEPS_A_LOOK)
        try:
            yield
        except MemoryError as error:
            raise Failed("it takes too much memory") from error
        except UnicodeError as error:
            raise Failed("it holds signs that are no text") from error
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            raise Failed(_in_words(str(error))) from error
        finally:
            self._connection.set_progress_handler(None, 0)


def _in_words(message: str) -> str:
    if message == "interrupted":
        return "it takes too long"
    if "not authorized" in message or "denied" in message or "prohibited" in message:
        return "only reading is possible here, with nothing attached, loaded or configured"
    if "one statement at a time" in message:
        return "one statement is asked for"
    return "it takes too much memory" if "out of memory" in message else message
