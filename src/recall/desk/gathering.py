"""Brings together what leaves: the texts that selectors name, with the learner's wording and their history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from recall.deck.card import Card
from recall.deck.written import text_fields
from recall.errors import UsageError
from recall.interop.notes import Progress
from recall.interop.texts import Learned, Text
from recall.schedule.values import CardState

if TYPE_CHECKING:
    from recall.desk.desk import Desk

_AT_ONCE = 500  # cards that are fetched at a time


def gather(
    desk: Desk, selectors: Sequence[str], *, history: bool = True, progress: Progress | None = None
) -> list[Text]:
    """The texts in the order of introduction; no selector means all. Raises UsageError where nothing is named."""
    scope = desk.scope(selectors)
    rows = [
        (row.note, row.key)
        for row in desk.library.rows()
        if (scope.keys is None and scope.decks is None)
        or (scope.decks is not None and row.deck in scope.decks)
        or (scope.keys is not None and row.key in scope.keys)
    ]
    if not rows:
        raise UsageError("there is no card to export", "recall deck list names the decks")
    notes = dict.fromkeys(note for note, _ in rows)  # of a text all cards go, or none
    paths = _paths(desk)
    texts: list[Text] = []
    todo = [*notes]
    for start in range(0, len(todo), _AT_ONCE):
        if progress:
            progress("reading cards", start, len(todo))
        keys = [key for note in todo[start : start + _AT_ONCE] for key in desk.library.siblings(note)]
        found = desk.library.cards(keys).values()
        for _, cards in groupby(found, key=lambda card: card.note):
            texts.append(_text(desk, list(cards), paths, history=history))
    return texts


def _paths(desk: Desk) -> dict[tuple[str, str], tuple[str, ...]]:
    """By collection and deck the titles from the top."""
    titles = desk.library.stage_titles()
    paths = {}
    for deck in desk.library.decks():
        top = titles.get((deck.collection, "")) or deck.collection
        stage = titles.get((deck.collection, deck.stage), deck.stage) if deck.stage else ""
        paths[deck.collection, deck.deck] = tuple(part for part in (top, stage, deck.title) if part)
    return paths


def _text(desk: Desk, cards: Sequence[Card], paths: dict[tuple[str, str], tuple[str, ...]], *, history: bool) -> Text:
    first = cards[0]
    path = paths.get((first.collection, first.deck), (first.collection, first.deck))
    return Text(first.note, first.kind, path, text_fields(cards), tuple(_learned(desk, cards, history=history)))


def _learned(desk: Desk, cards: Sequence[Card], *, history: bool) -> Iterable[Learned]:
    for card in cards:
        if not history:
            yield Learned(card.side, CardState(card.key))
            continue
        marks = desk.history.marks(card.key)
        yield Learned(
            card.side,
            desk.history.state(card.key),
            tuple(desk.history.timeline(card.key)),
            bool(marks.get("suspended")),
            bool(marks.get("marked")),
        )
