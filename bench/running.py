"""What a running program is asked: the day's counts and queue, answers, undo, searches, statistics."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from bench.content import word
from bench.measure import Sample, call, interleaved, median
from bench.peer import QUERIES, Anki, theirs_of
from bench.table import Row, absolute, compared

from recall.deck.search import parse_query
from recall.desk import Desk
from recall.desk.options import Options
from recall.desk.standing import statistics as figures
from recall.schedule.values import Rating
from recall.stats import lines

WORD = word(7)
SEARCHES = ((WORD, 0.10), (QUERIES[0], 0.20), (QUERIES[1], 0.40))
WARMING = 5
ALL_DAY = Options(minutes=1440, order="due")  # so that no limit ends the sitting


def counts(desk: Desk, anki: Anki, runs: int) -> Iterator[Row]:
    """The due tree and the queue of a day with thousands of cards."""
    on = desk.moment.on.isoformat()
    tree = interleaved((lambda: anki.time("tree"), lambda: call(lambda: desk.history.deck_counts(on))), runs * 3)
    yield compared("tree", "due tree", "Anki", *tree, 0.25)
    queue = interleaved((lambda: anki.time("queue"), lambda: call(desk.start)), runs * 3)
    due = sum(row.due for row in desk.history.deck_counts(on))
    yield compared("queue", f"queue, {due:,} due", "Anki", *queue, 0.25)
    yield absolute("queue-limit", f"queue, {due:,} due", queue[1], 0.005)


def home_screen(desk: Desk, anki: Anki, runs: int) -> Row:
    """Everything the home screen counts, beside the tree alone."""
    sides = (lambda: anki.time("tree"), lambda: call(desk.overview))
    return compared("home", "all figures of the home screen", "Anki's due tree", *interleaved(sides, runs), None)


class Answered(NamedTuple):
    """Each answer's times on every side that took part, in the same order."""

    recall: list[Sample]
    undone: list[Sample]
    anki: list[Sample]
    anki_undone: list[Sample]
    raw: list[Sample]


def answers(desk: Desk, anki: Anki | None, many: int) -> Answered:
    """So many answers with the next card, taken in turn by recall, Anki and a raw row; every tenth is taken back."""
    raw = RawRows(desk)
    found = Answered([], [], [], [], [])
    sitting = desk.start((), ALL_DAY)
    if (thread := desk.expected.prepare(desk.settings.parameters)) is not None:
        thread.join()  # it learns while the first card is read; here nobody reads
    for number in range(many + WARMING):
        if sitting.current is None:
            break

        def answer() -> None:
            nonlocal sitting
            sitting = desk.grade(desk.reveal(sitting), Rating.GOOD)
            desk.card(sitting)

        def undo() -> None:
            nonlocal sitting
            sitting = desk.undo(sitting)

        found.recall.append(call(answer))
        desk.make_ready(sitting)  # as the screens do once the card is painted
        found.raw.append(raw.insert())
        if anki is not None:
            found.anki.append(anki.time("answer"))
        if number % 10 == 0:
            found.undone.append(call(undo))
            if anki is not None:
                found.anki_undone.append(anki.time("undo"))
    raw.close()
    return Answered(*(side[WARMING:] if len(side) > len(found.undone) else side[1:] for side in found))


def bare_answer(desk: Desk, many: int) -> Row:
    """An answer with the next card beside a raw durable row."""
    return raw_row(answers(desk, None, many))


def raw_row(found: Answered) -> Row:
    base, ours = median(found.raw), median(found.recall)
    return compared(
        "answer-raw", f"answer + next card, median of {len(found.raw)}", "raw durable row", base, ours, 1.75
    )


def answer_rows(found: Answered) -> Iterator[Row]:
    """Answers and undo beside Anki's."""
    anki, ours = median(found.anki), median(found.recall)
    yield compared("answer", "answer + next card, median", "Anki", anki, ours, 0.85)
    yield compared("answer-p99", "answer + next card, p99", "Anki", _p99(found.anki), _p99(found.recall), 1.0)
    yield raw_row(found)
    yield compared("undo", "undo", "Anki", median(found.anki_undone), median(found.undone), 1.1)


def _p99(samples: list[Sample]) -> Sample:
    return sorted(samples, key=lambda sample: sample.net)[int(len(samples) * 0.99)]


class RawRows:
    """The row of a review in a copy of recall's own table, inserted with WAL and a sync at each commit."""

    def __init__(self, desk: Desk) -> None:
        source = desk.history.connection
        self.row = source.execute("SELECT * FROM reviews ORDER BY id DESC LIMIT 1").fetchone()
        (create,) = source.execute("SELECT sql FROM sqlite_master WHERE name = 'reviews'").fetchone()
        names = [row[1] for row in source.execute("PRAGMA table_info(reviews)")]
        self.id = names.index("id")
        self.path = desk.home.data / "raw.db"
        self.database = sqlite3.connect(self.path, isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = FULL")
        self.database.execute(create)
        self.sql = f"INSERT INTO reviews VALUES ({', '.join('?' * len(names))})"

    def insert(self) -> Sample:
        """One insert, from BEGIN to the end of COMMIT."""
        values = list(self.row)
        values[self.id] = os.urandom(16)

        def insert() -> None:
            self.database.execute("BEGIN IMMEDIATE")
            self.database.execute(self.sql, values)
            self.database.execute("COMMIT")

        return call(insert)

    def close(self) -> None:
        self.database.close()
        for path in self.path.parent.glob("raw.db*"):
            path.unlink()


def searches(desk: Desk, anki: Anki, runs: int) -> Iterator[Row]:
    """The keys of all cards that fit, beside Anki's ids."""
    for query, goal in SEARCHES:
        parsed, theirs = parse_query([query]), theirs_of(query)

        def ask(parsed: object = parsed) -> Sample:
            return call(lambda: desk.find_keys(parsed))  # type: ignore[arg-type]

        def ask_anki(theirs: str = theirs) -> Sample:
            return anki.time("find", theirs)

        name = "a word" if query == WORD else f"`{query}`"
        yield compared(f"find {name}", f"search: {name}", "Anki", *interleaved((ask_anki, ask), runs), goal)


def statistics_row(desk: Desk, anki: Anki, runs: int) -> Row:
    """One whole screen of statistics, counted and drawn, beside the numbers of Anki's graphs."""

    def draw() -> None:
        lines.statistics(figures(desk, span="all"), width=80)

    sides = (lambda: anki.time("graphs", 0), lambda: call(draw))
    return compared("statistics", "the statistics screen", "Anki's graphs", *interleaved(sides, runs), 0.35)
