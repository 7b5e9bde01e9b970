"""Rows of `card_states` and `marks`, read and written for one card under all its names.

Every function stands inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any, NamedTuple

from recall.events import canonical
from recall.history.columns import STATE_COLUMNS, state_of, tie, to_columns
from recall.history.registers import group_of, newest_name
from recall.schedule.values import CardState

if TYPE_CHECKING:
    from recall.history.replay import Folded

_REPS = STATE_COLUMNS.index("reps")
_STATE = ", ".join(STATE_COLUMNS)
_SET_STATE = ", ".join(f"{name} = ?" for name in (*STATE_COLUMNS, "last_id", "line_at", "tie"))
_NEW_ROW = "INSERT INTO card_states (key, note, collection) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"


class Held(NamedTuple):
    """A card as it is stored: whether it has a row, the instant of its last event, its last review, its state."""

    exists: bool
    line_at: int | None
    last_id: bytes | None
    state: CardState
    alone: bool  # no card has other names: whatever happened to it stands under its key


def held(connection: Connection, key: str) -> Held:
    """The stored card; one that nobody answered or has in a deck is new."""
    alone = "NOT EXISTS (SELECT 1 FROM names)"
    query = f"SELECT {alone}, line_at, last_id, {_STATE} FROM card_states WHERE key = ?"
    row = connection.execute(query, (key,)).fetchone()
    if row is None:
        return Held(False, None, None, CardState(key), len(group_of(connection, key)) == 1)
    return Held(True, row[1], row[2], state_of(key, row[3:]), bool(row[0]) or len(group_of(connection, key)) == 1)


def write_card(connection: Connection, group: tuple[str, ...], folded: Folded, marks: Mapping[str, Any]) -> None:
    """Writes state and marks of a card under the names it has rows for; rows of its other names go."""
    keys = row_keys(connection, group)
    if not any(has_events(connection, name) for name in group):
        keys = _present(connection, group)
    for name in group:
        connection.execute("DELETE FROM marks WHERE card = ?", (name,))
        if name not in keys:
            connection.execute("DELETE FROM card_states WHERE key = ?", (name,))
    for key in keys:
        new_row(connection, key)
        write_state(connection, key, folded)
        connection.execute(
            "UPDATE card_states SET suspended = ?, marked = ?, known = ?, buried_until = ? WHERE key = ?",
            (*mark_columns(marks), key),
        )
        connection.executemany(
            "INSERT INTO marks VALUES (?, ?, ?)", [(key, name, canonical(value)) for name, value in marks.items()]
        )


def has_events(connection: Connection, name: str) -> bool:
    """Whether anything ever happened to a card under a name, taken back or not."""
    query = (
        "SELECT EXISTS (SELECT 1 FROM reviews WHERE card = :name) OR EXISTS"
        " (SELECT 1 FROM events WHERE card = :name AND type IN ('reset', 'set_due', 'mark') AND v = 1)"
    )
    return bool(connection.execute(query, {"name": name}).fetchone()[0])


def row_keys(connection: Connection, group: tuple[str, ...]) -> tuple[str, ...]:
    """The names under which a card to which something happened has rows: those of decks, else its newest name."""
    if len(group) == 1:
        return group
    return _present(connection, group) or (newest_name(connection, group),)


def _present(connection: Connection, group: tuple[str, ...]) -> tuple[str, ...]:
    query = f"SELECT key FROM card_states WHERE present AND key IN ({', '.join('?' * len(group))})"
    return tuple(sorted(key for (key,) in connection.execute(query, group)))


def mark_columns(marks: Mapping[str, Any]) -> tuple[bool, bool, bool, str | None]:
    """The marks that `card_states` holds as columns: suspended, marked, known, buried_until."""
    return (
        bool(marks.get("suspended")),
        bool(marks.get("marked")),
        bool(marks.get("known")),
        marks.get("buried_until"),
    )


def state_columns(key: str, folded: Folded) -> tuple[Any, ...]:
    """What a fold writes into `card_states`: `STATE_COLUMNS`, last_id, line_at, tie."""
    return with_tie(key, folded_columns(folded))


def folded_columns(folded: Folded) -> tuple[Any, ...]:
    """`STATE_COLUMNS`, last_id, line_at: the same under each name of the card."""
    return (*to_columns(folded.state), folded.last_id, folded.line_at)


def with_tie(key: str, columns: tuple[Any, ...]) -> tuple[Any, ...]:
    """`folded_columns` with the tie that they have under a name."""
    return (*columns, tie(key, columns[_REPS]))


def new_row(connection: Connection, key: str) -> None:
    """A row for a card that has none yet."""
    connection.execute(_NEW_ROW, names_of(key))


def write_state(connection: Connection, key: str, folded: Folded) -> None:
    connection.execute(f"UPDATE card_states SET {_SET_STATE} WHERE key = ?", (*state_columns(key, folded), key))


def names_of(key: str) -> tuple[str, str, str]:
    """A key with the note and the collection that it says by itself."""
    return key, key.partition("#")[0], key.partition(":")[0]
