"""The order in which new cards are met. Pure: decks with their cards in, cards in order out.

First the `core` cards of all stages, stage by stage, then the rest, stage by stage. Within what is open decks take
turns, a card each. A deck opens when what it requires is used up: for its core cards the core cards of those decks, for
the rest all of them, so that what interviews ask most is not held back by what they ask least.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shelf:
    """A deck as the order sees it: where its stage stands, what it needs (names as in `requires`), its cards."""

    name: str
    stage: str
    stage_rank: int
    requires: tuple[str, ...]
    cards: tuple[tuple[int, bool], ...]  # card, whether it is core


def needs(decks: Sequence[Shelf], stage_requires: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """What each deck needs, at any remove. A name is a stage, else a deck; one that does not exist needs nothing.

    Inside the stage `git` the name `git` is the deck: no deck waits for the stage that it stands in.

    Decks that need each other in a circle are not held back by one another.
    """
    by_stage: dict[str, list[str]] = {}
    for deck in decks:
        by_stage.setdefault(deck.stage, []).append(deck.name)
    direct: dict[str, set[str]] = {deck.name: set() for deck in decks}
    for deck in decks:
        for name in (*deck.requires, *stage_requires.get(deck.stage, ())):
            stage = by_stage.get(name) if name != deck.stage else None
            direct[deck.name].update(stage or {name} & direct.keys())
    closed = {name: _reached(name, direct) for name in direct}
    return {name: frozenset(need for need in found if name not in closed[need]) for name, found in closed.items()}


def _reached(start: str, direct: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        fresh = direct[ahead.pop()] - found
        found |= fresh
        ahead += fresh
    return found


def order(decks: Sequence[Shelf], needed: Mapping[str, frozenset[str]]) -> Iterator[int]:
    """The cards of one collection in the order of introduction."""
    yield from _phase([(deck, [card for card, core in deck.cards if core]) for deck in decks], needed)
    yield from _phase([(deck, [card for card, core in deck.cards if not core]) for deck in decks], needed)


def _phase(decks: Sequence[tuple[Shelf, list[int]]], needed: Mapping[str, frozenset[str]]) -> Iterator[int]:
    waiting = {deck.name: (deck, deque(cards)) for deck, cards in decks if cards}
    for rank in sorted({deck.stage_rank for deck, _ in decks}):
        while True:
            turns = [
                (deck, cards)
                for deck, cards in waiting.values()
                if deck.stage_rank <= rank and needed.get(deck.name, frozenset()).isdisjoint(waiting)
            ]
            if not turns:
                break
            yield from _rounds(turns, waiting)
    yield from (card for _, cards in waiting.values() for card in cards)


def _rounds(turns: list[tuple[Shelf, deque[int]]], waiting: dict[str, tuple[Shelf, deque[int]]]) -> Iterator[int]:
    """A card of each open deck in turn, until one is used up (which may open others)."""
    while True:
        for deck, cards in turns:
            if cards:
                yield cards.popleft()
            if not cards:
                waiting.pop(deck.name, None)
        if any(not cards for _, cards in turns):
            return


def merge(orders: Sequence[Iterable[int]]) -> Iterator[int]:
    """Collections take turns too, so that none has to wait for the end of another."""
    running = [iter(cards) for cards in orders]
    while running:
        still = []
        for cards in running:
            card = next(cards, None)
            if card is not None:
                yield card
                still.append(cards)
        running = still
