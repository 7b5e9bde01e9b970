"""A screen with a card on its table: the widget it is answered in, the line of hints below it, and how much is out of
sight. It must not know why the card is asked or what becomes of the answer.
"""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus

from recall.tui.answer.base import Hinted
from recall.tui.blocks import QUIET
from recall.tui.screens.base import RecallScreen, Result
from recall.tui.screens.grades import GradeRow
from recall.tui.screens.table import Table


class AskingScreen(RecallScreen[Result]):
    """It has a `Table`, a `GradeRow`, and the lines `#header`, `#rule` and `#hint`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "type", "Type", show=False, id="review.type"),
        Binding("j,down", "scroll(1)", "Scroll down", show=False, id="review.down"),
        Binding("k,up", "scroll(-1)", "Scroll up", show=False, id="review.up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="review.page_down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="review.page_up"),
        Binding("g,home", "top", "To the top", show=False, id="review.top"),
        Binding("G,end", "end", "To the end", show=False, id="review.end"),
    ]

    hinted = ""  # what the hint line says, with names of bindings for keys

    @property
    def table(self) -> Table:
        return self.query_one(Table)

    @property
    def ansi(self) -> bool:
        return self.app.theme.startswith("ansi")

    @property
    def width(self) -> int:
        return self.size.width or self.app.size.width

    @property
    def reading(self) -> bool:
        """Whether the back of a card lies on the table, to be read before the learner goes on."""
        raise NotImplementedError

    def draw_header(self) -> None:
        """The first line; on a short screen it also says how much of the card is out of sight."""
        raise NotImplementedError

    @on(Table.Scrolled)
    def _on_scrolled(self) -> None:
        self.draw_rule()
        if self.reading:
            self.query_one(GradeRow).name_key("enter" if self.table.unread else "space")
            self.refresh_bindings()
            if self.query_one("#hint").display:
                self.draw_hint()

    def draw_rule(self) -> None:
        """The line under the card says how much of it is out of sight; on a short screen the first line does."""
        if self.has_class("-short"):
            self.draw_header()
            return
        signs = [f"{sign} {lines}" for sign, lines in (("▲", self.table.above), ("▼", self.table.below)) if lines]
        said = f" {'  '.join(signs)} more " if signs else ""
        self.draw_line("#rule", Content.styled("─" * max(0, self.width - len(said)) + said, QUIET))

    # -- the hint names keys, and which keys there are depends on what has the focus

    def hint(self, text: str) -> None:
        self.hinted = text
        self.draw_hint()

    def draw_hint(self) -> None:
        text = "<review.more>: more below, enter: go on" if self.reading and self.table.unread else self.hinted
        parts = self.with_keys(text).split(", ")
        while len(parts) > 1 and len(", ".join(parts)) + 2 > self.size.width:
            parts.pop()
        self.draw_line("#hint", Content.styled(f" {', '.join(parts)}", QUIET))

    @on(Hinted)
    def _on_hinted(self, event: Hinted) -> None:
        event.stop()
        self.hint(event.text)

    @on(DescendantFocus)
    def _back_to_the_field(self) -> None:
        field = self.table.field
        if field is not None and field.takes_text:
            self.hinted = field.keys()
        self.draw_hint()

    @on(DescendantBlur)
    def _out_of_the_field(self) -> None:
        self.draw_hint()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "type":
                field = self.table.field
                return field is not None and field.takes_text and field.display and not self.typing
            case "more":
                return self.reading and self.table.unread > 0
            case _:
                return True

    def action_type(self) -> None:
        """Back into the field that `esc` left."""
        if self.table.field is not None:
            self.table.field.begin()

    # -- scrolling

    def action_scroll(self, by: int) -> None:
        self.table.scroll_relative(y=by, animate=False)

    def action_more(self) -> None:
        """The next page of a back that is longer than the screen: nothing is accepted before its end was seen."""
        self.table.page(1)

    def action_page(self, by: int) -> None:
        self.table.page(by)

    def action_top(self) -> None:
        self.table.scroll_home(animate=False)

    def action_end(self) -> None:
        self.table.scroll_end(animate=False)
