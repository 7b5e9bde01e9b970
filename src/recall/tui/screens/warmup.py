"""The last quarter of an hour before a real interview, page by page: first the question, then what is right.

It must not choose the pages, and it changes no date.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from recall.desk.warmup import SAY_SECONDS, WarmUp
from recall.tui import sides
from recall.tui.blocks import QUIET, Block, Prose
from recall.tui.cardtext import CardText
from recall.tui.interview_text import clock
from recall.tui.keyline import KeyLine
from recall.tui.markdown import inline
from recall.tui.screens.base import HELP, beside
from recall.tui.screens.paged import PagedScreen

_TICK = 1.0


class Page(NamedTuple):
    """One thing to go through; `seconds` is the time to say it aloud in, 0 for none."""

    heading: str
    shown: tuple[Block, ...]
    hidden: tuple[Block, ...]
    seconds: int = 0


def pages(found: WarmUp) -> Iterator[Page]:
    """Everything to go through, in its order."""
    for card in found.sure_and_wrong:
        yield Page(
            "You were certain, and wrong", sides.question(card), (*sides.solution(card), *sides.background(card))
        )
    for card, other in found.pairs:
        yield Page(
            "Easily mixed up",
            (*sides.question(card), *sides.question(other)),
            _pair(sides.solution(card), sides.solution(other)),
        )
    for question, point, teaches in found.musts:
        lesson = (*sides.question(teaches), *sides.solution(teaches)) if teaches else ()
        yield Page(
            "It must be said, and was not",
            sides.question(question),
            (Prose(inline(point.point).stylize("bold")), *lesson),
        )
    for card in found.aloud:
        yield Page("Say it aloud", sides.question(card), sides.solution(card), SAY_SECONDS)


def _pair(one: tuple[Block, ...], other: tuple[Block, ...]) -> tuple[Block, ...]:
    return (Prose(Content.styled("The first", "bold")), *one, Prose(Content.styled("The second", "bold")), *other)


class WarmupScreen(PagedScreen[None]):
    """`space` shows what is right, then goes on; after the last page it leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter,right,n", "go_on", "Go on", id="warmup.next"),
        Binding("left,p", "back", "Back", id="warmup.back"),
        HELP,
        Binding("escape,q", "dismiss(None)", "Leave", id="warmup.leave"),
    ]

    def __init__(self, found: WarmUp) -> None:
        super().__init__()
        self.pages = list(pages(found))
        self.at = 0
        self.revealed = False
        self._since_ms = 0

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        with VerticalScroll(classes="body page", can_focus=False):
            yield CardText(id="question")
            yield CardText(id="outcome")
        yield KeyLine()

    def on_mount(self) -> None:
        self.set_interval(_TICK, self._draw_header)
        self._show()

    def on_resize(self, event: Resize) -> None:
        self._draw_header()

    @property
    def page(self) -> Page:
        return self.pages[self.at]

    def _show(self) -> None:
        self.revealed = False
        self._since_ms = self.shell.monotonic_ms()
        self.query_one("#question", CardText).set_blocks(self.page.shown)
        answer = self.query_one("#outcome", CardText)
        answer.set_blocks(self.page.hidden)
        answer.display = False
        for part in self.query(CardText):
            part.colour(ansi=self.app.theme.startswith("ansi"))
        self.action_top()
        self._draw_header()

    def _draw_header(self) -> None:
        left = self.page.seconds - (self.shell.monotonic_ms() - self._since_ms) / 1000
        timed = self.page.seconds and not self.revealed
        time = "" if not timed else f"{clock(left)} left   " if left >= 0 else "time is up   "
        right = Content.assemble(time, (f"{self.at + 1} of {len(self.pages)}", QUIET))
        heading = Content.styled(self.page.heading, "bold")
        self.draw_line("#header", beside(heading, right, self.size.width or self.app.size.width))

    def action_go_on(self) -> None:
        if not self.revealed:
            self.revealed = True
            self.query_one("#outcome").display = True
            self._draw_header()
        elif self.at + 1 < len(self.pages):
            self.at += 1
            self._show()
        else:
            self.dismiss(None)

    def action_back(self) -> None:
        self.at = max(0, self.at - 1)
        self._show()
