"""The whole history out and in: a union by id, the same on every machine, and nothing believed that cannot be right."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scribe import (
    another,
    answer,
    answer_late,
    derived,
    journal_of,
    mark,
    now,
    opened,
    recorded,
    undo,
    without_database,
)

from recall.config import Home
from recall.events import Draft, canonical, digest
from recall.history import aside


def lived(home: Home, seed: int) -> list[bytes]:
    """Some weeks of one machine, and what it exports."""
    chance = random.Random(seed)
    with opened(home) as history:
        for number in range(25):
            answer(history, f"d:card-{chance.randrange(6)}", chance.randint(1, 4), days=number + seed / 100)
        answer_late(history, "d:card-2", 1, days=30, at=12.5)
        history.append([mark("d:card-1", "note", f"from {seed}")], now(26 + seed))
        history.append([Draft("setting", {"name": "minutes", "value": 10 + seed})], now(27))
        undo(history, history.undo_target(), 28)
        return list(history.export())


def taken(home: Home, lines: list[bytes]) -> tuple[int, int, int]:
    with opened(home, 60) as history:
        done = history.import_events(lines, now(60))
        assert history.doctor(now(60)).ok
        return done.added, done.known, len(done.refused)


def test_an_export_holds_every_event_once_oldest_first(home: Home) -> None:
    lines = lived(home, 1)
    assert len(lines) == len(recorded(home)) == 29
    ats = [json.loads(line)["at"] for line in lines]
    assert ats == sorted(ats)


def test_an_import_gives_the_same_history_and_a_second_one_adds_nothing(home: Home, tmp_path: Path) -> None:
    lines = lived(home, 1)
    other = another(tmp_path / "other")
    assert taken(other, lines) == (29, 0, 0)
    assert derived(other) == derived(home)
    size = journal_of(other).stat().st_size
    assert taken(other, lines) == (0, 29, 0)
    assert taken(home, lines) == (0, 29, 0)
    assert journal_of(other).stat().st_size == size
    with opened(other, 60) as history:
        assert list(history.export()) == lines


def test_journal_lines_are_taken_as_well_as_exported_ones(home: Home, tmp_path: Path) -> None:
    lived(home, 1)
    lines = journal_of(home).read_bytes().splitlines(keepends=True)
    assert taken(another(tmp_path / "other"), [*lines, *lines, b"\n"]) == (29, 29, 0)


def test_merging_is_the_same_in_either_order_and_from_the_journals_alone(tmp_path: Path) -> None:
    homes = [another(tmp_path / name) for name in ("one", "two")]
    exports = [lived(home, seed) for seed, home in enumerate(homes, 1)]
    for home, lines in zip(homes, reversed(exports), strict=True):
        assert taken(home, lines) == (29, 0, 0)
    assert derived(homes[0]) == derived(homes[1])
    with opened(homes[0], 60) as one, opened(homes[1], 60) as two:
        assert list(one.export()) == list(two.export())
    before = derived(homes[0])
    without_database(homes[0])
    opened(homes[0], 60).close()
    assert derived(homes[0]) == before


def test_a_large_import_gives_what_a_small_one_gives(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond some number everything is derived anew instead of event by event."""
    from recall.history import exchange, intake

    lines = lived(home, 1)
    monkeypatch.setattr(intake, "FEW", 4)
    monkeypatch.setattr(exchange, "CHUNK", 3)
    other = another(tmp_path / "other")
    assert taken(other, [*lines, *lines]) == (29, 29, 0)
    assert derived(other) == derived(home)


def example(home: Home) -> dict[str, Any]:
    with opened(home) as history:
        answer(history, "d:card-1")
        (line,) = history.export()
    fields: dict[str, Any] = json.loads(line)
    return fields


@pytest.mark.parametrize(
    "changes",
    [
        {"at": "9999-12-31T23:59:59.000Z", "day": "9999-12-31"},
        {"at": "1990-01-01T00:00:00.000Z", "day": "1990-01-01"},
        {"at": "2026-03-09T00:00:00.000Z", "day": "2026-03-09"},
        {"at": "2026-01-05T08:00:00", "day": "2026-01-05"},
        {"day": "2026-02-01"},
        {"hlc": [1 << 62, 0]},
        {"hlc": [1, 1 << 40]},
        {"rating": True},
        {"rating": 5},
        {"rating": "3"},
        {"s": "1"},
        {"s": -1.0},
        {"d": 11},
        {"state": "done"},
        {"due": "soon"},
        {"due": "9000-01-01"},
        {"id": "1"},
        {"id": "01A209C6-0351-7FA4-97F0-1C51AA6DFFAA"},
        {"group": "x"},
        {"dev": "../../etc/passwd"},
        {"dev": ""},
        {"n": 0},
        {"n": 1.5},
        {"off": 100_000},
        {"v": 0},
        {"card": None},
        {"card": ""},
        {"evidence": []},
        {"evidence": {"guess": 2}},
        {"type": "mark", "name": "suspended", "value": "yes"},
        {"type": "mark", "name": "buried_until", "value": "tomorrow"},
        {"type": "undo", "target": "x", "on": True},
        {"type": "undo", "target": "01a209c6-0351-7fa4-97f0-1c51aa6dffaa", "on": 1},
        {"type": "params", "params": "fit", "values": [1.0] * 20},
        {"type": "params", "params": "fit", "values": [1e9] * 21},
        {"type": "set_due", "due": "2026-01-05T08:00:00Z"},
        {"type": "rename", "from": "a"},
        {"type": ""},
    ],
)
def test_what_cannot_be_right_is_set_aside_and_named(home: Home, tmp_path: Path, changes: dict[str, Any]) -> None:
    line = canonical({**example(home), **changes}).encode()
    other = another(tmp_path / "other")
    with opened(other) as history:
        done = history.import_events([b"\n", line], now())
        assert (done.added, [refusal.line for refusal in done.refused]) == (0, [2])
        assert history.doctor(now()).ok
    assert recorded(other) == set()
    assert aside.read(other.data)[0]["line"] == line.decode()


@pytest.mark.parametrize(
    "line", [b"[]", b"{", b"null", b"\xff", b"{}", b'{"v":NaN}', b"[" * 100_000, b'{"a":' * 9_000 + b"1" + b"}" * 9_000]
)
def test_no_line_stops_an_import(home: Home, tmp_path: Path, line: bytes) -> None:
    good = canonical(example(home)).encode()
    with opened(another(tmp_path / "other")) as history:
        done = history.import_events([line, good, line], now())
        assert (done.added, len(done.refused)) == (1, 2)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_strange_values_never_break_the_history(data: st.DataObject) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="recall-strange-") as folder:
        fields = example(another(Path(folder) / "one"))
        names = st.sampled_from([*fields, "group", "target", "on", "name", "value", "values", "from", "to", "extra"])
        types = st.sampled_from(["review", "undo", "mark", "setting", "params", "rename", "reset", "set_due", "new"])
        changed = {**fields, "type": data.draw(types), **data.draw(st.dictionaries(names, values, max_size=3))}
        line = json.dumps(changed).encode()
        with opened(another(Path(folder) / "two")) as history:
            done = history.import_events([line], now())
            assert done.added + len(done.refused) == 1
            assert history.doctor(now()).ok
            history.settings()
            assert len(list(history.export())) == done.added
            answer(history, "d:card-1", days=1)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_events_of_one_id_every_machine_keeps_the_same(
    home: Home, tmp_path: Path, order: tuple[int, int]
) -> None:
    fields = example(home)
    lines = [canonical({**fields, "ms": ms}).encode() for ms in (1111, 2222)]
    other = another(tmp_path / "other")
    for index in order:
        with opened(other) as history:
            history.import_events([lines[index]], now())
    with opened(other) as history:
        (kept,) = history.export()
        assert history.doctor(now()).ok
    without_database(other)
    with opened(other) as history:
        assert list(history.export()) == [kept]
    assert kept.rstrip() == min(lines, key=digest)
