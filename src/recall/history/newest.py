"""The answers that this process recorded last, each with its card as it stood before, which taking back puts back.

It spares the newest answers the replay of their cards' logs; a test holds both ways equal. It must not know the
journal.
"""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection
from typing import NamedTuple

from recall.events import Event
from recall.history import days, rows, tallies
from recall.history.identity import id_bytes
from recall.history.replay import Folded, Share, minus
from recall.history.states import Held, held, write_state
from recall.schedule.values import CardState
from recall.stats.tally import Entry, Key, count

_KEPT = 200


class Newest(NamedTuple):
    """One answer: its card before and after it, what it added to its day and to the tallies."""

    before: Held
    after: CardState
    day: str
    share: Share
    entries: Sequence[Entry]


class NewestAnswers:
    """Answers by id, the last `_KEPT` of them. Whatever else changes cards' histories must `forget` them."""

    def __init__(self) -> None:
        self._answers: dict[str, Newest] = {}

    def keep(self, id_: str, answer: Newest) -> None:
        if len(self._answers) >= _KEPT:
            del self._answers[next(iter(self._answers))]
        self._answers[id_] = answer

    def forget(self) -> None:
        self._answers.clear()

    def take_back(self, connection: Connection, undo: Event) -> bool:
        """Records an undo of one of these answers, if nothing happened to its card since; else does nothing.

        The undo is newer than any other event, so it wins; it stands inside the caller's transaction.
        """
        target = undo.body["target"]
        answer = self._answers.pop(target, None) if undo.body["on"] else None
        if answer is None:
            return False
        key, id_ = answer.after.key, id_bytes(target)
        now = held(connection, key)
        if now.last_id != id_ or now.state != answer.after or not now.alone:
            return False
        connection.execute(rows.INSERT_EVENT, rows.to_row(undo))
        connection.execute("INSERT INTO undone VALUES (?)", (id_,))
        write_state(connection, key, Folded(answer.before.state, answer.before.last_id, answer.before.line_at, {}))
        days.add(connection, answer.day, minus(answer.share))
        changes: dict[Key, list[int]] = {}
        count(changes, answer.entries, -1)
        tallies.move(connection, changes)
        return True
