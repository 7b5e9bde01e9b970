"""Losing or damaging any one file loses nothing, and what was mended is said."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from scribe import answer, answer_late, derived, journal_of, mark, now, opened, recorded, undo, without_database

from recall.config import Home, find_home
from recall.errors import NotSaved, RecallError, Refused
from recall.events import Draft, decode, encode
from recall.history import aside
from recall.history.identity import current_device


@pytest.fixture
def lived(home: Home) -> Home:
    """A home with some of everything in its history."""
    with opened(home) as history:
        for number in range(30):
            answer(history, f"d:card-{number % 12}", 1 + number % 4, days=number * 0.7)
        history.append([mark("d:card-1", "note", "sagt »nichts«\n\x00")], now(22))
        history.append([Draft("setting", {"name": "minutes", "value": 30})], now(22))
        history.append([Draft("rename", {"from": "d:card-2", "to": "d:card-two"})], now(22))
        undo(history, history.undo_target(), 23)
        answer_late(history, "d:card-3", 2, days=24, at=3)
    return home


def kinds(home: Home, days: float = 30) -> list[str]:
    """What a start mended."""
    with opened(home, days) as history:
        report = history.doctor(now(days))
        assert report.ok, report.problems
        return [notice.kind for notice in history.notices]


def test_a_whole_history_is_not_touched(lived: Home) -> None:
    before = journal_of(lived).read_bytes(), recorded(lived), derived(lived)
    assert kinds(lived) == []
    assert (journal_of(lived).read_bytes(), recorded(lived), derived(lived)) == before


def test_a_lost_database_is_rebuilt_from_the_journal(lived: Home) -> None:
    before = recorded(lived), derived(lived)
    without_database(lived)
    assert kinds(lived) == ["database"]
    assert (recorded(lived), derived(lived)) == before


def test_a_lost_journal_is_written_from_the_database(lived: Home) -> None:
    before = journal_of(lived).read_bytes()
    shutil.rmtree(lived.journal)
    assert kinds(lived) == ["journal"]
    assert journal_of(lived).read_bytes() == before


def test_a_shortened_journal_is_completed_and_the_short_one_kept(lived: Home) -> None:
    before = journal_of(lived).read_bytes()
    os.truncate(journal_of(lived), len(before) // 2)
    kept = journal_of(lived).read_bytes()
    assert "journal" in kinds(lived)
    assert journal_of(lived).read_bytes() == before
    (copy,) = lived.journal.glob("*.damaged-*")
    assert copy.read_bytes() == kept


def empty(path: Path) -> None:
    os.truncate(path, 0)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size * 2 // 3)


def garble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:8192] = random.Random(1).randbytes(4096)
    path.write_bytes(data)


def garble_header(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[:100] = bytes(100)
    path.write_bytes(data)


def newer_by_a_flipped_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[60] ^= 1  # the version number in the header
    path.write_bytes(data)


def only_readable_by_a_flipped_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[18] ^= 4  # the file format that a writer must know
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [empty, cut, garble, garble_header, newer_by_a_flipped_bit])
def test_a_damaged_database_is_kept_aside_and_rebuilt(lived: Home, damage: Callable[[Path], None]) -> None:
    ids, before = recorded(lived), derived(lived)
    damage(lived.database)
    with opened(lived, 30) as history:
        history.doctor(now(30), repair=True)
        assert history.doctor(now(30)).ok
        assert answer(history, "d:more", days=30)
    assert ids < recorded(lived)
    assert derived(lived)["settings"] == before["settings"]
    if damage is not empty:
        assert list(lived.data.glob("recall.db.damaged-*"))


def test_a_database_that_its_header_calls_read_only_is_replaced_when_written(lived: Home) -> None:
    ids = recorded(lived)
    only_readable_by_a_flipped_bit(lived.database)
    with opened(lived, 30) as history:
        with pytest.raises(NotSaved, match="rebuilt"):
            answer(history, "d:more", days=30)
        answer(history, "d:more", days=30)
    assert ids < recorded(lived)


def test_a_stale_log_beside_a_lost_database_is_not_believed(lived: Home, tmp_path: Path) -> None:
    before = derived(lived)
    other = find_home(tmp_path / "other")
    history = opened(other)
    answer(history, "x:foreign")
    wal = Path(f"{other.database}-wal").read_bytes()
    history.close()
    without_database(lived)
    Path(f"{lived.database}-wal").write_bytes(wal)
    kinds(lived)
    assert derived(lived) == before


def test_lines_ahead_of_the_database_are_taken_in(lived: Home) -> None:
    """As after a power cut: the journal was synced, the last commits of the write-ahead log are gone."""
    older = lived.database.read_bytes()
    with opened(lived, 30) as history:
        events = [answer(history, "d:card-5", days=30), answer(history, "d:new", days=30)]
        after = history.state("d:card-5")
    without_database(lived)
    lived.database.write_bytes(older)
    with opened(lived, 31) as history:
        assert [notice.kind for notice in history.notices] == ["taken in"]
        assert history.state("d:card-5") == after
        assert history.state("d:new").reps == 1
        assert history.doctor(now(31)).ok
        assert answer(history, "d:new", days=31).n == events[-1].n + 1


def test_lines_that_somebody_left_ahead_are_taken_in_before_the_next_answer(lived: Home) -> None:
    """As when another recall died between sync and commit while this one runs."""
    with opened(lived, 30) as history:
        event = answer(history, "d:card-5", days=30)
        ahead = encode(event._replace(id="01890a5d-ac96-774b-bcce-b302099a8057", n=event.n + 1))
        with journal_of(lived).open("ab") as file:
            file.write(ahead)
        following = answer(history, "d:card-6", days=31)
        assert following.n == event.n + 2
        assert history.state("d:card-5").reps == 5
        assert history.doctor(now(31)).ok


def test_a_torn_last_line_is_cut_off_kept_aside_and_said(lived: Home) -> None:
    before = journal_of(lived).read_bytes()
    with journal_of(lived).open("ab") as file:
        file.write(b'{"at":"2026-01-05T08:00:00.000Z","card":"d:to')
    assert "torn" in kinds(lived)
    assert journal_of(lived).read_bytes() == before
    assert "d:to" in aside.read(lived.data)[0]["line"]


def test_a_torn_line_left_while_running_does_not_spoil_the_next(lived: Home) -> None:
    with opened(lived, 30) as history:
        answer(history, "d:card-5", days=30)
        with journal_of(lived).open("ab") as file:
            file.write(b'{"at":')
        answer(history, "d:card-6", days=30)
        assert history.doctor(now(30)).ok


def test_a_bad_line_is_set_aside_and_the_others_are_taken_in(lived: Home) -> None:
    lines = journal_of(lived).read_bytes().splitlines(keepends=True)
    lines[4] = lines[4].replace(b'"rating":', b'"ratting":')
    journal_of(lived).write_bytes(b"".join(lines))
    without_database(lived)
    with opened(lived, 30) as history:
        assert [notice.kind for notice in history.notices] == ["database", "set aside"]
        assert history.totals("2026-02-05", 60)
    assert len(recorded(lived)) == len(lines) - 1
    assert len(aside.read(lived.data)) == 1
    without_database(lived)
    opened(lived, 30).close()
    assert len(aside.read(lived.data)) == 1  # not twice


def test_events_of_a_newer_recall_are_kept_and_carried(lived: Home) -> None:
    last = decode(journal_of(lived).read_bytes().splitlines()[-1])
    stranger = {"card": ["?"], "deep": {"x": 1.5}}
    new = [
        encode(last._replace(id="01890a5d-ac96-774b-bcce-b302099a8001", n=last.n + 1, v=2)),
        encode(last._replace(id="01890a5d-ac96-774b-bcce-b302099a8002", n=last.n + 2, type="dream", body=stranger)),
    ]
    with journal_of(lived).open("ab") as file:
        file.writelines(new)
    before = derived(lived)
    assert kinds(lived) == ["taken in"]
    assert derived(lived) == before
    shutil.rmtree(lived.journal)
    kinds(lived)
    assert journal_of(lived).read_bytes().endswith(b"".join(new))


def test_nothing_starts_empty_where_a_journal_exists(lived: Home) -> None:
    without_database(lived)
    journal_of(lived).write_bytes(b"not a line\n" * 40)
    with pytest.raises(Refused, match="not one line of it can be read"):
        opened(lived, 30)


@pytest.mark.parametrize("told", [True, False], ids=["told twice", "told in the header alone"])
def test_a_database_of_a_newer_recall_is_refused_untouched(lived: Home, told: bool) -> None:
    with closing(sqlite3.connect(lived.database)) as connection:
        if told:
            connection.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
        connection.execute("PRAGMA user_version = 99")
        connection.commit()
    before = lived.database.read_bytes()
    with pytest.raises(Refused, match="newer recall") as refusal:
        opened(lived, 30)
    assert refusal.value.exit_code == 4
    assert lived.database.read_bytes() == before


def test_a_copied_folder_is_another_device(lived: Home, tmp_path: Path) -> None:
    device = current_device(lived.data)
    copy = find_home(shutil.copytree(lived.data, tmp_path / "copy"))
    with opened(copy, 30) as history:
        event = answer(history, "d:card-1", days=30)
    assert event.dev != device
    assert event.n == 1
    assert len(list(copy.journal.glob("*.jsonl"))) == 2
    with opened(lived, 30) as history:
        assert answer(history, "d:card-1", days=30).dev == device


def test_a_copied_folder_says_so_and_can_still_take_back_what_was_done_before_the_copy(
    lived: Home, tmp_path: Path
) -> None:
    with opened(lived, 30) as history:
        answer(history, "d:before", days=30)
    copy = find_home(shutil.copytree(lived.data, tmp_path / "copy"))
    with opened(lived, 31) as history:  # goes on where it was: not for the copy to take back
        answer(history, "d:elsewhere", days=31)
    with opened(copy, 31) as history:
        assert [notice.kind for notice in history.notices] == ["device"]
        answer(history, "d:after", days=31)
    shutil.copy(lived.journal / f"{current_device(lived.data)}.jsonl", copy.journal)
    with opened(copy, 32) as history:
        assert [notice.kind for notice in history.notices] == ["taken in"]
        for card in ("d:after", "d:before", "d:card-3"):
            target = history.undo_target()
            assert target is not None
            assert target.card == card
            undo(history, target, 32)
        assert history.state("d:elsewhere").reps == 1
        assert history.doctor(now(32)).ok


def test_a_lost_device_file_starts_another_journal(lived: Home) -> None:
    (lived.data / "device.json").write_text("{}")
    with opened(lived, 30) as history:
        assert answer(history, "d:card-1", days=30).n == 1
        assert history.doctor(now(30)).ok


def test_a_journal_replaced_while_recall_runs_is_followed(lived: Home) -> None:
    with opened(lived, 30) as history:
        answer(history, "d:card-1", days=30)
        shutil.copy(journal_of(lived), lived.data / "copy")
        (lived.data / "copy").replace(journal_of(lived))
        event = answer(history, "d:card-2", days=30)
    assert decode(journal_of(lived).read_bytes().splitlines()[-1]) == event


def test_a_database_replaced_while_recall_runs_is_followed(lived: Home) -> None:
    with opened(lived, 30) as history:
        without_database(lived)
        opened(lived, 30).close()
        answer(history, "d:card-2", days=30)
        assert history.doctor(now(30)).ok


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_an_unreadable_journal_is_no_reason_to_start_anew(lived: Home) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    without_database(lived)
    lived.journal.chmod(0)
    try:
        with pytest.raises(RecallError, match="cannot be"):
            opened(lived, 30)
    finally:
        lived.journal.chmod(0o755)
