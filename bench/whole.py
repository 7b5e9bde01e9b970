"""What goes through everything: memory states anew, a year played, a fit, imports, bytes, growth."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from uuid import uuid4

from bench import interop
from bench.decks import mixed_decks
from bench.histories import NOW, History
from bench.measure import PYTHON, Sample, call, interleaved, process
from bench.measure import median as middle
from bench.peer import QUERIES, Anki
from bench.running import WORD, answers
from bench.table import Row, compared, sized

from recall.deck.search import parse_query
from recall.desk import Desk
from recall.desk.fitting import fit
from recall.desk.standing import statistics as figures
from recall.events import Event
from recall.history import derive
from recall.history.identity import to_ms
from recall.history.store import Scope
from recall.schedule.project import Way, play
from recall.schedule.step import step_of
from recall.schedule.values import DEFAULT_PARAMETERS, Parameters

NOTES = 10_000
NEW = 8  # cards a day in the year that is played


def schedule_rows(desk: Desk, anki: Anki, runs: int) -> Iterator[Row]:
    """All memory states, a year, a fit."""
    connection = desk.history.connection
    nudged = [value + 0.0001 * (place == 0) for place, value in enumerate(DEFAULT_PARAMETERS)]

    def states() -> None:
        """Other parameters by a hair for every review, as over there; taken back, so that each run does the same."""
        body = {"params": Parameters().id, "values": nudged}
        event = Event(str(uuid4()), "bench", 1, (to_ms(NOW), 0), NOW, 0, NOW.date().isoformat(), "params", body)
        connection.execute("BEGIN IMMEDIATE")
        try:
            recording = derive.Recording(connection)
            recording.add([event])
            recording.finish()
        finally:
            connection.execute("ROLLBACK")

    sides: tuple[Callable[[], Sample], ...] = (lambda: anki.time("recompute"), lambda: call(states))
    yield compared("states", "all memory states anew", "Anki", *interleaved(sides, runs), 1.0)
    step = step_of(desk.settings.parameters.values)

    def year() -> None:
        play(desk.plans.years(Scope(), 1, NEW), Way(0.9), step, 1)

    sides = (lambda: anki.time("simulate", NEW), lambda: call(year))
    yield compared("year", "a year simulated, every card", "Anki", *interleaved(sides, runs), 0.3)
    sides = (lambda: anki.time("fit"), lambda: call(lambda: fit(desk.home, desk.settings.parameters)))
    yield compared("fit", "parameters fitted", "Anki", *interleaved(sides, runs), 2.0)


def import_rows(scratch: Path, python: str, runs: int) -> Iterator[Row]:
    """Notes from CSV, cards from YAML, and the same decks once more, beside Anki's import of CSV."""
    table = scratch / "rows.csv"
    table.write_text("".join(f"question number {n} about it,answer number {n}\n" for n in range(NOTES)), "utf-8")
    decks = mixed_decks(NOTES)
    yaml, again = [], []

    def theirs() -> Sample:
        return interop.theirs(scratch, python, interop.ANKI_CSV, table)

    anki, csv = interleaved((theirs, lambda: interop.ours(scratch, table)), runs)
    yield compared("import-csv", f"{NOTES:,} notes from CSV", "Anki", anki, csv, 0.7)

    def from_yaml() -> Sample:
        """The command beyond what it costs without these decks; `again` is the next one, with nothing changed."""
        with tempfile.TemporaryDirectory(dir=scratch) as home:
            env = {"RECALL_HOME": home}
            due = [PYTHON, "-c", interop.OURS, "due", "--json"]
            process(due, env)
            empty = process(due, env)
            folder = Path(home) / "decks"
            folder.mkdir(exist_ok=True)
            for name, data in decks:
                (folder / name).write_bytes(data)
            yaml.append(_beyond(process(due, env), empty))
            again.append(_beyond(process(due, env), empty))
        return yaml[-1]

    anki, decks_read = interleaved((theirs, from_yaml), min(runs, 3))  # seconds each
    yield compared("import-yaml", f"{NOTES:,} cards from YAML", "Anki, CSV", anki, decks_read, 1.6)
    unchanged = Sample(median(each.wall for each in again), median(each.cpu for each in again))
    yield compared("import-again", "the same decks unchanged", "Anki, CSV", anki, unchanged, 0.05)


def _beyond(full: Sample, empty: Sample) -> Sample:
    return Sample(max(0.0, full.net - empty.net), max(0.0, full.cpu - empty.cpu), 0.0, full.peak)


def bytes_row(history: History) -> Row:
    """Bytes a card with its reviews takes; the journal, which says the same once more, beside it."""
    journal = sum(path.stat().st_size for path in history.home.journal.iterdir()) / history.cards
    ours = history.home.database.stat().st_size / history.cards
    theirs = history.collection.stat().st_size / history.cards
    what = f"bytes a card with ten reviews (journal {journal:,.0f} B besides)"
    return sized("bytes", what, "Anki's collection", theirs, ours, "B", 1.0)


def growth_rows(smaller: History, larger: History, runs: int) -> Iterator[Row]:
    """What a history ten times as long costs: nothing for an answer, tenfold at most for anything."""
    few, many = smaller.desk(), larger.desk()
    sizes = f"{smaller.cards:,}", f"{larger.cards:,}"
    base, ours = (middle(answers(desk, None, 100).recall) for desk in (few, many))
    yield compared("growth-answer", f"answer + next card, {sizes[1]} cards", f"{sizes[0]} cards", base, ours, 1.25)
    worst: Row | None = None
    for name, ask in _ASKED.items():
        sides = tuple((lambda desk=desk, ask=ask: call(lambda: ask(desk))) for desk in (few, many))
        found = interleaved(sides, runs)
        row = compared("growth", f"worst of {len(_ASKED)} others: {name}, {sizes[1]} cards", sizes[0], *found, 10.0)
        if worst is None or (row.ratio or 0) > (worst.ratio or 0):
            worst = row
    assert worst is not None
    yield worst
    few.close()
    many.close()


_ASKED: dict[str, Callable[[Desk], object]] = {
    "home screen": lambda desk: desk.overview(),
    "queue": lambda desk: desk.start(),
    "statistics": lambda desk: figures(desk, span="all"),
    **{
        f"search {query}": lambda desk, query=query: desk.find_keys(parse_query([query]))  # type: ignore[misc]
        for query in (WORD, *QUERIES)
    },
}
