"""What the library says of its cards, kept beside their states so that a queue needs no deck file."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from sqlite3 import Connection

from recall.history.columns import tie
from recall.history.registers import group_of, known_parameters
from recall.history.schema import OF_LIBRARY
from recall.history.states import has_events, names_of

LIBRARY = "library"  # in `meta`: the version of the library that the columns show
_COLUMNS = "note, collection, stage, deck, kind, position, core, drilled, related, picked"


# One card: key, note, collection, stage, deck (`collection/deck`), kind, position in the order of introduction, core,
# drilled, related (note keys with spaces between).
CardRow = tuple[str, str, str, str, str, str, int, int, int, str]


def library_version(connection: Connection) -> str:
    """The version of the library that the card columns show, empty before the first."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (LIBRARY,)).fetchone()
    return row[0] if row else ""


def sync(connection: Connection, cards: Iterable[CardRow], version: str, picks: Collection[str] | None) -> int:
    """Writes the columns of all cards of the library; cards that left it keep their history. Gives how many changed.

    `picks` are the decks (`collection/deck`) that count, None for all.
    """
    held = {key: rest for key, *rest in connection.execute(f"SELECT key, {_COLUMNS} FROM card_states WHERE present")}
    changed: list[tuple[object, ...]] = []
    new: list[str] = []
    for key, note, collection, stage, deck, kind, position, core, drilled, related in cards:
        picked = picks is None or deck in picks
        row = [note, collection, stage, deck, kind, position, int(bool(core)), int(bool(drilled)), related, int(picked)]
        found = held.pop(key, None)
        if found != row:
            changed.append((key, *row, tie(key, 0)))
        if found is None:
            new.append(key)
    columns = _COLUMNS.split(", ")
    connection.executemany(
        f"INSERT INTO card_states (key, {_COLUMNS}, tie, present) VALUES ({', '.join('?' * (len(columns) + 2))}, 1)"
        f" ON CONFLICT (key) DO UPDATE SET present = 1, {', '.join(f'{name} = excluded.{name}' for name in columns)}",
        changed,
    )
    _leave(connection, held)
    _rename(connection, [*new, *held])
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (LIBRARY, version))
    connection.execute(f"INSERT OR REPLACE INTO meta {OF_LIBRARY}")
    return len(changed) + len(held)


def _leave(connection: Connection, keys: Iterable[str]) -> None:
    """Cards that left the library: gone where nothing ever happened to them, else kept for their history alone."""
    for key in keys:
        if has_events(connection, key):
            connection.execute(
                "UPDATE card_states SET note = ?, collection = ?, stage = '', deck = '', kind = '', position = 0,"
                " core = 0, drilled = 0, related = '', present = 0, picked = 0 WHERE key = ?",
                (*names_of(key)[1:], key),
            )
        else:
            connection.execute("DELETE FROM card_states WHERE key = ?", (key,))


def _rename(connection: Connection, keys: Iterable[str]) -> None:
    """Moves the history of cards that go by several names to those that the library holds now."""
    if connection.execute("SELECT 1 FROM names LIMIT 1").fetchone() is None:
        return
    from recall.history.derive import rederive

    known = known_parameters(connection)
    groups = {group for group in (group_of(connection, key) for key in keys) if len(group) > 1}
    for group in groups:
        if any(has_events(connection, name) for name in group):
            rederive(connection, group, known)
