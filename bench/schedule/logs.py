"""Review logs of other programs as rows that the fit learns from: card, study day, rating, label."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from recall.schedule.training import Logged


def read(path: Path) -> list[Logged]:
    """A CSV with card_id, review_rating, review_time, sorted by time. Days begin in the learner's quietest hours."""
    with path.open(newline="") as file:
        rows = [
            (datetime.fromisoformat(row["review_time"]), row["card_id"], int(row["review_rating"]))
            for row in csv.DictReader(file)
        ]
    rows.sort()
    start = quietest_hour(at for at, _, _ in rows)
    return [(card, (at - timedelta(hours=start)).date().isoformat(), rating, True) for at, card, rating in rows]


def quietest_hour(instants: object) -> int:
    """The hour (UTC) in the middle of the six in which least is answered: a stand-in for 04:00 local time."""
    hours = Counter(at.hour for at in instants)  # type: ignore[attr-defined]
    return min(range(24), key=lambda hour: sum(hours[(hour + step) % 24] for step in range(-3, 3)))
