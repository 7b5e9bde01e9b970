"""Several recalls on one history at once: all work, nothing is lost, nothing is there twice."""

from __future__ import annotations

import subprocess
import sys

import pytest
from scribe import answer, journal_of, now, opened, recorded, without_database

from recall.config import Home
from recall.errors import Busy
from recall.events import decode

LOOP = "import sys; from recall.history.harness import main; sys.exit(main(sys.argv[1:]))"


def test_two_open_histories_see_each_others_answers(home: Home) -> None:
    with opened(home) as one, opened(home) as other:
        for number in range(10):
            answer(one if number % 2 else other, "d:card-1", days=number)
        assert one.state("d:card-1") == other.state("d:card-1")
        assert one.state("d:card-1").reps == 10
        assert one.doctor(now(10)).ok


def writers(home: Home, count: int, each: int) -> list[str]:
    """The ids that processes, all started at once, were told to be saved."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", LOOP, "--data", str(home.data), "answer", "--count", str(each), "--seed", str(seed)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(count)
    ]
    told = [process.communicate()[0].split() for process in started]
    assert all(process.returncode == 0 for process in started)
    return [word for words in told for word in words if word != "ACK"]


def test_processes_that_start_at_once_on_nothing_share_one_history(home: Home) -> None:
    ids = writers(home, 4, 25)
    assert len(set(ids)) == 100
    events = [decode(line) for line in journal_of(home).read_bytes().splitlines()]
    assert {event.id for event in events} == set(ids)
    assert sorted(event.n for event in events) == list(range(1, 101))
    with opened(home) as history:
        assert history.doctor(now()).ok


def test_processes_that_start_at_once_without_the_database_rebuild_it_once(home: Home) -> None:
    first = writers(home, 1, 20)
    without_database(home)
    second = writers(home, 3, 20)
    assert len(recorded(home)) == len({*first, *second}) == 80
    assert not list(home.data.glob("recall.db.damaged-*"))
    with opened(home) as history:
        assert history.doctor(now()).ok


def test_a_lock_that_lasts_is_told_while_it_is_waited_for(home: Home) -> None:
    with opened(home) as history, opened(home) as other:
        told = []

        def waiting() -> None:
            told.append("another recall is writing")
            other.connection.execute("ROLLBACK")

        history.waiting = waiting
        other.connection.execute("BEGIN IMMEDIATE")
        answer(history, "d:card-1")
        assert told == ["another recall is writing"]
        answer(history, "d:card-1", days=1)
        assert len(told) == 1


def test_who_waits_may_give_up_and_nothing_is_recorded(home: Home) -> None:
    def give_up() -> None:
        raise Busy("busy")

    with opened(home) as history, opened(home) as other:
        other.connection.execute("BEGIN IMMEDIATE")
        history.waiting = give_up
        with pytest.raises(Busy):
            answer(history, "d:card-1")
        other.connection.execute("ROLLBACK")
        answer(history, "d:card-1")
        assert history.state("d:card-1").reps == 1
