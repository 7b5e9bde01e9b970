"""The table: the part of the review that holds the card, its two sides and the widget in which it is answered.

Both sides are laid out before the card is turned, so that turning it only hides some widgets and shows others. It must
not know sittings, grades or the desk.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.message import Message

from recall.tui.answer.base import Answering, CursorMoved
from recall.tui.blocks import Block, Prose, lay_out
from recall.tui.cardtext import CardText

_BACK = ("outcome", "background", "contrasts")


class Table(VerticalScroll, can_focus=False):
    """Question, answering widget, and the back of the card below it."""

    class Scrolled(Message):
        """Another part of the card is in sight now."""

    def __init__(self) -> None:
        super().__init__(id="table")
        self.question = CardText(id="question")
        self.outcome, self.background, self.contrasts = (CardText(id=name) for name in _BACK)
        self.field: Answering | None = None
        self._just_turned = False
        self._foot: tuple[Block, ...] = ()

    def compose(self) -> ComposeResult:
        yield self.question

    def on_mount(self) -> None:
        self.watch(self, "virtual_size", self._laid_out, init=False)
        self.watch(self, "scroll_y", self._say_scrolled, init=False)

    def on_resize(self) -> None:
        self._laid_out()

    @property
    def below(self) -> int:
        """Lines that are out of sight below."""
        return max(0, round(self.max_scroll_y - self.scroll_y))

    @property
    def unread(self) -> int:
        """Lines out of sight below that say something: sources at the very end need not be read each time."""
        foot = 0
        if self._foot and not self.contrasts.display:
            foot = 1 + len(lay_out(self._foot, self.question.content_size.width))  # a blank line stands before them
        return max(0, self.below - foot)

    @property
    def above(self) -> int:
        """Lines of the question that are out of sight above; none once it was answered."""
        return round(self.scroll_y) if self.field is not None and self.field.display else 0

    async def deal(self, question: Iterable[Block], field: Answering | None) -> None:
        """Lays a card down, its front up."""
        if self.field is not None:
            await self.field.remove()
        self.field = field
        self.turn(back=False)
        self.question.set_blocks(question)
        if field is not None:
            await self.mount(field, after=self.question)
        self.scroll_home(animate=False, immediate=True)

    def prepare(
        self, background: Iterable[Block], contrasts: Iterable[Block], *, ansi: bool, foot: Iterable[Block] = ()
    ) -> None:
        """Lays out what the back will show, and colours code everywhere. No card waits for the widgets of its back.

        `foot` is the end of the background that few read.
        """
        self._foot = tuple(foot)
        if not self.outcome.is_attached:
            self.mount(self.outcome, self.background, self.contrasts)
            self.turn(back=False)
        self.background.set_blocks(background)
        self.contrasts.set_blocks(contrasts)
        width = self.question.content_size.width
        for text in (self.question, self.background, self.contrasts):
            text.colour(ansi=ansi)
            if width:
                text.prepare(width)
        if self.field is not None:
            self.field.colour(ansi=ansi)

    def reveal(self, outcome: Iterable[Block], *, missed: bool, ansi: bool) -> None:
        """Turns the card; after a miss the cards that people mix up with it show too."""
        self.outcome.set_blocks(outcome)
        self.outcome.colour(ansi=ansi)
        self._just_turned = True
        self.turn(back=True, missed=missed)

    def append(self, blocks: Iterable[Block]) -> None:
        """Shows more below the widget in which the card is answered, or with no blocks nothing."""
        if not self.outcome.is_attached:
            self.mount(self.outcome, self.background, self.contrasts)
            self.turn(back=False)
        shown = tuple(blocks)
        self.outcome.set_blocks((Prose(Content("")), *shown) if shown else ())
        self.outcome.display = bool(shown)

    def turn(self, *, back: bool, missed: bool = False) -> None:
        self.outcome.display = back
        self.background.display = back and not self.background.is_empty
        self.contrasts.display = missed and not self.contrasts.is_empty
        if self.field is not None:
            self.field.display = not back

    def page(self, by: int) -> None:
        self.scroll_relative(y=by * max(1, self.size.height - 1), animate=False)

    def _laid_out(self) -> None:
        """The card has its new height: brings the answer, or the field it is typed into, into sight."""
        if self._just_turned:
            self._just_turned = False
            answer, room = self.outcome.virtual_region, self.scrollable_content_region.height
            if answer.bottom > room:  # with as much of the question above it as fits
                top = max(0, min(answer.y, answer.bottom - room))
                self.scroll_to(y=top, animate=False, force=True, immediate=True)
        elif self.field is not None and self.field.takes_text and self.field.display:
            self.scroll_end(animate=False, force=True, immediate=True)
        self._say_scrolled()

    def _say_scrolled(self) -> None:
        self.post_message(self.Scrolled())

    @on(CursorMoved)
    def _follow_cursor(self, event: CursorMoved) -> None:
        event.stop()
        top = event.widget.virtual_region.y + event.lines.y
        self.scroll_to_region(Region(0, top, 1, event.lines.height), animate=False, force=True)
