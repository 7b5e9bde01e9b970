"""`python -m bench.stats --home HOME --anki PYTHON`: statistics beside Anki's graphs, in one interleaved run.

HOME comes from `bench/make_history.py --decks`; PYTHON has the `anki` package (a measuring tool, never shipped). The
same cards and reviews are put into a collection of Anki's, and both must agree on their totals before anything is
timed. All times are CPU seconds of one thread, so that other work on the machine counts little.

Prints `anchor | limit | recall | ratio | goal | held` and writes `bench/out/stats.json`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench import peer
from bench.browser import FIRST, KEY, PAGES, browsed
from bench.measure import call
from bench.peer import Anki

from recall.config import find_home
from recall.desk import Desk
from recall.desk.standing import standing
from recall.desk.standing import statistics as figures
from recall.history.statistics import Statistics
from recall.stats import charts, lines
from recall.stats.report import report
from recall.stats.tally import Kind

HERE = Path(__file__).parent
NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
RATIO = 0.35


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, in seconds of CPU; without a goal it is told for comparison only."""

    what: str
    anchor: float | None
    limit: float
    recall: float
    ratio: float | None
    goal: str
    held: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--anki", required=True, help="a Python that has the anki package")
    parser.add_argument("--collection", type=Path, help="keep Anki's side here, and use it if it is there")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    desk = Desk.open(find_home(options.home), now=lambda: (NOW, 0))
    with tempfile.TemporaryDirectory() as folder:
        collection = options.collection or Path(folder) / "bench.anki2"
        with peer.opened(options.anki, desk.home.database, collection, NOW) as anki:
            peer.agree(desk, anki.totals)
            rows = [
                graphs(desk, anki, 0, "all", options.runs),
                graphs(desk, anki, 365, "year", options.runs, goal=False),
            ]
    rows += own(desk, options.runs)
    rows += browsing(desk, options.runs)
    desk.close()
    show(rows)
    out = HERE / "out"
    out.mkdir(exist_ok=True)
    (out / "stats.json").write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")
    sys.exit(not all(row.held for row in rows))


def graphs(desk: Desk, anki: Anki, days: int, span: str, runs: int, *, goal: bool = True) -> Row:
    """Everything one screen shows, counted and drawn, against Anki's numbers for its graphs; CPU seconds."""

    def ours() -> float:
        return call(lambda: lines.statistics(figures(desk, span=span), width=80)).cpu  # type: ignore[arg-type]

    def theirs() -> float:
        return anki.time("graphs", days).cpu

    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(runs)]
    recall, anchor = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = recall / anchor
    said = f"<= {RATIO}x" if goal else "-"
    return Row(f"statistics of {span}", anchor, anchor * RATIO, recall, ratio, said, ratio <= RATIO or not goal)


def own(desk: Desk, runs: int) -> list[Row]:
    """What has an absolute goal."""
    found = figures(desk, span="year")

    def heatmap() -> object:
        days = {day.on: day.reviews for day in desk.history.totals(f"{NOW:%Y-%m-%d}", 371)}
        return charts.calendar(days, NOW.date(), width=80)

    def page() -> object:
        return report(figures(desk, span="all"), standing(desk))

    assert found.quality is not None and found.quality.seen.n == sum(
        sums.n
        for (kind, _), sums in Statistics(desk.history).sums(found.since.isoformat(), found.on.isoformat()).items()
        if kind == Kind.FORECAST
    )
    goals: tuple[tuple[str, Callable[[], object], float], ...] = (
        ("heatmap of a year from day totals", heatmap, 0.002),
        ("readiness of everything", lambda: standing(desk), 0.1),
        ("the page for a browser", page, 1.0),
    )
    rows = []
    for what, action, limit in goals:
        action()
        took = statistics.median(call(action).cpu for _ in range(runs))
        rows.append(Row(what, None, limit, took, None, f"<= {limit * 1000:g} ms", took <= limit))
    return rows


def browsing(desk: Desk, runs: int) -> list[Row]:
    """The card browser, whose goals are absolute."""
    visits = [asyncio.run(browsed(desk)) for _ in range(runs)]
    first, page, jump, sort, letter = (statistics.median(side) for side in zip(*visits, strict=True))
    goals = (
        ("first screen of the card browser", first, FIRST),
        (f"the slowest of {PAGES} pages down in it", page, KEY),
        ("to its end and back", jump, KEY),
        ("another order", sort, KEY),
    )
    rows = [Row(what, None, limit, took, None, f"<= {limit * 1000:g} ms", took <= limit) for what, took, limit in goals]
    return [*rows, Row("a letter of a search that finds every card", None, 0.0, letter, None, "-", True)]


def show(rows: list[Row]) -> None:
    """The table, in milliseconds."""
    print("what | anchor | limit | recall | ratio | goal | held")
    for row in rows:
        anchor = "-" if row.anchor is None else f"{row.anchor * 1000:.1f} ms"
        ratio = "-" if row.ratio is None else f"{row.ratio:.2f}"
        held = "-" if row.goal == "-" else "yes" if row.held else "NO"
        print(
            f"{row.what} | {anchor} | {row.limit * 1000:.1f} ms | {row.recall * 1000:.1f} ms | {ratio}"
            f" | {row.goal} | {held}"
        )


if __name__ == "__main__":
    main()
