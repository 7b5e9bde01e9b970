"""The end of a placement: what the answers came to, what follows from it, and taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from recall.desk import placement
from recall.errors import RecallError
from recall.review.sitting import Sitting
from recall.tui.blocks import ACCENT, QUIET
from recall.tui.keyline import KeyLine
from recall.tui.screens.base import HELP, RecallScreen, in_words

if TYPE_CHECKING:
    from recall.desk import Desk


class PlacedScreen(RecallScreen[None]):
    """The outcome is recorded when the screen opens, as one action."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "Take it back", id="placed.undo"),
        Binding("t", "conclude", "Try again", id="placed.retry"),
        HELP,
        Binding("escape,q,enter", "dismiss(None)", "Done", id="placed.leave"),
    ]

    def __init__(self, desk: Desk, sitting: Sitting) -> None:
        super().__init__()
        self.desk = desk
        self.sitting = sitting
        self.placed: placement.Placed | None = None
        self.taken_back = False

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(f" {self.sitting.title}", "bold"), classes="top")
        with VerticalScroll(classes="body", can_focus=False):
            yield Static(id="summary")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self.action_conclude()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "undo":
                return self.placed is not None and self.placed.cards > 0 and not self.taken_back
            case "conclude":
                return self.placed is None
            case _:
                return True

    def action_conclude(self) -> None:
        try:
            self.placed = placement.conclude(self.desk, self.sitting)
        except RecallError as error:
            self.say(self.with_keys(f" {in_words(error)}. <placed.retry>: try again"), error=True)
        else:
            lines = [Content(placement.told(self.placed))]
            if self.placed.cards:
                undo = self.with_keys("<placed.undo> ")
                lines += [Content(""), Content.assemble((undo, ACCENT), ("takes that back", QUIET))]
            self.query_one("#summary", Static).update(Content("\n").join(lines))
            self.say("")
        self.refresh_bindings()

    def action_undo(self) -> None:
        try:
            self.desk.take_back_last()
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        self.taken_back = True
        self.query_one("#summary", Static).update(Content("Taken back: nothing changes."))
        self.refresh_bindings()
