"""`python -m bench [--quick] [--home DIR] [--anki PYTHON]`: recall beside its anchors, in turn, as one table.

Both sides of a row take turns on the same machine in the same minutes, and have computed the same before anything is
timed. Writes `bench/out/table.json`.
"""

from __future__ import annotations

import argparse
import asyncio
import compileall
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from bench import cold, peer, running, whole
from bench.histories import NOW, History, made
from bench.measure import Sample, call, interleaved
from bench.table import Row, absolute, compared, recorded, show, unmeasured, worse, write

HERE = Path(__file__).parent
SIZES = (1_000, 10_000, 100_000)
QUICK_SIZES = (1_000, 10_000)
CHECKED_SIZE = 5_000
TRIES = 3
READ = 2_000
WITHOUT_ANKI = (
    ("due", "`recall due`, a cold process", 0.20),
    ("first", "first card, line mode", 0.25),
    ("first-memory", "memory at the first card, line mode", 0.20),
    ("paint", "first card on a screen", 0.9),
    ("tree", "due tree", 0.25),
    ("queue", "queue", 0.25),
    ("answer", "answer + next card, median", 0.85),
    ("answer-p99", "answer + next card, p99", 1.0),
    ("undo", "undo", 1.1),
    ("statistics", "the statistics screen", 0.35),
    ("find", "searches", 0.4),
    ("states", "all memory states anew", 1.0),
    ("year", "a year simulated", 0.3),
    ("fit", "parameters fitted", 2.0),
    ("import", "imports", 0.7),
    ("bytes", "bytes a card", 1.0),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 cards instead of 100,000, medians of five")
    parser.add_argument("--home", type=Path, help="where the histories are kept; made there if they are not")
    parser.add_argument("--anki", metavar="PYTHON", help="a Python that has the `anki` package")
    parser.add_argument("--check", action="store_true", help="only ratios to bare anchors; fails where one got worse")
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compile_everything()
    python = options.anki if peer.is_there(options.anki) and not options.check else None
    runs = 5 if options.quick or options.check else 7
    with tempfile.TemporaryDirectory(prefix="recall-bench-") as folder:
        scratch = Path(folder)
        kept: Path = options.home or scratch / "kept"
        sizes = (CHECKED_SIZE,) if options.check else QUICK_SIZES if options.quick else SIZES
        histories = [made(cards, kept, scratch, python) for cards in sizes]
        if options.check:
            sys.exit(check(histories[-1], runs))
        rows = []
        for row in measured(histories, python, scratch, runs):
            print(" | ".join(row.cells()), file=sys.stderr, flush=True)  # a whole run takes minutes
            rows.append(row)
    show(rows)
    write(rows, HERE / "out" / "table.json")
    sys.exit(not all(row.held is not False for row in rows))


def compile_everything() -> None:
    """Byte code for recall and for all that it imports: start-up is timed as a learner meets it the second time."""
    import recall

    for folder in (Path(recall.__file__).parent, *map(Path, sys.path)):
        if folder.name in ("recall", "site-packages"):
            compileall.compile_dir(folder, quiet=2, workers=2)


def measured(histories: list[History], python: str | None, scratch: Path, runs: int) -> Iterator[Row]:
    """Every row, the histories from small to large; the last one is what most rows are measured on."""
    largest = histories[-1]
    if python is None:
        print("no Anki: name a Python that has it with --anki (bench/README.md says how to make one)", file=sys.stderr)
        yield from (unmeasured(*row) for row in WITHOUT_ANKI)
    else:
        yield from beside_anki(largest, python, scratch, runs)
    for row in BARE:
        if python is None or row is not bare_answer:
            yield row(largest, runs)
    yield absolute("flip", "flip to the answer", flip(runs), 0.020)
    yield from whole.growth_rows(*histories[-2:], runs)


def beside_anki(history: History, python: str, scratch: Path, runs: int) -> Iterator[Row]:
    """Everything that Anki does too, after a proof that both sides hold and compute the same."""
    yield whole.bytes_row(history)
    yield from cold.against_anki(history, python, runs)
    desk = history.desk()
    with peer.opened(python, history.home.database, history.collection, NOW) as anki:
        peer.agree(desk, anki.totals)
        peer.agree_today(desk, anki, running.WORD)
        yield from running.counts(desk, anki, runs)
        yield running.home_screen(desk, anki, runs)
        yield from running.searches(desk, anki, runs)
        yield running.statistics_row(desk, anki, runs)
        yield from running.answer_rows(running.answers(desk, anki, 300))
        yield from whole.schedule_rows(desk, anki, 3 if history.cards > QUICK_SIZES[-1] else runs)
    desk.close()
    yield from whole.import_rows(scratch, python, runs)


def bare_answer(history: History, runs: int) -> Row:
    """An answer beside a raw durable row."""
    desk = history.desk()
    row = running.bare_answer(desk, 8 * runs)
    desk.close()
    return row


def bare_reading(history: History, runs: int) -> Row:
    """Reading and checking mixed cards beside libyaml's own events over the same bytes."""
    from bench.decks import mixed_decks
    from yaml import StreamEndEvent
    from yaml.cyaml import CParser

    from recall.collector import collector_off
    from recall.deck.compile import read_deck

    decks = mixed_decks(READ)

    def events() -> None:
        for _, data in decks:
            parser = CParser(data)
            while not isinstance(parser.get_event(), StreamEndEvent):
                pass

    def read() -> None:
        for name, data in decks:
            found = read_deck(data, name, "bench", strict=True)
            assert found.deck is not None and not found.problems, found.problems

    with collector_off():
        found = interleaved((lambda: call(events), lambda: call(read)), runs)
    return compared("reading", f"reading and checking {READ:,} cards", "libyaml's events", *found, 1.6)


BARE: tuple[Callable[[History, int], Row], ...] = (
    cold.bare_due,
    cold.bare_first,
    cold.bare_paint,
    bare_answer,
    bare_reading,
)


def flip(runs: int) -> Sample:
    """CPU from the key to the answer on the screen, in the real application at 80x24."""
    from bench.flip import flips

    cpu = median(asyncio.run(flips(runs)))
    return Sample(cpu, cpu)


def check(history: History, runs: int) -> int:
    """1 where a ratio is worse by a quarter than its goal, or than what is recorded of a missed one, three times."""
    known = recorded()
    rows, bad = [], []
    for measure in BARE:
        for _ in range(TRIES):
            row = measure(history, runs)
            complaint = worse(row, known)
            if complaint is None:
                break
            print(f"again: {complaint}", file=sys.stderr)
        else:
            bad.append(complaint)
        rows.append(row)
    show(rows)
    for name, ratio in known.items():
        print(f"{name} misses its goal as recorded: it is compared with {ratio:g}")
    for complaint in bad:
        print(f"worse {TRIES} times: {complaint}", file=sys.stderr)
    return bool(bad)


if __name__ == "__main__":
    main()
