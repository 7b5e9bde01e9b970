"""What was found by the fuzzer: words in complaints, addresses that cannot be taken apart, gaps that name gaps."""

from __future__ import annotations

import pytest
from deck_cards import deck_text

from recall.deck.check import check_deck
from recall.deck.clean import clean_line
from recall.deck.manifest import read_collection, read_stage
from recall.tui.blocks import lay_out
from recall.tui.sides import solution

EVIL = "\u202e\x1b[2J\ufeff\u2028\x9b"


@pytest.mark.parametrize("url", ["https://[x", "http://[::1", "https://a]b", "https://\u2100.example/"])
def test_an_address_that_cannot_be_taken_apart_is_told(url: str) -> None:
    card = {"id": "a", "prompt": "x", "answer": "y", "sources": [{"ref": "r", "url": url}]}
    found = check_deck(deck_text(card), "deck.yaml").problems
    assert [each.message for each in found if each.rule == "url"] == ["`url` must be a web address"]


@pytest.mark.parametrize(
    "card",
    [
        {"id": EVIL, "prompt": "x", "answer": "y"},
        {"id": "a", "prompt": "x", "answer": "y", EVIL: "z"},
        {"id": "a", "prompt": "x", "answer": "y", "level": EVIL, "tags": [EVIL]},
    ],
)
def test_a_complaint_quotes_hostile_words_harmlessly(card: dict[str, object]) -> None:
    found = check_deck(deck_text(card), "deck.yaml").problems
    assert found
    for each in found:
        assert clean_line(f"{each.message}{each.hint}{each.card}") == f"{each.message}{each.hint}{each.card}"


def test_a_manifest_is_complained_of_harmlessly() -> None:
    data = f'format: recall/1\nid: x\n"{EVIL.encode("unicode_escape").decode()}": 1\n'.encode()
    for problems in (read_collection(data, "c", strict=True)[1], read_stage(data, "s", strict=True)[1]):
        assert problems
        assert all(clean_line(each.message) == each.message for each in problems)


@pytest.mark.parametrize("inside", ["\ue0000\ue001", "\ue0007\ue001", "x \ue0001\ue001 y"])
def test_a_gap_that_names_gaps_ends(inside: str) -> None:
    card = {"id": "a", "cloze": f"one {{{{c1::{inside}}}}} &#57344;5&#57345; &#57344;0&#57345;"}
    deck = check_deck(deck_text(card), "deck.yaml").deck
    assert deck is not None
    (each,) = deck.cards
    assert "one" in "".join(line.plain for line in lay_out(solution(each), 40))
