"""What the learner and the author of a collection worded differently: keep mine, take theirs, or edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from recall.community.merge import Conflict
from recall.community.pins import Pin
from recall.desk import collections, telling, updates
from recall.errors import RecallError
from recall.tui.blocks import QUIET, Prose, tidy
from recall.tui.cardtext import CardText
from recall.tui.keyline import KeyLine
from recall.tui.rowlist import RowList
from recall.tui.screens.base import HELP, RecallScreen, beside, in_words

if TYPE_CHECKING:
    from recall.desk import Desk


class ConflictsScreen(RecallScreen[None]):
    """The list above, the field under the cursor as it was, as it is mine and as it is theirs below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "settle('mine')", "Mine", id="conflicts.mine"),
        Binding("t", "settle('theirs')", "Theirs", id="conflicts.theirs"),
        Binding("e", "edit", "Edit", id="conflicts.edit"),
        HELP,
        Binding("escape,q", "dismiss(None)", "Back", id="conflicts.back"),
    ]

    def __init__(self, desk: Desk, pin: Pin) -> None:
        super().__init__()
        self.desk = desk
        self.pin = pin
        self.found: list[Conflict] = []

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        yield RowList(self._row, id="rows")
        with VerticalScroll(id="detail", can_focus=False):
            yield CardText(())
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self._read()
        self.query_one(RowList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.found) if action in ("settle", "edit") else True

    def _read(self) -> None:
        self.pin = collections.the_pin(self.desk, self.pin.name)
        self.found = updates.conflicts(self.desk, self.pin)
        left = f"{len(self.found)} left" if self.found else "all settled"
        width = self.size.width or self.app.size.width
        title = Content.styled(f"Conflicts of {self.pin.name}", "bold")
        self.query_one("#header", Static).update(beside(title, left, width))
        self.query_one(RowList).set_count(len(self.found))
        self._draw_detail()
        self.refresh_bindings()

    def _row(self, place: int, width: int) -> Content:
        found = self.found[place]
        return Content.assemble(tidy(found.card), (f"  {tidy(found.field)}", QUIET))

    @on(RowList.Moved)
    def _draw_detail(self) -> None:
        place = self.query_one(RowList).cursor
        text = self.query_one(CardText)
        if place >= len(self.found):
            text.set_blocks([Prose(Content("Nothing is left to settle."), " ", " ")])
            return
        found = self.found[place]
        blocks = []
        for name, value in (("was", found.base), ("mine", found.mine), ("theirs", found.theirs)):
            for number, line in enumerate(telling.in_lines(value) or ["(nothing)"]):
                first = f" {name if number == 0 else '':<7} "
                blocks.append(Prose(Content(tidy(line)), first, " " * len(first), gap=False))
        text.set_blocks(blocks)

    def action_settle(self, choice: Literal["mine", "theirs"]) -> None:
        found = self.found[self.query_one(RowList).cursor]
        try:
            updates.settle(self.desk, self.pin, found, choice)
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        self._read()
        self.say(f" {found.card}, {found.field}: {'yours stays' if choice == 'mine' else 'theirs is taken'}.")

    def action_edit(self) -> None:
        from recall.tui.screens.editing import edit_place

        found = self.found[self.query_one(RowList).cursor]
        keys = self.desk.library.siblings(f"{self.pin.name}:{found.card}")
        card = self.desk.library.card(keys[0]) if keys else None
        if card is None:
            self.say(" That card cannot be read now.", error=True)
            return
        try:
            problem = edit_place(self.shell, self.desk, self.desk.library.edit_place(card))
            updates.settled(self.desk, self.pin, found)
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        self._read()
        self.say(f" {problem or 'Edited.'}", error=bool(problem))
