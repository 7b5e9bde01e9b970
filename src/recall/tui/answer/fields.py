"""Answering by typing one line: the kinds `typed`, `number` and `cloze`. It must not know what is accepted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup
from textual.content import Content
from textual.widgets import Input, Static

from recall.deck.card import Cloze
from recall.grade.response import Filled, Wrote
from recall.tui import cloze
from recall.tui.answer.base import LEFT, Answering
from recall.tui.blocks import QUIET, Block
from recall.tui.cardtext import CardText


class Typing(Answering):
    """One or several input lines. Printable keys are text until `esc` leaves the field."""

    WRITTEN = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave the field", id="answer.leave"),
    ]

    def inputs(self) -> Iterable[Input]:
        return self.query(Input)

    def begin(self) -> None:
        self.screen.set_focus(next(iter(self.inputs())), scroll_visible=False)

    def action_leave(self) -> None:
        self.screen.set_focus(None)
        self.hint(LEFT)

    def keys(self) -> str:
        return "enter: answer (empty: don't know)"

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.submit()


class Line(Typing):
    """A few typed words, or a number with its unit behind it."""

    def __init__(self, unit: str = "") -> None:
        super().__init__()
        self.unit = unit

    def compose(self) -> ComposeResult:
        with HorizontalGroup():
            yield Static(Content.styled("> ", QUIET), classes="sign")
            yield Input(compact=True)
            yield Static(Content.styled(self.unit, QUIET), classes="unit")

    def submit(self) -> None:
        text = self.query_one(Input).value
        self.answer(Wrote(text) if text.strip() else None)


class Gaps(Typing):
    """A text with blanks that fill while typing, and one input line for each blank."""

    def __init__(self, answer: Cloze) -> None:
        super().__init__()
        self.cloze = answer
        self.several = len(answer.gaps) > 1

    def keys(self) -> str:
        return super().keys() + (", tab: next gap" if self.several else "")

    def compose(self) -> ComposeResult:
        yield CardText(self._text(("",) * len(self.cloze.gaps)))
        yield Static("")
        for place in range(len(self.cloze.gaps)):
            with HorizontalGroup():
                yield Static(Content.styled(f"{place + 1} > " if self.several else "> ", QUIET), classes="sign")
                yield Input(compact=True)

    def on_input_changed(self) -> None:
        self.query_one(CardText).set_blocks(self._text(tuple(field.value for field in self.inputs())))

    def submit(self) -> None:
        """Goes on to the next empty gap; answers from the last one, or when nothing was typed at all."""
        fields = list(self.inputs())
        texts = tuple(field.value for field in fields)
        here = next((place for place, field in enumerate(fields) if field.has_focus), len(fields) - 1)
        following = next((field for field in fields[here + 1 :] if not field.value.strip()), None)
        if any(text.strip() for text in texts):
            if following is not None:
                self.screen.set_focus(following)
            else:
                self.answer(Filled(texts))
        else:
            self.answer(None)

    def _text(self, typed: tuple[str, ...]) -> Iterable[Block]:
        return cloze.filled(self.cloze, lambda place, gap: cloze.blank(place, gap, typed[place], numbered=self.several))
