"""A deck as a page: every card with its front and back, and nothing that bites."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from deck_cards import ONE_OF_EACH, Json, deck_text

from recall.deck.compile import Deck, read_deck
from recall.deck.preview import back, front
from recall.deck.previewpage import preview_page

EVIL = (
    "\u202e\x1b]52;c;eA==\x07 <script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1))"
    " [b](file:///etc/passwd) [c](data:text/html,x) [d](vscode:x) ![e](https://example.org/track.png) &#8238; <!-- "
)


def deck(*cards: Json) -> Deck:
    read = read_deck(deck_text(*cards), "deck.yaml", "own").deck
    assert read is not None
    assert read.cards
    return read


class Tags(HTMLParser):
    """What a browser would make of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src") and tag != "link"]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def seen(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


def test_a_strangers_words_stay_words_on_the_page() -> None:
    found = deck(
        {
            "id": "a",
            "prompt": EVIL,
            "answer": EVIL,
            "explanation": EVIL,
            "sources": [{"ref": EVIL, "url": "https://a.b/c"}],
        }
        | {"code": EVIL, "lang": '"><script>', "as_of": EVIL, "checked": EVIL}
    )
    page = preview_page(EVIL, [found], found.cards)
    tags = seen(page)
    assert not tags.names & {"script", "img", "iframe", "object", "form", "svg"}
    assert not tags.handlers
    assert set(tags.links) <= {"https://a.b/c", "https://example.org/track.png"}
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)


@pytest.mark.parametrize("card", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_every_kind_has_a_front_and_a_back(card: Json) -> None:
    found = deck(card)
    page = preview_page(EVIL, [found], found.cards)
    assert page.count("<details>") == len(found.cards)
    for each in found.cards:
        assert front(each).strip()
        assert back(each).strip()


@pytest.mark.parametrize(
    ("card", "secret"),
    [
        ({"id": "a", "cloze": "a {{c1::soft}} reset"}, "soft"),
        ({"id": "a", "prompt": "What?", "answer": "isolation"}, "isolation"),
        ({"id": "a", "prompt": "What?", "accept": ["isolation"]}, "isolation"),
        ({"id": "a", "prompt": "What?", "code": "x", "output": "isolation"}, "isolation"),
        (
            {"id": "a", "prompt": "What?", "options": [{"text": "a", "correct": True}, {"text": "b"}, {"text": "c"}]},
            "x]",
        ),
    ],
)
def test_the_front_gives_nothing_away(card: Json, secret: str) -> None:
    (each,) = deck(card).cards
    assert secret not in front(each)
    assert secret in back(each)
