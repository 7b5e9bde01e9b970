"""The quick pass over the whole log says the same as folding each card by itself, to the last bit."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scribe import START, answer, now, opened

from recall.config import Home
from recall.events import Draft, Event, canonical
from recall.history import database, derive, rows, states
from recall.history.identity import id_text, to_ms, uuid7
from recall.history.rebuild import fold_all
from recall.history.registers import known_parameters
from recall.history.sums import Sums
from recall.schedule.values import DEFAULT_PARAMETERS

OTHER = [value * 1.1 for value in DEFAULT_PARAMETERS[:4]] + list(DEFAULT_PARAMETERS[4:])

reviews = st.fixed_dictionaries(
    {
        "card": st.sampled_from(["d:one", "d:two", "d:three"]),
        "dev": st.sampled_from(["a", "a", "a", "b"]),
        "days": st.sampled_from([0.0, 0.001, 0.2, 1, 2, 9, 40, 400]),
        "rating": st.integers(1, 4),
        "state": st.sampled_from(["learning", "review", "review", "relearning"]),
        "source": st.sampled_from(["review", "quiz", "import"]),
        "guess": st.sampled_from([None, 0.0, 0.2]),
        "forecast": st.sampled_from([None, 0.0, 0.83, 1.0]),
        "params": st.sampled_from(["default", "other", "nobody knows"]),
        "shift": st.sampled_from([0, 0, -1, -3]),  # of the study day
        "off": st.sampled_from([0, -300, 345]),
        "ms": st.integers(0, 9000),
        "s": st.sampled_from([1.0, 7.5]),
        "extra": st.sampled_from([{}, {}, {}, {"new": 1}]),
    }
)
chances = st.permutations(range(14))  # ids of one millisecond are in any order


def event(number: int, drawn: dict[str, object], chance: int) -> Event:
    drawn = dict(drawn)
    at = START + timedelta(days=float(str(drawn.pop("days"))))
    dev, off, guess = str(drawn.pop("dev")), int(str(drawn.pop("off"))), drawn.pop("guess")
    state, extra, day = drawn["state"], drawn.pop("extra"), at.date() + timedelta(days=int(str(drawn.pop("shift"))))
    assert isinstance(extra, dict)
    due = (at + timedelta(days=5)).date().isoformat() if state == "review" else "2026-01-09T08:00:00.000Z"
    evidence = {} if guess is None else {"guess": guess, "kind": "single"}
    body = {
        **drawn, **extra, "rev": 1, "fp": "0", "score": 1.0, "evidence": evidence, "d": 5.0, "due": due, "interval": 5,
        "step": None if state == "review" else 0,
    }  # fmt: skip
    imported = drawn["source"] == "import"
    id_ = str(uuid5(UUID(int=1), f"{number}")) if imported else id_text(uuid7(to_ms(at), chance.to_bytes))
    return Event(id_, dev, number, (to_ms(at), number), at, off, day.isoformat(), "review", body)


@contextmanager
def recorded(events: list[Event], undone: list[Event]) -> Iterator[sqlite3.Connection]:
    """A bare database that holds events and nothing derived from them."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for step in (database.create, database.index, database.finish):
            step(connection)
        derive.insert(connection, events)
        connection.execute('INSERT INTO parameters (id, "values", in_force) VALUES (?, ?, 1)', ("other", str(OTHER)))
        connection.executemany("INSERT INTO undone VALUES (?)", [(rows.to_row(event)[0],) for event in undone])
        yield connection


@given(st.lists(reviews, max_size=14), chances, st.sets(st.integers(0, 13), max_size=2))
@settings(max_examples=100, deadline=None)
def test_a_pass_over_the_log_gives_what_folding_each_card_gives(
    drawn: list[dict[str, object]], given_chances: list[int], taken_back: set[int]
) -> None:
    events = [event(number, each, given_chances[number]) for number, each in enumerate(drawn)]
    with recorded(events, [each for each in events if each.n in taken_back]) as connection:
        sums, folded = Sums(), Sums()
        found = {card.group: card.columns for card in fold_all(connection, sums)}
        known = known_parameters(connection)
        wanted = {}
        for card in {each.body["card"] for each in events}:
            one, _ = derive.fold_group(connection, (card,), known)
            wanted[card,] = states.folded_columns(one)
            folded.card(one)
        assert found == wanted
        assert (sums.days, sums.totals) == (folded.days, folded.totals)


@pytest.mark.parametrize("told", [True, False], ids=["with forecasts", "without"])
def test_parameters_that_change_after_the_reviews_made_with_them_change_every_memory(home: Home, *, told: bool) -> None:
    with opened(home) as history:
        for number in range(12):
            answer(history, f"d:card-{number % 3}", 1 + number % 4, days=number)
        if not told:
            lines = [json.loads(line) for line in history.export()]
            lines = [line | {"id": str(uuid5(UUID(int=2), line["id"])), "forecast": None} for line in lines]
            history.import_events([canonical(line).encode() for line in lines], now(20))
        before = history.state("d:card-1").memory
        fit = history.append([Draft("params", {"params": "default", "values": OTHER})], now(20))[0]
        after = history.state("d:card-1").memory
        assert before is not None and after is not None
        assert (after.stability, after.due_on) != (before.stability, before.due_on)
        assert after._replace(stability=0, difficulty=0) == before._replace(stability=0, difficulty=0)
        assert history.doctor(now(20)).ok
        history.append([Draft("undo", {"target": fit.id, "on": True})], now(20))
        assert history.state("d:card-1").memory == before
        assert history.doctor(now(20)).ok
