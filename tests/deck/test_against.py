"""`recall deck check --against`: a new version keeps what learners have, or says that it does not."""

from __future__ import annotations

from typing import Any

import pytest
from deck_cards import ONE_OF_EACH, Json, deck_text

from recall.deck.against import broken_promises
from recall.deck.card import Card
from recall.deck.compile import read_deck

BASIC: dict[str, Any] = {"id": "a", "prompt": "What does the I of ACID stand for?", "answer": "Isolation"}
PICK: dict[str, Any] = {
    "id": "a",
    "prompt": "Which status says that it is gone for good?",
    "options": [{"text": "410", "correct": True}, {"text": "404"}, {"text": "308"}],
}


def cards(*written: Json) -> tuple[Card, ...]:
    deck = read_deck(deck_text(*written), "deck.yaml", "kafka").deck
    assert deck is not None
    assert deck.cards or not written
    return deck.cards


def told(before: Json, now: Json, **more: Any) -> list[str]:
    found = broken_promises(cards(before), cards(now), "collection.yaml", **more)
    assert all(problem.level == "error" and problem.rule == "against" for problem in found)
    return [problem.message for problem in found]


@pytest.mark.parametrize("card", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_a_version_keeps_its_promises_to_itself(card: Json) -> None:
    assert told(card, card) == []


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (BASIC, BASIC | {"prompt": "What does the letter I of ACID stand for?"}),
        (BASIC, BASIC | {"explanation": "Because."}),
        (BASIC | {"answer": "Isolation of concurrent transactions"}, BASIC | {"answer": "isolation of transactions"}),
        (BASIC | {"accept": ["x"]}, BASIC | {"accept": ["x", "y"]}),
        (PICK, PICK | {"options": [*PICK["options"][::-1], {"text": "301"}]}),
    ],
)
def test_better_words_are_no_other_question(before: Json, now: Json) -> None:
    assert told(before, now) == []


CHANGES = [
    (BASIC, BASIC | {"answer": "Idempotence"}, "another right answer"),
    (BASIC, BASIC | {"prompt": "Name the third promise made by databases."}, "asks something else"),
    (BASIC, {"id": "a", "prompt": BASIC["prompt"], "accept": ["Isolation"]}, "was a basic card and is a typed card"),
    (PICK, PICK | {"options": [{"text": "410"}, {"text": "404", "correct": True}, {"text": "308"}]},
     "another right answer"),
    ({"id": "a", "prompt": "x", "number": 80}, {"id": "a", "prompt": "x", "number": 443}, "another right answer"),
    ({"id": "a", "cloze": "{{c1::soft}} reset"}, {"id": "a", "cloze": "{{c1::hard}} reset"}, "another right answer"),
    (BASIC | {"rev": 3}, BASIC | {"rev": 2, "answer": "isolation!"}, "from 3 back to 2"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "now", "said"), CHANGES)
def test_another_meaning_needs_a_higher_rev(before: Json, now: Json, said: str) -> None:
    (message,) = told(before, now)
    assert said in message
    assert told(before, now | {"rev": 9}) == []


def test_a_card_that_vanished_is_refused() -> None:
    (problem,) = broken_promises(cards(BASIC), cards(BASIC | {"id": "b"}), "collection.yaml")
    assert "the card `a` is gone" in problem.message
    assert problem.hint.startswith("add `formerly: [a]` to `b`")
    assert problem.file == "collection.yaml"


def test_formerly_renames_it_and_retired_lets_it_go() -> None:
    assert told(BASIC, BASIC | {"id": "b", "formerly": ["a"]}) == []
    assert told(BASIC, PICK | {"id": "c"}, retired={"a"}) == []


def test_a_renamed_card_is_held_to_its_meaning_as_well() -> None:
    (message,) = told(BASIC, BASIC | {"id": "b", "formerly": ["a"], "answer": "Idempotence"})
    assert "another right answer" in message


def test_a_gap_that_is_numbered_anew_is_a_card_that_vanished() -> None:
    before = {"id": "a", "cloze": "{{c1::one}} and {{c2::two}}"}
    assert "`a#c2` is gone" in told(before, {"id": "a", "cloze": "{{c1::one}} and {{c3::two}}"})[0]
