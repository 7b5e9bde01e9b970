"""The table `tallies`: sums by study day that statistics are read from, kept in the transaction of each answer.

What is summed stands in `stats.tally`. Like every derived table it may be thrown away and computed anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from sqlite3 import Connection

from recall.stats.tally import Entry, Key

_ADD = "INSERT INTO tallies VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (day, kind, key) DO UPDATE SET " + ", ".join(
    f"{name} = {name} + excluded.{name}" for name in ("n", "recalled", "ms", "expected", "loss")
)


def add(connection: Connection, found: Iterable[Entry]) -> None:
    """Counts one answer."""
    connection.executemany(
        _ADD,
        [(day, kind, key, 1, recalled, ms, expected, loss) for day, kind, key, recalled, ms, expected, loss in found],
    )


def move(connection: Connection, changes: Mapping[Key, list[int]]) -> None:
    """Puts differences into the sums; sums of no answer go."""
    changed = [(key, sums) for key, sums in changes.items() if any(sums)]
    connection.executemany(_ADD, [(*key, *sums) for key, sums in changed])
    connection.executemany(
        "DELETE FROM tallies WHERE day = ? AND kind = ? AND key = ? AND n = 0", [key for key, _ in changed]
    )


def write_all(connection: Connection, totals: Mapping[Key, list[int]]) -> None:
    """Replaces every sum."""
    connection.execute("DELETE FROM tallies")
    connection.executemany(
        "INSERT INTO tallies VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [(*key, *sums) for key, sums in sorted(totals.items())]
    )


def rows(connection: Connection) -> set[tuple[object, ...]]:
    """Every row, for a comparison."""
    return set(connection.execute("SELECT * FROM tallies"))
