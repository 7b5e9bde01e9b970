"""From an older format to this one: a backup first, all or nothing, and no sqlite_utils where nothing is to be done."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from scribe import answer, derived, mark, now, opened, row

from recall.config import Home
from recall.history import database
from recall.history.database import Damaged
from recall.history.migrate import Step, migrate
from recall.history.schema import VERSION
from recall.history.store import History

if TYPE_CHECKING:
    from sqlite_utils import Database


def dreams(db: Database) -> None:
    db["dreams"].create({"id": int, "text": str}, pk="id")  # type: ignore[union-attr]


def fails(db: Database) -> None:
    db.execute("CREATE TABLE half (id INTEGER)")
    raise ZeroDivisionError


STEPS: Mapping[int, Step] = {VERSION + 1: dreams}


def lived(home: Home) -> sqlite3.Connection:
    with opened(home) as history:
        answer(history, "d:card-1")
    return database.connect(home.database)


# `card_states` as format 3 had it.
NAMES_FIRST = """CREATE TABLE card_states (
    key TEXT PRIMARY KEY,
    note TEXT NOT NULL, collection TEXT NOT NULL, stage TEXT NOT NULL DEFAULT '', deck TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '', position INTEGER NOT NULL DEFAULT 0, core INTEGER NOT NULL DEFAULT 0,
    drilled INTEGER NOT NULL DEFAULT 0, related TEXT NOT NULL DEFAULT '',
    present INTEGER NOT NULL DEFAULT 0, picked INTEGER NOT NULL DEFAULT 0,
    suspended INTEGER NOT NULL DEFAULT 0, marked INTEGER NOT NULL DEFAULT 0, known INTEGER NOT NULL DEFAULT 0,
    buried_until TEXT,
    active INTEGER NOT NULL GENERATED ALWAYS AS (present AND drilled AND NOT suspended) VIRTUAL,
    state INTEGER NOT NULL DEFAULT 0, step INTEGER, stability REAL, difficulty REAL,
    due_on TEXT, due_at INTEGER, last_at INTEGER, last_on TEXT, first_on TEXT,
    reps INTEGER NOT NULL DEFAULT 0, lapses INTEGER NOT NULL DEFAULT 0,
    last_id BLOB, line_at INTEGER, tie INTEGER NOT NULL DEFAULT 0) STRICT"""


def as_format_3(connection: sqlite3.Connection) -> None:
    """Lays the card states out as they were, with the one index that was another."""
    names = ", ".join(name for _, name, *_ in connection.execute("PRAGMA table_info(card_states)"))
    connection.execute(f"CREATE TEMP TABLE kept AS SELECT {names} FROM card_states")
    connection.execute("DROP TABLE card_states")
    connection.execute(NAMES_FIRST)
    connection.execute(f"INSERT INTO card_states ({names}) SELECT {names} FROM kept")
    connection.execute(
        "CREATE INDEX cards_due ON card_states(due_on, tie, picked, buried_until, deck, note, related)"
        " WHERE active AND due_on IS NOT NULL"
    )
    connection.execute("UPDATE meta SET value = '3' WHERE name = 'schema'")
    connection.execute("PRAGMA user_version = 3")


def tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def test_a_step_is_taken_once_after_a_backup(home: Home) -> None:
    connection = lived(home)
    migrate(connection, home, now()[0], steps=STEPS, target=VERSION + 1)
    assert "dreams" in tables(connection)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION + 1
    (backup,) = home.backups.glob(f"recall-format-{VERSION}-*.db")
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT count(*) FROM reviews").fetchone()[0] == 1
        assert "dreams" not in tables(copy)
    migrate(connection, home, now(1)[0], steps=STEPS, target=VERSION + 1)
    connection.close()


def test_a_step_that_fails_leaves_the_database_as_it_was(home: Home) -> None:
    connection = lived(home)
    before = tables(connection)
    with pytest.raises(ZeroDivisionError):
        migrate(connection, home, now()[0], steps={**STEPS, VERSION + 2: fails}, target=VERSION + 2)
    assert tables(connection) == before
    assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
    connection.close()
    with opened(home) as history:
        assert history.state("d:card-1").reps == 1


def test_a_format_without_a_way_here_is_rebuilt_from_the_journal(home: Home) -> None:
    with closing(lived(home)) as connection:
        with pytest.raises(Damaged, match="no way"):
            migrate(connection, home, now()[0], steps={}, target=VERSION + 1)
        connection.execute("UPDATE meta SET value = '0' WHERE name = 'schema'")
        connection.execute("PRAGMA user_version = 0")
    with opened(home) as history:
        assert history.state("d:card-1").reps == 1
        assert [notice.kind for notice in history.notices] == ["database"]


def test_a_start_with_nothing_to_migrate_does_not_import_sqlite_utils(home: Home) -> None:
    lived(home).close()
    script = (
        "import sys; from datetime import UTC, datetime; from recall.config import find_home\n"
        "from recall.history.store import History\n"
        "with History.open(find_home(sys.argv[1]), now=(datetime(2026, 1, 6, tzinfo=UTC), 0)) as history:\n"
        "    assert history.state('d:card-1').reps == 1\n"
        "print(*sys.modules)\n"
    )
    found = subprocess.run([sys.executable, "-c", script, home.data], capture_output=True, text=True, check=True)
    loaded = set(found.stdout.split())
    assert "recall.history.store" in loaded
    assert not loaded & {"sqlite_utils", "fsrs", "click", "textual", "yaml"}


def interrupted(db: Database) -> None:
    db.execute("CREATE TABLE half (id INTEGER)")
    raise KeyboardInterrupt


def test_ctrl_c_leaves_the_database_and_no_half_backup(home: Home) -> None:
    with closing(lived(home)) as connection:
        before = tables(connection)
        with pytest.raises(KeyboardInterrupt):
            migrate(connection, home, now()[0], steps={VERSION + 1: interrupted}, target=VERSION + 1)
        assert tables(connection) == before
        migrate(connection, home, now(1)[0], steps=STEPS, target=VERSION + 1)
    assert not list(home.backups.glob("*.part"))


def test_what_takes_long_is_told_before_it_begins(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    with closing(lived(home)) as connection:
        monkeypatch.setattr("recall.history.migrate.MANY", 0)
        migrate(connection, home, now()[0], steps=STEPS, target=VERSION + 1, tell=told.append)
    assert told == ["bringing 1 event to the format of this recall, once; until it is done nothing is changed"]
    home.database.unlink()
    monkeypatch.setattr("recall.history.intake.LONG", 0)
    with History.open(home, now=now(), tell=lambda what, done, of: told.append(f"{what} {done}/{of}")):
        length = sum(path.stat().st_size for path in home.journal.iterdir())
    assert told[1:] == [f"making the database out of the journal {length}/{length}", "computing every card anew 0/0"]


def test_the_states_of_cards_come_over_from_format_3(home: Home) -> None:
    with opened(home) as history:
        history.sync_cards([row(number, core=number % 2) for number in range(4)], "v1", now())
        for number in range(3):
            answer(history, f"d:card-{number}", 3 - number)
        history.append([mark("d:card-1", "marked", True)], now())
    before = derived(home)
    with closing(database.connect(home.database)) as connection:
        as_format_3(connection)
    with opened(home) as history:
        assert history.state("d:card-2").reps == 1
        assert not history.notices
        assert history.doctor(now()).ok
    assert derived(home) == before
