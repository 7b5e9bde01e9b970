"""Where a collection is to come from, and the learner's own name for it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from recall.tui.blocks import QUIET


class AddressScreen(ModalScreen[tuple[str, str] | None]):
    """Leaves with the address and the name (which may be empty), None where there is nothing to add."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Leave it", id="address.leave")]

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content("Add a collection from"))
            yield Input(placeholder="https://host/deck.git, a folder, a .zip", compact=True, id="address")
            yield Static(Content("Your own name for it (--as); empty: the author's"))
            yield Input(compact=True, id="name")
            yield Static(Content.styled("tab next   enter look at it   esc leave it", QUIET))

    def on_mount(self) -> None:
        self.query_one("#address", Input).focus()

    def on_input_submitted(self) -> None:
        address, name = (self.query_one(f"#{field}", Input).value.strip() for field in ("address", "name"))
        self.dismiss((address, name) if address else None)
