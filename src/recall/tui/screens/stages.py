"""Which stage to be placed in: the stages that still have cards nobody asked, one key to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from recall.desk import placement
from recall.errors import RecallError
from recall.schedule.placement import QUESTIONS
from recall.tui.blocks import QUIET, tidy
from recall.tui.keyline import KeyLine
from recall.tui.rowlist import RowList
from recall.tui.screens.base import HELP, RecallScreen, beside, in_words

if TYPE_CHECKING:
    from recall.desk import Desk


class StagesScreen(RecallScreen[None]):
    """It comes back after each placement, with what is left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "begin", f"{QUESTIONS} questions", id="stages.begin"),
        HELP,
        Binding("escape,q", "dismiss(None)", "Leave", id="stages.leave"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.stages: tuple[placement.Standing, ...] = ()

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        yield RowList(self._row, id="rows")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self._read()
        self.query_one(RowList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.stages) if action == "begin" else True

    def on_resize(self) -> None:
        self._draw_header()

    def _read(self) -> None:
        self.stages = placement.stages(self.desk)
        self.query_one(RowList).set_count(len(self.stages))
        self._draw_header()
        self.say("" if self.stages else " No stage has cards that were never asked.")
        self.refresh_bindings()

    def _draw_header(self) -> None:
        title = Content.styled("Which stage do you know?", "bold")
        width = self.size.width or self.app.size.width
        self.query_one("#header", Static).update(beside(title, Content.styled("never asked", QUIET), width))

    def _row(self, place: int, width: int) -> Content:
        stage = self.stages[place]
        return beside(tidy(stage.title), Content.styled(str(stage.unseen), QUIET), width)

    @on(RowList.Chosen)
    def action_begin(self) -> None:
        from recall.tui.screens.review import ReviewScreen

        stage = self.stages[self.query_one(RowList).cursor].name
        try:
            sitting = placement.start(self.desk, stage)
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        self.app.push_screen(ReviewScreen(self.desk, sitting, (stage,)), lambda _: self._read())
