"""Several machines: what any of them recorded is on all of them after each has synced, whatever happens in between."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from machines import Machine, Memory, now

from recall.history.identity import id_bytes
from recall.sync import carry
from recall.sync.kept import State
from recall.sync.remote import Unreachable
from recall.sync.seal import Plain, Seal, Sealed


def two(tmp_path: Path, seal: Seal | None = None) -> tuple[Machine, Machine, Memory]:
    remote = Memory()
    return Machine(tmp_path / "one", remote, seal), Machine(tmp_path / "two", remote, seal), remote


@pytest.mark.parametrize("seal", [Plain(), Sealed(bytes(32))], ids=["plain", "sealed"])
def test_what_one_machine_answered_the_other_has(tmp_path: Path, seal: Seal) -> None:
    one, two_, _ = two(tmp_path, seal)
    for days in range(5):
        one.answer(f"d:{days % 2}", days=days)
    two_.answer("d:0", 1, days=2.5)
    assert one.sync().sent == 5
    done = two_.sync()
    assert (done.brought, done.sent) == (5, 1)
    assert one.sync().brought == 1
    assert one.ids() == two_.ids()
    assert one.derived() == two_.derived()
    assert one.is_sound()
    assert two_.is_sound()


def test_nothing_is_sent_or_brought_twice(tmp_path: Path) -> None:
    one, two_, remote = two(tmp_path)
    one.answer("d:0")
    one.sync()
    two_.sync()
    before = dict(remote.objects)
    for machine in (one, two_, one):
        done = machine.sync()
        assert (done.brought, done.sent) == (0, 0)
    assert remote.objects == before


def test_a_new_machine_gets_everything_from_the_remote_alone(tmp_path: Path) -> None:
    one, _, remote = two(tmp_path)
    for days in range(20):
        one.answer(f"d:{days % 7}", 1 + days % 4, days=days)
    one.record("mark", 20, card="d:1", name="note", value="mine")
    one.sync()
    new = Machine(tmp_path / "new", remote)
    assert new.sync().brought == 21
    assert new.derived() == one.derived()


def test_a_restored_old_folder_gets_its_own_later_answers_back(tmp_path: Path) -> None:
    one, _, _ = two(tmp_path)
    one.answer("d:0")
    one.sync()
    shutil.copytree(one.home.data, tmp_path / "old")
    one.answer("d:0", 1, days=1)
    one.sync()
    before = one.derived()
    for path in (tmp_path / "old").rglob("*"):  # copied over file by file, so that the folder is the same one
        if path.is_file():
            shutil.copy(path, one.home.data / path.relative_to(tmp_path / "old"))
    for left in one.home.data.glob("recall.db-*"):
        left.unlink()
    one.state = State("test")
    assert one.sync().brought == 1
    assert one.derived() == before


def test_a_restored_old_folder_that_answers_before_it_syncs_loses_neither(tmp_path: Path) -> None:
    one, two_, _ = two(tmp_path)
    one.answer("d:0")
    one.sync()
    old = tmp_path / "old"
    shutil.copytree(one.home.data, old)
    later = one.answer("d:0", 1, days=1)
    one.sync()
    state = one.state
    for left in one.home.data.glob("recall.db*"):
        left.unlink()
    journal = next((old / "journal").glob("*.jsonl"))
    shutil.copy(journal, one.home.journal)
    again = one.answer("d:1", 2, days=2)  # takes the number that the later answer has
    one.state = state
    one.sync()
    two_.sync()
    with two_.open(60) as history:
        live = set(history.live_reviews())
    assert {later, again} <= live
    assert one.ids() == two_.ids()


def test_an_event_of_a_time_that_has_not_come_waits_and_comes_in_later(tmp_path: Path) -> None:
    one, two_, _ = two(tmp_path)
    one.answer("d:0", days=40)
    one.sync(days=40)
    done = two_.sync(days=30)
    assert (done.brought, done.waiting) == (0, 1)
    assert two_.sync(days=39.5).brought == 1


def test_of_two_events_of_one_id_every_machine_keeps_the_same_and_the_other_is_reported(tmp_path: Path) -> None:
    one, two_, _ = two(tmp_path)
    one.answer("d:0")
    with one.open() as history:
        (line,) = history.export()
    with two_.open() as history:
        history.import_events([line.replace(b'"ms":4000', b'"ms":4001')], now())
    for machine in (one, two_, one, two_):
        machine.sync()
    assert one.derived() == two_.derived()
    with one.open() as first, two_.open() as second:
        assert [*first.export()] == [*second.export()]
    assert one.is_sound()
    assert two_.is_sound()


def test_a_sync_that_stops_anywhere_is_finished_by_the_next(tmp_path: Path) -> None:
    one, two_, remote = two(tmp_path)
    for days in range(6):
        one.answer(f"d:{days}", days=days)
        two_.answer(f"e:{days}", days=days)
    for fails in ("names", "get", "put"):
        for machine in (one, two_):
            remote.fails = frozenset({fails})
            with suppress(Unreachable):
                machine.sync()
            remote.fails = frozenset()
            machine.sync()
    one.sync()
    assert len(one.ids()) == 12
    assert one.ids() == two_.ids()


def test_what_the_remote_loses_is_sent_again(tmp_path: Path) -> None:
    one, two_, remote = two(tmp_path)
    one.answer("d:0")
    one.sync()
    two_.sync()
    one.answer("d:1", days=1)
    one.sync()
    del remote.objects[remote.segments[0]]
    assert two_.sync().brought + one.sync().sent >= 1
    new = Machine(two_.home.data.parent / "new", remote)
    new.sync()
    assert new.ids() == one.ids()


def test_many_small_segments_become_one_and_go_a_month_later(tmp_path: Path) -> None:
    one, two_, remote = two(tmp_path)
    for number in range(carry.MANY):
        one.answer(f"d:{number % 5}", days=number / 100)
        one.sync(days=1)
    one.sync(days=1)
    assert len(remote.segments) == carry.MANY + 1
    two_.sync(days=2)
    one.sync(days=29)
    assert len(remote.segments) == carry.MANY + 1
    one.sync(days=32)
    assert len(remote.segments) == 1
    assert (two_.sync(days=33).brought, two_.sync(days=34).brought) == (0, 0)
    assert len(remote.segments) == 1
    new = Machine(tmp_path / "new", remote)
    new.sync()
    assert new.ids() == one.ids() == two_.ids()


steps = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["answer", "answer", "sync", "fail", "lose", "hide", "forget", "mark", "undo", "rebuild"]),
        st.integers(0, 5),
    ),
    max_size=25,
)


@given(steps)
@settings(max_examples=25, deadline=None)
def test_three_machines_agree_whatever_happened_to_them_and_to_the_remote(
    given_steps: list[tuple[int, str, int]],
) -> None:
    with TemporaryDirectory(prefix="recall-three-") as folder:
        remote = Memory()
        machines = [Machine(Path(folder) / str(number), remote) for number in range(3)]
        recorded: set[str] = set()
        for days, (which, what, number) in enumerate(given_steps):
            machine = machines[which]
            if what == "answer":
                recorded.add(machine.answer(f"d:{number}", 1 + number % 4, days=days))
            elif what == "mark":
                recorded.add(machine.record("mark", days, card=f"d:{number}", name="note", value=f"{days}"))
            elif what == "undo":
                with machine.open(days) as history:
                    target = history.undo_target()
                if target:
                    recorded.add(machine.record("undo", days, target=target.id, on=True))
            elif what == "sync":
                machine.sync(days)
            elif what == "fail":
                remote.fails = frozenset({["names", "get", "put"][number % 3]})
                recorded.add(machine.answer(f"d:{number}", days=days))
                with suppress(Unreachable):
                    machine.sync(days)
                remote.fails = frozenset()
            elif what == "lose" and remote.segments:
                del remote.objects[remote.segments[number % len(remote.segments)]]
            elif what == "hide":
                remote.hidden = set(remote.segments[:number])
            elif what == "forget":
                machine.state = State("test")
            elif what == "rebuild":
                for path in machine.home.data.glob("recall.db*"):
                    path.unlink()
        remote.hidden = set()
        for machine in machines * 2:
            machine.sync()
        for machine in machines:
            assert machine.ids() == machines[0].ids()
            assert machine.derived() == machines[0].derived()
            assert machine.is_sound()
        assert {id_bytes(id_) for id_ in recorded} <= machines[0].ids()
