"""A widget that shows blocks of text, laid out once for each width. It must not know cards or Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from recall.tui.blocks import Block, coloured, lay_out


class CardText(Widget):
    """Blocks of text. `prepare` lays them out before they are shown, so that showing them is only a change of class."""

    def __init__(self, blocks: Iterable[Block] = (), *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._blocks = tuple(blocks)
        self._laid: tuple[int, Content] | None = None

    def set_blocks(self, blocks: Iterable[Block]) -> None:
        self._blocks = tuple(blocks)
        self._laid = None
        self.refresh(layout=True)

    def colour(self, *, ansi: bool) -> None:
        """Highlights code; the lines keep their places."""
        blocks = coloured(self._blocks, ansi=ansi)
        if blocks is not self._blocks:
            self._blocks = blocks
            self._laid = None
            self.refresh()

    def prepare(self, width: int) -> Content:
        """The text as it will be shown at `width`."""
        if self._laid is None or self._laid[0] != width:
            self._laid = (width, Content("\n").join(lay_out(self._blocks, width)))
        return self._laid[1]

    @property
    def is_empty(self) -> bool:
        return not self._blocks

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.prepare(width).plain.count("\n") + 1 if self._blocks else 0

    def render(self) -> Content:
        return self.prepare(self.content_size.width or self.app.size.width)
