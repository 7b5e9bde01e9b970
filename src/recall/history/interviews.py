"""Interviews in the log: their steps, which there are, what they asked, how held-out questions went. Reads only.

It must not know what a step means: an interview is replayed by `quiz`. A step stands as a `quiz` event whose body is
`{"quiz": id, "seq": n, ...}`; the first one (`seq` 0) carries the plan, the one that ends the asking `results`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from recall.events import Event
from recall.history.identity import from_ms
from recall.history.queries import where
from recall.history.rows import EVENT_COLUMNS, event_of
from recall.history.store import History, Scope

# As the index `quiz_events` has it.
_QUIZ, _SEQ = "json_extract(body, '$.quiz')", "json_extract(body, '$.seq')"
_QUIZ_EVENT = "type = 'quiz' AND v = 1"
_NEWEST = 2000  # answers that tell how fast a learner is
_ENOUGH = 20  # of one kind


class InterviewRow(NamedTuple):
    """An interview of the log. `ended` says that its questions are behind it and its results recorded."""

    id: str
    started_at: datetime
    on: str
    selectors: tuple[str, ...]
    number: int
    seed: str
    asked: int
    ended: bool


class ResultRow(NamedTuple):
    """How one question of an interview went: `score` 0..1, `on` a study day, `deck` as `collection/deck`.

    `confidence` is empty where none was said. `by_self` (confirmed by the learner) and `held_out` are 0 or 1.
    """

    quiz: str
    on: str
    card: str
    deck: str
    stage: str
    score: float
    by_self: int
    held_out: int
    confidence: str


class StandingRow(NamedTuple):
    """A card that an interview may ask, by its place in the library. `picked` and the like are 0 or 1."""

    key: str
    note: str
    deck: str
    stage: str
    kind: str
    picked: int
    held_out: int
    core: int


def steps(history: History, quiz: str) -> list[Event]:
    """Every step of an interview in its order, the plan first; empty for one that nobody began.

    Where two devices went on with the same interview, the one that went further is followed.
    """
    query = f"SELECT {EVENT_COLUMNS} FROM events WHERE {_QUIZ_EVENT} AND {_QUIZ} = ? ORDER BY {_SEQ}, hlc, dev"
    found = [event_of(row) for row in history.connection.execute(query, (quiz,))]
    furthest = {event.dev: event.body["seq"] for event in found}
    chain: dict[int, Event] = {}
    for event in found:
        seq = event.body["seq"]
        if seq not in chain or furthest[event.dev] > furthest[chain[seq].dev]:
            chain[seq] = event
    return [chain[seq] for seq in range(len(chain)) if seq in chain]


def next_step(history: History, quiz: str) -> int:
    """The `seq` that the next step of an interview has."""
    query = f"SELECT coalesce(max({_SEQ}) + 1, 0) FROM events WHERE {_QUIZ_EVENT} AND {_QUIZ} = ?"
    return int(history.connection.execute(query, (quiz,)).fetchone()[0])


def interviews(history: History) -> list[InterviewRow]:
    """Every interview, newest first."""
    query = f"""
        SELECT {_QUIZ}, at, day, json_extract(body, '$.plan.seed'), coalesce(json_extract(body, '$.plan.number'), 0),
            coalesce(json_extract(body, '$.plan.options.selectors'), '[]') FROM events
        WHERE {_QUIZ_EVENT} AND {_SEQ} = 0 ORDER BY at DESC, hlc DESC"""
    steps_of = f"""
        SELECT count(DISTINCT card), count(json_type(body, '$.results')) FROM events
        WHERE {_QUIZ_EVENT} AND {_QUIZ} = ?"""
    rows = []
    for quiz, at, on, seed, number, selectors in history.connection.execute(query).fetchall():
        asked, ended = history.connection.execute(steps_of, (quiz,)).fetchone()
        rows.append(
            InterviewRow(
                str(quiz),
                from_ms(at),
                on,
                tuple(map(str, json.loads(selectors))),
                number,
                str(seed),
                asked,
                bool(ended),
            )
        )
    return rows


def asked(history: History) -> dict[str, int]:
    """Every card that an interview asked, with the rank of the last one that did: 1 is the newest interview."""
    query = f"""
        WITH ranks AS (
            SELECT {_QUIZ} AS quiz, row_number() OVER (ORDER BY at DESC, hlc DESC) AS rank FROM events
            WHERE {_QUIZ_EVENT} AND {_SEQ} = 0)
        SELECT coalesce(new, card), min(rank) FROM events JOIN ranks ON quiz = {_QUIZ} LEFT JOIN names ON old = card
        WHERE {_QUIZ_EVENT} AND card IS NOT NULL GROUP BY 1"""
    return dict(history.connection.execute(query))


def results(history: History) -> list[ResultRow]:
    """How the questions of all interviews went that came to their end, newest first; those left out are missing."""
    query = f"""
        SELECT {_QUIZ}, events.day, json_extract(value, '$.card') AS asked, coalesce(s.deck, ''),
            coalesce(s.stage, ''), CAST(json_extract(value, '$.score') AS REAL),
            coalesce(json_extract(value, '$.self'), 0), coalesce(json_extract(value, '$.held_out'), 0),
            coalesce(json_extract(value, '$.confidence'), '')
        FROM events, json_each(body, '$.results') LEFT JOIN names ON old = asked
            LEFT JOIN card_states s ON s.key = coalesce(new, asked)
        WHERE events.{_QUIZ_EVENT} ORDER BY events.at DESC, events.hlc DESC"""
    return [*map(ResultRow._make, history.connection.execute(query))]


def standing(history: History, scope: Scope) -> list[StandingRow]:
    """The cards of a scope in the order of introduction, held-out ones included, suspended ones not."""
    condition, values = where(scope)
    query = f"""
        SELECT key, note, deck, stage, kind, picked, NOT drilled, core FROM card_states
        WHERE present AND NOT suspended AND {condition} ORDER BY position, key"""
    return [*map(StandingRow._make, history.connection.execute(query, values))]


def memories(history: History) -> list[tuple[str, float, str]]:
    """`(key, stability in days, study day of the last review)` of every card in a deck that was reviewed."""
    query = "SELECT key, stability, last_on FROM card_states WHERE present AND stability IS NOT NULL"
    return history.connection.execute(query).fetchall()


def fast_quarter(history: History) -> dict[str, int]:
    """By kind of card the milliseconds below which the fastest quarter of the learner's own good answers lies.

    Of the newest answers, and only for kinds with enough of them.
    """
    query = """
        SELECT json_extract(evidence, '$.kind'), ms FROM (
            SELECT evidence, ms, rating FROM reviews ORDER BY id DESC LIMIT ?) WHERE ms > 0 AND rating >= 3"""
    times: dict[str, list[int]] = {}
    for kind, ms in history.connection.execute(query, (_NEWEST,)):
        times.setdefault(str(kind), []).append(ms)
    return {kind: sorted(found)[len(found) // 4] for kind, found in times.items() if len(found) >= _ENOUGH}


def lapsed(history: History, scope: Scope) -> list[str]:
    """The cards of a scope that were forgotten at least once, those forgotten most often first."""
    condition, values = where(scope)
    query = (
        "SELECT key FROM card_states WHERE present AND NOT suspended AND lapses > 0"
        f" AND {condition} ORDER BY lapses DESC, last_on DESC, key"
    )
    return [key for (key,) in history.connection.execute(query, values)]


def answered_today(history: History, on: str) -> frozenset[str]:
    """The notes of which a card was answered on a study day."""
    return frozenset(row.note for row in history.answered(on))


def find(rows: Sequence[InterviewRow], name: str) -> list[InterviewRow]:
    """The interviews whose id is `name`, else those that hold it as a part."""
    exact = [row for row in rows if row.id == name]
    return exact or [row for row in rows if name and name in row.id]
