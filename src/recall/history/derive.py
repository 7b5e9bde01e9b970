"""Derived rows kept in step with events: one card after an answer, several after anything else.

Every function stands inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from recall.events import Event
from recall.history import days, rows, tallies
from recall.history.accept import is_understood
from recall.history.identity import id_bytes, to_ms
from recall.history.newest import Newest, NewestAnswers
from recall.history.registers import NOT_UNDONE, corrections, group_of, known_parameters, marks_of, retake
from recall.history.replay import NO_SHARE, Folded, Known, Share, fold, parameters_of, plus, share_of
from recall.history.states import Held, held, new_row, write_card, write_state
from recall.schedule import memory
from recall.schedule.values import UNFITTED, CardState
from recall.stats.tally import Key, count, entries

_OF_CARD = frozenset({"review", "reset", "set_due", "mark"})
_REGISTER_OF = {"undo": "undone", "setting": "settings", "rename": "names", "params": "parameters"}


def record(
    connection: Connection,
    events: Sequence[Event],
    newest: NewestAnswers,
    before: Held | None = None,
    after: CardState | None = None,
) -> bool:
    """Inserts events and brings everything derived from them up to date; gives whether registers may have changed.

    `before` is the card of a single review, if it was just read, and `after` what was decided from it.
    """
    if len(events) == 1:
        (event,) = events
        if event.type == "undo" and newest.take_back(connection, event):
            return False
        if event.type == "review" and _answer(connection, event, before, after, newest):
            return False
    newest.forget()
    recording = Recording(connection)
    recording.add(events)
    recording.finish()
    return True


class Recording:
    """Events of any kind, some at a time: what they touch is computed before the first and after the last of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known = known_parameters(connection)
        self._names: set[str] = set()
        self._groups: set[tuple[str, ...]] = set()
        self._before: dict[str, Share] = {}
        self._changes: dict[Key, list[int]] = {}
        self._registers: set[str] = set()
        self._fits: set[str] = set()
        self._clocks = False  # whether times change, and so everything

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
        if self._clocks:
            from recall.history.rebuild import derive_all

            derive_all(self._connection)
            return
        known = known_parameters(self._connection)
        groups = {group_of(self._connection, name) for name in self._names.union(*self._groups)}
        folded = [rederive(self._connection, group, known) for group in groups]
        days.move(self._connection, self._before, days.of(folded))
        for each in folded:
            count(self._changes, each.entries)
        tallies.move(self._connection, self._changes)
        if self._changes_memory(known):
            from recall.history.rebuild import derive_memory

            derive_memory(self._connection)

    def _touch(self, event: Event) -> None:
        if event.type in _OF_CARD:
            names = [event.body["card"]]
        elif event.type == "rename":
            names = [event.body["from"], event.body["to"]]
        else:
            names = []
        if event.type == "clock":
            self._clocks = True
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
                count(self._changes, folded.entries, -1)

    def _changes_memory(self, known: Known) -> bool:
        """Whether reviews were made with parameters that are known only now, or known no more."""
        query = "SELECT 1 FROM reviews WHERE params = ? LIMIT 1"
        return any(
            known.get(name, UNFITTED).values != self._known.get(name, UNFITTED).values
            and self._connection.execute(query, (name,)).fetchone()
            for name in self._fits
        )


def insert(connection: Connection, events: Iterable[Event]) -> None:
    """Inserts the rows of events and nothing else."""
    for event in events:
        connection.execute(rows.INSERT_REVIEW if rows.is_review(event) else rows.INSERT_EVENT, rows.to_row(event))


def _answer(
    connection: Connection, event: Event, before: Held | None, after: CardState | None, newest: NewestAnswers
) -> bool:
    """The common case in few statements: a review, newer than all that happened to its card, of a card of one name."""
    if not rows.is_review(event):
        return False
    key = event.body["card"]
    before = before or held(connection, key)
    at = to_ms(event.at)
    if not before.alone or (before.line_at is not None and before.line_at >= at):
        return False
    params = event.body.get("params", UNFITTED.id)
    parameters = UNFITTED if params == UNFITTED.id else parameters_of(event, known_parameters(connection))
    if after is None:
        after = memory.replay(before.state, event, parameters)
        if memory.replay(before.state, event, parameters, merged=True) != after:
            return False  # whether its due date holds depends on who answered before
    connection.execute(rows.INSERT_REVIEW, rows.to_row(event))
    if not before.exists:
        new_row(connection, key)
    write_state(connection, key, Folded(after, id_bytes(event.id), at, {}))
    share, found = share_of(before.state, event), entries(before.state, event, parameters)
    days.add(connection, event.day, share)
    tallies.add(connection, found)
    newest.keep(event.id, Newest(before, after, event.day, share, found))
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
    if wrong_clocks := corrections(connection):
        line = [wrong_clocks.right(event) for event in line]
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


def state_at(connection: Connection, key: str, at: datetime) -> CardState:
    """The state of a card after all that happened to it up to an instant."""
    line, _ = timeline(connection, group_of(connection, key))
    return fold(key, (event for event in line if event.at <= at), known_parameters(connection)).state
