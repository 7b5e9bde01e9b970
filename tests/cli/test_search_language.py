"""The search language of browsers: words, fields, and the nearest query for one that finds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from recall.deck.compile import read_deck
from recall.deck.search import parse_query, suggestion

DECK = read_deck((Path(__file__).parent / "kinds.yaml").read_bytes(), "kinds.yaml", "own").deck
assert DECK is not None
CARDS = DECK.cards


def found(*words: str) -> set[str]:
    query = parse_query(words)
    return {
        card.id
        for card in CARDS
        if query.fits_place(deck=f"own/{card.deck}", stage=card.stage, kind=card.kind) and query.fits(card)
    }


def test_no_query_finds_everything() -> None:
    assert found() == {card.id for card in CARDS}


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("pkce",), {"k-typed"}),
        (("PUT", "idempotent"), {"k-single"}),
        (("kind:cloze",), {"k-cloze"}),
        (("KIND:cloze", "soft"), {"k-cloze"}),
        (("deck:kinds", "own:k-sql"), {"k-sql"}),
        (("deck:own/kinds kind:lines",), {"k-lines"}),
        (("deck:other",), set()),
        (("stage:x",), set()),
        (("tag:core",), set()),
        (("prompt",), set()),
        (("a", "/", "0"), {"k-lines"}),
    ],
)
def test_all_words_and_fields_must_fit(words: tuple[str, ...], ids: set[str]) -> None:
    assert found(*words) == ids


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("deck:kind", "deck:kinds"),
        ("kind:close", "kind:cloze"),
        ("dek:kinds", "deck:kinds"),
        ("stage:x", ""),
        ("zz", ""),
    ],
)
def test_a_query_that_finds_nothing_names_a_near_one(word: str, near: str) -> None:
    assert suggestion(parse_query([word]), decks=["kinds"], stages=["security"]) == near
