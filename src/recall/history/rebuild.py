"""Everything derived, computed anew from all events: after a rebuild, a large import, a repair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from operator import itemgetter
from sqlite3 import Connection
from typing import Any, NamedTuple

from recall.collector import collector_off
from recall.events import Event, canonical
from recall.history import rows, states, tallies
from recall.history.clocks import Corrections
from recall.history.columns import STATE_COLUMNS
from recall.history.identity import id_bytes
from recall.history.registers import REGISTERS, corrections, group_of, known_parameters, marks_of, retake
from recall.history.replay import Known, fold
from recall.history.sums import Sums
from recall.history.sweep import Held, OutOfOrder, Untold, sweep

_BATCH = 1000
_WRITTEN = (*STATE_COLUMNS, "last_id", "line_at", "tie", "suspended", "marked", "known", "buried_until")
_WRITE = (
    f"INSERT INTO card_states (key, note, collection, {', '.join(_WRITTEN)})"
    f" VALUES ({', '.join('?' * (len(_WRITTEN) + 3))}) ON CONFLICT (key) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _WRITTEN)
)

_MEMORY = itemgetter(*map(STATE_COLUMNS.index, ("stability", "difficulty", "due_on")))


class FoldedCard(NamedTuple):
    """One card under all its names, computed from all its events: its state as `states.folded_columns`, its marks."""

    group: tuple[str, ...]
    columns: tuple[Any, ...]
    marks: Mapping[str, Any]


def fold_all(connection: Connection, sums: Sums | None = None) -> Iterator[FoldedCard]:
    """Every card that any event ever named, sorted. `undone`, `names` and `parameters` must be right already.

    What its answers add up to is counted into `sums`, which are whole at the end; without them Untold may be raised.
    """
    known = known_parameters(connection)
    wrong_clocks = corrections(connection)
    undone = {target for (target,) in connection.execute("SELECT target FROM undone")}
    others = _others(connection)
    groups = {name: group_of(connection, name) for name in _renamed(connection)}
    odd = {*groups, *_misdated(connection, wrong_clocks)}
    odd.update(card for card, events in others.items() if any(event.type != "mark" for event in events))
    cards = _swept(connection, known, sums, undone, odd)
    for card in sorted(cards.keys() | others.keys()):
        held = cards.get(card) or Held()
        group = groups.get(card, (card,))
        if group[0] != card:
            continue  # it comes, or came, under its first name
        gathered = [event for name in group for event in others.get(name, ())]
        marks = marks_of(event for event in gathered if event.type == "mark" and not _taken_back(event, undone))
        if not held.odd:
            yield FoldedCard(group, held.columns(), marks)
            continue
        line = [event for event in gathered if event.type != "mark"] + _reviews(connection, group)
        if not gathered and not line:
            continue  # names that only a rename tells
        live = sorted(
            (wrong_clocks.right(event) for event in line if not _taken_back(event, undone)),
            key=lambda event: event.order,
        )
        folded = fold(group[0], live, known)
        if sums is not None:
            sums.card(folded)
            if held.reps:
                sums.card(fold(group[0], live[: held.reps], known), -1)
        elif sum(event.type == "review" and event.body.get("forecast") is None for event in live) > 1:
            raise Untold
        yield FoldedCard(group, states.folded_columns(folded), marks)
    if sums is not None:
        sums.close()


def _swept(
    connection: Connection, known: Known, sums: Sums | None, undone: set[bytes], odd: set[str]
) -> dict[str, Held]:
    """One pass over the log, another in order where the first was not."""
    if connection.execute("SELECT 1 FROM reviews WHERE source = 'import' LIMIT 1").fetchone() is None:
        with suppress(OutOfOrder):
            return sweep(connection, known, sums, undone=undone, odd=odd)
        if sums is not None:
            sums.clear()
    return sweep(connection, known, sums, undone=undone, odd=odd, in_order=True)


@collector_off()
def derive_all(connection: Connection) -> None:
    """Writes every derived table anew. What the library says of its cards stays."""
    retake(connection, REGISTERS)
    stale = {key for (key,) in connection.execute("SELECT key FROM card_states WHERE present")}
    for statement in (
        "DELETE FROM card_states WHERE NOT present",
        "DELETE FROM day_totals",
        "DELETE FROM marks",
    ):
        connection.execute(statement)
    sums = Sums()
    batch: list[tuple[Any, ...]] = []
    for card in fold_all(connection, sums):
        for key in states.row_keys(connection, card.group):
            stale.discard(key)
            batch.append(_row(key, card.columns, card.marks))
            if card.marks:
                connection.executemany(
                    "INSERT INTO marks VALUES (?, ?, ?)",
                    [(key, name, canonical(value)) for name, value in card.marks.items()],
                )
        if len(batch) >= _BATCH:
            connection.executemany(_WRITE, batch)
            batch.clear()
    batch += (_row(key, Held().columns(), {}) for key in stale)
    connection.executemany(_WRITE, batch)
    tallies.write_all(connection, sums.totals)
    places = ", ".join("?" * 12)
    connection.executemany(
        f"INSERT INTO day_totals VALUES ({places})", [(day, *share) for day, share in sorted(sums.days.items())]
    )


@collector_off()
def derive_memory(connection: Connection) -> None:
    """Writes anew what parameters decide, after they changed: stability, difficulty, due days where machines met."""
    query = "SELECT key, stability, difficulty, due_on FROM card_states"
    before = {key: tuple(rest) for key, *rest in connection.execute(query)}
    memories: list[tuple[Any, ...]] = []
    days: list[tuple[Any, ...]] = []
    try:
        for card in fold_all(connection):
            after = _MEMORY(card.columns)
            for key in states.row_keys(connection, card.group):
                if before[key] != after:
                    (memories if before[key][2] == after[2] else days).append((*after, key))
    except Untold:
        derive_all(connection)
        return
    # Indexes hold the due day, so it is left alone where it stays.
    connection.executemany("UPDATE card_states SET stability = ?1, difficulty = ?2 WHERE key = ?4", memories)
    connection.executemany("UPDATE card_states SET stability = ?, difficulty = ?, due_on = ? WHERE key = ?", days)


def _row(key: str, columns: tuple[Any, ...], marks: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*states.names_of(key), *states.with_tie(key, columns), *states.mark_columns(marks))


def _misdated(connection: Connection, wrong_clocks: Corrections) -> Iterator[str]:
    """Cards with reviews of devices whose clocks were wrong."""
    for dev in wrong_clocks.devices:
        for (card,) in connection.execute("SELECT DISTINCT card FROM reviews WHERE dev = ?", (dev,)):
            yield card


def _reviews(connection: Connection, group: tuple[str, ...]) -> list[Event]:
    marks = ", ".join("?" * len(group))
    query = f"SELECT {rows.REVIEW_COLUMNS} FROM reviews WHERE card IN ({marks})"
    return [rows.review_of(row) for row in connection.execute(query, group)]


def _others(connection: Connection) -> dict[str, list[Event]]:
    """Resets, set dates and marks by card, those taken back included."""
    query = f"SELECT {rows.EVENT_COLUMNS} FROM events WHERE type IN ('reset', 'set_due', 'mark') AND v = 1"
    found: dict[str, list[Event]] = {}
    for row in connection.execute(query):
        event = rows.event_of(row)
        found.setdefault(event.body["card"], []).append(event)
    return found


def _renamed(connection: Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT old FROM names UNION SELECT new FROM names")]


def _taken_back(event: Event, undone: set[bytes]) -> bool:
    return id_bytes(event.id) in undone or (event.group is not None and id_bytes(event.group) in undone)
