"""The table of a run: rows, how they are shown, and whether they are worse than they should be."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.measure import Sample

RECORDED = Path(__file__).parent / "recorded.json"
ROOM = 1.25  # a ratio may be so much worse than its goal before anybody is stopped
HEAD = ("what", "anchor", "limit", "recall", "ratio", "goal", "held")


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `ratio` is recall over its anchor, None where the limit is absolute; `held` is None without a goal."""

    name: str
    what: str
    anchor: str
    limit: str
    recall: str
    ratio: float | None
    goal: float | None
    held: bool | None

    def cells(self) -> tuple[str, ...]:
        ratio = "-" if self.ratio is None else f"{self.ratio:.2f}"
        goal = "-" if self.goal is None else f"<= {self.goal:g}x"
        held = {None: "-", True: "yes", False: "NO"}[self.held]
        return self.what, self.anchor or "-", self.limit or "-", self.recall or "-", ratio, goal, held


def compared(name: str, what: str, anchor: str, base: Sample, ours: Sample, goal: float | None) -> Row:
    """A row by time net of waiting for a CPU, with CPU time beside it."""
    ratio = ours.net / base.net
    limit = "" if goal is None else _seconds(base.net * goal)
    held = None if goal is None else ratio <= goal
    return Row(name, what, f"{anchor} {_both(base)}", limit, _both(ours), round(ratio, 3), goal, held)


def sized(name: str, what: str, anchor: str, base: float, ours: float, unit: str, goal: float) -> Row:
    """A row of sizes."""
    ratio = ours / base
    texts = f"{anchor} {base:,.0f} {unit}", f"{base * goal:,.0f} {unit}", f"{ours:,.0f} {unit}"
    return Row(name, what, *texts, round(ratio, 3), goal, ratio <= goal)


def absolute(name: str, what: str, ours: Sample, limit: float) -> Row:
    """A row whose goal is a number of seconds."""
    return Row(name, what, "", _seconds(limit), _both(ours), None, None, ours.net <= limit)


def unmeasured(name: str, what: str, goal: float | None) -> Row:
    return Row(name, what, "not measured: no Anki", "", "", None, goal, None)


def worse(row: Row, recorded: dict[str, float]) -> str | None:
    """Why a row stops a change: it is worse by a quarter than its goal, or than what is recorded of a missed goal."""
    if row.ratio is None or row.goal is None:
        return None
    limit = max(row.goal, recorded.get(row.name, 0.0))
    if row.ratio <= limit * ROOM:
        return None
    return f"{row.what}: {row.ratio:.2f} is more than {ROOM} x {limit:g}"


def recorded() -> dict[str, float]:
    """The ratios of goals that are known to be missed, by name of the row."""
    return {name: float(ratio) for name, ratio in json.loads(RECORDED.read_text()).items()}


def show(rows: list[Row]) -> None:
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    for row in rows:
        print(f"| {' | '.join(row.cells())} |")
    print(f"\n{machine()}")


def write(rows: list[Row], path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"machine": machine(), "rows": [asdict(row) for row in rows]}, indent=1) + "\n")


def machine() -> str:
    """Where and with what it was measured, and how busy the machine was."""
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, Textual {version('textual')}"
    load = f"load {os.getloadavg()[1]:.1f}"
    return f"{os.cpu_count()} cores, {load}, {platform.system()}, {versions}, {datetime.now(UTC).date()}"


def _both(sample: Sample) -> str:
    return f"{_seconds(sample.net)} (CPU {_seconds(sample.cpu)})"


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.3g} ms"
