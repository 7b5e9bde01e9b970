"""The laws of merging, on events drawn so that clashes are common, and five broken variants that the laws must catch.

`RECALL_LAWS=10000` draws more than the usual 300 histories for each law.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from machines import START

from recall.events import Event
from recall.history import build, database, exchange, intake, registers, replay  # noqa: F401  imported for patching
from recall.history.identity import id_text, uuid7
from recall.history.intake import absorb, sound
from recall.schedule import memory

EXAMPLES = int(os.environ.get("RECALL_LAWS", "300"))
TABLES = ("card_states", "day_totals", "marks", "settings", "undone", "names", "parameters")
Law = Callable[[list[Event], list[int]], None]
State = dict[str, list[tuple[Any, ...]]]

CARDS = st.sampled_from(["d:1", "d:2"])
DEVICES = st.sampled_from(["a", "b", "c"])


def _id(number: int) -> str:
    return id_text(uuid7(1_767_600_000_000 + number, lambda count: bytes([number]) * count))


@st.composite
def events(draw: st.DrawFn) -> Event:
    """One event; its id is one of forty-one, its time one of a few, so that ties and clashes happen."""
    number = draw(st.integers(0, 40))
    days = draw(st.sampled_from([0, 0, 1, 1, 3, 8]))
    type_ = draw(st.sampled_from(["review", "review", "review", "undo", "mark", "setting", "reset"]))
    body: dict[str, Any]
    if type_ == "review":
        rating = draw(st.integers(1, 4))
        body = {
            "card": draw(CARDS), "rating": rating, "state": "review", "step": None, "s": 2.0 + rating, "d": 5.0,
            "due": f"2026-02-{rating:02}", "interval": 20 + rating,
        }  # fmt: skip
    elif type_ == "undo":
        body = {"target": _id(draw(st.integers(0, 40))), "on": draw(st.booleans())}
    elif type_ == "mark":
        body = {"card": draw(CARDS), "name": "note", "value": draw(st.sampled_from(["x", "y"]))}
    elif type_ == "setting":
        body = {"name": "minutes", "value": draw(st.integers(1, 3))}
    else:
        body = {"card": draw(CARDS)}
    at = START + timedelta(days=days)
    return Event(
        id=_id(number),
        dev=draw(DEVICES),
        n=number + 1,
        hlc=(1_767_600_000_000 + draw(st.sampled_from([0, 0, 1])), 0),
        at=at,
        off=0,
        day=at.date().isoformat(),
        type=type_,
        body=body,
    )


histories = st.lists(events(), min_size=1, max_size=8)
orders = st.lists(st.integers(0, 7), max_size=8)


def merged(*parts: Sequence[Event]) -> tuple[State, list[Event]]:
    """What a database says after the parts came in one after the other, and the events that it holds."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        database.create(connection)
        absorb(connection, ([sound(b"", event) for event in part] for part in parts), fresh=True)
        held = sorted(intake.stored(connection, [_id(number) for number in range(41)]), key=lambda event: event.id)
        state = {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}
        return rounded(state), held


def rounded(state: State) -> State:
    return {
        table: [tuple(round(value, 9) if isinstance(value, float) else value for value in row) for row in rows]
        for table, rows in state.items()
    }


def shuffled(history: list[Event], order: list[int]) -> list[Event]:
    left, found = [*history], []
    for number in order:
        if left:
            found.append(left.pop(number % len(left)))
    return found + left


def winners(history: list[Event]) -> list[Event]:
    """One event of each id."""
    return merged(history)[1]


def commutative(history: list[Event], order: list[int]) -> None:
    half = len(history) // 2
    assert merged(history[:half], history[half:]) == merged(history[half:], history[:half])


def associative(history: list[Event], order: list[int]) -> None:
    third = max(1, len(history) // 3)
    parts = history[:third], history[third : 2 * third], history[2 * third :]
    one, two, three = map(winners, parts)
    left = winners([*winners([*one, *two]), *three])
    right = winners([*one, *winners([*two, *three])])
    assert left == right
    assert merged(left) == merged(right) == merged(*parts)


def idempotent(history: list[Event], order: list[int]) -> None:
    assert merged(history, history) == merged(history)


def order_of_arrival_means_nothing(history: list[Event], order: list[int]) -> None:
    assert merged(shuffled(history, order)) == merged(history)


def nothing_is_lost(history: list[Event], order: list[int]) -> None:
    assert {event.id for event in winners(history)} == {event.id for event in history}
    assert all(event in history for event in winners(history))


def undo_then_redo_is_nothing(history: list[Event], order: list[int]) -> None:
    first = next((event for event in history if event.type != "undo"), None)
    kept = [event for event in history if event.type != "undo"]
    if first is None:
        return
    late = first._replace(type="undo", dev="z", hlc=(1_767_700_000_000, 0))
    undo = late._replace(id=id_text(bytes(15) + b"\1"), body={"target": first.id, "on": True}, n=100)
    redo = late._replace(id=id_text(bytes(15) + b"\2"), body={"target": first.id, "on": False}, n=101)
    assert merged(kept, [redo], [undo])[0] == merged(kept)[0]


def the_last_writer_wins(history: list[Event], order: list[int]) -> None:
    held = winners(history)
    undone = {row[0] for row in merged(history)[0]["undone"]}
    live = [e for e in held if e.type == "setting" and bytes.fromhex(e.id.replace("-", "")) not in undone]
    last = max(live, key=lambda event: (event.hlc, event.dev, event.n), default=None)
    assert merged(history)[0]["settings"] == ([("minutes", str(last.body["value"]))] if last else [])


def computing_again_gives_the_same(history: list[Event], order: list[int]) -> None:
    assert merged(history) == merged(history)
    assert merged(winners(history)) == merged(history)


LAWS: list[Law] = [
    commutative, associative, idempotent, order_of_arrival_means_nothing, nothing_is_lost, undo_then_redo_is_nothing,
    the_last_writer_wins, computing_again_gives_the_same,
]  # fmt: skip


def check(law: Law, examples: int) -> None:
    @seed(7)
    @given(histories, orders)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    def run(history: list[Event], order: list[int]) -> None:
        law(history, order)

    run()


@pytest.mark.parametrize("law", LAWS, ids=[law.__name__ for law in LAWS])
def test_merging_is(law: Law) -> None:
    check(law, EXAMPLES)


def arrival_order_wins(patch: pytest.MonkeyPatch) -> None:
    def last(found: Any, name: str) -> dict[Any, Event]:
        return {event.body[name]: event for event in found}

    patch.setattr(registers, "winners", last)
    patch.setattr(intake, "wins", lambda event, other: True)


def ties_are_left_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(intake, "wins", lambda event, other: False)


def fuzz_by_chance(patch: pytest.MonkeyPatch) -> None:
    import random

    chance = random.Random(1)
    straight = memory.replay

    def fuzzed(*arguments: Any, **names: Any) -> Any:
        state = straight(*arguments, **names)
        held = state.memory
        if held is None or held.due_on is None:
            return state
        return state._replace(memory=held._replace(due_on=held.due_on + timedelta(days=chance.randint(0, 1))))

    patch.setattr(memory, "replay", fuzzed)


def order_by_time_alone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Event, "order", property(lambda event: event.at))
    patch.setattr(registers, "_clock", lambda event: event.at)


def the_older_wins(patch: pytest.MonkeyPatch) -> None:
    straight = registers._clock
    patch.setattr(
        registers,
        "_clock",
        lambda event: (-straight(event)[0][0], [-ord(c) for c in straight(event)[1]], -straight(event)[2]),
    )


@pytest.mark.parametrize(
    "broken", [arrival_order_wins, ties_are_left_open, fuzz_by_chance, order_by_time_alone, the_older_wins]
)
def test_the_laws_catch_a_merge_that_is_broken(
    broken: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch)
    assert any(is_broken(law) for law in reversed(LAWS))


def is_broken(law: Law) -> bool:
    try:
        check(law, 100)
    except (AssertionError, Flaky):
        return True
    return False
