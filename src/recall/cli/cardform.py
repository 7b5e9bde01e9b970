"""A card and its place in the schedule as JSON objects, with the keys that a deck file and the events use. Pure."""

from __future__ import annotations

from typing import Any

from recall.deck.card import Card
from recall.deck.written import card_fields
from recall.events import format_instant
from recall.schedule.values import CardState


def as_written(card: Card) -> dict[str, Any]:
    """The card with the keys of a deck file, and `key`, `deck`, `stage`, `kind`; of the others none that is empty."""
    place = {"key": card.key, "deck": card.deck, "stage": card.stage, "kind": card.kind}
    return {**place, **card_fields(card)}


def as_state(state: CardState) -> dict[str, Any] | None:
    """Where a card stands; None for one that was never answered. `due` is a study day, for a step an instant."""
    memory = state.memory
    if memory is None:
        return None
    return {
        "state": memory.state.name.lower(),
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "due": due_text(state),
        "reps": state.reps,
        "lapses": state.lapses,
    }


def due_text(state: CardState) -> str | None:
    """When the card is due: a study day, an instant for a learning step, None for a card that waits for its turn."""
    if state.memory is None:
        return state.awaited_on.isoformat() if state.awaited_on else None
    if state.memory.due_at is not None:
        return format_instant(state.memory.due_at)
    return state.memory.due_on.isoformat() if state.memory.due_on else None
