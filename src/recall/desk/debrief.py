"""After a real interview: the cards nearest to what was asked, made due; what the decks lack, jotted down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from recall.deck.card import Card, Interview
from recall.deck.inbox import Jotted, jot
from recall.desk.nearest import Near, Nearest

if TYPE_CHECKING:
    from recall.desk.desk import Desk

SHOWN = 5
COVERED = 0.6  # of a question's words that a card must hold to stand for it


class Found(NamedTuple):
    """A question of a real interview and the cards nearest to it, best first."""

    question: str
    near: tuple[Near, ...]

    @property
    def covered(self) -> bool:
        """Whether the best card seems to be about the question at all."""
        return bool(self.near) and self.near[0].share >= COVERED


class Debrief:
    """The questions of one interview, one after another."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        keys = [row.key for row in desk.library.rows() if row.deck in desk.picked]
        self._nearest = Nearest(desk.library.cards(keys).values())

    def find(self, question: str) -> Found:
        return Found(question, tuple(self._nearest.find(question, SHOWN)))

    def make_due(self, cards: Sequence[Card]) -> tuple[str, ...]:
        """Makes cards due today and gives their keys; for a card kept for interviews those that teach its points."""
        keys: dict[str, None] = {}
        for card in cards:
            if card.drilled:
                keys[card.key] = None
            elif isinstance(card.answer, Interview):
                notes = [point.card for point in card.answer.points if point.card]
                keys |= {key: None for note in notes for key in self.desk.library.siblings(note)}
        drilled = [card.key for card in self.desk.library.cards(keys).values() if card.drilled]
        if drilled:
            self.desk.make_due(drilled)
        return tuple(drilled)

    def jot(self, question: str) -> Jotted:
        """Puts a question that the decks lack into the learner's inbox. Raises UsageError where it is there already."""
        return jot(self.desk.home.own_decks, question)
