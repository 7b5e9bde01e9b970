"""Cards in the index: what comes out is what went in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from deck_cards import COMMON, ONE_OF_EACH, cards, deck_text
from hypothesis import given

from recall.deck.card import KINDS
from recall.deck.codec import card_from_json, card_to_json
from recall.deck.compile import read_deck


def round_trip(written: dict[str, Any]) -> None:
    read = read_deck(deck_text(written), "deck.yaml", "own", "stage")
    assert read.deck is not None
    assert read.deck.cards
    for card in read.deck.cards:
        assert card_from_json(card_to_json(card)) == card


@pytest.mark.parametrize("kind", KINDS)
def test_a_card_with_every_key_comes_back_the_same(kind: str) -> None:
    round_trip(ONE_OF_EACH[kind] | COMMON)


@given(cards())
def test_any_card_comes_back_the_same(written: dict[str, Any]) -> None:
    round_trip(written)


def test_what_is_the_default_is_not_written() -> None:
    read = read_deck(deck_text({"id": "a", "prompt": "x", "answer": "y"}), "deck.yaml", "own")
    assert read.deck is not None
    assert set(json.loads(card_to_json(read.deck.cards[0]))) == {
        "collection", "id", "deck", "answer", "prompt", "place",
    }  # fmt: skip
