"""Cards as lines and as JSON: every kind, harmless, and with the keys that its deck file uses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recall.cli import cardlines
from recall.cli.cardform import as_state, as_written, due_text
from recall.deck.card import KINDS, Basic, Box, Card, Categories, Choice, Match, Option, Pair, Typed
from recall.deck.compile import read_deck
from recall.grade.check import grade
from recall.grade.response import Ticked, Wrote
from recall.schedule.values import CardState

READ = read_deck((Path(__file__).parent / "kinds.yaml").read_bytes(), "kinds.yaml", "own", strict=True)
CARDS = READ.deck.cards if READ.deck else ()


def test_the_cards_of_these_tests_are_of_every_kind() -> None:
    assert READ.problems == ()
    assert {card.kind for card in CARDS} == set(KINDS)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.key)
def test_every_kind_has_a_question_and_an_answer(card: Card) -> None:
    assert "".join(cardlines.question(card)).strip()
    assert "".join(cardlines.solution(card)).strip()
    assert cardlines.headline(card)


def test_a_gap_that_is_asked_is_not_shown() -> None:
    cards = {card.side: card for card in CARDS if card.kind == "cloze"}
    assert cardlines.question(cards["c1"]) == ["`git reset --[mode]` keeps the index."]
    assert cardlines.question(cards["c2"]) == ["`git reset --soft` keeps the [...]."]


def test_options_stand_in_the_order_they_are_shown_in() -> None:
    single = next(card for card in CARDS if card.kind == "single")
    assert cardlines.question(single, (2, 0, 1))[1:] == ["  1  PUT", "  2  GET", "  3  POST"]


def test_a_hostile_card_prints_no_escape_sequence_and_breaks_no_list() -> None:
    bad = "\x1b[2Jred\x07\u202e\x9b1m\rline"
    answers = [
        Basic(bad),
        Typed((bad, bad)),
        Choice((Option(bad, True, bad), Option(bad, why=bad)), kind="single"),
        Match((Pair(bad, bad),), spare=(bad,)),
        Categories((Box(bad, (bad,)),)),
    ]
    for answer in answers:
        card = Card("c", "i", "d", answer, prompt=bad, code=bad, explanation=bad)
        lines = [*cardlines.question(card), *cardlines.solution(card), *cardlines.background(card)]
        assert not any(sign in line for line in lines for sign in "\x1b\x07\x9b\r\u202e")
    graded = grade(Card("c", "i", "d", answers[1]), Wrote("\x1b]0;x\x07"))
    assert "\x1b" not in "".join(cardlines.verdict(graded))


def test_a_verdict_tells_right_from_missed() -> None:
    multi = next(card for card in CARDS if card.kind == "multi")
    assert cardlines.verdict(grade(multi, Ticked(frozenset({0})))) == [
        "Partly right, 50 %: 1 of 2 right ones",
        "  right: GET",
        "  missed: HEAD",
    ]
    assert cardlines.verdict(grade(multi, Ticked(frozenset({0, 1})))) == ["Right.", "  right: GET", "  right: HEAD"]
    assert cardlines.verdict(grade(multi, None)) == ["Not known."]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.key)
def test_a_card_as_json_is_the_card_of_its_deck(card: Card) -> None:
    """Written into a deck again, it is the same card."""
    form = as_written(card)
    assert (form.pop("key"), form.pop("kind")) == (card.key, card.kind)
    assert (form.pop("deck"), form.pop("stage")) == (card.deck, card.stage)
    text = json.dumps({"format": "recall/1", "deck": card.deck, "title": "x", "cards": [form]})
    read = read_deck(text.encode(), "x.yaml", card.collection)
    assert read.problems == ()
    assert read.deck is not None
    again = next(each for each in read.deck.cards if each.key == card.key)
    assert (again.answer, again.prompt, again.code, again.level) == (card.answer, card.prompt, card.code, card.level)


def test_a_card_that_was_never_answered_has_no_state() -> None:
    assert as_state(CardState("own:x")) is None
    assert due_text(CardState("own:x")) is None
