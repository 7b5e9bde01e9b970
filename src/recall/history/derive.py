"""Derived rows kept in step with events: one card after an answer, several after anything else. Owns `card_states`.

Every function stands inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from sqlite3 import Connection
from typing import Any, NamedTuple

from recall.events import Event, canonical
from recall.history import rows
from recall.history.accept import is_understood
from recall.history.identity import from_ms, id_bytes, to_ms
from recall.history.registers import (
    NOT_UNDONE,
    group_of,
    known_parameters,
    marks_of,
    newest_name,
    retake,
)
from recall.history.replay import (
    DEFAULT,
    NO_SHARE,
    STATE_COLUMNS,
    Folded,
    Known,
    Share,
    fold,
    minus,
    parameters_of,
    plus,
    share_of,
    tie,
    to_columns,
)
from recall.schedule import memory
from recall.schedule.values import CardState, Memory, State

_OF_CARD = frozenset({"review", "reset", "set_due", "mark"})
_REGISTER_OF = {"undo": "undone", "setting": "settings", "rename": "names", "params": "parameters"}
_STATE = ", ".join(STATE_COLUMNS)
_SET_STATE = ", ".join(f"{name} = ?" for name in (*STATE_COLUMNS, "last_id", "line_at", "tie"))
_FRESH_ROW = "INSERT INTO card_states (key, note, collection) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_SHARE = (
    "reviews", "ms", "again", "hard", "good", "easy", "seen", "recalled", "introduced", "learning", "learning_ms",
)  # fmt: skip
_ADD_SHARE = f"INSERT INTO day_totals VALUES (?{', ?' * len(_SHARE)}) ON CONFLICT (day) DO UPDATE SET " + ", ".join(
    f"{name} = {name} + excluded.{name}" for name in _SHARE
)


class Held(NamedTuple):
    """A card as it is stored: whether it has a row, the instant of its last event, its state."""

    exists: bool
    line_at: int | None
    state: CardState
    alone: bool  # no card has other names: whatever happened to it stands under its key


def held(connection: Connection, key: str) -> Held:
    """The stored card; one that nobody answered or has in a deck is new."""
    alone = "NOT EXISTS (SELECT 1 FROM names)"
    query = f"SELECT {alone}, line_at, {_STATE} FROM card_states WHERE key = ?"
    row = connection.execute(query, (key,)).fetchone()
    if row is None:
        return Held(False, None, CardState(key), len(group_of(connection, key)) == 1)
    return Held(True, row[1], state_of(key, row[2:]), bool(row[0]) or len(group_of(connection, key)) == 1)


def record(
    connection: Connection, events: Sequence[Event], before: Held | None = None, after: CardState | None = None
) -> None:
    """Inserts events and brings everything derived from them up to date.

    `before` is the card of a single review, if it was just read, and `after` what was decided from it.
    """
    if len(events) != 1 or not _answer(connection, events[0], before, after):
        recording = Recording(connection)
        recording.add(events)
        recording.finish()


class Recording:
    """Events of any kind, some at a time: what they touch is computed before the first and after the last of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known = known_parameters(connection)
        self._names: set[str] = set()
        self._groups: set[tuple[str, ...]] = set()
        self._before: dict[str, Share] = {}
        self._registers: set[str] = set()
        self._fits: set[str] = set()

    def add(self, events: Sequence[Event]) -> None:
        """Inserts events, after a look at what they are about to change."""
        for event in events:
            if not is_understood(event):
                continue
            self._touch(event)
            if event.type == "undo":
                target = event.body["target"]
                for other in (*find(self._connection, target), *_matching(events, target)):
                    self._touch(other)
        insert(self._connection, events)

    def finish(self) -> None:
        """Brings registers, cards and days up to date."""
        retake(self._connection, self._registers)
        if self._needs_all():
            from recall.history.rebuild import derive_all

            derive_all(self._connection)
            return
        known = known_parameters(self._connection)
        groups = {group_of(self._connection, name) for name in self._names.union(*self._groups)}
        folded = [rederive(self._connection, group, known) for group in groups]
        _move_days(self._connection, self._before, _days(folded))

    def _touch(self, event: Event) -> None:
        if event.type in _OF_CARD:
            names = [event.body["card"]]
        elif event.type == "rename":
            names = [event.body["from"], event.body["to"]]
        else:
            names = []
        if event.type == "params":
            self._fits.add(event.body["params"])
        if event.type in _REGISTER_OF:
            self._registers.add(_REGISTER_OF[event.type])
        for name in names:
            if name in self._names:
                continue
            self._names.add(name)
            group = group_of(self._connection, name)
            if group not in self._groups:
                self._groups.add(group)
                folded, _ = fold_group(self._connection, group, self._known)
                for day, share in folded.days.items():
                    self._before[day] = plus(self._before.get(day, NO_SHARE), share)

    def _needs_all(self) -> bool:
        """Whether reviews were recorded under parameters that only now become known, or are known no more."""
        query = "SELECT 1 FROM reviews WHERE params = ? LIMIT 1"
        return any(self._connection.execute(query, (name,)).fetchone() for name in self._fits)


def insert(connection: Connection, events: Iterable[Event]) -> None:
    """Inserts the rows of events and nothing else."""
    for event in events:
        connection.execute(rows.INSERT_REVIEW if rows.is_review(event) else rows.INSERT_EVENT, rows.to_row(event))


def _answer(connection: Connection, event: Event, before: Held | None, after: CardState | None) -> bool:
    """The common case in few statements: a review, newer than all that happened to its card, of a card of one name."""
    if not rows.is_review(event):
        return False
    key = event.body["card"]
    before = before or held(connection, key)
    at = to_ms(event.at)
    if not before.alone or (before.line_at is not None and before.line_at >= at):
        return False
    if after is None:
        params = event.body.get("params", DEFAULT.id)
        known = {DEFAULT.id: DEFAULT} if params == DEFAULT.id else known_parameters(connection)
        after = memory.replay(before.state, event, parameters_of(event, known))
    connection.execute(rows.INSERT_REVIEW, rows.to_row(event))
    if not before.exists:
        connection.execute(_FRESH_ROW, names_of(key))
    _write_state(connection, key, Folded(after, id_bytes(event.id), at, {}))
    connection.execute(_ADD_SHARE, (event.day, *share_of(before.state, event)))
    return True


def find(connection: Connection, target: str) -> list[Event]:
    """The understood events of an id, or of the group of that id."""
    value = id_bytes(target)
    found: list[Event] = []
    for table, columns, back in rows.TABLES:
        query = f"SELECT {columns} FROM {table} WHERE id = ? UNION ALL SELECT {columns} FROM {table} WHERE grp = ?"
        found += map(back, connection.execute(query, (value, value)))
    unique = {event.id: event for event in found if is_understood(event)}
    return sorted(unique.values(), key=lambda event: (event.dev, event.n))


def _matching(events: Iterable[Event], target: str) -> list[Event]:
    return [event for event in events if target in {event.id, event.group} and is_understood(event)]


def timeline(
    connection: Connection, group: tuple[str, ...], *, undone: bool = False
) -> tuple[list[Event], list[Event]]:
    """The events of a card under all its names: its timeline in the order of replay, and its marks.

    `undone` gives those that were taken back as well.
    """
    marks = ", ".join("?" * len(group))
    condition = "" if undone else f" AND {NOT_UNDONE}"
    query = f"SELECT {rows.REVIEW_COLUMNS} FROM reviews WHERE card IN ({marks}){condition}"
    line = [rows.review_of(row) for row in connection.execute(query, group)]
    query = (
        f"SELECT {rows.EVENT_COLUMNS} FROM events WHERE card IN ({marks})"
        f" AND type IN ('reset', 'set_due', 'mark') AND v = 1{condition}"
    )
    others = [rows.event_of(row) for row in connection.execute(query, group)]
    line += (event for event in others if event.type != "mark")
    return sorted(line, key=lambda event: event.order), [event for event in others if event.type == "mark"]


def fold_group(connection: Connection, group: tuple[str, ...], known: Known) -> tuple[Folded, Mapping[str, Any]]:
    """The state and marks of one card out of all its events."""
    line, marks = timeline(connection, group)
    return fold(group[0], line, known), marks_of(marks)


def rederive(connection: Connection, group: tuple[str, ...], known: Known) -> Folded:
    """Computes a card from all its events and writes its rows: one for each name that a deck holds, else one."""
    folded, marks = fold_group(connection, group, known)
    write_card(connection, group, folded, marks)
    return folded


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
        connection.execute(_FRESH_ROW, names_of(key))
        _write_state(connection, key, folded)
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
    return (*to_columns(folded.state), folded.last_id, folded.line_at, tie(key, folded.state.reps))


def _write_state(connection: Connection, key: str, folded: Folded) -> None:
    connection.execute(f"UPDATE card_states SET {_SET_STATE} WHERE key = ?", (*state_columns(key, folded), key))


def names_of(key: str) -> tuple[str, str, str]:
    """A key with the note and the collection that it says by itself."""
    return key, key.partition("#")[0], key.partition(":")[0]


def state_of(key: str, columns: tuple[Any, ...]) -> CardState:
    """The state of `STATE_COLUMNS`."""
    state, step, stability, difficulty, due_on, due_at, last_at, last_on, first_on, reps, lapses = columns
    first = date.fromisoformat(first_on) if first_on else None
    due = date.fromisoformat(due_on) if due_on else None
    if not state:
        return CardState(key, None, reps, lapses, first, due)
    held = Memory(
        State(state),
        step,
        stability,
        difficulty,
        from_ms(last_at),
        date.fromisoformat(last_on),
        None if due_at is None else from_ms(due_at),
        due,
    )
    return CardState(key, held, reps, lapses, first)


def state_at(connection: Connection, key: str, at: datetime) -> CardState:
    """The state of a card after all that happened to it up to an instant."""
    line, _ = timeline(connection, group_of(connection, key))
    return fold(key, (event for event in line if event.at <= at), known_parameters(connection)).state


def _days(folded: Iterable[Folded]) -> dict[str, Share]:
    days: dict[str, Share] = {}
    for each in folded:
        for day, share in each.days.items():
            days[day] = plus(days.get(day, NO_SHARE), share)
    return days


def _move_days(connection: Connection, before: Mapping[str, Share], after: Mapping[str, Share]) -> None:
    """Puts the difference between two shares of the days into the totals; days without answers go."""
    for day in before.keys() | after.keys():
        share = plus(after.get(day, NO_SHARE), minus(before.get(day, NO_SHARE)))
        if any(share):
            connection.execute(_ADD_SHARE, (day, *share))
    connection.execute("DELETE FROM day_totals WHERE reviews = 0")
