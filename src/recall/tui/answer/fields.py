"""Answering by typing one line: the kinds `typed`, `number` and `cloze`. It must not know what is accepted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup
from textual.content import Content
from textual.events import Paste
from textual.widgets import Input, Static

from recall.deck.card import Cloze
from recall.grade.response import Filled, Response, Wrote
from recall.tui import cloze
from recall.tui.answer.base import LEFT, Answering, harmless
from recall.tui.blocks import QUIET, Block
from recall.tui.cardtext import CardText


class Field(Input):
    """An input line that takes no harm from what is pasted into it."""

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False)

    def on_paste(self, event: Paste) -> None:
        harmless(event)


class Typing(Answering):
    """One or several input lines. Printable keys are text until `esc` leaves the field."""

    takes_text = True

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
        return "enter: answer, empty: don't know"

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
            yield Field()
            yield Static(Content.styled(self.unit, QUIET), classes="unit")

    def given(self) -> Response | None:
        text = self.query_one(Input).value
        return Wrote(text) if text.strip() else None


class Count(Line):
    """A number of things out of `most`."""

    def __init__(self, most: int) -> None:
        super().__init__(f"of {most}")

    def keys(self) -> str:
        return "enter: go on, empty: no guess"


class Gaps(Typing):
    """A text with blanks that fill while typing, and one input line for each blank."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "gap(1)", "Next gap", show=False, id="answer.gap_down"),
        Binding("up", "gap(-1)", "Gap before", show=False, id="answer.gap_up"),
    ]

    def __init__(self, answer: Cloze) -> None:
        super().__init__()
        self.cloze = answer
        self.several = len(answer.gaps) > 1

    def keys(self) -> str:
        return (
            "enter: next gap, then answer, <answer.gap_up>/<answer.gap_down>: move" if self.several else super().keys()
        )

    def compose(self) -> ComposeResult:
        yield CardText(self._text(("",) * len(self.cloze.gaps)))
        yield Static("")
        for place in range(len(self.cloze.gaps)):
            with HorizontalGroup():
                yield Static(Content.styled(f"{place + 1} > " if self.several else "> ", QUIET), classes="sign")
                yield Field()

    def on_input_changed(self) -> None:
        self.query_one(CardText).set_blocks(self._text(tuple(field.value for field in self.inputs())))

    def given(self) -> Response | None:
        texts = tuple(field.value for field in self.inputs())
        return Filled(texts) if any(text.strip() for text in texts) else None

    def submit(self) -> None:
        """Goes on to the next empty gap; answers from the last one, or when nothing was typed at all."""
        fields = list(self.inputs())
        here = next((place for place, field in enumerate(fields) if field.has_focus), len(fields) - 1)
        following = next((field for field in fields[here + 1 :] if not field.value.strip()), None)
        if following is not None and self.given() is not None:
            self.screen.set_focus(following)
        else:
            super().submit()

    def action_gap(self, by: int) -> None:
        fields = list(self.inputs())
        here = next((place for place, field in enumerate(fields) if field.has_focus), 0)
        self.screen.set_focus(fields[max(0, min(len(fields) - 1, here + by))])

    def _text(self, typed: tuple[str, ...]) -> Iterable[Block]:
        return cloze.filled(self.cloze, lambda place, gap: cloze.blank(place, gap, typed[place], numbered=self.several))
