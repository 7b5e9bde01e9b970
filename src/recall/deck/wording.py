"""Writes the learner's overlay files: an entry for a card that they want to word differently. An edge."""

from __future__ import annotations

from pathlib import Path

from recall.deck.card import Card, Place
from recall.deck.overlay import card_lines, with_entry
from recall.errors import NotSaved
from recall.whole import whole


def entry_for(overlay: Path, card: Card) -> Place:
    """Where the card's entry stands in the overlay; made, with the card as it ships in comments, if it is not there."""
    try:
        text = overlay.read_text("utf-8", errors="surrogateescape") if overlay.exists() else ""
        changed, line = with_entry(text, card.collection, card.id, _as_it_ships(card))
        if changed != text:
            write_overlay(overlay, changed)
    except OSError as error:
        reason = error.strerror or str(error)
        raise NotSaved(f"{overlay} cannot be written: {reason}", "look at the folder's permissions") from error
    return Place(str(overlay), line)


def _as_it_ships(card: Card) -> list[str]:
    try:
        lines = Path(card.place.path).read_text("utf-8", errors="replace").split("\n")
    except OSError:
        return []
    return card_lines(lines, card.place.line - 1) if card.place.line <= len(lines) else []


def write_overlay(path: Path, text: str) -> None:
    """The whole file or the old one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as file:
        file.write(text.encode("utf-8", "surrogateescape"))
