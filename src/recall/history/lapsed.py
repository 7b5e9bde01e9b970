"""Which cards are leeches: those that lapsed often enough, judged by what was forecast of them. Reads only.

The one definition stands in `schedule.leech`; few cards lapse three times, so judging them all takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from sqlite3 import Connection
from typing import Any, NamedTuple

from recall.events import Event
from recall.history.derive import timeline
from recall.history.registers import group_of
from recall.history.schema import LAPSED
from recall.schedule.leech import LEAST_MISSES, Asked, Leech, judge

_UNASKED = frozenset({"cram", "placement"})


class LeechRow(NamedTuple):
    """A leech: how often it was missed, and how often it lapsed."""

    key: str
    misses: int
    lapses: int


def judged(answers: Iterable[Event], lapses: int, cap: int) -> Leech | None:
    """The verdict on a card by every forecast that was recorded before an answer of a later day.

    `answers` are the card's reviews since it was last made new, oldest first (`History.answers`).
    """
    asked: list[Asked] = []
    last = ""
    for event in answers:
        body = event.body
        if body.get("source") in _UNASKED:
            continue
        forecast = body.get("forecast")
        if last and event.day > last and isinstance(forecast, int | float):
            why = str((body.get("evidence") or {}).get("why_wrong") or "")
            asked.append(Asked(float(forecast), body["rating"] == 1, why))
        last = max(last, event.day)
    return judge(asked, lapses, cap)


def leeches(connection: Connection, cap: int, condition: str = "1", values: Any = ()) -> list[LeechRow]:
    """The cards of the library that are leeches, the most missed first. `condition` narrows `card_states`."""
    least = min(LEAST_MISSES, cap)
    often = f"lapses >= {LAPSED} AND " if least >= LAPSED else ""  # says that the index of them is enough
    query = f"SELECT key, lapses FROM card_states WHERE {often}lapses >= {least} AND present AND {condition}"
    found = [
        LeechRow(key, leech.misses, lapses)
        for key, lapses in connection.execute(query, values).fetchall()
        if (leech := judged(_answers(connection, key), lapses, cap)) is not None
    ]
    return sorted(found, key=lambda each: (-each.misses, each.key))


def _answers(connection: Connection, key: str) -> list[Event]:
    """The reviews of a card since it was last made new, oldest first."""
    found: list[Event] = []
    for event in timeline(connection, group_of(connection, key))[0]:
        if event.type == "reset":
            found.clear()
        elif event.type == "review":
            found.append(event)
    return found
