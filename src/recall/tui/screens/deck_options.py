"""What one deck may ask a day, and how well everything is to be kept. It must not know how limits are applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from recall.errors import RecallError
from recall.schedule.values import Limits
from recall.tui.blocks import QUIET
from recall.tui.screens.base import in_words

if TYPE_CHECKING:
    from recall.desk import Desk

_LEAST, _MOST = 0.70, 0.99


class DeckOptionsScreen(ModalScreen[bool]):
    """Three fields; it leaves with True once they are recorded."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(False)", "Leave it", id="options.leave")]

    def __init__(self, desk: Desk, deck: str) -> None:
        super().__init__()
        self.desk = desk
        self.deck = deck
        limits = desk.settings.limits.get(deck, Limits())
        self.fields = (
            ("new", "New cards a day here", "" if limits.new is None else str(limits.new)),
            ("reviews", "Reviews a day here", "" if limits.reviews is None else str(limits.reviews)),
            ("retention", "Kept in memory, % (all decks)", f"{desk.settings.retention * 100:g}"),
        )

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content(f"Options of {self.deck}"))
            for name, label, value in self.fields:
                with HorizontalGroup():
                    yield Static(Content(f"{label:<31}"), classes="sign")
                    yield Input(value, compact=True, id=name)
            yield Static(
                Content.styled("empty: no limit   tab next   enter keep   esc leave it", QUIET), id="options-said"
            )

    def on_mount(self) -> None:
        self.query_one("#new", Input).focus()

    def on_input_submitted(self) -> None:
        try:
            values = self._values()
            self.desk.set_settings(values)
        except ValueError as error:
            self._complain(str(error))
        except RecallError as error:
            self._complain(in_words(error))
        else:
            self.dismiss(True)

    def _values(self) -> dict[str, Any]:
        limits = {"new": self._count("new"), "reviews": self._count("reviews")}
        values: dict[str, Any] = {f"limits.{self.deck}": limits}
        retention = self._retention()
        if retention != self.desk.settings.retention:
            values["retention"] = retention
        return values

    def _count(self, name: str) -> int | None:
        text = self.query_one(f"#{name}", Input).value.strip()
        if not text:
            return None
        if not text.isdecimal():
            raise ValueError(f"{text} is no number of cards")
        return int(text)

    def _retention(self) -> float:
        text = self.query_one("#retention", Input).value.strip().removesuffix("%").strip()
        try:
            share = float(text) / 100
        except ValueError:
            share = 0.0
        if not _LEAST <= share <= _MOST:
            raise ValueError(f"{text or 'nothing'} must be a percentage from {_LEAST:.0%} to {_MOST:.0%}")
        return round(share, 4)

    def _complain(self, text: str) -> None:
        self.query_one("#options-said", Static).update(Content.styled(text, "$text-error"))
