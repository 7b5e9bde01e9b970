"""Answering `lines`: a cursor on the code's lines, space marks the faulty ones. It must not know which they are."""

from __future__ import annotations

from textual.content import Content

from recall.grade.response import Named, Response
from recall.tui.answer.base import Board
from recall.tui.blocks import Code, coloured


class Marking(Board):
    """Numbered lines of code. It shows the card's code itself, so the question above it leaves the code out."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.lines = code.text.split(allow_blank=True)
        super().__init__(len(self.lines))
        self.marked: set[int] = set()

    def keys(self) -> str:
        return "<answer.space>: mark the faulty line, <answer.enter>: answer"

    def colour(self, *, ansi: bool) -> None:
        (block,) = coloured((self.code,), ansi=ansi)
        self.lines = block.text.split(allow_blank=True) if isinstance(block, Code) else self.lines
        self.redraw()

    def draw(self, width: int) -> list[list[Content]]:
        digits = len(str(self.rows))
        return [
            self.row(place, f"{place + 1:>{digits}} {'[x]' if place in self.marked else '   '} ┃ ", line, width)
            for place, line in enumerate(self.lines)
        ]

    def digit(self, number: int) -> None:
        self.cursor = number
        self.space()

    def space(self) -> None:
        self.marked ^= {self.cursor}
        self.redraw()

    def clicked(self, place: int) -> None:
        self.space()

    def given(self) -> Response | None:
        return Named(frozenset(place + 1 for place in self.marked)) if self.marked else None

    def submit(self) -> None:
        if self.marked:
            super().submit()
        else:
            self.hint("No line marked yet: <answer.space> marks one")
