"""What the shipped collection promises: nothing wrong in it, every key earns full marks, code runs as claimed."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from recall.config import find_home
from recall.deck.card import (
    KINDS,
    Basic,
    Card,
    Categories,
    Choice,
    Cloze,
    Interview,
    Lines,
    Match,
    Number,
    Order,
    Output,
    Sql,
    Typed,
)
from recall.deck.check import check_path
from recall.deck.library import Library
from recall.deck.verify import RUNNERS, can_verify, verify_card
from recall.grade.check import grade
from recall.grade.keypoints import meets
from recall.grade.response import (
    Arranged,
    Boxed,
    Filled,
    Flipped,
    Joined,
    Made,
    Named,
    Picked,
    Response,
    Ticked,
    Wrote,
)
from recall.grade.text import normal
from recall.schedule.values import Rating

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


def key_of(card: Card) -> Response:
    """The response that the card itself calls right."""
    match card.answer:
        case Basic():
            return Flipped()
        case Choice(options=options, kind="single"):
            return Picked(next(place for place, option in enumerate(options) if option.correct))
        case Choice(options=options):
            return Ticked(frozenset(place for place, option in enumerate(options) if option.correct))
        case Typed(accept=accept):
            return Wrote(accept[0])
        case Number(value=value):
            return Wrote(value)
        case Cloze() as cloze:
            return Filled(tuple(gap.text for gap in cloze.gaps))
        case Order(steps=steps):
            return Arranged(tuple(range(len(steps))))
        case Match(pairs=pairs):
            return Joined(tuple(range(len(pairs))))
        case Categories(boxes=boxes):
            return Boxed(tuple(place for place, box in enumerate(boxes) for _ in box.items))
        case Output(output=output):
            return Wrote(output)
        case Lines(lines=lines):
            return Named(frozenset(lines))
        case Sql(sql=sql):
            return Wrote(sql)
        case Interview(points=points):
            return Made(frozenset(point.id for point in points))


def test_the_checker_finds_nothing() -> None:
    assert [str(problem) for problem in check_path(DECKS).problems] == []


def test_nine_stages_and_all_thirteen_kinds_are_there() -> None:
    stages = Counter(card.stage for card in CARDS)
    assert len(stages) == 9
    assert min(stages.values()) >= 10
    assert {card.kind for card in CARDS} == set(KINDS)
    notes = Counter(card.deck for card in {card.note: card for card in CARDS}.values())
    assert all(notes[deck] >= 25 for deck in NAMED_BY_LEARNERS), notes


@pytest.mark.parametrize("card", CARDS, ids=named)
def test_the_key_earns_full_marks_and_not_knowing_earns_none(card: Card) -> None:
    graded = grade(card, key_of(card))
    assert graded.score == pytest.approx(1.0), graded
    assert graded.proposed is Rating.GOOD
    unknown = grade(card, None)
    assert unknown.score == 0
    assert unknown.proposed is Rating.AGAIN


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
