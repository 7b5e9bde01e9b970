"""Answering `single` and `multi`: digits pick, space ticks. It must not know which options are right."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from recall.deck.card import Choice
from recall.grade.response import Picked, Response, Ticked
from recall.tui.answer.base import Board
from recall.tui.markdown import inline


class Options(Board):
    """A numbered list. On `single` the cursor is the choice; on `multi` any number of rows may be ticked."""

    def __init__(self, answer: Choice, order: Sequence[int]) -> None:
        self.many = answer.kind == "multi"
        super().__init__(len(order), cursor=0 if self.many else -1)
        self.order = order
        self.ticked: set[int] = set()
        self.texts = [inline(answer.options[place].text) for place in order]

    def keys(self) -> str:
        if self.many:
            return f"1-{self.rows} or <answer.space>: tick, <answer.enter>: answer, a wrong tick takes one away"
        return f"1-{self.rows}: pick, <answer.enter>: answer"

    def draw(self, width: int) -> list[list[Content]]:
        return [
            self.row(place, f"{place + 1} {self._box(place)} ", text, width) for place, text in enumerate(self.texts)
        ]

    def _box(self, place: int) -> str:
        if self.many:
            return "[x]" if place in self.ticked else "[ ]"
        return "(•)" if place == self.cursor else "( )"

    def digit(self, number: int) -> None:
        if self.many:
            self.cursor = number
            self._toggle(number)
        elif number == self.cursor:
            self.submit()
        else:
            self.cursor = number

    def space(self) -> None:
        if self.many:
            self._toggle(self.cursor)
        else:
            self.submit()

    def clicked(self, place: int) -> None:
        if self.many:
            self._toggle(place)

    def given(self) -> Response | None:
        if self.many:
            return Ticked(frozenset(self.order[place] for place in self.ticked)) if self.ticked else None
        return Picked(self.order[self.cursor]) if self.cursor >= 0 else None

    def submit(self) -> None:
        if self.given() is None:
            self.hint(f"Nothing picked yet: {self.keys()}")
        else:
            super().submit()

    def _toggle(self, place: int) -> None:
        self.ticked ^= {place}
        self.redraw()
