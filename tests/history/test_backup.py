"""Backups: complete, verified, thinned by age, brought back without losing what is newer."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scribe import another, answer, derived, journal_of, mark, now, opened, undo

from recall.config import Home
from recall.errors import RecallError
from recall.events import Draft
from recall.history import backup
from recall.history.backup import Backup


def lived(home: Home, days: int = 10) -> None:
    with opened(home) as history:
        for number in range(days):
            answer(history, f"d:card-{number % 4}", 1 + number % 4, days=number)
        history.append([mark("d:card-1", "note", "mine")], now(days))
        history.append([Draft("setting", {"name": "minutes", "value": 25})], now(days))
        undo(history, history.undo_target(), days)


def made(home: Home, days: float = 20) -> Backup:
    with opened(home, days) as history:
        return history.back_up(now(days)[0])


def test_a_backup_is_the_journal_to_be_read_without_recall(home: Home) -> None:
    lived(home)
    found = made(home)
    assert gzip.decompress(found.path.read_bytes()) == journal_of(home).read_bytes()
    assert found.events == len(journal_of(home).read_bytes().splitlines())
    assert backup.parsed(found.path) == found._replace(at=found.at.replace(microsecond=0))


def test_a_lost_history_comes_back_whole(home: Home, tmp_path: Path) -> None:
    lived(home)
    before = derived(home)
    found = made(home)
    with opened(another(tmp_path / "new"), 30) as history:
        done, _ = history.restore(found.path, now(30))
        assert done.added == found.events
        assert history.doctor(now(30)).ok
    assert derived(another(tmp_path / "new")) == before


def test_what_is_newer_than_the_backup_stays(home: Home) -> None:
    lived(home)
    found = made(home)
    with opened(home, 30) as history:
        answer(history, "d:card-1", 3, days=30)
        before = history.state("d:card-1")
        history.restore(found.path, now(30))
        assert history.state("d:card-1") == before


def test_going_back_exactly_takes_back_all_that_came_after_and_can_itself_be_taken_back(home: Home) -> None:
    lived(home)
    then = derived(home)
    found = made(home)
    with opened(home, 30) as history:
        answer(history, "d:card-1", 1, days=30)
        answer(history, "d:new", 3, days=30)
        history.append([mark("d:card-1", "note", "other")], now(30))
        history.append([Draft("reset", {"card": "d:card-2"})], now(30))
        history.append([Draft("rename", {"from": "d:card-3", "to": "d:card-three"})], now(30))
        undo(history, history.redo_target() or history.undo_target(), 31)
    after = derived(home)
    with opened(home, 32) as history:
        _, before = history.restore(found.path, now(32), exactly=True)
    back = derived(home)
    assert {name: back[name] for name in ("settings", "names", "marks", "day_totals")} == {
        name: then[name] for name in ("settings", "names", "marks", "day_totals")
    }
    assert [row for row in back["card_states"] if row[0] != "d:new"] == then["card_states"]
    with opened(home, 33) as history:
        history.restore(before.path, now(33), exactly=True)
        assert history.doctor(now(33)).ok
    again = derived(home)
    assert {name: rows for name, rows in again.items() if name != "undone"} == {
        name: rows for name, rows in after.items() if name != "undone"
    }


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "garbage"])
def test_a_damaged_backup_says_so_and_what_can_be_read_of_it_comes_back(
    home: Home, tmp_path: Path, damage: str
) -> None:
    lived(home, 200)
    path = made(home, 300).path
    data = bytearray(path.read_bytes())
    if damage == "cut":
        del data[len(data) // 2 :]
    elif damage == "flipped":
        data[len(data) // 2] ^= 16
    else:
        data = bytearray(b"" if damage == "empty" else b"x" * 100)
    path.write_bytes(data)
    with opened(another(tmp_path / "new"), 300) as history:
        if damage != "empty":
            with pytest.raises(RecallError, match="damaged"):
                list(backup.lines(path))
            with pytest.raises(RecallError, match="damaged"):
                history.restore(path, now(300), exactly=True)
        done, _ = history.restore(path, now(300))
        assert done.added < 203
        assert history.doctor(now(300)).ok


def test_no_half_backup_is_left_where_there_is_no_room(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    lived(home)
    monkeypatch.setattr(backup, "sync", full)
    with opened(home, 20) as history, pytest.raises(RecallError, match="no backup was made"):
        history.back_up(now(20)[0])
    assert list(home.backups.iterdir()) == []


def test_the_hourly_backup_is_due_when_an_hour_has_passed_and_something_happened(home: Home) -> None:
    with opened(home) as history:
        assert not history.backup_is_due(now()[0])
        answer(history, "d:card-1")
        assert history.backup_is_due(now()[0])
        history.back_up(now()[0])
        assert not history.backup_is_due(now(1)[0])
        answer(history, "d:card-1", days=0.01)
        assert not history.backup_is_due(now(0.04)[0])
        assert history.backup_is_due(now(0.05)[0])
        assert history.backup_is_due(now(-1)[0])  # the clock went back: better one more than none


BEGIN = datetime(2024, 1, 1, tzinfo=UTC)


@given(st.lists(st.integers(0, 900 * 24 * 60), unique=True, max_size=60), st.sampled_from([0, 1, 400]))
@settings(max_examples=60, deadline=None)
def test_thinning_keeps_each_hour_of_a_day_each_day_of_a_month_and_each_month_of_a_year(
    minutes: list[int], later: int
) -> None:
    backups = [Backup(Path(str(minute)), BEGIN + timedelta(minutes=minute), 1, "") for minute in minutes]
    moment = BEGIN + timedelta(days=900 + later)
    gone = set(backup.superfluous(backups, moment))
    left = [each for each in backups if each not in gone]
    assert bool(left) == bool(backups)
    for each in backups:
        age = moment - each.at
        if age <= timedelta(hours=24):
            assert any(other.at.replace(minute=0) == each.at.replace(minute=0) for other in left)
        if age <= timedelta(days=30):
            assert any(other.at.date() == each.at.date() for other in left)
        if age <= timedelta(days=366):
            assert any((other.at.year, other.at.month) == (each.at.year, each.at.month) for other in left)
    assert len(left) <= 26 + 32 + 14
    assert set(backup.superfluous(left, moment)) == set()
