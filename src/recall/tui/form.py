"""A page of questions with their answers marked already: choices to pick and lines to type. It must not know what the
questions are about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, Key, Paste
from textual.geometry import Region, Size
from textual.message import Message
from textual.widget import Widget

from recall.tui.blocks import ACCENT, QUIET, flow, tidy

_LABEL = 13
_LONGEST = 200


@dataclass(slots=True)
class Choices:
    """A question that is answered by picking. `values` are what the picked places stand for; `many` takes several."""

    label: str
    texts: Sequence[str]
    values: Sequence[object]
    picked: set[int]
    many: bool = False
    at: int = 0

    def pick(self) -> None:
        if self.many:
            self.picked ^= {self.at}
        else:
            self.picked = {self.at}

    def chosen(self) -> list[object]:
        return [self.values[place] for place in sorted(self.picked)]


@dataclass(slots=True)
class Blank:
    """A question that is answered by typing; `signs` are the only ones it takes, all printable ones if empty."""

    label: str
    empty: str
    signs: str = ""
    most: int = _LONGEST
    text: str = ""

    def takes(self, character: str | None) -> bool:
        return character is not None and character.isprintable() and (not self.signs or character in self.signs)

    def type(self, text: str) -> None:
        self.text = (self.text + "".join(sign for sign in text if self.takes(sign)))[: self.most]


Row = Choices | Blank


@dataclass(slots=True)
class _Drawn:
    """The lines of the form and where each row starts."""

    lines: list[Content] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)


class Form(Widget, can_focus=True):
    """One line a question. It posts `Changed` when an answer changed and `Moved` when another row is in use."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "pick", "Pick", id="form.pick"),
        Binding("j,down,tab", "row(1)", "Next question", show=False, id="form.down"),
        Binding("k,up,shift+tab", "row(-1)", "Question before", show=False, id="form.up"),
        Binding("right,l", "item(1)", "Next answer", show=False, id="form.right"),
        Binding("left,h", "item(-1)", "Answer before", show=False, id="form.left"),
    ]

    class Changed(Message):
        """An answer is another one now."""

    class Moved(Message):
        """The row in use is in these lines of the form."""

        def __init__(self, lines: Region) -> None:
            super().__init__()
            self.lines = lines

    def __init__(self, rows: Sequence[Row], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows = rows
        self.at = 0

    @property
    def row(self) -> Row:
        return self.rows[self.at]

    def go(self, at: int) -> None:
        """Makes a row the one in use."""
        self.at = at % len(self.rows)
        self.refresh(layout=True)
        self.refresh_bindings()
        drawn = self._draw(self.size.width or self.app.size.width)
        self.post_message(self.Moved(Region(0, drawn.starts[self.at], 1, 2)))

    # -- lines

    def _draw(self, width: int) -> _Drawn:
        drawn = _Drawn()
        for place, row in enumerate(self.rows):
            drawn.starts.append(len(drawn.lines))
            here = place == self.at
            first = f"{'▸' if here else ' '} {row.label:<{_LABEL}} "
            room = max(1, width - len(first))
            lines = _typed(row, here).wrap(room) if isinstance(row, Blank) else flow(_items(row, here), room)
            drawn.lines += [
                Content.assemble((first if number == 0 else " " * len(first), ACCENT if here else ""), line)
                for number, line in enumerate(lines)
            ]
        return drawn

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._draw(width).lines)

    def render(self) -> Content:
        return Content("\n").join(self._draw(self.content_size.width or self.app.size.width).lines)

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return isinstance(self.row, Choices) if action in ("pick", "item") else True

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Signs are text where something is typed, and digits pick where something is picked."""
        row = self.row
        if isinstance(row, Blank):
            return row.takes(character)
        return key.isdigit() and 0 < int(key) <= len(row.texts)

    def on_key(self, event: Key) -> None:
        row = self.row
        if isinstance(row, Blank):
            if row.takes(event.character):
                row.type(event.character or "")
            elif event.key == "backspace":
                row.text = row.text[:-1]
            else:
                return
        elif self.check_consume_key(event.key, event.character):
            row.at = int(event.key) - 1
            row.pick()
        else:
            return
        event.stop()
        self._changed()

    def on_paste(self, event: Paste) -> None:
        if isinstance(self.row, Blank):
            event.stop()
            self.row.type(event.text)
            self._changed()

    def on_click(self, event: Click) -> None:
        starts = self._draw(self.size.width).starts
        self.go(max(place for place, start in enumerate(starts) if start <= event.y))

    def action_row(self, by: int) -> None:
        self.go(self.at + by)

    def action_item(self, by: int) -> None:
        row = self.row
        if isinstance(row, Choices):
            row.at = max(0, min(len(row.texts) - 1, row.at + by))
            if not row.many:
                row.pick()
            self._changed()

    def action_pick(self) -> None:
        if isinstance(self.row, Choices):
            self.row.pick()
            self._changed()

    def _changed(self) -> None:
        self.refresh(layout=True)
        self.post_message(self.Changed())


def _items(row: Choices, here: bool) -> Iterator[Content]:
    on, off = ("[x]", "[ ]") if row.many else ("(•)", "( )")
    for place, text in enumerate(row.texts):
        at = here and place == row.at
        yield Content.styled(f"{on if place in row.picked else off} {tidy(text)}", "reverse" if at else "")


def _typed(row: Blank, here: bool) -> Content:
    if not row.text:
        return Content.styled(row.empty, QUIET)
    return Content(f"{tidy(row.text)}{'▏' if here else ''}")
