"""Everything derived, computed anew from all events: after a rebuild, a large import, a repair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from sqlite3 import Connection
from typing import Any, NamedTuple

from recall.events import Event, canonical
from recall.history import rows, states, tallies
from recall.history.columns import STATE_COLUMNS
from recall.history.identity import id_bytes
from recall.history.registers import REGISTERS, corrections, group_of, known_parameters, marks_of, retake
from recall.history.replay import Folded, Share, fold, plus
from recall.schedule.values import CardState
from recall.stats.tally import Key, count

_BATCH = 1000
_WRITTEN = (*STATE_COLUMNS, "last_id", "line_at", "tie", "suspended", "marked", "known", "buried_until")
_WRITE = (
    f"INSERT INTO card_states (key, note, collection, {', '.join(_WRITTEN)})"
    f" VALUES ({', '.join('?' * (len(_WRITTEN) + 3))}) ON CONFLICT (key) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _WRITTEN)
)


class FoldedCard(NamedTuple):
    """One card under all its names, computed from all its events."""

    group: tuple[str, ...]
    folded: Folded
    marks: Mapping[str, Any]


def fold_all(connection: Connection) -> Iterator[FoldedCard]:
    """Every card that any event ever named. `undone`, `names` and `parameters` must be right already."""
    known = known_parameters(connection)
    wrong_clocks = corrections(connection)
    undone = {target for (target,) in connection.execute("SELECT target FROM undone")}
    others = _others(connection)
    groups = {name: group_of(connection, name) for name in _renamed(connection)}
    gathered: dict[tuple[str, ...], list[Event]] = {group: [] for group in groups.values()}

    def folded(group: tuple[str, ...], events: list[Event]) -> FoldedCard:
        live = [event for event in events if not _taken_back(event, undone)] if undone else events
        line = [event for event in live if event.type != "mark"]
        if wrong_clocks:
            line = [wrong_clocks.right(event) for event in line]
        line.sort(key=lambda event: event.order)
        return FoldedCard(group, fold(group[0], line, known), marks_of(e for e in live if e.type == "mark"))

    for card, reviews in _reviews_by_card(connection):
        events = [*map(rows.review_of, reviews), *others.pop(card, ())]
        if card in groups:
            gathered[groups[card]] += events
        else:
            yield folded((card,), events)
    for card, events in others.items():
        if card in groups:
            gathered[groups[card]] += events
        else:
            yield folded((card,), events)
    for group, events in gathered.items():
        if events:
            yield folded(group, events)


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
    days: dict[str, Share] = {}
    totals: dict[Key, list[int]] = {}
    batch: list[tuple[Any, ...]] = []
    for card in fold_all(connection):
        count(totals, card.folded.entries)
        for day, share in card.folded.days.items():
            found = days.get(day)
            days[day] = share if found is None else plus(found, share)
        for key in states.row_keys(connection, card.group):
            stale.discard(key)
            batch.append(_row(key, card.folded, card.marks))
            if card.marks:
                connection.executemany(
                    "INSERT INTO marks VALUES (?, ?, ?)",
                    [(key, name, canonical(value)) for name, value in card.marks.items()],
                )
        if len(batch) >= _BATCH:
            connection.executemany(_WRITE, batch)
            batch.clear()
    batch += (_row(key, Folded(CardState(key), None, None, {}), {}) for key in stale)
    connection.executemany(_WRITE, batch)
    tallies.write_all(connection, totals)
    places = ", ".join("?" * 12)
    connection.executemany(
        f"INSERT INTO day_totals VALUES ({places})", [(day, *share) for day, share in sorted(days.items())]
    )


def _row(key: str, folded: Folded, marks: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*states.names_of(key), *states.state_columns(key, folded), *states.mark_columns(marks))


def _reviews_by_card(connection: Connection) -> Iterator[tuple[str, Iterator[rows.Row]]]:
    columns = rows.REVIEW_COLUMNS.split(", ")
    query = f"SELECT {rows.REVIEW_COLUMNS} FROM reviews ORDER BY card"
    return groupby(connection.execute(query), key=itemgetter(columns.index("card")))


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
