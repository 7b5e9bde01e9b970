"""The card that the one on the table was mixed up with: the likely ones, or those that a search finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from recall.deck.card import Card
from recall.desk import leeches
from recall.tui.blocks import ACCENT, QUIET, tidy

if TYPE_CHECKING:
    from recall.desk import Desk

_ROWS, _ROWS_SHORT = 9, 5


class MixedUpScreen(ModalScreen[str | None]):
    """It leaves with the key of a card, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Next", priority=True),
        Binding("up", "move(-1)", "Before", priority=True),
        Binding("escape", "dismiss(None)", "Leave it", id="mixed.leave"),
    ]

    def __init__(self, desk: Desk, card: Card) -> None:
        super().__init__()
        self.desk = desk
        self.card = card
        self.found: Sequence[Card] = leeches.candidates(desk, card)
        self.cursor = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content("Mixed up with which card?"))
            yield Input(placeholder="words of it", compact=True)
            yield Static(id="candidates")
            yield Static(Content.styled("up down choose   enter take   esc leave", QUIET))

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self._draw()

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        self.found = leeches.candidates(self.desk, self.card, event.value)
        self.cursor = 0
        self._draw()

    @on(Input.Submitted)
    def _take(self) -> None:
        if self.found:
            self.dismiss(self.found[self.cursor].key)

    def action_move(self, by: int) -> None:
        self.cursor = max(0, min(len(self.found) - 1, self.cursor + by))
        self._draw()

    def _draw(self) -> None:
        rows = _ROWS if self.app.size.height >= 20 else _ROWS_SHORT
        first = max(0, self.cursor - rows + 1)
        room = min(58, self.app.size.width - 8)
        lines = [
            Content.assemble(("▸ " if place == self.cursor else "  ", ACCENT), _title(other)).truncate(
                room, ellipsis=True
            )
            for place, other in enumerate(self.found[first : first + rows], first)
        ]
        self.query_one("#candidates", Static).update(Content("\n").join(lines) if lines else Content("  none"))


def _title(card: Card) -> str:
    return tidy(" ".join((card.prompt or card.id).split()))
