"""What this device did, newest first, so that it can be taken back: read backwards out of its own journal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from sqlite3 import Connection
from typing import NamedTuple

from recall.config import Home
from recall.events import BadLine, Event, decode
from recall.history.derive import find
from recall.history.identity import ancestors, copied_from, current_device, id_bytes
from recall.history.journal import Journal

_UNDOABLE = frozenset({"review", "reset", "set_due", "mark"})


class Action(NamedTuple):
    """What one key press recorded: the id that an `undo` names, and its events."""

    id: str
    events: tuple[Event, ...]

    @property
    def card(self) -> str:
        card: str = self.events[0].body["card"]
        return card


def newest_action(connection: Connection, home: Home) -> Action | None:
    """The newest action that was not taken back."""
    done = (event for event in _newest_events(home) if event.type in _UNDOABLE and event.body.get("source") != "import")
    for id_, events in groupby(done, key=lambda event: event.group or event.id):
        if not is_undone(connection, id_):
            return Action(id_, tuple(reversed([*events])))
    return None


def last_taken_back(connection: Connection, home: Home) -> Action | None:
    """The action that was taken back last, if nothing else was done since."""
    for event in _newest_events(home):
        if event.type in _UNDOABLE:
            return None
        if event.type == "undo" and event.body["on"] and is_undone(connection, event.body["target"]):
            return Action(event.body["target"], tuple(find(connection, event.body["target"])))
    return None


def is_undone(connection: Connection, *ids: str | None) -> bool:
    """Whether one of the ids (of an event, of its group) was taken back."""
    query = "SELECT 1 FROM undone WHERE target = ?"
    return any(connection.execute(query, (id_bytes(id_),)).fetchone() for id_ in ids if id_)


def _newest_events(home: Home) -> Iterator[Event]:
    """What this device recorded, and before that the one whose folder it began as a copy of, up to the copy."""
    dev = current_device(home.data) or copied_from(home.data)
    lengths = [(dev, None), *ancestors(home.data)] if dev else []
    for source, length in lengths:
        for line in Journal(home.journal, source).backwards(length):
            try:
                yield decode(line)
            except BadLine:
                continue
