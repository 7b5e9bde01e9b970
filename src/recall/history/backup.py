"""A copy of the database while it is in use: one file that holds every event, so that all else can be made from it."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from recall.errors import RecallError


def back_up(connection: Connection, folder: Path, now: datetime) -> Path:
    """Writes `recall-<instant>.db` into a folder and gives its path. It is there as a whole or not at all.

    Raises RecallError where the disk refuses, or the copy is not sound.
    """
    target = folder / f"recall-{now:%Y%m%dT%H%M%SZ}.db"
    begun = target.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        begun.unlink(missing_ok=True)
        connection.execute("VACUUM INTO ?", (str(begun),))
        with closing(sqlite3.connect(begun)) as copy:
            found = copy.execute("PRAGMA quick_check").fetchone()[0]
        if found != "ok":
            raise RecallError(f"the copy is not sound: {found}", "recall doctor looks at the history itself")
        begun.replace(target)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            begun.unlink(missing_ok=True)
        raise RecallError(f"no backup was made: {error}", f"is there room in {folder}?") from error
    return target
