"""Reading never depends on writing: where nothing can be written the history is shown, and that is said."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from scribe import answer, mark, now, opened, row, without_database

from recall.config import Home, find_home
from recall.errors import NotSaved
from recall.history import fallback
from recall.history.ends import agree
from recall.history.healing import Healing
from recall.history.queries import Scope
from recall.history.store import History


@pytest.fixture
def lived(home: Home) -> Home:
    with opened(home) as history:
        for number in range(20):
            answer(history, f"d:card-{number % 7}", 3, days=number)
    return home


def read_only(home: Home) -> History:
    """The history as it is opened where nothing can be written."""
    healing = Healing(home, now(40)[0])
    return History(home, fallback.in_memory(healing), "the disk is full", healing)


def states(history: History) -> list[object]:
    return [history.state(f"d:card-{number}") for number in range(7)]


def whole(home: Home) -> None:
    """The database was closed in good order."""


def behind(home: Home) -> None:
    """The journal is ahead and the database cannot be healed."""
    older = home.database.read_bytes()
    with opened(home, 30) as history:
        answer(history, "d:card-1", days=30)
    home.database.write_bytes(older)


@pytest.mark.parametrize("case", [whole, behind, without_database])
def test_the_history_is_there_without_writing_a_byte(lived: Home, case: Callable[[Home], None]) -> None:
    case(lived)
    before = {path: path.read_bytes() for path in lived.data.rglob("*") if path.is_file()}
    with read_only(lived) as history:
        found = states(history)
        assert history.reviews("d:card-1")
        history.sync_cards([row(number) for number in range(7)], "1", now(40))
        assert history.due_count(Scope(), "2030-01-01") == 7
    after = {path: path.read_bytes() for path in lived.data.rglob("*") if path.is_file()}
    assert {p: b for p, b in after.items() if not p.name.endswith("-shm")} == {
        p: b for p, b in before.items() if not p.name.endswith("-shm")
    }
    with opened(lived, 40) as history:
        assert states(history) == found


def test_writing_says_why_it_cannot(lived: Home) -> None:
    with read_only(lived) as history, pytest.raises(NotSaved, match="the disk is full"):
        history.append([mark("d:card-1", "marked", True)], now(40))


@pytest.mark.skipif(not Path("/proc").exists(), reason="needs a place where nobody can make a folder")
def test_a_place_where_no_folder_can_be_made_shows_an_empty_history() -> None:
    with History.open(find_home("/proc/nowhere/recall"), now=now()) as history:
        assert history.read_only
        assert history.state("d:card-1").memory is None


def test_the_copy_holds_all_that_the_journals_hold(lived: Home) -> None:
    with read_only(lived) as history:
        assert agree(history.connection, lived.journal)


def test_a_read_only_file_system_is_read(lived: Home) -> None:
    """A real one for root, who may write everywhere else; a folder without permission for anybody else."""
    if os.geteuid() == 0:
        bound = subprocess.run(["mount", "--bind", lived.data, lived.data], capture_output=True, check=False)
        if bound.returncode:
            pytest.skip("root, but without the right to mount")
        subprocess.run(["mount", "-o", "remount,bind,ro", lived.data], check=True)
    else:
        lived.data.chmod(0o555)
    try:
        with opened(lived, 40) as history:
            assert history.read_only is not None
            assert history.read_only.endswith("cannot be written")
            assert len(history.reviews("d:card-1")) == 3
            with pytest.raises(NotSaved, match="cannot be written"):
                answer(history, "d:card-1", days=40)
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", lived.data], check=True)
        else:
            lived.data.chmod(0o755)
