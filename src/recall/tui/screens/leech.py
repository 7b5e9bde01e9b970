"""A card that does not stick: what is known of it, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from recall.deck.card import Card
from recall.desk import leeches
from recall.schedule.leech import Leech
from recall.tui import sides
from recall.tui.blocks import ACCENT, QUIET, tidy
from recall.tui.cardtext import CardText
from recall.tui.keyline import KeyLine
from recall.tui.screens.base import HELP, RecallScreen

if TYPE_CHECKING:
    from recall.desk import Desk

_HINTS = {
    "mixed up": "You mixed it up before: see the two beside each other.",
    "unclear": "You found it unclear: a clearer wording may be all it needs.",
    "never knew": "You said you never knew it: learn it anew, or make two smaller cards of it.",
}


class LeechScreen(ModalScreen[str | None]):
    """It leaves with `rewrite`, `suspend`, or None to go on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "compare", "Compare", id="leech.compare"),
        Binding("e", "dismiss('rewrite')", "Rewrite", id="leech.rewrite"),
        Binding("s", "split", "Split", id="leech.split"),
        Binding("at", "dismiss('suspend')", "Suspend", id="leech.suspend"),
        Binding("enter,escape,q", "dismiss(None)", "Go on", id="leech.leave"),
    ]

    def __init__(self, desk: Desk, card: Card, leech: Leech) -> None:
        super().__init__()
        self.desk = desk
        self.card = card
        self.leech = leech
        self.others = leeches.confusions(desk, card)

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content.assemble((tidy(self.card.id), "bold"), " is a leech: "))
            yield Static(
                Content(f"{leeches.verdict(self.leech)}. {_HINTS.get(self.leech.why, '')}".strip()), id="split"
            )
            if self.others:
                yield _choice("c", "compare it with what it is mixed up with")
            yield _choice("e", "rewrite it in your own words")
            yield _choice("s", "split it into two cards")
            yield _choice("@", "suspend it")
            yield Static(Content.styled("enter go on", QUIET))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.others) if action == "compare" else True

    def action_compare(self) -> None:
        self.app.push_screen(PairScreen(self.card, self.others[0]))

    def action_split(self) -> None:
        self.query_one("#split", Static).update(Content(tidy(leeches.how_to_split(self.desk, self.card))))


class PairScreen(RecallScreen[None]):
    """Two cards with their answers, beside each other or one below the other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll(1)", "More", show=False, id="pair.down"),
        Binding("k,up", "scroll(-1)", "Up", show=False, id="pair.up"),
        HELP,
        Binding("escape,q,enter,space", "dismiss(None)", "Back", id="pair.back"),
    ]

    def __init__(self, card: Card, other: Card) -> None:
        super().__init__()
        self.cards = (card, other)

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(" Not to be mixed up", "bold"), id="header")
        with Horizontal(id="pair"):
            for card in self.cards:
                with VerticalScroll(can_focus=False):
                    yield CardText([*sides.question(card), *sides.solution(card)])
        yield Static(id="said")
        yield KeyLine()

    def action_scroll(self, by: int) -> None:
        for side in self.query(VerticalScroll):
            side.scroll_relative(y=by * 3, animate=False)


def _choice(key: str, says: str) -> Static:
    return Static(Content.assemble((f"{key} ", f"bold {ACCENT}"), says))
