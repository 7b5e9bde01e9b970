"""An event comes out of the database as it went in, and its line is the same to the byte."""

from __future__ import annotations

import sqlite3
from typing import Any

import fsrs.scheduler
from hypothesis import given
from hypothesis import strategies as st

from recall.events import Event, decode, encode
from recall.history import accept, database, rows
from recall.history.identity import from_ms, id_bytes, id_text, next_clock, pack, to_ms, unpack, uuid7

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=4,
)
numbers = st.floats(0, 1) | st.integers(0, 1)
bodies = st.fixed_dictionaries(
    {"card": texts.filter(bool), "rating": st.integers(1, 4)},
    optional={
        "rev": st.integers(0, 9),
        "fp": texts,
        "score": numbers,
        "source": texts,
        "ms": st.integers(0, 2**40),
        "evidence": st.dictionaries(texts, json_values, max_size=3),
        "forecast": numbers | st.none(),
        "params": texts,
        "state": st.sampled_from(["learning", "review"]),
        "step": st.integers(0, 3) | st.none(),
        "s": st.floats(0.001, 1000) | st.integers(1, 1000),
        "d": st.floats(1, 10),
        "due": st.just("2026-02-01"),
        "interval": st.integers(0, 999),
        "surprise": json_values,
    },
)
instants = st.integers(to_ms(accept.EARLIEST), to_ms(accept.LATEST))
ids = st.binary(min_size=16, max_size=16).map(id_text)
events = st.builds(
    Event,
    id=ids,
    dev=st.just("laptop"),
    n=st.integers(1, 10**9),
    hlc=st.tuples(instants, st.integers(0, 65535)),
    at=instants.map(from_ms),
    off=st.integers(-720, 840),
    day=st.just("2026-01-05"),
    type=st.just("review"),
    body=bodies,
    group=st.none() | ids,
    v=st.sampled_from([1, 1, 1, 2]),
) | st.builds(
    Event,
    id=ids,
    dev=st.just("laptop"),
    n=st.integers(1, 10**9),
    hlc=st.tuples(instants, st.integers(0, 65535)),
    at=instants.map(from_ms),
    off=st.integers(-720, 840),
    day=st.just("2026-01-05"),
    type=st.sampled_from(["mark", "setting", "dream"]),
    body=st.dictionaries(
        texts.filter(lambda name: name not in {"id", "v", "n", "at"} and len(name) != 3), json_values, max_size=4
    ),
    group=st.none() | ids,
    v=st.integers(1, 9),
)


@given(events)
def test_an_event_survives_the_database(event: Event) -> None:
    connection = sqlite3.connect(":memory:")
    database.create(connection)
    review = rows.is_review(event)
    connection.execute(rows.INSERT_REVIEW if review else rows.INSERT_EVENT, rows.to_row(event))
    table, columns, back = rows.TABLES[0 if review else 1]
    (row,) = connection.execute(f"SELECT {columns} FROM {table}")
    assert back(row) == event
    assert back(row).order == event.order
    connection.close()


@given(events)
def test_an_event_survives_its_line(event: Event) -> None:
    assert decode(encode(event)) == event


@given(instants, instants, st.binary(min_size=10, max_size=10))
def test_ids_are_in_the_order_of_time_and_of_version_seven(one: int, other: int, chance: bytes) -> None:
    first, second = uuid7(one, lambda _: chance), uuid7(other, lambda _: chance)
    assert (first < second) == (one < other)
    assert id_bytes(id_text(first)) == first
    assert id_text(first)[14] == "7"
    assert id_text(first)[19] in "89ab"


@given(st.integers(0, 2**57), instants)
def test_the_clock_only_goes_forwards(last: int, ms: int) -> None:
    clock = next_clock(last, ms)
    assert clock > last
    assert unpack(clock)[0] >= ms
    assert pack(unpack(clock)) == clock


def test_the_bounds_of_parameters_are_those_of_fsrs() -> None:
    assert fsrs.scheduler.LOWER_BOUNDS_PARAMETERS == accept.LOWEST
    assert fsrs.scheduler.UPPER_BOUNDS_PARAMETERS == accept.HIGHEST
