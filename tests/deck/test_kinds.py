"""The thirteen kinds: what an author writes and the value it becomes."""

from __future__ import annotations

from typing import Any

import pytest
from deck_cards import COMMON, ONE_OF_EACH, deck_text, sample_decks

from recall.deck.card import (
    KINDS,
    Answer,
    Basic,
    Box,
    Card,
    Categories,
    Choice,
    Cloze,
    FollowUp,
    Gap,
    Interview,
    Lines,
    Match,
    Number,
    Option,
    Order,
    Output,
    Pair,
    Place,
    Point,
    RedFlag,
    Reject,
    Source,
    Sql,
    Typed,
)
from recall.deck.compile import read_deck

EXPECTED: dict[str, Answer] = {
    "basic": Basic("Isolation", ("isolation of transactions",)),
    "single": Choice((Option("443", True), Option("80", False, "That is HTTP."), Option("22")), "single", True),
    "multi": Choice((Option("GET", True), Option("HEAD", True), Option("POST")), "multi"),
    "typed": Typed(
        ("git branch -D",),
        ("^git\\s+branch\\s+-D$",),
        (Reject("git branch -d", "It refuses unmerged branches."),),
        True,
    ),
    "number": Number("80", "5%", "ms", ("eighty",)),
    "cloze": Cloze(
        ("`git reset --", Gap(1, "soft"), "` keeps the index, `--", Gap(2, "hard", "mode"), "` nothing."),
        1,
        ("SOFT",),
        (Reject("mixed"),),
    ),
    "order": Order(("SYN", "SYN-ACK", "ACK")),
    "match": Match((Pair("404", "not found"), Pair("410", "gone for good")), ("teapot",)),
    "categories": Categories((Box("Safe", ("GET", "HEAD")), Box("Neither", ("POST",)))),
    "output": Output("1\nTrue", ("1\ntrue",)),
    "lines": Lines((2,), ((2, 3),)),
    "sql": Sql("CREATE TABLE t (name TEXT);\nINSERT INTO t VALUES ('Ada');", "SELECT name FROM t;", True),
    "interview": Interview(
        (
            Point("measure", "Measures first", 6, True, ("measure|trace",)),
            Point("fix", "Fixes one thing", 4, card="own:a-basic"),
        ),
        "I measure.",
        8,
        (FollowUp("missing measure", "How?", "Numbers."),),
        (RedFlag("Guesses"), RedFlag("Adds a cache", ("cache",))),
    ),
}  # fmt: skip


def one(card: dict[str, Any]) -> Card:
    read = read_deck(deck_text(card), "deck.yaml", "own", strict=True)
    assert read.problems == ()
    assert read.deck is not None
    return read.deck.cards[0]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_becomes_its_value(kind: str) -> None:
    card = one(ONE_OF_EACH[kind])
    assert card.kind == kind
    assert card.answer == EXPECTED[kind]


def test_what_all_kinds_share() -> None:
    card = one(ONE_OF_EACH["basic"] | COMMON)
    assert card == Card(
        collection="own",
        id="a-basic",
        deck="sample",
        answer=EXPECTED["basic"],
        prompt="What does ACID's I stand for?",
        difficulty=2,
        explanation="Because it is so.",
        sources=(Source("RFC 9110 §9.2.1", "https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1"),),
        as_of="2026",
        tags=("core",),
        use="review",
        related=("own:other-card",),
        contrasts=("far:away",),
        rev=2,
        formerly=("old-name", "older#c2"),
        checked="RFC text read",
        place=Place("deck.yaml", 6, 3),
    )


def test_a_cloze_makes_a_card_a_gap_number_and_siblings_share_the_note() -> None:
    read = read_deck(deck_text(ONE_OF_EACH["cloze"]), "deck.yaml", "own")
    assert read.deck is not None
    assert [card.key for card in read.deck.cards] == ["own:a-cloze#c1", "own:a-cloze#c2"]
    assert {card.note for card in read.deck.cards} == {"own:a-cloze"}
    assert [card.answer.accept for card in read.deck.cards] == [("SOFT",), ()]  # type: ignore[union-attr]


def test_a_reversed_card_asks_in_both_directions() -> None:
    read = read_deck(deck_text(ONE_OF_EACH["basic"] | {"reverse": True}), "deck.yaml", "own")
    assert read.deck is not None
    there, back = read.deck.cards
    assert (there.key, back.key) == ("own:a-basic", "own:a-basic#reverse")
    assert (back.prompt, back.answer) == ("Isolation", Basic("What does ACID's I stand for?"))


def test_an_interview_is_for_the_quiz_unless_it_says_otherwise() -> None:
    assert not one(ONE_OF_EACH["interview"]).drilled
    assert one(ONE_OF_EACH["interview"]).level == "interview"
    assert one(ONE_OF_EACH["interview"] | {"use": "both"}).drilled


def test_texts_are_cleaned() -> None:
    read = read_deck(
        b'format: recall/1\ndeck: d\ncards:\n- {id: a, prompt: "x\\e[2Jy", answer: "z\\u202e"}\n', "f", "own"
    )
    assert read.deck is not None
    assert read.deck.cards[0].prompt == "x\ufffd[2Jy"
    assert read.deck.cards[0].answer == Basic("z")


def test_code_keeps_its_lines_and_indents() -> None:
    card = one(ONE_OF_EACH["output"] | {"code": "    a\n\n\tb  \n\n", "output": "  1\n  2\n"})
    assert (card.code, card.answer) == ("    a\n\n\tb", Output("  1\n  2", ("1\ntrue",)))


def test_the_sample_cards_all_read_without_a_word() -> None:
    kinds = set()
    for text in sample_decks():
        read = read_deck(text.encode(), "sample.yaml", "backend", "stage", strict=True)
        assert read.problems == ()
        assert read.deck is not None
        kinds |= {card.kind for card in read.deck.cards}
    assert kinds == set(KINDS)
