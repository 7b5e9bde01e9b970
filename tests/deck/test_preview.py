"""A deck as a page: everything an author wrote can be read on it."""

from __future__ import annotations

import pytest
from deck_cards import COMMON, ONE_OF_EACH, deck_text

from recall.deck.card import KINDS
from recall.deck.compile import read_deck
from recall.deck.preview import preview, preview_card

SHOWN = {
    "basic": ["**Answer:** Isolation", "Also: isolation of transactions"],
    "single": ["- [x] 443", "- [ ] 80  \n  That is HTTP."],
    "multi": ["- [x] GET", "- [ ] POST"],
    "typed": ["**Answer:** git branch -D", "- not git branch -d: It refuses unmerged branches."],
    "number": ["**Answer:** 80 ms, within 5%"],
    "cloze": ["`git reset --[**soft**]`"],
    "order": ["1. SYN\n2. SYN-ACK\n3. ACK"],
    "match": ["- 404 → not found", "- (spare) teapot"],
    "categories": ["- Safe: GET, HEAD"],
    "output": ["```python\nprint(1)\nprint(True)\n```", "**Prints:**\n\n```\n1\nTrue\n```"],
    "lines": ["**Faulty:** line 2"],
    "sql": ["```sql\nSELECT name FROM t;\n```"],
    "interview": ["- 6 must: Measures first", "- (missing measure) How? Numbers.", "- red flag: Guesses", "8 minutes"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_shown_with_its_answer_and_background(kind: str) -> None:
    read = read_deck(deck_text(ONE_OF_EACH[kind] | COMMON), "deck.yaml", "own")
    assert read.deck is not None
    page = preview(read.deck)
    for text in (*SHOWN[kind], "# Sample", f"## {ONE_OF_EACH[kind]['id']}", "Because it is so.", "RFC 9110 §9.2.1"):
        assert text in page
    assert preview_card(read.deck.cards[0]) in page


def test_siblings_are_shown_once() -> None:
    read = read_deck(deck_text(ONE_OF_EACH["cloze"]), "deck.yaml", "own")
    assert read.deck is not None
    assert preview(read.deck).count("## a-cloze") == 1


def test_code_cannot_break_out_of_its_fence() -> None:
    read = read_deck(deck_text(ONE_OF_EACH["output"] | {"code": "```\n# not a title\n```"}), "deck.yaml", "own")
    assert read.deck is not None
    assert "````python\n```\n# not a title\n```\n````" in preview(read.deck)
