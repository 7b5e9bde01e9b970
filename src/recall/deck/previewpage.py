"""A deck as an HTML page: each card's front, and its back behind a click. Pure.

The page fetches nothing and runs nothing: no script, no image, no HTML of the author's, links to web addresses alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markdown_it import MarkdownIt

from recall.deck.card import Card
from recall.deck.clean import clean
from recall.deck.compile import Deck
from recall.deck.preview import back, front
from recall.page import page


def preview_page(title: str, decks: Sequence[Deck], cards: Sequence[Card]) -> str:
    """The page of some cards of some decks."""
    names = {deck.id: deck.title for deck in decks}
    parts = []
    shown = ""
    for number, card in enumerate(cards, 1):
        if card.deck != shown and len(decks) > 1:
            shown = card.deck
            parts.append(f"<h2>{escape(names.get(shown, shown))}</h2>")
        parts.append(section(card, number))
    lead = f"{len(cards)} {'card' if len(cards) == 1 else 'cards'}, as a learner sees them"
    return page(clean(title), "\n".join(parts), lead=lead)


def section(card: Card, number: int) -> str:
    """One card, its back folded."""
    name = f"{card.id}#{card.side}" if card.side else card.id
    facts = " · ".join([card.kind, card.level, *card.tags])
    return (
        f'<section id="card-{number}"><p class=note>{escape(name)} · {escape(facts)}</p>\n{_html(front(card))}'
        f"<details><summary>Answer</summary>\n{_html(back(card))}</details></section>"
    )


def _html(text: str) -> str:
    """Markdown as HTML, cleaned again: an entity becomes a control character only when it is read."""
    return clean(str(_reader().render(text)))


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
    reader.validateLink = _is_web  # type: ignore[method-assign,assignment]
    return reader


def _is_web(address: str) -> bool:
    return address.lower().startswith(("https://", "http://"))
