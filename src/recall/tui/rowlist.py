"""A list of lines with a cursor that draws only what is in sight. It must not know what a line stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from recall.tui.blocks import ACCENT

CURSOR = "▸ "

Draw = Callable[[int, int], Content]


class RowList(ScrollView, can_focus=True):
    """`draw(place, width)` gives the line at a place; lines are asked for only when they come in sight."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Next", show=False, id="list.down"),
        Binding("k,up", "move(-1)", "Before", show=False, id="list.up"),
        Binding("g,home", "jump(0)", "First", show=False, id="list.first"),
        Binding("G,end", "jump(-1)", "Last", show=False, id="list.last"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="list.page_down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="list.page_up"),
    ]

    cursor: reactive[int] = reactive(0, init=False)

    class Moved(Message):
        """The cursor came to a place."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    class Chosen(Message):
        """The line at a place was clicked where the cursor stood already."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, draw: Draw, count: int = 0, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.draw = draw
        self.count = count

    def set_count(self, count: int) -> None:
        """There are `count` lines now, and any of them may have changed."""
        self.count = count
        self.virtual_size = Size(self.size.width, count)
        self.cursor = self.validate_cursor(self.cursor)
        self.refresh(layout=True)

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(self.count - 1, cursor))

    def watch_cursor(self, cursor: int) -> None:
        self.refresh()
        self.scroll_to_region(Region(0, cursor, 1, 1), animate=False, force=True)
        self.post_message(self.Moved(cursor))

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, self.count)
        self.call_after_refresh(self.scroll_to_region, Region(0, self.cursor, 1, 1), animate=False, force=True)

    def action_move(self, by: int) -> None:
        self.cursor += by

    def action_jump(self, place: int) -> None:
        self.cursor = self.count - 1 if place < 0 else place

    def action_page(self, by: int) -> None:
        self.cursor += by * max(1, self.size.height - 1)

    def on_click(self, event: Click) -> None:
        place = event.y + round(self.scroll_offset.y)
        if place >= self.count:
            return
        if place == self.cursor:
            self.post_message(self.Chosen(place))
        self.cursor = place

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.count

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        place = y + round(self.scroll_offset.y)
        line = Content("")
        if place < self.count:
            here = place == self.cursor
            line = Content.assemble((CURSOR if here else "  ", ACCENT), self.draw(place, width - 2))
            line = (line.stylize("bold") if here else line).truncate(width, ellipsis=True)
        strips = Visual.to_strips(self, line, width, 1, self.visual_style, pad=True)
        return strips[0] if strips else Strip.blank(width)
