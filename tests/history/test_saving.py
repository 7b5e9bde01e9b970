"""An answer that was said to be saved is in the journal and in the database; one that was not is in neither."""

from __future__ import annotations

import json
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from scribe import START, answer, answer_late, card, journal_of, mark, now, opened, recorded

from recall.config import Home
from recall.errors import NotSaved
from recall.events import Draft, decode
from recall.history.accept import Fault
from recall.history.identity import id_bytes
from recall.history.store import History
from recall.schedule import memory
from recall.schedule.values import Rating


def test_an_answer_is_one_checksummed_line_and_one_row(home: Home, history: History) -> None:
    event = answer(history, "d:a")
    assert [decode(line) for line in journal_of(home).read_bytes().splitlines(keepends=True)] == [event]
    assert recorded(home) == {id_bytes(event.id)}
    assert history.reviews("d:a") == [(event, False)]


def test_the_line_can_be_read_without_recall(home: Home, history: History) -> None:
    answer(history, "d:a", 3)
    fields = json.loads(journal_of(home).read_text().partition("\t")[0])
    assert (fields["card"], fields["rating"], fields["day"]) == ("d:a", 3, "2026-01-05")


def test_the_stored_state_is_what_was_decided(history: History) -> None:
    with history.writing(now()) as pen:
        decided = memory.review(pen.state("d:a"), Rating.EASY, pen.moment, pen.settings)
        body = memory.review_body(pen.state("d:a"), decided, Rating.EASY, pen.settings, card=card("d:a"))
        pen.append([Draft("review", body)])
    assert history.state("d:a") == decided


def test_drafts_of_one_action_share_a_group(history: History) -> None:
    first, second = history.append(
        [mark("d:a", "known", True), Draft("set_due", {"card": "d:a", "due": "2026-02-20"})], now()
    )
    assert first.group == second.group == first.id
    assert (first.n, second.n) == (1, 2)
    assert str(history.state("d:a").awaited_on) == "2026-02-20"


def test_nothing_is_recorded_when_the_block_fails(home: Home, history: History) -> None:
    answer(history, "d:a")
    length = journal_of(home).stat().st_size
    with pytest.raises(ZeroDivisionError), history.writing(now()) as pen:
        pen.append([mark("d:a", "marked", True)])
        raise ZeroDivisionError
    assert journal_of(home).stat().st_size == length
    assert history.marks("d:a") == {}
    assert answer(history, "d:b").n == 2


@contextmanager
def no_file_beyond(length: int) -> Iterator[None]:
    """Every write beyond a length fails, as on a full disk."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def test_a_journal_that_cannot_grow_is_told_and_stays_as_it_was(home: Home, history: History) -> None:
    answer(history, "d:a")
    length = journal_of(home).stat().st_size
    with no_file_beyond(length + 20), pytest.raises(NotSaved, match="nothing was recorded"):
        answer(history, "d:b")
    assert journal_of(home).stat().st_size == length
    assert history.state("d:b").memory is None
    assert answer(history, "d:b", days=1).n == 2
    assert history.doctor(now(1)).ok


def test_a_database_that_cannot_commit_leaves_nothing_in_the_journal(home: Home, history: History) -> None:
    answer(history, "d:a")
    before = journal_of(home).read_bytes()
    history.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with no_file_beyond(len(before) + 2000), pytest.raises(NotSaved):
        for number in range(50):
            answer(history, f"d:{number}")
            before = journal_of(home).read_bytes()
    assert journal_of(home).read_bytes() == before
    with opened(home, 1) as again:
        assert again.doctor(now(1)).ok
        assert answer(again, "d:more", days=1)


class _FailsToCommit(sqlite3.Connection):
    """A connection whose next COMMITs fail after all else was done."""

    failures = 0

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        if sql == "COMMIT" and self.failures:
            self.failures -= 1
            raise sqlite3.OperationalError("disk I/O error")
        return super().execute(sql, *values)  # type: ignore[arg-type]


@pytest.fixture
def failing(home: Home) -> Iterator[tuple[History, _FailsToCommit]]:
    with opened(home) as history:
        connection = sqlite3.connect(home.database, isolation_level=None, factory=_FailsToCommit)
        history._connection.close()
        history._connection = connection
        yield history, connection


def test_a_commit_that_fails_once_is_tried_again_under_the_same_id(
    home: Home, failing: tuple[History, _FailsToCommit]
) -> None:
    history, connection = failing
    connection.failures = 1
    event = answer(history, "d:a")
    assert [decode(line).id for line in journal_of(home).read_bytes().splitlines()] == [event.id]
    assert recorded(home) == {id_bytes(event.id)}
    assert history.doctor(now()).ok


def test_a_commit_that_keeps_failing_records_nothing(home: Home, failing: tuple[History, _FailsToCommit]) -> None:
    history, connection = failing
    connection.failures = 2
    with pytest.raises(NotSaved):
        answer(history, "d:a")
    assert journal_of(home).read_bytes() == b""
    assert recorded(home) == set()
    answer(history, "d:a")
    assert len(recorded(home)) == 1
    assert history.doctor(now()).ok


def test_a_clock_that_is_far_off_is_told(history: History) -> None:
    with pytest.raises(NotSaved, match="clock says 1970"):
        history.append([mark("d:a", "marked", True)], (datetime(1970, 1, 2, tzinfo=UTC), 0))


def test_a_clock_that_went_back_loses_nothing_and_keeps_the_order_of_writing(history: History) -> None:
    first = answer(history, "d:a", days=1)
    second = answer(history, "d:a", days=0.9)
    assert second.at < first.at
    assert second.hlc > first.hlc
    assert history.state("d:a").reps == 2
    assert history.doctor(now(1)).ok


def test_an_answer_given_earlier_changes_what_follows_from_later_ones(history: History) -> None:
    answer(history, "d:a", 4, days=0)
    answer(history, "d:a", 3, days=20)
    alone = history.state("d:a").memory
    answer_late(history, "d:a", 1, days=21, at=10)
    after = history.state("d:a")
    assert after.memory is not None
    assert alone is not None
    assert after.reps == 3
    assert after.memory.stability < alone.stability
    assert after.memory.due_on == alone.due_on  # a due date is a fact of its event
    assert history.doctor(now(21)).ok


def test_an_answer_from_the_future_is_refused(history: History) -> None:
    with pytest.raises(Fault, match="future"):
        answer_late(history, "d:a", 3, days=0, at=3)


def test_numbers_count_up_and_clocks_never_go_back(history: History) -> None:
    events = [answer(history, f"d:{number}", days=number % 2) for number in range(6)]
    assert [event.n for event in events] == [1, 2, 3, 4, 5, 6]
    assert sorted(event.hlc for event in events) == [event.hlc for event in events]


def test_the_day_of_an_answer_is_the_learners_own(history: History) -> None:
    at = START.replace(hour=2)  # before the day begins at four
    event = history.append([mark("d:a", "marked", True)], (at, 60))[0]
    assert (event.day, event.off) == ("2026-01-04", 60)


def test_a_draft_that_could_not_be_read_back_is_refused(history: History) -> None:
    with pytest.raises(Fault):
        history.append([Draft("mark", {"card": "d:a", "name": "suspended", "value": "yes"})], now())
