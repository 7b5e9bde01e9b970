"""From an older format of the database to this one: a backup, then numbered steps in one transaction.

Only here, and only when a step is really due, is sqlite_utils imported. A new database is made by `schema` at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING, Protocol

from recall.config import Home
from recall.history.database import Damaged, sync_folder, transaction
from recall.history.healing import many
from recall.history.schema import CARDS_AWAITED, QUIZ_EVENTS, VERSION

if TYPE_CHECKING:
    from sqlite_utils import Database


class Step(Protocol):
    """One step, from the format before its number; its name stands in the database's list of migrations."""

    __name__: str

    def __call__(self, db: Database, /) -> None: ...


def tallies(db: Database) -> None:
    """Format 2 keeps the sums that statistics are read from, and knows the cards that lapse often."""
    from recall.history.rebuild import derive_all
    from recall.history.schema import CARDS_LAPSED, TALLIES

    db.execute(TALLIES)
    db.execute(CARDS_LAPSED)
    derive_all(db.conn)


def find_interviews_and_what_they_missed(db: Database) -> None:
    """Format 3 finds the steps of an interview, and the cards that were given a day before they were first asked."""
    db.execute(QUIZ_EVENTS)
    db.execute(CARDS_AWAITED)


def numbers_before_names(db: Database) -> None:
    """Format 4 keeps the numbers of a card's state before its names, and knows among what is due the core cards."""
    from recall.history.schema import CARD_INDEXES, CARD_STATES, OF_LIBRARY

    db.execute("ALTER TABLE card_states RENAME TO card_states_before")
    db.execute(CARD_STATES)
    columns = ", ".join(row[1] for row in db.execute("PRAGMA table_info(card_states_before)"))  # computed ones left out
    db.execute(f"INSERT INTO card_states ({columns}) SELECT {columns} FROM card_states_before")
    db.execute("DROP TABLE card_states_before")
    for statement in CARD_INDEXES:
        db.execute(statement)
    db.execute(f"INSERT OR REPLACE INTO meta {OF_LIBRARY}")


MANY = 20_000  # events: bringing fewer over takes less than a second

# The step that leads to each format. Format 1 is the first: there is nothing to lead to it.
STEPS: Mapping[int, Step] = {2: tallies, 3: find_interviews_and_what_they_missed, 4: numbers_before_names}


def migrate(
    connection: Connection,
    home: Home,
    now: datetime,
    *,
    steps: Mapping[int, Step] = STEPS,
    target: int = VERSION,
    tell: Callable[[str], None] = lambda what: None,
) -> None:
    """Brings an older database to the format `target`, or leaves it as it was. Two recalls may try at once.

    Where that takes long `tell` hears a sentence first; whatever stops it, ctrl-c too, changes nothing.
    """
    found = _version(connection)
    events = connection.execute("SELECT coalesce(sum(lines), 0) FROM journals").fetchone()[0]
    if events > MANY:
        found_here = many(events, "event")
        tell(f"bringing {found_here} to the format of this recall, once; until it is done nothing is changed")
    _back_up(connection, home.backups, found, now)
    connection.execute("PRAGMA foreign_keys = OFF")
    with transaction(connection):
        found = _version(connection)
        if found == target:
            return  # another recall was quicker
        if missing := [number for number in range(found + 1, target + 1) if number not in steps]:
            raise Damaged(f"no way is known from format {found} to format {missing[0]}")
        _apply(connection, [(number, steps[number]) for number in range(found + 1, target + 1)])
        if broken := connection.execute("PRAGMA foreign_key_check").fetchall():
            raise Damaged(f"{len(broken)} rows refer to nothing")
        connection.execute("UPDATE meta SET value = ? WHERE name = 'schema'", (str(target),))
        connection.execute(f"PRAGMA user_version = {target}")


def _apply(connection: Connection, steps: list[tuple[int, Step]]) -> None:
    from sqlite_utils import Database, Migrations

    migrations = Migrations("recall")
    for number, step in steps:
        migrations(name=f"{number:04}_{step.__name__}")(step)
    migrations.apply(Database(connection, execute_plugins=False))


def _version(connection: Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _back_up(connection: Connection, folder: Path, version: int, now: datetime) -> Path:
    """A whole copy of the database before it is touched."""
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    if new:
        sync_folder(folder.parent)
    path = folder / f"recall-format-{version}-{now:%Y%m%dT%H%M%SZ}.db"
    begun = path.with_suffix(".part")
    try:
        with closing(sqlite3.connect(begun)) as copy:
            connection.backup(copy)
        begun.replace(path)
    finally:
        begun.unlink(missing_ok=True)
    return path
