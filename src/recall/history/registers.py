"""What the last writer decides: undone events, settings, names, parameters, marks. Derived from `events` alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any

from recall.events import Event, canonical
from recall.history.identity import id_bytes
from recall.history.rows import EVENT_COLUMNS, event_of
from recall.schedule.values import UNFITTED, Parameters

if TYPE_CHECKING:
    from recall.history.clocks import Corrections

NOT_UNDONE = "NOT EXISTS (SELECT 1 FROM undone WHERE target IN (id, grp))"
REGISTERS = ("undone", "settings", "names", "parameters")


def winners(events: Iterable[Event], name: str) -> dict[Any, Event]:
    """For each value of the field `name` the event of the last writer: by hybrid clock, device, number."""
    found: dict[Any, Event] = {}
    for event in events:
        other = found.get(event.body[name])
        if other is None or _clock(event) > _clock(other):
            found[event.body[name]] = event
    return found


def _clock(event: Event) -> tuple[tuple[int, int], str, int]:
    return (event.hlc, event.dev, event.n)


def live(connection: Connection, type_: str) -> list[Event]:
    """The events of a type that are understood and not undone."""
    query = f"SELECT {EVENT_COLUMNS} FROM events WHERE type = ? AND v = 1 AND {NOT_UNDONE}"
    return [event_of(row) for row in connection.execute(query, (type_,))]


def expected(connection: Connection, table: str) -> set[tuple[Any, ...]]:
    """The rows that a register table must hold, computed from the events."""
    if table == "undone":
        query = f"SELECT {EVENT_COLUMNS} FROM events WHERE type = 'undo' AND v = 1"
        undos = winners((event_of(row) for row in connection.execute(query)), "target")
        return {(id_bytes(target),) for target, event in undos.items() if event.body["on"]}
    if table == "settings":
        settings = winners(live(connection, "setting"), "name")
        return {(name, canonical(event.body["value"])) for name, event in settings.items()}
    if table == "names":
        names = winners(live(connection, "rename"), "from")
        return {(old, event.body["to"]) for old, event in names.items() if event.body["to"] != old}
    events = live(connection, "params")
    newest = max(events, key=_clock, default=None)
    fits = winners(events, "params")
    return {
        (name, canonical(event.body["values"]), newest is not None and newest.id == event.id)
        for name, event in fits.items()
    }


def retake(connection: Connection, tables: Iterable[str]) -> None:
    """Writes register tables anew; `undone` comes first since the others depend on it."""
    for table in REGISTERS:
        if table in tables:
            rows = sorted(expected(connection, table))
            connection.execute(f"DELETE FROM {table}")
            if rows:
                connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def corrections(connection: Connection) -> Corrections:
    """What the events say of clocks that were wrong."""
    from recall.history.clocks import Corrections

    return Corrections(live(connection, "clock"))


def known_parameters(connection: Connection) -> dict[str, Parameters]:
    """Every recorded set of parameters by its id, the defaults included."""
    rows = connection.execute('SELECT id, "values" FROM parameters').fetchall()
    return {UNFITTED.id: UNFITTED, **{name: Parameters(name, tuple(map(float, json.loads(v)))) for name, v in rows}}


def parameters_in_force(connection: Connection) -> Parameters:
    """The parameters of the newest fit, else the defaults."""
    row = connection.execute('SELECT id, "values" FROM parameters WHERE in_force').fetchone()
    return Parameters(row[0], tuple(map(float, json.loads(row[1])))) if row else UNFITTED


def group_of(connection: Connection, key: str) -> tuple[str, ...]:
    """Every name that the card of `key` ever had, itself included, sorted: they share one history."""
    if connection.execute("SELECT 1 FROM names LIMIT 1").fetchone() is None:
        return (key,)
    found, waiting = {key}, [key]
    while waiting:
        name = waiting.pop()
        query = "SELECT new FROM names WHERE old = ? UNION SELECT old FROM names WHERE new = ?"
        for (other,) in connection.execute(query, (name, name)):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return tuple(sorted(found))


def newest_name(connection: Connection, group: tuple[str, ...]) -> str:
    """The name that a card goes by when no deck holds it: the one that no rename leads away from."""
    if len(group) == 1:
        return group[0]
    marks = ", ".join("?" * len(group))
    left = {old for (old,) in connection.execute(f"SELECT old FROM names WHERE old IN ({marks})", group)}
    return min((name for name in group if name not in left), default=group[0])


def marks_of(events: Iterable[Event]) -> Mapping[str, Any]:
    """The marks of one card, out of its `mark` events."""
    return {name: event.body["value"] for name, event in winners(events, "name").items()}
