"""A page of text that is longer than the screen, and the keys that move it. It must not know what the page says."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from recall.tui.screens.base import RecallScreen, Result

_LINES = 3


class PagedScreen(RecallScreen[Result]):
    """A screen with one scrolling body."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll(1)", "More", id="page.down"),
        Binding("k,up", "scroll(-1)", "Back up", show=False, id="page.up"),
        Binding("pagedown", "leaf(1)", "Page down", show=False, id="page.page_down"),
        Binding("pageup", "leaf(-1)", "Page up", show=False, id="page.page_up"),
        Binding("g,home", "top", "To the top", show=False, id="page.top"),
        Binding("G,end", "end", "To the end", show=False, id="page.end"),
    ]

    @property
    def body(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def action_scroll(self, by: int) -> None:
        self.body.scroll_relative(y=by * _LINES, animate=False)

    def action_leaf(self, by: int) -> None:
        self.body.scroll_relative(y=by * max(1, self.body.size.height - 1), animate=False)

    def action_top(self) -> None:
        self.body.scroll_home(animate=False)

    def action_end(self) -> None:
        self.body.scroll_end(animate=False)
