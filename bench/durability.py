"""`python -m bench.durability [--full] [STEP ...]`: every fault of the harness against recall, in one table.

The scripts stand beside the working copy (`../shared/harness`) and are copied to where they may be written to. Without
root, FUSE, gcc or faketime a step says that it was skipped. The exit code is 1 where a promise broke.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from bench.sync import machine

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT.parent / "shared" / "harness"
BROKEN = (
    "lost", "lost_acked", "cuts_losing_acked", "missing_at_end", "duplicates", "failed_checks", "silent_or_crash",
    "stopped_without_telling", "bad_after", "cannot_open_or_bad", "fs_unmountable", "worst_missing",
)  # fmt: skip
BUILD = ("gcc", "-O2", "-shared", "-fPIC", "-o", "crashrec.so", "crashrec.c", "-ldl", "-lpthread")


class Step(NamedTuple):
    """A script with its options in CI and once in full, the field that counts its trials, and what it needs."""

    name: str
    script: str
    quick: str
    full: str
    counted: str
    needs: str = ""


STEPS = (
    Step("kill -9", "kill9.py", "--runs 300 --check-every 50", "--runs 5000 --check-every 250", "runs"),
    Step("writers at once", "writers.py", "--writers 8 --each 100", "--writers 8 --each 1500", "acked"),
    Step(
        "writers, half killed", "writers.py", "--writers 6 --each 60 --kill --rounds 8",
        "--writers 6 --each 60 --kill --rounds 100", "acked",
    ),
    Step(
        "power cut, files", "crashsim.py", "--points 60 --reviews 120 --models synced,subset,prefix",
        "--points 667 --reviews 400 --models synced,subset,prefix", "cuts", "gcc",
    ),
    Step("power cut, blocks", "blockcut.py", "--points 30 --reviews 120", "--points 300 --reviews 200", "cuts", "fuse"),
    Step("failing calls", "nospace.py", "--nth 11", "--nth 57", "runs", "gcc root"),
    Step("read-only", "readonly.py", "", "", "", "root"),
    Step("one file damaged", "corrupt.py", "--rounds 6 --reviews 200", "--rounds 50 --reviews 200", "rounds"),
    Step("clocks", "clocks.py", "", "", "", "faketime"),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.durability", description=__doc__)
    parser.add_argument("steps", nargs="*", help="words of the steps' names; all without one")
    parser.add_argument("--full", action="store_true", help="the sizes of a release instead of those of CI")
    options = parser.parse_args()
    if not SCRIPTS.is_dir():
        sys.exit(f"the harness is not beside this working copy: {SCRIPTS}")
    broken = False
    print("| fault | trials | broken promises | seconds |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="recall-harness-") as name:
        folder = prepared(Path(name))
        for step in STEPS:
            if options.steps and not any(word in step.name for word in options.steps):
                continue
            if missing := lacking(step.needs, folder):
                print(f"| {step.name} | skipped: needs {missing} | | |", flush=True)
                continue
            begun = time.monotonic()
            reports = run(folder, step, full=options.full)
            wrong = [f"{key} {report[key]}" for report in reports for key in BROKEN if report.get(key)]
            broken |= bool(wrong)
            trials = sum(report.get(step.counted, 1) for report in reports)
            said = "; ".join(wrong) or "none"
            print(f"| {step.name} | {trials:,} | {said} | {time.monotonic() - begun:.0f} |", flush=True)
    print(f"\n{machine()}")
    sys.exit(broken)


def prepared(folder: Path) -> Path:
    """A copy of the scripts with an adapter for this interpreter."""
    for script in SCRIPTS.iterdir():
        (folder / script.name).write_bytes(script.read_bytes())
    adapter = json.loads((ROOT / "tests" / "harness_adapter.json").read_text())
    for command in ("append", "ids", "check"):
        adapter[command][0] = sys.executable
    (folder / "adapter.json").write_text(json.dumps(adapter))
    give_each_cut_an_image(folder / "blockcut.py")
    return folder


def give_each_cut_an_image(script: Path) -> None:
    """Names each image apart, where the script writes all of them over one file.

    While anybody holds a loop device open it outlives its unmounting; the next mount of the same file takes it over,
    with what the device remembers of the image before. On a busy machine that shows one cut's disk for another's.
    """
    text = script.read_text()
    named = text.replace('cut = base + "/cut.img"', 'cut = f"{base}/cut-{model}-{n}.img"')
    named = named.replace('sh("umount", m2, ok=False)', 'sh("umount", m2, ok=False); os.unlink(cut)')
    if named.count("os.unlink(cut)") != 1 or named.count("cut-{model}") != 1:
        raise SystemExit(f"{script} has changed: its images can no longer be told apart")
    script.write_text(named)


def lacking(needs: str, folder: Path) -> str:
    """What of the needs cannot be had here; builds what stands between program and disk."""
    missing: Iterable[str] = [need for need in needs.split() if not HAS[need]()]
    if "gcc" in needs and not missing and not (folder / "crashrec.so").exists():
        subprocess.run(BUILD, cwd=folder, check=True)
    return ", ".join(missing)


HAS = {
    "gcc": lambda: shutil.which("gcc") is not None,
    "root": lambda: os.geteuid() == 0,
    "faketime": lambda: shutil.which("faketime") is not None,
    "fuse": lambda: os.geteuid() == 0 and Path("/dev/fuse").exists() and Path("/dev/loop-control").exists(),
}


def run(folder: Path, step: Step, *, full: bool) -> list[dict[str, Any]]:
    """What a script reported. Raises SystemExit where it could not even run."""
    options = (step.full if full else step.quick).split()
    command = [sys.executable, step.script, "--adapter", "adapter.json", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    reports = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not reports:
        sys.exit(f"{step.script} failed: {done.stderr[-1500:]}")
    return reports


if __name__ == "__main__":
    main()
