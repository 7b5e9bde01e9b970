"""Whether the compiled index still fits the deck files. Cheap to import: `recall due` asks it first."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sqlite3 import Connection

APPLICATION = 0x7265636C  # "recl", so that a foreign database is not taken for an index
VERSION = 7
ABSENT = -1  # the mtime of what was not there


def fits(connection: Connection) -> bool:
    """Whether this is an index of this program's version."""
    found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    return found == [APPLICATION, VERSION]


def version_if_current(connection: Connection, places: str) -> str:
    """The version of an index whose files and folders are as they were when it was made, else an empty text.

    `places` says where the decks stand (`recall.places.index_places`).
    """
    if not fits(connection):
        return ""
    meta = dict(connection.execute("SELECT name, value FROM meta"))
    if meta.get("places") != places:
        return ""
    for path, mtime_ns in connection.execute("SELECT path, mtime_ns FROM folders"):
        if folder_stamp(path) != mtime_ns:
            return ""
    for path, size, mtime_ns in connection.execute("SELECT path, size, mtime_ns FROM files"):
        if file_stamp(path) != (size, mtime_ns):
            return ""
    return str(meta.get("version", ""))


def folder_stamp(path: str) -> int:
    """A folder's time of change, `ABSENT` where there is none."""
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return ABSENT


def file_stamp(path: str) -> tuple[int, int]:
    """Size and time of change: while they stay, a file is taken to be unchanged."""
    try:
        found = os.stat(path)
    except OSError:
        return ABSENT, ABSENT
    return found.st_size, found.st_mtime_ns
