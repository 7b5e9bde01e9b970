"""The table `day_totals`: what the answers of each study day came to, kept in the transaction of each answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from sqlite3 import Connection

from recall.history.replay import NO_SHARE, Folded, Share, minus, plus

_SHARE = (
    "reviews", "ms", "again", "hard", "good", "easy", "seen", "recalled", "introduced", "learning", "learning_ms",
)  # fmt: skip
_ADD = f"INSERT INTO day_totals VALUES (?{', ?' * len(_SHARE)}) ON CONFLICT (day) DO UPDATE SET " + ", ".join(
    f"{name} = {name} + excluded.{name}" for name in _SHARE
)


def add(connection: Connection, day: str, share: Share) -> None:
    """Adds to a day; a day without answers goes."""
    connection.execute(_ADD, (day, *share))
    if share[0] < 0:
        connection.execute("DELETE FROM day_totals WHERE day = ? AND reviews = 0", (day,))


def of(folded: Iterable[Folded]) -> dict[str, Share]:
    """What some cards add to each day."""
    days: dict[str, Share] = {}
    for each in folded:
        for day, share in each.days.items():
            days[day] = plus(days.get(day, NO_SHARE), share)
    return days


def move(connection: Connection, before: Mapping[str, Share], after: Mapping[str, Share]) -> None:
    """Puts the difference between two shares of the days into the totals."""
    for day in before.keys() | after.keys():
        share = plus(after.get(day, NO_SHARE), minus(before.get(day, NO_SHARE)))
        if any(share):
            add(connection, day, share)
