"""Answering `order`: grab a row with space and move it, or type where it goes. It must not know the right order."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from recall.deck.card import Order
from recall.grade.response import Arranged, Response
from recall.tui.answer.base import Board
from recall.tui.markdown import inline


class Sequencing(Board):
    """Steps in the learner's order. While a row is grabbed, moving the cursor moves the row."""

    def __init__(self, answer: Order, order: Sequence[int]) -> None:
        super().__init__(len(order))
        self.steps = list(order)
        self.texts = [inline(step) for step in answer.steps]
        self.grabbed = self.touched = False

    def keys(self) -> str:
        if self.grabbed:
            return "<answer.down>/<answer.up>: move it, <answer.space>: let go, <answer.enter>: answer"
        return f"<answer.space>: grab, 1-{self.rows}: put there, <answer.enter>: answer"

    def draw(self, width: int) -> list[list[Content]]:
        return [
            self.row(
                place, f"{place + 1} {'↕' if self.grabbed and place == self.cursor else ' '} ", self.texts[step], width
            )
            for place, step in enumerate(self.steps)
        ]

    def space(self) -> None:
        self.grabbed = not self.grabbed
        self.hint()
        self.redraw()

    def digit(self, number: int) -> None:
        self._put(number)

    def action_move(self, by: int) -> None:
        goal = max(0, min(self.rows - 1, self.cursor + by))
        if self.grabbed:
            self._put(goal)
        else:
            self.cursor = goal

    def given(self) -> Response | None:
        return Arranged(tuple(self.steps)) if self.touched else None

    def submit(self) -> None:
        """Steps are never shown in their right order, so nobody means the order in which they stood."""
        if self.given() is None:
            self.hint(f"Nothing moved yet: {self.keys()}")
        else:
            super().submit()

    def _put(self, goal: int) -> None:
        self.touched = True
        self.steps.insert(goal, self.steps.pop(self.cursor))
        self.cursor = goal
        self.redraw()
