"""Anki as a peer to measure against: a child process that answers one line with one line.

It runs under another Python, one that has the `anki` package; nothing of it is ever imported here.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.measure import Sample

from recall.deck.search import parse_query
from recall.desk import Desk
from recall.desk.standing import statistics as figures
from recall.stats.tally import Phase

SIDE = str(Path(__file__).parent / "anki_side.py")
FORMAT = 2  # of the collections that `anki_side` fills: one that is kept from before is filled anew
SAMPLE = 200  # cards whose memory states are compared
TOLERANCE = 1e-4  # of a state, as a share of it above 1: Anki computes in single precision
QUERIES = ("is:due tag:core", "r<0.8")  # besides a word
# What both must find alike. Anki counts the recall of a card in its learning steps by seconds, recall by study days.
ALIKE = ("is:due tag:core", "is:due tag:plain", "r<0.8 -is:learning", "r<0.88 -is:learning")


class Anki:
    """A collection that is open in a process of its own."""

    def __init__(self, python: str, collection: Path) -> None:
        self.python = python
        self.collection = collection
        self._child = subprocess.Popen(
            [python, SIDE, "serve", str(collection)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "TZ": "UTC"},
        )
        self.totals: dict[str, Any] = self._read()

    def time(self, name: str, *arguments: object) -> Sample:
        """One call over there."""
        found = self._asked(name, *arguments)
        return Sample(found["wall"], found["cpu"], found["waited"])

    def value(self, name: str, *arguments: object) -> Any:
        """What a call over there gives."""
        return self._asked(name, *arguments)["value"]

    def close(self) -> None:
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait()

    def _asked(self, name: str, *arguments: object) -> dict[str, Any]:
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps([name, *arguments]) + "\n")
        self._child.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line:
            raise SystemExit("Anki's side ended; what it said stands above")
        return json.loads(line)  # type: ignore[no-any-return]


@contextmanager
def opened(python: str, database: Path, collection: Path, now: datetime) -> Iterator[Anki]:
    """The collection with the cards and reviews of one of recall's databases, filled where it is not there yet."""
    env = {**os.environ, "TZ": "UTC"}
    now_ms = str(int(now.timestamp() * 1000))
    if not collection.exists():
        subprocess.run([python, SIDE, "fill", str(database), str(collection), now_ms], check=True, env=env)
    side = Anki(python, collection)
    try:
        yield side
    finally:
        side.close()


def is_there(python: str | None) -> bool:
    """Whether this Python has the package."""
    if python is None:
        return False
    found = subprocess.run([python, "-c", "import anki.collection"], capture_output=True, check=False)
    return found.returncode == 0


def agree(desk: Desk, theirs: dict[str, Any]) -> None:
    """Raises SystemExit unless both sides hold the same history, counted the same way."""
    found = figures(desk, span="all")
    days = desk.history.study_days()
    with sqlite3.connect(desk.home.database) as connection:
        relearning = connection.execute(
            "SELECT count(*) FROM (SELECT lag(state) OVER (PARTITION BY card ORDER BY at, hlc) AS before FROM reviews)"
            " WHERE before = 'relearning'"
        ).fetchone()[0]
    young = found.young.n + sum(sum(found.answers[phase]) for phase in (Phase.NEW, Phase.LEARNING))
    kinds = theirs["kinds"]
    _same("reviews", found.total, theirs["reviews"])
    _same("hours", found.total, theirs["hours"])
    _same("days", len(days), theirs["days"])
    _same("milliseconds", found.ms, theirs["ms"])
    _same("cards", found.cards.seen, theirs["cards"])
    _same("answers to mature cards", found.mature.n, kinds["mature"])
    _same("relearning", relearning, kinds["relearn"])
    _same("young and learning", young, kinds["young"] + kinds["learn"] + relearning)
    print(f"both hold {found.total:,} reviews of {found.cards.seen:,} cards on {len(days):,} days")


def agree_today(desk: Desk, anki: Anki, word: str) -> None:
    """Raises SystemExit unless both sides have the same cards due, the same memory of cards, and find the same."""
    on = desk.moment.on.isoformat()
    counted = (row for row in desk.history.deck_counts(on) if row.deck.startswith("bench/"))
    ours = {row.deck.replace("/", "::"): [row.due, row.learning] for row in counted}
    tree = anki.value("tree")
    for name, counts in ours.items():
        _same(f"due and learning cards of {name}", counts, tree.get(name))
    keys = [row.key for row, _ in zip(desk.history.due(_everything(), on), range(SAMPLE), strict=False)]
    states = desk.history.states(keys)
    apart = []
    for key, (stability, difficulty) in zip(keys, anki.value("states", keys), strict=True):
        memory = states[key].memory
        assert memory is not None
        pairs = (stability, memory.stability), (difficulty, memory.difficulty)
        apart.append(max(abs(one - other) / max(1.0, other) for one, other in pairs))
    if max(apart) > TOLERANCE:
        raise SystemExit(f"the two sides differ: memory states by up to {max(apart):.1e}")
    for query in (word, *ALIKE):
        found = desk.find_keys(parse_query([query]))
        _same(f"cards that fit {query}", len(found), anki.value("find", theirs_of(query)))
    due = sum(counts[0] for counts in ours.values())
    print(f"both have {due:,} cards due; {len(keys)} memory states differ by {max(apart):.0e} at most")


def theirs_of(query: str) -> str:
    """The same search as Anki writes it."""
    return query.replace("r<", "prop:r<").replace("is:learning", "is:learn")


def _everything() -> Any:
    from recall.history.store import Scope

    return Scope()


def _same(what: str, ours: object, theirs: object) -> None:
    if ours != theirs:
        raise SystemExit(f"the two sides differ: {what}: recall {ours}, Anki {theirs}")
