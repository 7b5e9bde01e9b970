"""What the shipped collection promises: nothing wrong in it, every key earns full marks, code runs as claimed."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
import yaml

from recall.config import find_home
from recall.deck.card import (
    KINDS,
    Card,
    Interview,
    Output,
    Sql,
    Typed,
)
from recall.deck.check import check_path
from recall.deck.library import Library
from recall.deck.manifest import Plan, read_stage
from recall.deck.verify import RUNNERS, can_verify, verify_card
from recall.grade.check import grade
from recall.grade.keypoints import meets
from recall.grade.response import (
    Wrote,
)
from recall.grade.text import normal

DECKS = Path(__file__).parents[2] / "decks"
NAMED_BY_LEARNERS = ("http-status", "sql-vs-nosql", "oauth-flows", "docker")


def shipped() -> tuple[Card, ...]:
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(find_home(folder), DECKS)
        found = library.cards(row.key for row in library.rows())
        library.close()
    return tuple(found.values())


CARDS = shipped()


def named(card: Card) -> str:
    return card.key.partition(":")[2]


def test_the_checker_finds_nothing() -> None:
    assert [str(problem) for problem in check_path(DECKS).problems] == []


def test_nine_stages_and_all_thirteen_kinds_are_there() -> None:
    stages = Counter(card.stage for card in CARDS)
    assert len(stages) == 9
    assert min(stages.values()) >= 10
    assert {card.kind for card in CARDS} == set(KINDS)
    notes = Counter(card.deck for card in {card.note: card for card in CARDS}.values())
    assert all(notes[deck] >= 25 for deck in NAMED_BY_LEARNERS), notes


@pytest.mark.parametrize("card", [card for card in CARDS if isinstance(card.answer, Typed)], ids=named)
def test_every_accepted_text_is_right_and_every_near_miss_wrong(card: Card) -> None:
    assert isinstance(card.answer, Typed)
    assert all(grade(card, Wrote(text)).correct for text in card.answer.accept)
    for reject in card.answer.reject:
        graded = grade(card, Wrote(reject.text))
        assert not graded.correct, reject
        assert graded.note == reject.why


@pytest.mark.parametrize("card", [card for card in CARDS if isinstance(card.answer, Interview)], ids=named)
def test_a_model_answer_makes_every_point_by_its_own_terms(card: Card) -> None:
    assert isinstance(card.answer, Interview)
    assert sum(point.weight for point in card.answer.points) == 10
    told = normal(card.answer.model_answer)
    assert [point.id for point in card.answer.points if point.terms and not meets(point.terms, told)] == []


RUNNABLE = [card for card in CARDS if can_verify(card) and isinstance(card.answer, Output | Sql)]


@pytest.mark.parametrize("card", RUNNABLE, ids=named)
def test_what_a_card_says_of_code_is_what_the_code_does(card: Card) -> None:
    runner = RUNNERS.get(card.run)
    if runner is not None and shutil.which(runner.program) is None:
        pytest.skip(f"{runner.program} is not on this machine")
    verdict = verify_card(card)
    assert verdict.ok, f"expected {verdict.expected!r}, got {verdict.got!r} {verdict.skipped_reason}"


def test_many_cards_are_proved_by_running() -> None:
    assert len(RUNNABLE) >= 40


CURRICULUM = DECKS.parents[1] / "shared" / "content" / "curriculum.yaml"


@pytest.mark.skipif(not CURRICULUM.exists(), reason="the curriculum is not beside this copy")
def test_the_plans_of_the_stages_are_those_of_the_curriculum() -> None:
    stages = yaml.safe_load(CURRICULUM.read_text())["stages"]
    wanted = {
        topic["id"]: Plan(topic["first_release"], **topic["levels"])
        for stage in stages.values()
        for topic in stage["topics"]
    }
    planned = {}
    for path in DECKS.glob("*/stage.yaml"):
        stage, problems = read_stage(path.read_bytes(), str(path), strict=True)
        assert stage is not None
        assert problems == ()
        planned.update({f"{stage.id}.{deck}": plan for deck, plan in stage.plan})
    assert planned == wanted


def test_every_deck_that_ships_has_a_plan_and_keeps_it() -> None:
    gates = check_path(DECKS, bank=True).gates
    assert gates["floors"].ok, gates["floors"].detail
    assert gates["level_shares"].ok, gates["level_shares"].detail
    assert f"{len({card.deck for card in CARDS})} decks" in gates["floors"].limit
