"""Searching cards by text and by how they stand, in any order, a page at a time, and studying what was found."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest
from learner import Learner

from recall.deck.search import parse_query
from recall.desk.desk import Desk
from recall.errors import UsageError
from recall.history.find import SORTS
from recall.schedule.values import Rating

DECK = """format: recall/1
deck: words
title: Words
cards:
- id: phantom
  level: apply
  prompt: Which anomaly adds rows that were not there?
  answer: A phantom read, in `READ COMMITTED`.
  explanation: Isolation levels allow it up to REPEATABLE READ.
  tags: [core, sql]
- id: naive
  prompt: What is a naïve Cache-Control header?
  answer: "no-store; max-age=100%"
  tags: [http]
- id: slashed
  prompt: What does `a / 0` do?
  answer: It fails.
"""


@pytest.fixture
def desk(learner: Learner) -> Desk:
    (learner.decks / "fundamentals" / "words.yaml").write_text(DECK)
    return learner.sit_down()


def found(desk: Desk, query: str) -> set[str]:
    total, hits = desk.find(parse_query([query]))
    assert total == len(hits)
    return {hit.key.partition(":")[2] for hit in hits}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("phantom", {"phantom"}),
        ("PHANT", {"phantom"}),
        ("isolation phantom", {"phantom"}),
        ("phantom naive", set()),
        ("phantom or naive", {"phantom", "naive"}),
        ('"repeatable read"', {"phantom"}),
        ('"read repeatable"', set()),
        ("naïve", {"naive"}),
        ("cache-control", {"naive"}),
        ('"100%"', {"naive"}),
        ("/ 0 deck:words", {"slashed"}),
        ("tag:core deck:words", {"phantom"}),
        ("tag:CORE -deck:http -deck:oauth", {"phantom"}),
        ("level:apply", {"phantom"}),
        ("card:naive", {"naive"}),
        ("deck:words -tag:core -tag:http", {"slashed"}),
        ("stage:nowhere", set()),
        ("'; DROP TABLE cards", set()),
    ],
)
def test_texts_and_places(desk: Desk, query: str, ids: set[str]) -> None:
    assert found(desk, query) == ids


def test_states_and_numbers(desk: Desk, learner: Learner) -> None:
    sitting = desk.start()
    first = sitting.current.key.partition(":")[2]  # type: ignore[union-attr]
    sitting = desk.grade(desk.reveal(sitting), Rating.EASY)
    second = sitting.current.key.partition(":")[2]  # type: ignore[union-attr]
    desk.grade(desk.reveal(sitting), Rating.AGAIN)
    assert found(desk, "rated:1") == {first, second}
    assert found(desk, "rated:1:1") == found(desk, "is:learning") == {second}
    assert found(desk, "is:review") == found(desk, "s>5") == {first}
    assert found(desk, "added:1") == {first, second}
    assert found(desk, "r<0.9") == set()
    learner.later(days=30)
    assert first in found(desk, "r<0.9")
    assert found(desk, "r>=0.9") & {first} == set()
    assert first in found(desk, "is:due")
    assert found(desk, "rated:7") == set()
    assert found(desk, "reps>0 lapses<1") == {first, second}
    assert found(desk, "due<0") == {first}
    new = found(desk, "is:new")
    assert not new & {first, second}
    assert found(desk, "-is:new -is:held-out") == {first, second}


def test_recall_is_compared_as_it_is_shown(desk: Desk, learner: Learner) -> None:
    desk.grade(desk.reveal(desk.start()), Rating.EASY)
    learner.later(days=20)
    (hit,) = desk.find(parse_query(["reps>0"]))[1]
    assert hit.recall is not None
    assert found(desk, f"r>{hit.recall - 1e-6}") == found(desk, f"r<{hit.recall + 1e-6} reps>0") != set()
    assert found(desk, f"r<{hit.recall - 1e-6}") == found(desk, f"r>{hit.recall + 1e-6}") == set()


PARTS = (
    "is:due",
    "is:learning",
    "tag:core",
    "tag:sql",
    "is:core",
    "deck:words",
    "deck:http",
    "deck:backend/http",
    "reps>0",
)


def test_conditions_together_find_what_each_finds(desk: Desk, learner: Learner) -> None:
    """Also where the index of what is due narrows them: siblings, held-out cards and cards in learning steps."""
    sitting = desk.start()
    for rating in (Rating.EASY, Rating.AGAIN, Rating.GOOD, Rating.AGAIN, Rating.EASY, Rating.GOOD):
        sitting = desk.grade(desk.reveal(sitting), rating)
    sitting = desk.start(["deck:words"])
    for rating in (Rating.EASY, Rating.AGAIN):
        sitting = desk.grade(desk.reveal(sitting), rating)
    learner.later(days=9)
    each = {part: found(desk, part) for part in PARTS}
    assert each["is:due"] & each["tag:core"] & each["deck:words"] & each["tag:sql"]
    for one in PARTS:
        assert found(desk, f"-{one}") == found(desk, "") - each[one]
        for other in PARTS:
            assert found(desk, f"{one} {other}") == each[one] & each[other]
            assert found(desk, f"is:due {one} {other}") == each["is:due"] & each[one] & each[other]
            assert found(desk, f"is:due -{one} {other}") == each["is:due"] & each[other] - each[one]
            assert found(desk, f"is:due ({one} or {other})") == each["is:due"] & (each[one] | each[other])


def test_a_tag_is_that_of_the_card_that_has_the_id(desk: Desk, learner: Learner) -> None:
    later = DECK.replace("deck: words", "deck: zzz").replace("[core, sql]", "[shadow]")
    (learner.decks / "fundamentals" / "zzz.yaml").write_text(later)
    desk.reload()
    desk.set_due_all(["backend:phantom"], desk.moment.on)
    assert found(desk, "tag:sql") == found(desk, "is:due tag:sql") == {"phantom"}
    assert found(desk, "tag:shadow") == found(desk, "is:due tag:shadow") == set()


@pytest.mark.parametrize("off", [-720, 0, 840])
def test_recall_is_searched_by_study_days_at_any_hour(desk: Desk, learner: Learner, off: int) -> None:
    learner.off = off
    sitting = desk.start()
    for rating in (Rating.EASY, Rating.AGAIN, Rating.GOOD, Rating.HARD):
        sitting = desk.grade(desk.reveal(sitting), rating)
    learner.off = -off
    for _ in range(12):
        learner.later(hours=17)
        shown = {hit.key.partition(":")[2]: hit.recall for hit in desk.find(parse_query(["reps>0"]))[1]}
        for recall in filter(None, {*shown.values(), 0.5, 0.95}):
            below = {key for key, held in shown.items() if held is not None and held < recall + 1e-9}
            assert found(desk, f"r<{recall + 1e-9:.12f}") == below


def test_marks_are_found_and_set_for_many_at_once(desk: Desk) -> None:
    keys = sorted(desk.find_keys(parse_query(["deck:words"])))
    desk.mark_all(keys, "suspended", True)
    assert found(desk, "is:suspended") == {"phantom", "naive", "slashed"}
    desk.undo(desk.start())
    assert found(desk, "is:suspended") == set()
    desk.mark_all(keys[:1], "note", "read the manual")
    assert len(found(desk, "note:manual")) == 1
    desk.bury_all(keys[:2])
    assert len(found(desk, "is:buried")) == 2


def test_a_day_set_for_many_and_a_reset_are_one_step_each(desk: Desk) -> None:
    keys = sorted(desk.find_keys(parse_query(["deck:words"])))
    desk.set_due_all(keys, desk.moment.on + timedelta(days=3))
    assert found(desk, "due>2 deck:words") == {"phantom", "naive", "slashed"}
    desk.reset_all(keys)
    assert found(desk, "due>2 deck:words") == set()
    desk.undo(desk.start())
    assert len(found(desk, "due>2 deck:words")) == 3


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [False, True])
def test_pages_in_any_order_hold_every_card_once(desk: Desk, sort: str, descending: bool) -> None:
    sitting = desk.start()
    for rating in (Rating.EASY, Rating.AGAIN, Rating.GOOD):
        sitting = desk.grade(desk.reveal(sitting), rating)
    query = parse_query([])
    total, _ = desk.find(query, limit=1)
    keys = []
    for offset in range(0, total, 4):
        count, hits = desk.find(query, sort=sort, descending=descending, limit=4, offset=offset)
        assert count == total
        keys += [hit.key for hit in hits]
    assert len(keys) == len(set(keys)) == total


def test_a_query_is_a_selector(desk: Desk) -> None:
    assert desk.start(["tag:core deck:words"]).current.key == "backend:phantom"  # type: ignore[union-attr]
    assert desk.start(["is:new deck:words", "http"]).counts.new > 3
    with pytest.raises(UsageError, match="no card fits is:leech"):
        desk.start(["is:leech"])
    with pytest.raises(UsageError, match="column"):
        desk.start(["is:nothing"])


def test_an_edited_deck_is_found_by_its_new_text(desk: Desk, learner: Learner) -> None:
    path = learner.decks / "fundamentals" / "words.yaml"
    path.write_text(DECK.replace("phantom read", "spectral read"))
    desk.reload()
    assert found(desk, "spectral") == {"phantom"}
    path.unlink()
    desk.reload()
    assert found(desk, "spectral") == set()


def test_an_index_that_cannot_be_written_is_searched_in_memory(learner: Learner) -> None:
    (learner.decks / "fundamentals" / "words.yaml").write_text(DECK)
    learner.home.cache.parent.mkdir(parents=True, exist_ok=True)
    learner.home.cache.write_text("a file where the cache folder should be")
    desk = learner.sit_down()
    assert found(desk, "phantom") == {"phantom"}
    assert found(desk, "tag:core deck:words") == {"phantom"}


def test_without_full_text_search_words_are_found_all_the_same(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recall.deck import index

    monkeypatch.setattr(index, "_has_full_text", lambda connection: False)
    (learner.decks / "fundamentals" / "words.yaml").write_text(DECK)
    desk = learner.sit_down()
    with sqlite3.connect(learner.home.deck_index) as connection:
        assert "fts5" not in connection.execute("SELECT sql FROM sqlite_master WHERE name = 'texts'").fetchone()[0]
    assert found(desk, "isolation phantom") == {"phantom"}
    assert found(desk, '"repeatable read"') == {"phantom"}
