"""`python -m bench [--quick]`: measures recall beside its anchors in one interleaved run and prints one table.

Ratios are what counts; both sides of a row take turns in the same minutes on the same machine. Writes
`bench/out/table.json`.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import PYTHON, Sample, interleaved, process, screen, timed

HERE = Path(__file__).parent
NOW = "2026-01-05T20:00:00+00:00"
MINIMAL_APP = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("READY-TO-READ")
Minimal().run()
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `ratio` is recall over its anchor; where there is none, `limit` is absolute."""

    what: str
    anchor: str
    recall: str
    ratio: float | None
    goal: str
    held: bool


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 cards instead of 100,000, medians of five")
    parser.add_argument("--home", type=Path, help="a history made before by bench/make_history.py --decks")
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compile_everything()
    runs = 5 if options.quick else 9
    with made_home(options.home, 10_000 if options.quick else 100_000) as home:
        os.environ.update({"RECALL_HOME": str(home), "RECALL_NOW": NOW})
        rows = [*processes(home, runs), *inside(home, runs)]
    show(rows)
    out = HERE / "out"
    out.mkdir(exist_ok=True)
    table = {"machine": machine(), "rows": [asdict(row) for row in rows]}
    (out / "table.json").write_text(json.dumps(table, indent=1) + "\n")
    sys.exit(not all(row.held for row in rows))


def compile_everything() -> None:
    """Byte code for recall and for all that it imports: start-up is timed as a learner meets it the second time."""
    import recall

    for folder in (Path(recall.__file__).parent, *map(Path, sys.path)):
        if folder.name in ("recall", "site-packages"):
            compileall.compile_dir(folder, quiet=2, workers=2)


@contextmanager
def made_home(given: Path | None, cards: int) -> Iterator[Path]:
    """A copy of a seeded history with its decks, thrown away at the end."""
    with tempfile.TemporaryDirectory(prefix="recall-bench-") as folder:
        home = Path(folder) / "home"
        if given is None:
            print(f"making a history of {cards:,} cards with ten reviews each ...", file=sys.stderr)
            command = [PYTHON, str(HERE / "make_history.py"), "--cards", str(cards), "--home", str(home), "--decks"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        else:
            shutil.copytree(given, home)
        environment = {**os.environ, "RECALL_HOME": str(home), "RECALL_NOW": NOW}
        recall = [PYTHON, "-m", "recall"]
        subprocess.run([*recall, "due"], env=environment, check=True, stdout=subprocess.DEVNULL)
        yield home


def processes(home: Path, runs: int) -> Iterator[Row]:
    """Whole processes: the prompt line and the first card on a terminal."""
    recall = [PYTHON, "-m", "recall"]
    due = interleaved(
        {"bare": lambda: process([PYTHON, "-c", "pass"]), "recall": lambda: process([*recall, "due"])}, runs
    )
    yield compared("`recall due`, index current", "python -c pass", due["bare"], due["recall"], 4.0)
    first = interleaved(
        {
            "bare": lambda: screen([PYTHON, "-c", MINIMAL_APP], b"READY-TO-READ"),
            "recall": lambda: screen([*recall, "review"], b"stands at place"),
        },
        runs,
    )
    yield compared("`recall review` to the first card", "minimal Textual app", first["bare"], first["recall"], 1.35)
    peak = max(first["recall"].peak, peak_of_a_review(recall))
    yield Row("peak memory of a review", "", f"{peak:.0f} MiB", None, "<= 150 MB", peak * 1.048576 <= 150)


def peak_of_a_review(recall: list[str]) -> float:
    """Peak resident memory, in MiB, of a sitting by lines with thirty answers."""
    keys = "\n\n" * 30 + "q\n"
    with subprocess.Popen(
        [*recall, "review", "--plain"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as child:
        assert child.stdin is not None
        child.stdin.write(keys)
        child.stdin.close()
        _, _, usage = os.wait4(child.pid, 0)
        child.returncode = 0
    return usage.ru_maxrss / 1024


def inside(home: Path, runs: int) -> Iterator[Row]:
    """What is called in a running program."""
    from recall.config import find_home
    from recall.desk import Desk

    desk = Desk.open(find_home(home))
    yield queue_row(desk, runs)
    yield from answer_rows(desk, home)
    desk.close()
    yield flip_row(runs)
    yield reading_row(home, runs)


def queue_row(desk: object, runs: int) -> Row:
    from recall.desk.desk import Desk

    assert isinstance(desk, Desk)
    found = timed(desk.start, runs * 3)
    waiting = desk.overview()
    what = f"today's queue ({waiting.due:,} due, {waiting.learning:,} learning)"
    return absolute(what, found.wall * 1000, "ms", 5.0)


def answer_rows(desk: object, home: Path) -> Iterator[Row]:
    """One durable answer beside the same row inserted into a plain SQLite file that syncs at each commit."""
    from recall.desk.desk import Desk
    from recall.schedule.values import Rating

    assert isinstance(desk, Desk)
    raw = RawRows(home)
    ours, theirs = [], []
    sitting = desk.start()
    for _ in range(600):
        if sitting.current is None:
            break
        begun = time.perf_counter()
        sitting = desk.grade(sitting, Rating.GOOD)
        ours.append(time.perf_counter() - begun)
        theirs.append(raw.insert())
    ours, theirs = sorted(ours[20:]), sorted(theirs[20:])
    mine, base = statistics.median(ours), statistics.median(theirs)
    p99 = ours[int(len(ours) * 0.99)]
    ratio = mine / base
    yield Row(
        f"one durable answer, p50 of {len(ours)}",
        f"raw durable row {base * 1000:.2f} ms",
        f"{mine * 1000:.2f} ms",
        round(ratio, 2),
        "<= 2.0",
        ratio <= 2.0,
    )
    yield absolute("one durable answer, p99", p99 * 1000, "ms", 25.0)


class RawRows:
    """The row of a review in a copy of recall's own table, inserted with WAL and a sync at each commit."""

    def __init__(self, home: Path) -> None:
        source = sqlite3.connect(home / "recall.db")
        self.row = source.execute("SELECT * FROM reviews ORDER BY id DESC LIMIT 1").fetchone()
        (create,) = source.execute("SELECT sql FROM sqlite_master WHERE name = 'reviews'").fetchone()
        names = [row[1] for row in source.execute("PRAGMA table_info(reviews)")]
        self.id = names.index("id")
        source.close()
        self.database = sqlite3.connect(home / "raw.db", isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = FULL")
        self.database.execute(create)
        self.sql = f"INSERT INTO reviews VALUES ({', '.join('?' * len(names))})"

    def insert(self) -> float:
        """Seconds one insert takes, from BEGIN to the end of COMMIT."""
        values = list(self.row)
        values[self.id] = os.urandom(16)
        begun = time.perf_counter()
        self.database.execute("BEGIN IMMEDIATE")
        self.database.execute(self.sql, values)
        self.database.execute("COMMIT")
        return time.perf_counter() - begun


def flip_row(runs: int) -> Row:
    """CPU from the key to the answer on the screen, in the real application at 80x24."""
    import asyncio

    from bench.flip import flips

    found = asyncio.run(flips(runs))
    return absolute("flip to the answer, CPU", statistics.median(found) * 1000, "ms", 20.0)


def reading_row(home: Path, runs: int) -> Row:
    """Reading and checking 10,000 mixed cards, one of each kind in turn."""
    from bench.decks import mixed_decks

    from recall.deck.compile import read_deck
    from recall.deck.reader import collector_off

    decks = mixed_decks(10_000)

    def read() -> None:
        for name, data in decks:
            found = read_deck(data, name, "bench", strict=True)
            assert found.deck is not None
            assert not found.problems

    with collector_off():
        found = timed(read, 3)
    return absolute("reading and checking 10,000 cards, CPU", found.cpu, "s", 0.4)


def compared(what: str, anchor: str, base: Sample, ours: Sample, goal: float) -> Row:
    """A row by wall time, with CPU beside it."""
    ratio = ours.wall / base.wall
    return Row(
        what,
        f"{anchor} {base.wall * 1000:.0f} ms (CPU {base.cpu * 1000:.0f})",
        f"{ours.wall * 1000:.0f} ms (CPU {ours.cpu * 1000:.0f})",
        round(ratio, 2),
        f"<= {goal}",
        ratio <= goal,
    )


def absolute(what: str, value: float, unit: str, limit: float) -> Row:
    return Row(what, "", f"{value:.2f} {unit}", None, f"<= {limit:g} {unit}", value <= limit)


def machine() -> str:
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{os.cpu_count()} cores, {platform.system()}, {versions}, {datetime.now(UTC).date()}"


def show(rows: list[Row]) -> None:
    print("| what | anchor | recall | ratio | goal | held |\n|---|---|---|---|---|---|")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        print(f"| {row.what} | {row.anchor} | {row.recall} | {ratio} | {row.goal} | {'yes' if row.held else 'NO'} |")
    print(f"\n{machine()}")


if __name__ == "__main__":
    main()
