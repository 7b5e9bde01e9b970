"""Small questions over the screen: yes or no, and a line of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from recall.tui.blocks import ACCENT, QUIET


class AskScreen(ModalScreen[bool]):
    """A question whose safe answer is no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "Yes", id="ask.yes"),
        Binding("n,escape,q,enter", "dismiss(False)", "No", id="ask.no"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content(self.question))
            yield Static(Content.styled("y yes   n no", QUIET))


class ChooseScreen(ModalScreen[str | None]):
    """A question with a letter for each answer; `esc` chooses nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "dismiss(None)", "Go back", id="choose.back")]

    def __init__(self, question: str, choices: Mapping[str, str]) -> None:
        super().__init__()
        self.question = question
        self.choices = choices

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content(self.question))
            yield Static("")
            for key, says in (*self.choices.items(), ("esc", "go back")):
                yield Static(Content.assemble((f"{key:>3} ", f"bold {ACCENT}"), says))

    def on_key(self, event: Key) -> None:
        key = (event.character or "").lower()
        if key in self.choices:
            event.stop()
            self.dismiss(key)


class NoteScreen(ModalScreen[str | None]):
    """A line of text: the learner's own note on a card (an empty one takes the note away), or another question."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Leave it", id="note.leave")]

    def __init__(self, text: str, question: str = "Your note on this card") -> None:
        super().__init__()
        self.text = text
        self.question = question

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content(self.question))
            yield Input(self.text, compact=True)
            yield Static(Content.styled("enter keep   esc leave it", QUIET))

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())
