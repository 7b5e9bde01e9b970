"""Output to places that are no files, and nobody at the keys: words, never a traceback or a lost device."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from cli_home import Run

from recall.config import find_home
from recall.whole import whole


def test_a_link_is_followed_and_stays_a_link(run: Run, tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    run("answer", "own:k-typed", "good")
    assert run("history", "export", link).code == 0
    assert link.is_symlink()
    assert "own:k-typed" in target.read_text()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    with whole(pipe) as file:
        file.write(b"all of it")
    reader.join()
    assert read == [b"all of it"]
    assert pipe.is_fifo()


def test_a_file_is_there_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("before")
    with pytest.raises(ValueError), whole(path) as file:
        file.write(b"half")
        raise ValueError
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("command", [["config", "set", "theme", "ansi-light"], ["jot", "Why?", "So."]])
def test_a_file_of_the_learner_survives_a_disk_that_fills(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    run("config", "set", "theme", "nord")
    run("jot", "What?", "That.")
    before = {path: path.read_bytes() for path in (home / "config.toml", home / "decks" / "inbox.yaml")}

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        assert run(*command).code == 1
    assert {path: path.read_bytes() for path in before} == before
    assert not [*home.rglob("*.part")]


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("before")
    path.chmod(0o640)
    with whole(path) as file:
        file.write(b"after")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("after", 0o640)


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full here")
@pytest.mark.parametrize("command", [["due"], ["browse", "--json"], ["history", "export"]])
def test_output_that_finds_no_room_is_told(home: Path, command: list[str]) -> None:
    del home
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "recall", *command], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    if command != ["history", "export"]:  # nothing to export is nothing to write
        assert done.returncode == 1
        assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["due"], ["due", "security"], ["review", "--plain"]])
@pytest.mark.parametrize("now", ["garbage", "2026-01-05", "2026-01-05T08:00:00"])
def test_a_clock_that_was_set_to_no_instant_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, now: str, command: list[str]
) -> None:
    monkeypatch.setenv("RECALL_NOW", now)
    ran = run(*command)
    assert ran.code == 2
    assert f"RECALL_NOW is '{now}'" in ran.err
    assert "unset RECALL_NOW" in ran.err


@pytest.mark.parametrize("command", [["review", "--plain"], ["due"], ["show"], ["browse"], ["warmup"], ["stats"]])
def test_a_name_that_is_no_text_is_told(run: Run, command: list[str]) -> None:
    ran = run(*command, "oauth\udcff")
    assert ran.code == 2
    assert "oauth\ufffd is no text in UTF-8" in ran.err
    assert "something went wrong" not in ran.err


def test_a_folder_given_from_here_is_the_same_from_everywhere(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECALL_HOME", os.path.relpath(home))
    assert find_home().data == home
    monkeypatch.delenv("RECALL_HOME")
    monkeypatch.setenv("HOME", "elsewhere")
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    folders = find_home()
    assert all(folder.is_relative_to(tmp_path) for folder in (folders.data, folders.config, folders.cache))


@pytest.mark.parametrize("now", ["1970-01-01T00:00:20+00:00", "0001-01-01T00:00:00+00:00"])
def test_a_clock_beyond_all_dates_is_no_traceback(home: Path, now: str) -> None:
    del home
    done = subprocess.run(
        [sys.executable, "-m", "recall", "due"],
        env={**os.environ, "RECALL_NOW": now},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["quiz", "kinds", "--plain"], ["warmup", "--plain"], ["debrief"]])
def test_a_closed_standard_input_is_told_in_words(home: Path, command: list[str]) -> None:
    del home
    done = subprocess.run(
        ["sh", "-c", '"$@" <&-', "sh", sys.executable, "-m", "recall", *command],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "something went wrong" not in done.stderr


def test_brackets_without_end_are_told_in_words(run: Run) -> None:
    refused = run("browse", "(" * 5000)
    assert refused.code == 2
    assert "something went wrong" not in refused.err
