"""A card whose answer is an order."""

from __future__ import annotations

from recall.deck.card import Card, Order


def order_card(steps: int) -> Card:
    return Card("own", "steps", "d", Order(tuple(f"step {number}" for number in range(steps))))
