"""`doctor` names each kind of fault with its count, mends what can be mended, and is content with a whole history."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from scribe import answer, derived, journal_of, mark, now, opened, recorded, without_database

from recall.config import Home
from recall.errors import RecallError
from recall.events import Draft
from recall.history.doctor import Report
from recall.history.fallback import in_memory
from recall.history.healing import Healing
from recall.history.store import History


@pytest.fixture
def lived(home: Home) -> Home:
    with opened(home) as history:
        for number in range(24):
            answer(history, f"d:card-{number % 6}", 1 + number % 4, days=number)
        history.append([mark("d:card-1", "suspended", True), mark("d:card-1", "note", "why")], now(25))
        history.append([Draft("setting", {"name": "minutes", "value": 25})], now(25))
    return home


def examined(home: Home, *, repair: bool = False) -> Report:
    with opened(home, 30) as history:
        return history.doctor(now(30), repair=repair)


def problems(report: Report) -> dict[str, int]:
    return {check.name: check.count for check in report.problems}


def details(report: Report) -> dict[str, str]:
    return {check.name: check.detail for check in report.problems}


def meddle(home: Home, *statements: str) -> None:
    """Changes rows behind recall's back."""
    with closing(sqlite3.connect(home.database, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *(sql for _, sql in triggers)):
            connection.execute(statement)


def test_a_whole_history_has_no_problems(lived: Home) -> None:
    report = examined(lived)
    assert report.ok
    assert {check.name for check in report.checks} >= {"file", "journal lines", "missing rows", "card states", "marks"}


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE card_states SET stability = stability * 1.000001 WHERE key = 'd:card-2'", {"card states": 1}),
        ("UPDATE card_states SET due_on = '2027-01-01', due_at = NULL WHERE reps > 0", {"card states": 6}),
        ("DELETE FROM card_states WHERE key = 'd:card-3'", {"card states": 1}),
        ("INSERT INTO card_states (key, note, collection) VALUES ('d:ghost', 'd:ghost', 'd')", {"card states": 1}),
        ("UPDATE day_totals SET again = again + 1 WHERE day = '2026-01-06'", {"day totals": 1}),
        ("DELETE FROM day_totals WHERE day < '2026-01-08'", {"day totals": 3}),
        ("UPDATE tallies SET n = n + 1 WHERE day = '2026-01-06'", {"tallies": 1}),
        ("DELETE FROM tallies WHERE day < '2026-01-08'", {"tallies": 3}),
        ("DELETE FROM marks WHERE name = 'note'", {"marks": 1}),
        ("UPDATE settings SET value = '99'", {"settings": 2}),
        ("INSERT INTO undone SELECT id FROM events LIMIT 1", {"undone": 1}),
    ],
)
def test_derived_rows_that_differ_are_counted_and_computed_anew(
    lived: Home, statement: str, found: dict[str, int]
) -> None:
    before = derived(lived)
    meddle(lived, statement)
    report = examined(lived)
    assert {name: problems(report).get(name) for name in found} == found
    assert all(check.derived for check in report.problems)
    mended = examined(lived, repair=True)
    assert mended.ok
    assert mended.mended
    assert derived(lived) == before


def test_a_row_that_is_missing_or_differs_from_its_line_is_found_and_the_line_believed(lived: Home) -> None:
    before = derived(lived), recorded(lived)
    meddle(
        lived,
        "DELETE FROM reviews WHERE card = 'd:card-4' AND rating = 1",
        "UPDATE reviews SET ms = ms + 1 WHERE card = 'd:card-5'",
    )
    found = problems(examined(lived))
    assert found["missing rows"] == 2
    assert found["changed rows"] == 4
    assert examined(lived, repair=True).ok
    assert (derived(lived), recorded(lived)) == before
    assert list(lived.data.glob("recall.db.damaged-*"))


def test_rows_that_no_journal_has_are_reported_and_then_written_into_one(lived: Home) -> None:
    lines = journal_of(lived).read_bytes().splitlines(keepends=True)
    digest = lines[-1].rstrip(b"\n")[-16:]
    journal_of(lived).write_bytes(b"".join(lines[3:]))
    meddle(lived, f"UPDATE journals SET bytes = {journal_of(lived).stat().st_size}, digest = x'{digest.hex()}'")
    assert problems(examined(lived)) == {"rows in no journal": 3}
    assert examined(lived, repair=True).ok
    assert sorted(journal_of(lived).read_bytes().splitlines(keepends=True)) == sorted(lines)


def test_a_damaged_line_is_found_and_written_anew_from_its_row(lived: Home) -> None:
    before = journal_of(lived).read_bytes()
    damaged = before.replace(b'"rating":2', b'"rating":3', 2)
    journal_of(lived).write_bytes(damaged)
    report = examined(lived)
    assert problems(report) == {"journal lines": 2, "rows in no journal": 2}
    assert examined(lived, repair=True).ok
    assert journal_of(lived).read_bytes() == before
    (kept,) = lived.journal.glob("*.damaged-*")
    assert kept.read_bytes() == damaged


@pytest.mark.parametrize("statement", ["DROP INDEX cards_due", "DROP TRIGGER reviews_no_delete"])
def test_an_index_or_trigger_that_is_gone_is_found_and_made_again(lived: Home, statement: str) -> None:
    before = derived(lived)
    with closing(sqlite3.connect(lived.database, isolation_level=None)) as connection:
        connection.execute(statement)
    assert problems(examined(lived)) == {"tables and indexes": 1}
    assert examined(lived, repair=True).ok
    assert problems(examined(lived)) == {}
    assert derived(lived) == before


def test_a_damaged_page_is_found_and_the_database_rebuilt(lived: Home) -> None:
    before = derived(lived)
    with closing(sqlite3.connect(lived.database)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'reviews_of_card'").fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(lived.database.read_bytes())
    data[(page - 1) * 4096 + 200 : page * 4096] = bytes(3896)
    lived.database.write_bytes(data)
    assert "file" in problems(examined(lived))
    assert examined(lived, repair=True).ok
    assert derived(lived) == before


def test_the_numbers_of_a_lost_event_are_named_without_end_of_complaint(lived: Home) -> None:
    lines = journal_of(lived).read_bytes().splitlines(keepends=True)
    journal_of(lived).write_bytes(b"".join(lines[:7] + lines[9:]))
    without_database(lived)
    report = examined(lived)
    assert report.ok
    assert {check.name: check.count for check in report.checks}["numbers missing"] == 2


def test_a_setting_that_cannot_be_right_is_advice_not_a_problem(lived: Home) -> None:
    with opened(lived, 30) as history:
        history.append([Draft("setting", {"name": "retention", "value": 7})], now(30))
        report = history.doctor(now(30))
        assert report.ok
        assert [check.count for check in report.checks if check.name == "settings left out"] == [1]


def test_another_recall_may_write_while_doctor_looks(lived: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from recall.history import checks

    with opened(lived, 30) as history, opened(lived, 30) as other:
        look = checks._file
        monkeypatch.setattr(checks, "_file", lambda connection: (look(connection), answer(other, "d:more", days=30))[0])
        assert history.doctor(now(30)).ok


def test_two_devices_in_one_folder_are_no_fault(lived: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other", tmp_path / "other", tmp_path / "cache")
    with opened(other) as history:
        answer(history, "d:card-1", days=3)
    shutil.copy(journal_of(other), lived.journal)
    with opened(lived, 30) as history:
        assert [notice.kind for notice in history.notices] == ["taken in"]
        assert history.doctor(now(30)).ok
        assert history.state("d:card-1").reps == 5


def gone(home: Home) -> None:
    without_database(home)
    shutil.rmtree(home.journal)


def test_a_history_that_is_gone_while_a_backup_holds_it_is_a_problem_and_the_way_back_is_named(lived: Home) -> None:
    before = derived(lived)
    with opened(lived, 30) as history:
        made = history.back_up(now(30)[0])
    gone(lived)
    with opened(lived, 30) as history:
        assert "recall backup restore" in " ".join(map(str, history.notices))
    report = examined(lived, repair=True)
    assert problems(report) == {"events in a backup alone": made.events}
    assert f"recall backup restore {made.path.name}" in details(report)["events in a backup alone"]
    with opened(lived, 31) as history:
        history.restore(made.path, now(31))
        assert history.doctor(now(31)).ok
    assert derived(lived) == before


def test_going_on_after_the_loss_does_not_hide_it(lived: Home) -> None:
    with opened(lived, 30) as history:
        made = history.back_up(now(30)[0])
    gone(lived)
    with opened(lived, 30) as history:
        answer(history, "d:card-1", days=30)
        history.back_up(now(31)[0])
        assert problems(history.doctor(now(31))) == {"events in a backup alone": made.events}


def test_a_backup_of_the_same_events_in_more_lines_is_no_fault(lived: Home) -> None:
    journal_of(lived).write_bytes(journal_of(lived).read_bytes() * 2)
    with opened(lived, 30) as history:
        history.back_up(now(30)[0])
    lines = journal_of(lived).read_bytes().splitlines(keepends=True)
    journal_of(lived).write_bytes(b"".join(lines[: len(lines) // 2]))
    without_database(lived)
    assert examined(lived).ok


def test_a_damaged_backup_does_not_end_the_examination(lived: Home) -> None:
    with opened(lived, 30) as history:
        made = history.back_up(now(30)[0])
    made.path.write_bytes(made.path.read_bytes()[:200])
    gone(lived)
    assert made.path.name in details(examined(lived))["events in a backup alone"]


def test_a_history_that_cannot_be_written_is_a_problem_with_its_reason(lived: Home) -> None:
    healing = Healing(lived, now(30)[0])
    with History(lived, in_memory(healing), "the disk is full", healing) as history:
        report = history.doctor(now(30), repair=True)
    assert details(report) == {
        "can be written": "the disk is full; answers can be read, not recorded, until that is mended"
    }


def test_a_folder_in_the_place_of_the_database_is_set_aside_and_said(lived: Home) -> None:
    before = derived(lived)
    lived.database.unlink()
    (lived.database / "inside").mkdir(parents=True)
    with opened(lived, 30) as history:
        assert "a folder" in str(history.notices[0])
        assert history.doctor(now(30)).ok
    assert derived(lived) == before
    (kept,) = lived.data.glob("recall.db.damaged-*")
    assert (kept / "inside").is_dir()


def test_a_database_that_cannot_be_opened_is_named(lived: Home) -> None:
    lived.database.unlink()
    lived.database.symlink_to(lived.database)
    with pytest.raises(RecallError, match=r"recall\.db.*moved aside"):
        opened(lived, 30)
