"""A deck as its learner will see it, card by card, front and back. Nothing is answered, graded or remembered.

It must not know where the cards come from: it is handed them, and what reads them anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from recall.deck.card import Card
from recall.grade.check import grade
from recall.grade.response import Flipped, offered
from recall.tui import sides
from recall.tui.answer import answering
from recall.tui.blocks import QUIET, Block, tidy
from recall.tui.keyline import KeyLine
from recall.tui.outcome import outcome
from recall.tui.screens.base import HELP, RecallScreen, beside
from recall.tui.screens.table import Table

Read = Callable[[], tuple[Sequence[Card], str]]
"""Reads the cards, and says what is wrong with those that are not among them."""


class PreviewScreen(RecallScreen[None]):
    """One card at a time; space turns it, and then deals the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "turn", "Turn", id="preview.turn"),
        Binding("n,right", "walk(1)", "Next", id="preview.next"),
        Binding("p,left", "walk(-1)", "Before", id="preview.before"),
        Binding("g,home", "walk(-100000)", "First", show=False, id="preview.first"),
        Binding("G,end", "walk(100000)", "Last", show=False, id="preview.last"),
        Binding("j,down", "scroll(1)", "Scroll down", show=False, id="preview.down"),
        Binding("k,up", "scroll(-1)", "Scroll up", show=False, id="preview.up"),
        Binding("r", "read", "Read again", id="preview.read"),
        HELP,
        Binding("escape,q", "leave", "Leave", id="preview.leave"),
    ]

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read
        self.cards: tuple[Card, ...] = ()
        self.place = 0
        self.turned = False

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        yield Table()
        yield Static(id="said")
        yield KeyLine()

    async def on_mount(self) -> None:
        self._take()
        await self._deal()

    def _take(self) -> None:
        """Reads the cards; what is wrong with others stays on the bottom line until something happens."""
        cards, wrong = self._read()
        self.cards = tuple(cards)
        self.say(f" {tidy(wrong)}" if wrong else "")

    async def _deal(self) -> None:
        """Puts the card of this place on the table, its front up. It is answered by nobody, so nothing has the keys."""
        table = self.query_one(Table)
        self.turned = False
        if not self.cards:
            await table.deal((), None)
            self._head("no cards")
            self.say(f" There is no card that can be shown. {self.said.strip()}")
            return
        self.place = min(max(self.place, 0), len(self.cards) - 1)
        card = self.cards[self.place]
        field = answering(card, range(len(offered(card.answer))))
        field.can_focus = False
        field.disabled = True
        await table.deal(sides.question(card), field)
        self.set_focus(None)
        table.prepare(sides.background(card), self._mixed_up(card), ansi=self._ansi)
        self._head(f"{card.kind} · {self.place + 1} of {len(self.cards)}")

    def _mixed_up(self, card: Card) -> list[Block]:
        others = (other for note in card.contrasts for other in self.cards if other.note == note)
        return [block for other in others for block in sides.contrast(other)]

    def _head(self, right: str) -> None:
        card = self.cards[self.place] if self.cards else None
        name = f"{card.id}#{card.side}" if card and card.side else card.id if card else ""
        self.draw_line(
            "#header", beside(Content.styled(tidy(name), "bold"), Content.styled(right, QUIET), self.size.width)
        )

    @property
    def _ansi(self) -> bool:
        return self.app.theme.startswith("ansi")

    async def action_turn(self) -> None:
        if not self.cards:
            return
        if self.turned:
            await self.action_walk(1)
            return
        card = self.cards[self.place]
        order = tuple(range(len(offered(card.answer))))
        self.turned = True
        shown = outcome(card, Flipped(), grade(card, Flipped()), order)
        self.query_one(Table).reveal(shown, missed=bool(card.contrasts), ansi=self._ansi)

    async def action_walk(self, by: int) -> None:
        before = self.place
        self.place = min(max(self.place + by, 0), max(0, len(self.cards) - 1))
        if self.place == before and self.cards:
            self.say(" This is the last card." if by > 0 else " This is the first card.")
            return
        self.say("")
        await self._deal()

    async def action_read(self) -> None:
        """Takes in what was saved meanwhile, and stays at the card if it is still there."""
        shown = self.cards[self.place].key if self.cards else ""
        self._take()
        self.place = next((place for place, card in enumerate(self.cards) if card.key == shown), self.place)
        if not self.said:
            self.say(" Read again.")
        await self._deal()

    def action_scroll(self, by: int) -> None:
        self.query_one(Table).scroll_relative(y=by * 3, animate=False)

    def action_leave(self) -> None:
        self.app.exit()

    def on_resize(self) -> None:
        if self.cards:
            self._head(f"{self.cards[self.place].kind} · {self.place + 1} of {len(self.cards)}")


class PreviewApp(App[None]):
    """The screen alone, for `recall deck preview`: there is no desk, since nothing is recorded."""

    CSS_PATH = "../recall.tcss"
    TITLE = "recall deck preview"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (120, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "quit", "Leave", show=False, priority=True)]

    def __init__(self, read: Read) -> None:
        super().__init__()
        self.animation_level = "none"
        self._read = read

    def on_mount(self) -> None:
        self.push_screen(PreviewScreen(self._read))


def run_preview(read: Read) -> int:
    """Walks through the cards until the author leaves; the exit code."""
    app = PreviewApp(read)
    app.run()
    return app.return_code or 0
