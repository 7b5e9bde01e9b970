"""Why an answer was wrong: a letter for each reason, and for a mix-up the card it was mixed up with."""

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
from recall.review.sitting import Why
from recall.schedule.leech import WHY_WRONG, WhyWrong
from recall.tui.blocks import ACCENT, QUIET, tidy

if TYPE_CHECKING:
    from recall.desk import Desk

_ROWS, _ROWS_SHORT = 9, 5
_SAYS: dict[WhyWrong, str] = {
    "never knew": "never knew it",
    "mixed up": "mixed up with another card",
    "slip": "a slip: knew it",
    "unclear": "the card is unclear",
}


class WhyScreen(ModalScreen[Why | None]):
    """It leaves with the reason, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(reason[0], f"because('{reason}')", says) for reason, says in _SAYS.items()),
        Binding("escape,q,enter,c", "dismiss(None)", "Leave it", id="why.leave"),
    ]

    def __init__(self, desk: Desk, card: Card) -> None:
        super().__init__()
        self.desk = desk
        self.card = card

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content("Why was it wrong?"))
            for reason in WHY_WRONG:
                yield Static(Content.assemble((f"{reason[0]} ", f"bold {ACCENT}"), _SAYS[reason]))
            yield Static(Content.styled("esc leave it", QUIET))

    def action_because(self, reason: WhyWrong) -> None:
        if reason != "mixed up":
            self.dismiss(Why(reason))
            return

        def named(other: str | None) -> None:
            if other is not None:
                self.dismiss(Why(reason, other))

        self.app.push_screen(MixedUpScreen(self.desk, self.card), named)


class MixedUpScreen(ModalScreen[str | None]):
    """The card that it was mixed up with: the likely ones, or those that hold the words typed. It leaves with a key."""

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
