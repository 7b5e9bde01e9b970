"""Statistics: one page of small charts, for a span of days and for everything, a stage, a deck or a tag."""

from __future__ import annotations

import re
from asyncio import sleep
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from recall.errors import RecallError
from recall.stats import lines
from recall.stats.figures import SPANS, Figures, Span
from recall.tui.blocks import ACCENT, QUIET
from recall.tui.keyline import KeyLine
from recall.tui.screens.base import HELP, RecallScreen, beside, in_words
from recall.tui.status import NARROW

if TYPE_CHECKING:
    from recall.desk import Desk

_PIECE = 50  # cards counted between two looks at the keyboard
_DRAWN = re.compile(r"[▁▂▃▄▅▆▇█▒▓●─┃]{2,}|[▁▂▃▄▅▆▇█▓●┃]")
PAGE = "stats.html"


class StatsScreen(RecallScreen[None]):
    """Left and right change the span; the page scrolls."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "span(1)", "Longer", id="stats.longer"),
        Binding("left,h", "span(-1)", "Shorter", id="stats.shorter"),
        Binding("j,down", "scroll(1)", "More", id="stats.down"),
        Binding("k,up", "scroll(-1)", "Up", show=False, id="stats.up"),
        Binding("pagedown,space", "page(1)", "Page down", show=False, id="stats.page_down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="stats.page_up"),
        Binding("g,home", "top", "To the top", show=False, id="stats.top"),
        Binding("G,end", "end", "To the end", show=False, id="stats.end"),
        Binding("s,slash", "scope", "Stage, deck or tag", id="stats.scope"),
        Binding("r", "road", "Road", id="stats.road"),
        Binding("x", "export", "Page for a browser", id="stats.export"),
        HELP,
        Binding("escape,q,t", "back", "Back", id="stats.back"),
    ]

    def __init__(self, desk: Desk, selectors: tuple[str, ...] = (), span: Span = "month") -> None:
        super().__init__()
        self.desk = desk
        self.selectors = selectors
        self.span: Span = span
        self.figures: Figures | None = None
        self._left = False  # whoever counts then stops: there is nothing to draw on any more

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        with VerticalScroll(classes="body", can_focus=False):
            yield Static(id="page")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self._count()

    def on_resize(self, event: Resize) -> None:
        self._draw()

    # -- counting and drawing

    def _count(self) -> None:
        self._draw_header()
        self.run_worker(self._count_up(), exclusive=True, group="count")

    async def _count_up(self) -> None:
        """Counts in pieces, so that another key or leaving never waits."""
        from recall.desk.standing import count_up

        counting = count_up(self.desk, self.selectors, self.span)
        while True:
            try:
                done, cards = next(counting)
            except StopIteration as finished:
                self.figures = finished.value
                break
            except RecallError as error:
                self.say(f" {in_words(error)}", error=True)
                return
            if done % _PIECE == 0:
                self.say(f" Counting: {done} of {cards} cards")
                await sleep(0)
                if self._left:
                    return
        self.say("")
        self._draw()

    def _draw(self) -> None:
        self._draw_header()
        if self.figures is None:
            return
        width = self.size.width or self.app.size.width
        drawn = lines.statistics(self.figures, width=width - 1)
        self.query_one("#page", Static).update(Content("\n").join(map(coloured, drawn)))

    def _draw_header(self) -> None:
        width = self.size.width or self.app.size.width
        spans = [lines.SPAN_TITLES[span] for span in SPANS] if width >= NARROW else [*SPANS]
        chosen = SPANS.index(self.span)
        parts = [(f"[{name}]", "bold") if place == chosen else (f" {name} ", QUIET) for place, name in enumerate(spans)]
        title = Content.assemble(("Stats", "bold"), f"   {' '.join(self.selectors) or 'Everything'}")
        right = Content.assemble(*parts) if width >= NARROW else Content.assemble(parts[chosen])
        self.query_one("#header", Static).update(beside(title, right, width))

    # -- keys

    def action_span(self, by: int) -> None:
        place = SPANS.index(self.span) + by
        if 0 <= place < len(SPANS):
            self.span = SPANS[place]
            self._count()

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by * 3, animate=False)

    def action_page(self, by: int) -> None:
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_relative(y=by * max(1, scroll.size.height - 1), animate=False)

    def action_top(self) -> None:
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_end(self) -> None:
        self.query_one(VerticalScroll).scroll_end(animate=False)

    def action_scope(self) -> None:
        def chosen(text: str | None) -> None:
            if text is None:
                return
            selectors = tuple(text.split())
            try:
                self.desk.scope(selectors)
            except RecallError as error:
                self.say(f" {in_words(error)}", error=True)
                return
            self.selectors = selectors
            self.query_one(VerticalScroll).scroll_home(animate=False)
            self._count()

        self.app.push_screen(ScopeScreen(self.desk, " ".join(self.selectors)), chosen)

    def action_road(self) -> None:
        from recall.tui.screens.road import RoadScreen

        self.app.push_screen(RoadScreen(self.desk))

    def action_back(self) -> None:
        self._left = True
        self.dismiss(None)

    def action_export(self) -> None:
        """Writes the page beside the history."""
        from recall.desk.standing import standing
        from recall.stats.report import report
        from recall.whole import whole

        if self.figures is None:
            return
        path = self.desk.home.data / PAGE
        try:
            with whole(path) as file:
                file.write(report(self.figures, standing(self.desk, self.selectors)).encode())
        except OSError as error:
            self.say(f" Not written: {path}: {error.strerror}", error=True)
        else:
            self.say(f" Open it in a browser: {path}")


class ScopeScreen(ModalScreen[str | None]):
    """Asks for what to look at, in the words of every selector."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Leave it", id="scope.leave")]

    def __init__(self, desk: Desk, text: str) -> None:
        super().__init__()
        decks = desk.library.decks()
        self.names = sorted({name for info in decks for name in (info.stage, info.deck) if name} | {"tag:core"})
        self.text = text

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content("A stage, a deck or tag:NAME; nothing for everything"))
            yield Input(self.text, compact=True, suggester=SuggestFromList(self.names))
            yield Static(Content.styled("right completes   enter show   esc leave it", QUIET))

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())


def coloured(line: str) -> Content:
    """A line of a page: titles bold, what is drawn in the accent colour."""
    if line[:1] == " " and line[1:2].strip():
        return Content.styled(line, "bold")
    content = Content(line)
    for found in _DRAWN.finditer(line):
        if found[0][0] != "─" or "●" in found[0]:
            content = content.stylize(ACCENT, *found.span())
    return content
