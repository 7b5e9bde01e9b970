"""Anki's own engine as the other side: the memory that it computes from a review log is the memory after an import.

The package `anki` is no dependency of recall; without it these tests are skipped.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from recall.interop import formats
from recall.interop.notes import Notes, Source
from recall.interop.past import events
from recall.interop.plan import Shelf, made
from recall.schedule import memory
from recall.schedule.values import CardState, Parameters

collection = pytest.importorskip("anki.collection")

NOW = 1_780_000_000
DAY = 86_400
LEARNING, REVIEW, RELEARNING, FILTERED, MANUAL = range(5)


class Log:
    """Rows of Anki's review log for one card, with instants that nobody else has."""

    def __init__(self, card: int, chance: random.Random, used: set[int]) -> None:
        self.rows: list[tuple[int, ...]] = []
        self.card, self.chance, self.used = card, chance, used

    def add(self, rating: int, interval: int, kind: int, at: int, factor: int = 2500) -> None:
        ms = at * 1000 + self.chance.randrange(1000)
        while ms in self.used:
            ms += 1
        self.used.add(ms)
        self.rows.append((ms, self.card, -1, rating, interval, 1, factor, 5000, kind))


def a_life(number: int, log: Log) -> None:
    """Learning, reviews on odd days and hours, lapses; every so often a reset, a cram, a date set by hand."""
    chance = log.chance
    at = NOW - DAY * chance.randint(200, 300) + chance.randrange(DAY)
    if number % 10 == 9:
        log.add(3, -600, LEARNING, at)
        log.add(3, 1, LEARNING, at + 700)
        log.add(0, 0, MANUAL, at + 90_000, 0)
        at += 5 * DAY
    log.add(chance.choice([1, 2, 3]), -600, LEARNING, at)
    interval = chance.randint(1, 3)
    log.add(chance.choice([3, 4]), interval, LEARNING, at + 700)
    at += 700
    for turn in range(chance.randint(1, 8)):
        at += max(1, int(interval * chance.uniform(0.5, 1.6))) * DAY + chance.randint(-30_000, 30_000)
        if at > NOW - 3600:
            return
        rating = chance.choice([1, 2, 3, 3, 3, 4])
        if number % 7 == 3 and turn == 1:
            log.add(rating, interval, FILTERED, at, 0)
        elif number % 7 == 5 and turn == 1:
            log.add(0, interval + 3, MANUAL, at)
        elif rating == 1:
            log.add(1, -600, REVIEW, at)
            interval, at = max(1, interval // 2), at + 650
            log.add(3, interval, RELEARNING, at)
        else:
            interval = int(interval * chance.uniform(1.2, 2.5)) + 1
            log.add(rating, interval, chance.choice([REVIEW, REVIEW, FILTERED]), at)


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, tuple[float, float]], dict[bool, Path]]:
    """By guid what Anki's engine makes of each card, and the collection as an old and as a new package."""
    folder = tmp_path_factory.mktemp("anki")
    anki = collection.Collection(str(folder / "collection.anki2"))
    anki.set_config("fsrs", True)
    deck = anki.decks.id("Test::Below")
    for number in range(60):
        note = anki.new_note(anki.models.by_name("Basic"))
        note["Front"], note["Back"] = f"question {number}", f"answer {number}"
        anki.add_note(note, deck)
    chance, used = random.Random(4), set[int]()
    for number, card in enumerate(anki.find_cards("")):
        log = Log(card, chance, used)
        a_life(number, log)
        anki.db.executemany("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", log.rows)
        anki.db.execute("UPDATE cards SET type = 2, queue = 2, ivl = 5, due = 9, reps = 5 WHERE id = ?", card)
    states: dict[str, tuple[float, float]] = {}
    for card in anki.find_cards(""):
        state = anki._backend.compute_memory_state(card).state
        states[anki.get_card(card).note().guid] = (state.stability, state.difficulty)
    packages = {}
    for legacy in (True, False):
        options = collection.ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, legacy=legacy)
        packages[legacy] = folder / f"{legacy}.apkg"
        anki.export_anki_package(out_path=str(packages[legacy]), options=options, limit=None)
    anki.close()
    return states, packages


def read(path: Path) -> Notes:
    return formats.read(Source(path.name, path.read_bytes()))


@pytest.mark.parametrize("legacy", [True, False])
def test_memory_after_an_import_is_what_ankis_engine_computes(lives: Any, legacy: bool) -> None:
    states, packages = lives
    plan = made(read(packages[legacy]), Shelf(), "anki")
    found: dict[str, CardState] = {}
    for event in sorted(events(plan.placed, "c", 0, Parameters()), key=lambda event: event.at):
        key = event.body["card"]
        found[key] = memory.replay(found.get(key, CardState(key)), event, Parameters())
    assert len(plan.placed) == len(states) == 60
    for placed in plan.placed:
        held = found[f"c:{placed.id}"].memory
        assert held is not None
        assert (held.stability, held.difficulty) == pytest.approx(states[placed.key.removeprefix("anki:")], rel=1e-4)


def test_both_packages_say_the_same(lives: Any) -> None:
    _, packages = lives
    old, new = (read(packages[legacy]) for legacy in (True, False))
    assert old.notes == new.notes
    assert old.decks == new.decks == ("Test::Below",)
