"""Anki's side of `bench/stats.py`, run by the Python that has the `anki` package: fills a collection, then answers.

`python anki_side.py fill RECALL_DB COLLECTION NOW_MS` copies cards and reviews as they stand in recall's tables, moved
by whole days so that recall's `NOW_MS` falls on this computer's today (Anki reads the computer's clock).
`python anki_side.py serve COLLECTION` opens it and times one call for each line on stdin: `graphs DAYS`.
It knows nothing of recall but two tables.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

DAY_MS = 86_400_000
STATES = {"learning": 0, "review": 1, "relearning": 2}


def fill(source: str, target: str, now_ms: int) -> None:
    """Puts the same cards and reviews into a new collection."""
    from anki.collection import Collection

    for path in Path(target).parent.glob(f"{Path(target).name}*"):
        path.unlink()
    col = Collection(target)
    col.set_config("fsrs", True)
    shift = (int(time.time() * 1000) // DAY_MS - now_ms // DAY_MS) * DAY_MS
    model = col.models.by_name("Basic")["id"]
    today = col.sched.today
    decks: dict[str, int] = {}
    held = sqlite3.connect(source)
    ids: dict[str, int] = {}
    notes, cards = [], []
    query = (
        "SELECT key, deck, state, stability, difficulty, julianday(due_on) - julianday(?), julianday(due_on) -"
        " julianday(last_on), reps, lapses, due_at, julianday(first_on) FROM card_states WHERE present ORDER BY key"
    )
    on = time.strftime("%Y-%m-%d", time.gmtime(now_ms / 1000))
    for number, row in enumerate(held.execute(query, (on,)), 1):
        key, deck, state, stability, difficulty, due, interval, reps, lapses, due_at, _ = row
        if deck not in decks:
            decks[deck] = col.decks.id(deck.replace("/", "::"))
        ids[key] = now_ms + shift - 4000 * DAY_MS + number
        notes.append((ids[key], key, model, 0, 0, "", f"{key}\x1fanswer", key, number, 0, ""))
        type_ = (0, 1, 2, 3)[state]
        queue = {0: 0, 1: 1, 2: 2, 3: 1}[state]
        place = number if not state else today + int(due or 0) if state == 2 else (due_at or 0) // 1000
        data = json.dumps({"s": round(stability, 4), "d": round(difficulty, 3)}) if state else ""
        cards.append(
            (ids[key], ids[key], decks[deck], 0, 0, 0, type_, queue, place, int(interval or 0), 2500, reps, lapses,
             1001 if state in (1, 3) else 0, 0, 0, 0, data)
        )  # fmt: skip
    col.db.executemany(f"INSERT INTO notes VALUES ({', '.join('?' * 11)})", notes)
    col.db.executemany(f"INSERT INTO cards VALUES ({', '.join('?' * 18)})", cards)
    used: set[int] = set()
    before: dict[str, tuple[str, int]] = {}
    revlog = []
    for card, at, rating, ms, state, interval in held.execute(
        "SELECT card, at, rating, ms, state, interval FROM reviews ORDER BY at, hlc"
    ):
        moment = at + shift
        while moment in used:
            moment += 1
        used.add(moment)
        stood, last = before.get(card, ("learning", 0))
        revlog.append((moment, ids[card], 0, rating, interval or -600, last or -600, 500, ms, STATES[stood]))
        before[card] = (state, interval)
    col.db.executemany(f"INSERT INTO revlog VALUES ({', '.join('?' * 9)})", revlog)
    col.close()


def serve(path: str) -> None:
    """Answers each line with the CPU and wall seconds of the call, and with its totals."""
    from anki.collection import Collection

    col = Collection(path)
    print(json.dumps(totals(col)), flush=True)
    for line in sys.stdin:
        name, _, argument = line.strip().partition(" ")
        begun, cpu = time.perf_counter(), time.process_time()
        if name == "graphs":
            col._backend.graphs(search="", days=int(argument))
        else:
            raise SystemExit(f"there is no {name}")
        print(json.dumps({"wall": time.perf_counter() - begun, "cpu": time.process_time() - cpu}), flush=True)


def totals(col: Any) -> dict[str, Any]:
    """What both sides must agree on before anything is timed."""
    found = col._backend.graphs(search="", days=0)
    kinds: Counter[str] = Counter()
    days: dict[int, int] = {}
    for day, counts in found.reviews.count.items():
        days[day] = counts.learn + counts.relearn + counts.young + counts.mature + counts.filtered
        for name in ("learn", "relearn", "young", "mature", "filtered"):
            kinds[name] += getattr(counts, name)
    return {
        "reviews": sum(days.values()),
        "days": len([day for day, many in days.items() if many]),
        "kinds": dict(kinds),
        "ms": sum(
            getattr(times, name)
            for times in found.reviews.time.values()
            for name in ("learn", "relearn", "young", "mature", "filtered")
        ),
        "due": sum(many for day, many in found.future_due.future_due.items()),
        "hours": sum(hour.total for hour in found.hours.all_time),
        "cards": sum(found.intervals.intervals.values()),
    }


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        serve(sys.argv[2])
