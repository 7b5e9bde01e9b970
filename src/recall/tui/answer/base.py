"""What every answering widget is to the review screen. It must not know schedules or grades."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, Key, Paste
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from recall.grade.response import Response
from recall.tui.blocks import ACCENT, QUIET, hang

CURSOR = "▸ "
LONGEST = 100_000  # characters of an answer
_DIGITS = frozenset("23456789")
LEFT = "<review.show>: answer, <review.type>: type"  # the hint while a field does not have the keys


class Answered(Message):
    """The learner answered in `field`; `response` is None for "don't know"."""

    def __init__(self, response: Response | None, field: Widget) -> None:
        super().__init__()
        self.response = response
        self.field = field


class Hinted(Message):
    """What the keys do now, for the line under the card."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class CursorMoved(Message):
    """These lines of the widget should be in sight."""

    def __init__(self, widget: Widget, lines: Region) -> None:
        super().__init__()
        self.widget = widget
        self.lines = lines


def harmless(event: Paste) -> None:
    """Takes control characters, and what nobody would write by hand, out of a text before a field takes it in."""
    from recall.deck.clean import clean

    event.text = clean(event.text[:LONGEST])


class Answering(Widget):
    """A widget in which one kind of card is answered. It posts `Answered` once and `Hinted` when its keys change."""

    takes_text = False  # whether it is typed into, and so must be in sight as a whole

    def keys(self) -> str:
        """What its keys do, a binding's id in angle brackets standing for the key."""
        raise NotImplementedError

    def hint(self, text: str = "") -> None:
        """Shows `text` where the keys stand, or the keys again."""
        self.post_message(Hinted(text or self.keys()))

    def begin(self) -> None:
        """Takes the keys."""
        self.screen.set_focus(self, scroll_visible=False)

    def colour(self, *, ansi: bool) -> None:
        """Highlights the code that the widget shows, if it shows any."""

    def given(self) -> Response | None:
        """The answer as it stands, None where there is none yet."""
        raise NotImplementedError

    def submit(self) -> None:
        """The learner is done: post the answer, or say in the hint what is missing."""
        self.answer(self.given())

    def answer(self, response: Response | None) -> None:
        self.post_message(Answered(response, self))


class Board(Answering, can_focus=True):
    """Rows with a cursor, drawn as lines of text. `draw` says what each row looks like."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Next row", show=False, id="answer.down"),
        Binding("k,up", "move(-1)", "Row before", show=False, id="answer.up"),
        Binding("space", "space", "Pick", show=False, id="answer.space"),
        Binding("enter", "submit", "Answer", show=False, id="answer.enter"),
        Binding("1", "digit", show=False),
    ]

    cursor: reactive[int] = reactive(0, init=False)

    def __init__(self, rows: int, *, cursor: int = 0) -> None:
        super().__init__()
        self.rows = rows
        self.set_reactive(Board.cursor, cursor)
        self._starts: list[int] = []

    def draw(self, width: int) -> Sequence[Sequence[Content]]:
        """The lines of each row; rows after the last that the cursor reaches are only shown."""
        raise NotImplementedError

    def digit(self, number: int) -> None:
        """A digit was pressed; the place counts from 0."""

    def help_keys(self) -> tuple[str, str]:
        """The keys that pick, and what they do, for the help of the screen."""
        return f"1-{min(9, self.digits)}", "Pick by number"

    @property
    def digits(self) -> int:
        """The highest digit that means something."""
        return self.rows

    def space(self) -> None:
        self.submit()

    def redraw(self) -> None:
        self.refresh(layout=True)

    def row(self, place: int, label: str, text: Content, width: int) -> list[Content]:
        """A row with the cursor sign, wrapped under itself."""
        here = place == self.cursor
        lines = hang(text, width, f"{CURSOR if here else '  '}{label}", style=ACCENT if here else QUIET)
        return [line.stylize("bold") for line in lines] if here else lines

    def action_move(self, by: int) -> None:
        self.cursor = max(0, min(self.rows - 1, self.cursor + by))

    def action_digit(self) -> None:
        self.digit(0)

    def on_key(self, event: Key) -> None:
        """The other digits: a binding for each would be looked through at every key press and every painted line."""
        if event.key in _DIGITS and int(event.key) <= self.digits:
            event.stop()
            self.digit(int(event.key) - 1)

    def action_space(self) -> None:
        self.space()

    def action_submit(self) -> None:
        self.submit()

    def watch_cursor(self, cursor: int) -> None:
        self.redraw()
        if 0 <= cursor < len(self._starts) - 1:
            first, end = self._starts[cursor], self._starts[cursor + 1]
            self.post_message(CursorMoved(self, Region(0, first, 1, end - first)))

    def on_click(self, event: Click) -> None:
        for place in range(min(self.rows, len(self._starts) - 1)):
            if self._starts[place] <= event.y < self._starts[place + 1]:
                self.cursor = place
                self.clicked(place)

    def clicked(self, place: int) -> None:
        """A row was clicked; the cursor is on it."""

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        return Content("\n").join(self._lines(self.content_size.width or self.app.size.width))

    def _lines(self, width: int) -> list[Content]:
        lines: list[Content] = []
        self._starts = []
        for row in self.draw(width):
            self._starts.append(len(lines))
            lines.extend(row)
        self._starts.append(len(lines))
        return lines
