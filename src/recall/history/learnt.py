"""The log as the fit and the forecast learn from it: reads only, in order of time, what was undone left out."""

from __future__ import annotations

import json
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from sqlite3 import Connection
from typing import Any, NamedTuple

from recall.events import format_instant
from recall.history.derive import timeline
from recall.history.identity import id_bytes
from recall.history.registers import NOT_UNDONE, group_of, live
from recall.history.replay import fold
from recall.schedule.forecast import Seen
from recall.schedule.memory import GUESSABLE
from recall.schedule.training import Logged
from recall.schedule.values import CardState, Parameters

# Whether an answer says something certain about memory; evidence is opened only where it has a word on that.
_LABEL = """CASE WHEN source = 'review' OR source = 'quiz' OR source = 'import' THEN
CASE WHEN instr(evidence, 'guess') OR instr(evidence, 'label') THEN is_label(evidence) ELSE 1 END ELSE 0 END"""
_MOVED = "source IS NOT 'cram' AND (source IS NOT 'placement' OR state IS NOT NULL)"  # the others left the card alone


def logged(connection: Connection) -> Iterator[Logged]:
    """Every answer that moved a card's state, oldest first. A reset begins another card, a rename does not."""
    _teach_labels(connection)
    columns, where = f"card, day, rating, {_LABEL}", f"{_live(connection)} ORDER BY at, hlc"
    identity = _identities(connection)
    if identity is None:
        return iter(connection.execute(f"SELECT {columns} FROM reviews WHERE {where}"))
    rows = connection.execute(f"SELECT {columns}, at FROM reviews WHERE {where}")
    return ((identity(card, at), day, rating, label) for card, day, rating, label, at in rows)


def count(connection: Connection) -> int:
    """How many answers moved a card's state. Goes through the whole log."""
    return int(connection.execute(f"SELECT count(*) FROM reviews WHERE {_MOVED}").fetchone()[0])


class Extent(NamedTuple):
    """How much of the log something was taught by: answers given up to the one with the id `until` (empty: none).

    `other` stands for what may change behind it: which of these answers were undone, and how many came in by import.
    """

    until: bytes
    other: str

    def holds(self, event: str) -> bool:
        """Whether the answer with an id, given on this machine, is within."""
        return id_bytes(event) <= self.until


def extent(connection: Connection, like: Extent | None = None) -> Extent:
    """The whole log, or with `like` the same part of it as it is now."""
    until = like.until if like is not None else _newest_id(connection)
    undone = connection.execute(
        "SELECT id FROM undone JOIN reviews ON id = target WHERE id <= :until OR source IS 'import'"
        " UNION SELECT id FROM undone JOIN reviews ON grp = target WHERE id <= :until OR source IS 'import' ORDER BY 1",
        {"until": until},
    )
    digest = blake2b(b"".join(answer for (answer,) in undone), digest_size=8).hexdigest()
    imported = connection.execute("SELECT count(*) FROM reviews WHERE source = 'import'").fetchone()[0]
    return Extent(until, f"{digest} {imported}")


def _newest_id(connection: Connection) -> bytes:
    row = connection.execute("SELECT id FROM reviews WHERE source IS NOT 'import' ORDER BY id DESC LIMIT 1").fetchone()
    return row[0] if row else b""


def seen(connection: Connection, newest: int, *, after: bytes = b"") -> list[Seen]:
    """The `newest` answers to cards that were answered before, oldest first, as the forecast learns from them.

    With `after` only those whose id is greater, which for answers given on this machine means later.
    """
    identity = _identities(connection) or (lambda card, at: card)
    newer = " AND id > :after AND source IS NOT 'import'" if after else ""
    query = f"""
    WITH recent AS (
        SELECT card, at, hlc, day, rating, s, d, state, {_LABEL} AS label FROM reviews
        WHERE {_live(connection)}{newer} ORDER BY at DESC, hlc DESC LIMIT :newest)
    SELECT recent.*, coalesce(reps, 0), coalesce(lapses, 0), first_on
    FROM recent LEFT JOIN card_states ON key = card ORDER BY at, hlc"""
    _teach_labels(connection)
    rows = connection.execute(query, {"newest": newest, "after": after}).fetchall()
    names = [identity(row[0], row[1]) for row in rows]
    last: dict[str, _Last] = _before(connection, rows, identity) if after else {}
    state = {name: held.state for name, held in last.items()}
    answers: dict[str, int] = defaultdict(int)  # of each card from here on
    lapses: dict[str, int] = defaultdict(int)
    lapsed = []
    for name, row in zip(names, rows, strict=True):
        from_review = state.get(name, "review" if row[7] != "learning" else "") == "review"
        lapsed.append(row[4] == 1 and from_review)
        state[name] = row[7]
        answers[name] += 1
        lapses[name] += lapsed[-1]
    found = []
    for name, lapse, row in zip(names, lapsed, rows, strict=True):
        _, _, _, day, rating, s, d, after_state, label, all_answers, all_lapses, first_on = row
        held = last.get(name)
        if held is not None and held.day < day:
            reps, misses = max(1, all_answers - answers[name]), max(0, all_lapses - lapses[name])
            first = first_on or held.day
            found.append(Seen(held.day, day, held.s, held.d, reps, misses, first, rating > 1, bool(label)))
        answers[name] -= 1
        lapses[name] -= lapse
        if s is not None and d is not None:
            last[name] = _Last(day, s, d, after_state)
    return found


class _Last(NamedTuple):
    """A card's memory after an answer: its study day, stability, difficulty and state."""

    day: str
    s: float
    d: float
    state: str


def _before(
    connection: Connection, rows: Sequence[tuple[Any, ...]], identity: Callable[[str, int], str]
) -> dict[str, _Last]:
    """The memory with which each card came into these rows."""
    first = {card: (at, hlc) for card, at, hlc, *_ in reversed(rows)}
    query = (
        f"SELECT at, day, s, d, state FROM reviews WHERE card = ? AND (at, hlc) < (?, ?) AND s IS NOT NULL"
        f" AND d IS NOT NULL AND {_live(connection)} ORDER BY at DESC, hlc DESC LIMIT 1"
    )
    found = {}
    for card, place in first.items():
        for at, *memory in connection.execute(query, (card, *place)):
            if identity(card, at) == identity(card, place[0]):
                found[identity(card, at)] = _Last(*memory)
    return found


def fits(connection: Connection) -> list[dict[str, Any]]:
    """Every set of parameters that was ever put in force, oldest first: id, instant, numbers, how they came about."""
    found = sorted(live(connection, "params"), key=lambda event: event.order)
    return [
        {
            "params": event.body["params"],
            "at": format_instant(event.at),
            "values": event.body["values"],
            "how": dict(event.body.get("how") or {}),
        }
        for event in found
    ]


def in_review(connection: Connection) -> list[str]:
    """The cards that wait for a study day, suspended ones left out."""
    query = "SELECT key FROM card_states WHERE active AND state = 2 AND due_on IS NOT NULL ORDER BY due_on, tie"
    return [key for (key,) in connection.execute(query)]


def replayed(connection: Connection, key: str, parameters: Parameters) -> CardState:
    """The card as its log leads to it when every answer counts under the same parameters."""
    line, _ = timeline(connection, group_of(connection, key))
    return fold(key, line, _Always(parameters)).state


class _Always(dict[str, Parameters]):
    """The same parameters for every id that a review was recorded under."""

    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        self._parameters = parameters

    def get(self, key: str, default: object = None) -> Parameters:
        del key, default
        return self._parameters


def _live(connection: Connection) -> str:
    undone = connection.execute("SELECT 1 FROM undone LIMIT 1").fetchone()
    return f"{_MOVED} AND {NOT_UNDONE}" if undone else _MOVED


def _identities(connection: Connection) -> Callable[[str, int], str] | None:
    """One name for a card under all its names, another for it after each reset; None where names are as they are."""
    renamed = connection.execute("SELECT 1 FROM names LIMIT 1").fetchone() is not None
    resets: dict[str, list[int]] = defaultdict(list)
    query = f"SELECT card, at FROM events WHERE type = 'reset' AND v = 1 AND {NOT_UNDONE} ORDER BY at"
    for card, at in connection.execute(query):
        resets[card].append(at)
    if not renamed and not resets:
        return None

    @cache
    def root(card: str) -> str:
        return group_of(connection, card)[0] if renamed else card

    by_root: dict[str, list[int]] = defaultdict(list)
    for card, instants in resets.items():
        by_root[root(card)] += instants
    for instants in by_root.values():
        instants.sort()

    def identity(card: str, at: int) -> str:
        name = root(card)
        instants = by_root.get(name)
        return f"{name} {bisect(instants, at)}" if instants else name

    return identity


def _teach_labels(connection: Connection) -> None:
    """Gives SQLite the function that `_LABEL` calls."""
    connection.create_function("is_label", 1, _is_label, deterministic=True)


@lru_cache(maxsize=4096)
def _is_label(evidence: str) -> bool:
    """Whether an answer was no guess, and no interview doubts it."""
    try:
        found = json.loads(evidence)
        return found.get("label") is not False and float(found.get("guess") or 0.0) < GUESSABLE
    except (ValueError, AttributeError, TypeError):
        return True
