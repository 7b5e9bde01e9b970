"""Answering `match` and `categories`: each row is given one of several marks. It must not know which one is right."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key

from recall.deck.card import Categories, Match
from recall.grade.response import Boxed, Joined, Response
from recall.tui.answer.base import CURSOR, Board
from recall.tui.blocks import QUIET, flow, hang
from recall.tui.markdown import inline

_SIDE_BY_SIDE = 60  # columns from which the right sides stand beside the left ones


class Joining(Board):
    """Rows that each take one mark; after a mark the cursor goes on to the next open row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace", "clear", "Clear the row", show=False, id="answer.clear"),
    ]

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.marks: list[int | None] = [None] * rows
        self.insisted = False

    def put(self, mark: int) -> None:
        self.marks[self.cursor] = mark
        self._changed()
        following = [*range(self.cursor + 1, self.rows), *range(self.cursor)]
        self.cursor = next((row for row in following if self.marks[row] is None), self.cursor)

    def action_clear(self) -> None:
        self.marks[self.cursor] = None
        self._changed()

    def space(self) -> None:
        self.action_move(1)

    def submit(self) -> None:
        left = [row for row, mark in enumerate(self.marks) if mark is None]
        if len(left) == self.rows:
            self.hint(f"Nothing joined yet: {self.keys()}")
        elif left and not self.insisted:
            self.insisted = True
            self.cursor = left[0]
            self.hint(f"{len(left)} still open: <answer.enter> again to answer so")
        else:
            super().submit()

    def _changed(self) -> None:
        self.insisted = False
        self.hint()
        self.redraw()


class Matching(Joining):
    """Left sides as rows, lettered right sides beside or below them."""

    def __init__(self, answer: Match, order: Sequence[int]) -> None:
        super().__init__(len(answer.pairs))
        self.order = order
        self.lefts = [inline(pair.left) for pair in answer.pairs]
        texts = [*(pair.right for pair in answer.pairs), *answer.spare]
        self.rights = [inline(texts[place]) for place in order]

    def keys(self) -> str:
        return f"{self.help_keys()[0]}: choose, <answer.enter>: answer, arrows: move"

    def help_keys(self) -> tuple[str, str]:
        return f"a-{ascii_lowercase[len(self.rights) - 1]}", "Choose the right side"

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """The letters of the right sides are taken; those beyond them keep their usual meaning."""
        return self._place(character) is not None

    def on_key(self, event: Key) -> None:
        place = self._place(event.character)
        if place is not None:
            event.stop()
            self.put(place)

    def _place(self, character: str | None) -> int | None:
        place = ascii_lowercase.find(character or "-")
        return place if 0 <= place < len(self.rights) else None

    def draw(self, width: int) -> list[list[Content]]:
        widest = max(left.cell_length for left in self.lefts) + 7
        if width >= _SIDE_BY_SIDE and widest <= width // 2:
            return self._columns(width, widest + 2)
        return [*(self._left(row, width) for row in range(self.rows)), [Content("")], *self._rights(width)]

    def _left(self, row: int, width: int) -> list[Content]:
        mark = self.marks[row]
        return self.row(
            row, "", Content.assemble(self.lefts[row], f" → {'_' if mark is None else ascii_lowercase[mark]}"), width
        )

    def _rights(self, width: int) -> list[list[Content]]:
        return [
            [
                line.stylize(QUIET) if place in self.marks else line
                for line in hang(text, width, f"{ascii_lowercase[place]} ")
            ]
            for place, text in enumerate(self.rights)
        ]

    def _columns(self, width: int, left: int) -> list[list[Content]]:
        """Both sides in columns: the right column flows on below the last row."""
        right = [line for lines in self._rights(width - left) for line in lines]
        rows: list[list[Content]] = []
        for row in range(self.rows):
            lines = self._left(row, left)
            rows.append([_beside(line, left, right) for line in lines])
        rows.append([Content.assemble(" " * left, line) for line in right])
        return rows

    def given(self) -> Response | None:
        joined = tuple(None if mark is None else self.order[mark] for mark in self.marks)
        return Joined(joined) if any(mark is not None for mark in joined) else None


class Boxing(Joining):
    """Items as rows, a digit for each box."""

    def __init__(self, answer: Categories, order: Sequence[int]) -> None:
        items = [item for box in answer.boxes for item in box.items]
        super().__init__(len(items))
        self.order = order
        self.names = [inline(box.name) for box in answer.boxes]
        self.texts = [inline(items[place]) for place in order]

    def keys(self) -> str:
        return f"1-{len(self.names)}: put in the box, <answer.enter>: answer"

    @property
    def digits(self) -> int:
        return len(self.names)

    def digit(self, number: int) -> None:
        self.put(number)

    def draw(self, width: int) -> list[list[Content]]:
        return [*(self._item(row, width) for row in range(self.rows)), [Content("")], self._legend(width)]

    def _item(self, row: int, width: int) -> list[Content]:
        mark = self.marks[row]
        goal = Content.styled(" → _", QUIET) if mark is None else Content.assemble(f" → {mark + 1} ", self.names[mark])
        text = self.texts[row]
        apart = text.cell_length + goal.cell_length > width - len(CURSOR)
        return self.row(row, "", Content.assemble(text, "\n" if apart else "", goal), width)

    def _legend(self, width: int) -> list[Content]:
        boxes = [Content.assemble((f"{place + 1} ", "bold"), name) for place, name in enumerate(self.names)]
        room = width - len(CURSOR)
        return [Content.assemble(" " * len(CURSOR), line) for line in flow(boxes, room)]

    def given(self) -> Response | None:
        boxes: list[int | None] = [None] * self.rows
        for place, mark in zip(self.order, self.marks, strict=True):
            boxes[place] = mark
        return Boxed(tuple(boxes)) if any(box is not None for box in boxes) else None


def _beside(line: Content, width: int, right: list[Content]) -> Content:
    padded = line.pad_right(max(0, width - line.cell_length))
    return Content.assemble(padded, right.pop(0)) if right else line
