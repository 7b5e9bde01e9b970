"""Fault injection from outside: processes killed, disks full, files damaged, power cut. No promise may break.

The scripts stand beside a working copy (`../shared/harness`); without them, or without what a fault needs, a test says
so and is skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bench.durability import BUILD, SCRIPTS, prepared

BROKEN = (
    "lost", "lost_acked", "cuts_losing_acked", "missing_at_end", "duplicates", "failed_checks", "silent_or_crash",
    "stopped_without_telling", "bad_after", "cannot_open_or_bad", "check",
)  # fmt: skip

WITHOUT_SYNC = """
import sys
from recall.history import harness, journal
journal.sync = lambda descriptor: None
sys.exit(harness.main(sys.argv[1:]))
"""

needs_root = pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs root")
pytestmark = pytest.mark.skipif(not SCRIPTS.is_dir(), reason="the fault harness is not beside this working copy")


@pytest.fixture
def harness(tmp_path: Path) -> Path:
    """A copy of the scripts that may be written to, with an adapter for this interpreter."""
    folder = tmp_path / "harness"
    folder.mkdir()
    return prepared(folder)


def recorder(harness: Path) -> None:
    """Compiles what stands between the program and the disk."""
    if shutil.which("gcc") is None:
        pytest.skip("needs gcc")
    subprocess.run(BUILD, cwd=harness, check=True)


def run(harness: Path, script: str, *options: object) -> list[dict[str, Any]]:
    """What a script reported; fails where a promise broke."""
    command = [sys.executable, script, "--adapter", "adapter.json", *map(str, options)]
    done = subprocess.run(command, cwd=harness, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    reports = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert reports
    for report in reports:
        assert not {name: report[name] for name in BROKEN if report.get(name)}, report
    return reports


@pytest.mark.parametrize("seed", range(6))
def test_no_answer_is_lost_to_fifty_kills(harness: Path, seed: int) -> None:
    (report,) = run(harness, "kill9.py", "--runs", 50, "--seed", seed, "--check-every", 25, "--maxms", 60)
    assert report["acked"] > 50
    assert report["unacked_present"] <= 50


def test_writers_at_once_lose_nothing(harness: Path) -> None:
    (report,) = run(harness, "writers.py", "--writers", 8, "--each", 100)
    assert report["extra"] == 0
    refused = report["naks"]  # in words, where the others kept a writer waiting too long
    assert report["acked"] == 800 or refused


def test_writers_at_once_of_which_half_are_killed_lose_nothing(harness: Path) -> None:
    (report,) = run(harness, "writers.py", "--writers", 6, "--each", 60, "--kill", "--rounds", 8)
    assert report["extra"] <= 24


def test_no_damaged_file_loses_an_answer(harness: Path) -> None:
    reports = run(harness, "corrupt.py", "--rounds", 6, "--reviews", 120)
    assert {report["worst_missing"] for report in reports} == {0}
    assert len(reports) == 12


def test_no_power_cut_loses_an_answer(harness: Path) -> None:
    recorder(harness)
    reports = run(harness, "crashsim.py", "--points", 60, "--reviews", 60, "--models", "synced,subset,prefix")
    assert sum(report["cuts"] for report in reports) == 180


def test_a_build_that_does_not_sync_is_caught_by_the_same_power_cuts(harness: Path) -> None:
    """The control: a check that cannot go red proves nothing."""
    recorder(harness)
    adapter = json.loads((harness / "adapter.json").read_text())
    adapter["append"][1:3] = ["-c", WITHOUT_SYNC]
    (harness / "adapter.json").write_text(json.dumps(adapter))
    with pytest.raises(AssertionError, match="cuts_losing_acked"):
        run(harness, "crashsim.py", "--points", 8, "--reviews", 60, "--models", "synced")


@needs_root
def test_no_power_cut_below_the_file_system_loses_an_answer(harness: Path) -> None:
    pytest.importorskip("mfusepy", reason="needs mfusepy", exc_type=ImportError)
    if not Path("/dev/fuse").exists() or not Path("/dev/loop-control").exists():
        pytest.skip("needs FUSE and loop devices")
    reports = run(harness, "blockcut.py", "--points", 30, "--reviews", 60)
    assert sum(report["cuts"] for report in reports) == 60
    assert not any(report["fs_unmountable"] for report in reports)


@needs_root
def test_a_full_disk_or_one_failing_call_is_told_and_loses_nothing(harness: Path) -> None:
    recorder(harness)
    reports = run(harness, "nospace.py", "--cycles", 2, "--nth", 12)
    assert reports[0]["told"] == 2
    assert sum(report.get("runs", 0) for report in reports) >= 160, "a failure of each kind of call, early and late"


@needs_root
def test_where_nothing_can_be_written_every_answer_is_refused_in_words(harness: Path) -> None:
    reports = run(harness, "readonly.py")
    assert len(reports) == 6
    for report in reports:
        code, last, _ = report["append"]
        assert (code, last[:14], report["check_after"]) == (1, "NAK not saved:", 0), report


def test_no_clock_loses_an_answer(harness: Path) -> None:
    if shutil.which("faketime") is None:
        pytest.skip("needs faketime")
    reports = run(harness, "clocks.py")
    assert [(report["lost"], report["same_id_twice"]) for report in reports] == [(0, 0)] * 10
