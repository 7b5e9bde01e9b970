"""What cards were called before, as old keys and new ones. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recall.deck.card import Card


def renamed(cards: Iterable[Card]) -> Iterator[tuple[str, str]]:
    """Old key and new key of each card that says what it was called before.

    An old id stands for all cards of the text, `old#c3` for one gap: for the same gap, or for the only card there is.
    """
    notes: dict[str, list[Card]] = {}
    for card in cards:
        if card.formerly:
            notes.setdefault(card.note, []).append(card)
    for sides in notes.values():
        for former in sides[0].formerly:
            old, _, gap = former.partition("#")
            note = f"{sides[0].collection}:{old}"
            for card in sides:
                if not gap:
                    yield (f"{note}#{card.side}" if card.side else note), card.key
                elif card.side == gap or len(sides) == 1:
                    yield f"{note}#{gap}", card.key
            if not gap and len(sides) == 1 and sides[0].side:
                yield note, sides[0].key
