"""A page of plain lines with a question at its foot: take it, or leave it. It must not know what is taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from recall.tui.blocks import Prose, tidy
from recall.tui.cardtext import CardText
from recall.tui.keyline import KeyLine
from recall.tui.screens.base import HELP, RecallScreen


class PageScreen(RecallScreen[bool]):
    """Leaves with True where the learner took it; `question` says what that means."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "Yes, take it", id="page.yes"),
        Binding("j,down,space", "scroll(1)", "More", id="page.down"),
        Binding("k,up", "scroll(-1)", "Up", show=False, id="page.up"),
        HELP,
        Binding("escape,q,n", "dismiss(False)", "Leave it", id="page.no"),
    ]

    def __init__(self, title: str, lines: Sequence[str], question: str) -> None:
        super().__init__()
        self.title_line = title
        self.lines = lines
        self.question = question

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(f" {tidy(self.title_line)}", "bold"), id="header")
        with VerticalScroll(classes="body", can_focus=False):
            yield CardText(_block(line) for line in self.lines)
        yield Static(Content(self.with_keys(f" {self.question}  (<page.yes> yes, <page.no> no)")), id="hint")
        yield KeyLine()

    def action_scroll(self, by: int) -> None:
        body = self.query_one(VerticalScroll)
        body.scroll_relative(y=by * max(1, body.size.height - 2), animate=False)


def _block(line: str) -> Prose:
    """A line that keeps its indent when it is folded."""
    text = tidy(line)
    indent = " " * (1 + len(text) - len(text.lstrip()))
    return Prose(Content(text.strip()), indent, f"{indent}  ", gap=False)
