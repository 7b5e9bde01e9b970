"""From the card on the table to its text: the learner's own copy to edit, and a report of a wrong card."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from recall.deck.card import Card, Place, fingerprint

if TYPE_CHECKING:
    from recall.desk.desk import Desk


def edit_place(desk: Desk, card: Card) -> Place:
    """Where to edit a card: its own file if that is the learner's, else an entry of the overlay (made if absent)."""
    return desk.library.edit_place(card)


def report(desk: Desk, card: Card) -> tuple[str, str]:
    """The address to report a wrong card to (empty if the collection names none) and a text to start from.

    An address on a code host that takes `issues/new` is prefilled with title and text.
    """
    text = "\n".join(
        [
            f"Card: {card.key} (rev {card.rev}, text {fingerprint(card)})",
            f"Deck: {card.deck}",
            f"Prompt: {card.prompt}",
            "",
            "What is wrong:",
            "",
            "Source that shows it:",
            "",
        ]
    )
    address = desk.library.issues_address(card.collection)
    if urlsplit(address).path.endswith("/issues"):
        address = f"{address}/new?title={quote(f'Wrong card: {card.key}')}&body={quote(text)}"
    return address, text
