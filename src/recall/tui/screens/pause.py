"""A pause in an interview: the question is out of sight, what was typed into it stays. It must not know the clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from recall.tui.blocks import QUIET, Block
from recall.tui.cardtext import CardText
from recall.tui.keyline import KeyLine
from recall.tui.screens.base import RecallScreen


class PauseScreen(RecallScreen[bool]):
    """It leaves with True to go on, with False to leave the interview for later."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter,p,P", "dismiss(True)", "Go on", id="pause.go_on"),
        Binding("escape,q", "dismiss(False)", "Leave it for later", id="pause.leave"),
    ]

    def __init__(self, title: str, said: Sequence[Block]) -> None:
        super().__init__()
        self.named = title
        self.said_blocks = said

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(f" {self.named}", "bold"), id="header")
        with VerticalScroll(classes="body page", can_focus=False):
            yield CardText(self.said_blocks)
        yield Static(Content.styled(" recall quiz resume goes on after leaving", QUIET))
        yield KeyLine()
