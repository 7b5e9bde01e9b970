"""A backup brought back: what it holds and the history lacks comes in, and what is newer stays unless told otherwise.

Going back exactly deletes nothing either: what came after the backup is taken back by `undo` events, so restoring the
backup that is made just before a restore takes the restore back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple

from recall.errors import RecallError
from recall.events import BadLine, Draft, Event, decode
from recall.history import backup, rows
from recall.history.accept import is_understood
from recall.history.identity import id_bytes, id_text
from recall.history.registers import winners

_UNDOABLE = frozenset({"review", "reset", "set_due", "mark", "setting", "params", "rename"})


class Plan(NamedTuple):
    """What restoring a backup would do: events that come back, events that are newer than it, and the `undo` drafts
    of going back exactly. `damage` says where the file ends early."""

    path: Path
    missing: int
    newer: int
    takes_back: tuple[Draft, ...]
    damage: str | None


def plan(connection: Connection, path: Path) -> Plan:
    """Compares a backup with the history; changes nothing."""
    held = {id_ for table, *_ in rows.TABLES for (id_,) in connection.execute(f"SELECT id FROM {table}")}
    there: set[bytes] = set()
    undos: list[Event] = []
    damage = None
    try:
        for line in backup.lines(path):
            event = _event(line)
            if event is not None:
                there.add(id_bytes(event.id))
                if event.type == "undo" and is_understood(event):
                    undos.append(event)
    except RecallError as error:
        damage = error.message
    newer = held - there
    return Plan(path, len(there - held), len(newer), tuple(_takes_back(connection, there, newer, undos)), damage)


def readable(path: Path) -> Iterator[bytes]:
    """The lines of a backup up to its first damage."""
    with suppress(RecallError):
        yield from backup.lines(path)


def _event(line: bytes) -> Event | None:
    try:
        event = decode(line)
        id_bytes(event.id)
    except (BadLine, ValueError):
        return None  # the import sets it aside and names it
    return event


def _takes_back(
    connection: Connection, there: set[bytes], newer: set[bytes], undos: Iterable[Event]
) -> Iterator[Draft]:
    """The undo drafts after which the history says what it said in the backup."""
    held = {target for (target,) in connection.execute("SELECT target FROM undone")}
    wanted = {id_bytes(target) for target, undo in winners(undos, "target").items() if undo.body["on"]}
    for target in sorted((held ^ wanted) & there):
        yield Draft("undo", {"target": id_text(target), "on": target in wanted})
    for table, columns, back in rows.TABLES:
        for event in map(back, connection.execute(f"SELECT {columns} FROM {table}")):
            if event.type in _UNDOABLE and is_understood(event) and id_bytes(event.id) in newer:
                ids = {id_bytes(id_) for id_ in (event.id, event.group) if id_ is not None}
                if not ids & held:
                    yield Draft("undo", {"target": event.id, "on": True})
