"""Answering by typing several lines: the kinds `output` and `sql`. It must not run or grade anything."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import TextArea

from recall.grade.response import Response, Wrote
from recall.tui.answer.base import LEFT, Answering, harmless


class Area(TextArea):
    """A text area in which an empty last line, or a closing sign at the text's end, makes `enter` mean "done".

    With `ends` false it only ever makes a new line.
    """

    class Done(Message):
        """The learner finished the text."""

    def __init__(self, closing: str = "", *, ends: bool = True) -> None:
        super().__init__(soft_wrap=True, show_line_numbers=False, compact=True, highlight_cursor_line=False)
        self.closing = closing
        self.ends = ends

    def on_paste(self, event: Paste) -> None:
        harmless(event)

    async def _on_key(self, event: Key) -> None:
        if event.key == "enter" and self.ends and self._finished():
            event.stop()
            event.prevent_default()
            self.post_message(self.Done())
        else:
            await super()._on_key(event)

    def _finished(self) -> bool:
        text = self.text
        return not text.strip() or text.endswith("\n") or bool(self.closing and text.rstrip().endswith(self.closing))


class Page(Answering):
    """Several lines of text; `enter` twice answers."""

    takes_text = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave the field", id="answer.leave"),
    ]

    def __init__(self, closing: str = "") -> None:
        super().__init__()
        self.closing = closing

    def keys(self) -> str:
        done = f"end with {self.closing} and enter" if self.closing else "enter twice"
        return f"{done}: answer, empty: don't know"

    def compose(self) -> ComposeResult:
        yield Area(self.closing)

    def begin(self) -> None:
        self.screen.set_focus(self.query_one(Area), scroll_visible=False)

    def on_area_done(self) -> None:
        self.submit()

    def action_leave(self) -> None:
        self.screen.set_focus(None)
        self.hint(LEFT)

    def given(self) -> Response | None:
        text = self.query_one(Area).text.strip("\n")
        return Wrote(text) if text.strip() else None
