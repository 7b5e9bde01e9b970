"""Opening: a database is made, migrated, healed or rebuilt as it needs. Nothing is ever deleted.

Quick where nothing is wrong: lengths and last digests are compared, no file is read. The journals are the truth; a
damaged database is set aside and rebuilt from them, a damaged journal is written anew out of both.
"""

from __future__ import annotations

import os
from sqlite3 import Connection

from recall.config import Home
from recall.errors import Refused
from recall.history import database
from recall.history.database import Damaged, exclusive, sync_folder
from recall.history.ends import agree
from recall.history.healing import Healing, many
from recall.history.journal import journals
from recall.history.schema import VERSION


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
            if not agree(connection, healing.home.journal):
                from recall.history.reconcile import reconcile  # brings all that reads and writes journals

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
    from recall.history.build import build, refuse_unreadable

    home = healing.home
    with exclusive(home.data):
        if database.file_id(home.database) != number:
            return
        refuse_unreadable(home)
        if home.database.is_dir():
            why = "a folder stood in its place"
        kept = build(healing)
        name = kept.name if kept else "nothing"
        healing.note("database", f"the database was damaged ({why}): rebuilt from the journal, kept as {name}")


def _make(healing: Healing) -> None:
    """The database of a history that has none: empty, or out of the journals that are there."""
    from recall.history.build import build, refuse_unreadable

    home = healing.home
    new = not home.data.exists()
    home.data.mkdir(parents=True, exist_ok=True)
    if new:
        sync_folder(home.data.parent)
    with exclusive(home.data):
        if database.exists(home.database):
            return
        refuse_unreadable(home)
        if journals(home.journal):
            healing.note("database", "the database was missing: rebuilt from the journal")
        else:
            _point_to_backup(healing)
        build(healing)


def _point_to_backup(healing: Healing) -> None:
    """Says so where a history is begun although a backup holds one."""
    from recall.history.backup import found

    kept = next((each for each in found(healing.home.backups) if each.events), None)
    if kept is not None:
        healing.note(
            "database",
            f"there is no history here, but a backup holds {many(kept.events, 'event')}:"
            f" recall backup restore {kept.path.name} brings them back",
        )


def _check_version(connection: Connection, healing: Healing) -> None:
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found == VERSION:
        return
    said = connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()
    damaged = (found ^ VERSION).bit_count() == 1  # the header and the table disagree by one flipped bit
    if said is None or (said[0] != str(found) and (damaged or found < VERSION)):
        raise Damaged("its version is unclear")
    if found > VERSION:
        raise Refused(
            f"the history was written by a newer recall (format {found}, this one knows {VERSION})",
            "update recall; nothing was changed",
        )
    from recall.history.migrate import migrate

    migrate(connection, healing.home, healing.now, tell=healing.say)


def is_mendable(error: Exception, home: Home) -> bool:
    """Whether a new database would help: damage, a folder in its place, a file that only its header calls read-only."""
    if database.is_damage(error):
        return True
    return writable(home) and (database.is_read_only(error) or home.database.is_dir())


def writable(home: Home) -> bool:
    """Whether the folder and what stands in it can be written, as far as permissions tell."""
    places = (home.data, home.database, home.journal)
    return all(os.access(place, os.W_OK) for place in places if place.exists())
