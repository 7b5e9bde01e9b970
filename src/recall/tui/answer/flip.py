"""Answering `basic`: nothing is typed, the card is only turned over."""

from __future__ import annotations

from textual.content import Content

from recall.grade.response import Flipped, Response
from recall.tui.answer.base import Answering


class Flip(Answering):
    """Takes no room and no keys of its own: the screen's `space` turns the card."""

    def keys(self) -> str:
        return "<review.show>: show answer"

    def render(self) -> Content:
        return Content("")

    def begin(self) -> None:
        """Leaves the keys to the screen."""

    def given(self) -> Response | None:
        return None

    def submit(self) -> None:
        self.answer(Flipped())
