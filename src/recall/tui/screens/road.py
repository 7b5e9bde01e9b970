"""The road: stages and decks, each with what is covered, kept and examined; the weakest topics to start on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from recall.desk.standing import standing
from recall.errors import RecallError
from recall.stats import roadlines
from recall.stats.readiness import Place, Road
from recall.tui.blocks import QUIET, tidy
from recall.tui.keyline import KeyLine
from recall.tui.rowlist import RowList
from recall.tui.screens.base import HELP, RecallScreen, beside, in_words
from recall.tui.screens.stats import coloured
from recall.tui.screens.studying import study, study_weakest

if TYPE_CHECKING:
    from recall.desk import Desk


class RoadScreen(RecallScreen[None]):
    """A tree of two levels, as home; enter studies what the cursor is on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", "Study this", id="road.open"),
        Binding("w", "weakest", "Weakest topics", id="road.weakest"),
        Binding("right,l,plus", "unfold(True)", "Decks", id="road.unfold"),
        Binding("left,h", "unfold(False)", "Close the stage", show=False, id="road.fold"),
        Binding("d", "ahead", "Another day", id="road.day"),
        Binding("t", "stats", "Stats", id="road.stats"),
        HELP,
        Binding("escape,q,r", "dismiss(None)", "Back", id="road.back"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.later_on: date | None = None
        self.road: Road = standing(desk)
        self.unfolded: set[str] = set()
        self.rows: list[tuple[Place, bool]] = []  # and whether it is a stage

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        yield Static(id="whole")
        yield RowList(self._row, id="rows")
        yield Static(id="weakest")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self._draw()
        self.query_one(RowList).focus()

    def on_resize(self, event: Resize) -> None:
        self._draw_frame()

    def look_again(self) -> None:
        """Counts again, after a sitting or for another day."""
        self.road = standing(self.desk, later_on=self.later_on)
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.road.weakest) if action == "weakest" else True

    # -- lines

    def _draw(self) -> None:
        self.rows = []
        for stage in self.road.stages:
            self.rows.append((stage.place, True))
            if stage.place.ref in self.unfolded:
                self.rows.extend((deck, False) for deck in stage.decks)
        self.query_one(RowList).set_count(len(self.rows))
        self._draw_frame()
        self.refresh_bindings()

    def _draw_frame(self) -> None:
        width = self.size.width or self.app.size.width
        day = f"{self.road.on:%a} {self.road.on.day} {self.road.on:%b}"
        self.query_one("#header", Static).update(beside(Content.styled("The road", "bold"), day, width))
        if not self.road.stages:
            self.query_one("#whole", Static).update(Content("\n There are no cards in the picked decks."))
            return
        short = (self.size.height or self.app.size.height) < 20
        head = [coloured(f" {line}") for line in roadlines.heading(self.road, width - 2, "blocks")]
        gap = [] if short else [Content("")]
        names = Content.styled(f"    {roadlines.columns(self.road, width - 3)}", QUIET)
        self.query_one("#whole", Static).update(Content("\n").join([*head, *gap, names]))
        weakest = self.with_keys("  (<road.weakest>: start)") if self.road.weakest else ""
        line = Content(f" {roadlines.weakest_lines(self.road)[0]}{weakest}").truncate(width, ellipsis=True)
        self.query_one("#weakest", Static).update(line)

    def _row(self, place: int, width: int) -> Content:
        found, is_stage = self.rows[place]
        sign = ("▾ " if found.ref in self.unfolded else "▸ ") if is_stage else "  "
        title = found._replace(title=f"{sign}{tidy(found.title)}")
        line = roadlines.row(self.road, title, width - 1, "blocks")
        return coloured(f"  {line}")[2:] if found.covered else Content.styled(line, QUIET)

    # -- keys

    def _selected(self) -> tuple[Place, bool] | None:
        return self.rows[min(self.query_one(RowList).cursor, len(self.rows) - 1)] if self.rows else None

    def action_open(self) -> None:
        selected = self._selected()
        if selected is not None:
            study(self, self.desk, (selected[0].ref,), self.look_again)

    @on(RowList.Chosen)
    def _on_chosen(self) -> None:
        self.action_open()

    def action_weakest(self) -> None:
        study_weakest(self, self.desk, [place.ref for place in self.road.weakest], self.look_again)

    def action_unfold(self, unfold: bool) -> None:
        selected = self._selected()
        if selected is None:
            return
        found, is_stage = selected
        if not is_stage:
            if unfold:
                return
            found = next(stage.place for stage in self.road.stages if found in stage.decks)
        if unfold and found.ref in self.unfolded:
            unfold = False
        (self.unfolded.add if unfold else self.unfolded.discard)(found.ref)
        self._draw()
        self.query_one(RowList).cursor = self.rows.index((found, True))

    def action_ahead(self) -> None:
        def chosen(day: date | None) -> None:
            if day is not None:
                self.later_on = day
                self.look_again()

        self.app.push_screen(DayScreen(self.road.on, self.road.later_on), chosen)

    def action_stats(self) -> None:
        from recall.tui.screens.stats import StatsScreen

        selected = self._selected()
        refs = () if selected is None or selected[1] else (selected[0].ref,)
        try:
            self.app.push_screen(StatsScreen(self.desk, refs))
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)


class DayScreen(ModalScreen[date | None]):
    """Asks for the day to look ahead to."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Leave it", id="day.leave")]

    def __init__(self, today: date, shown: date) -> None:
        super().__init__()
        self.today = today
        self.shown = shown

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content("How much is kept on which day? Write it as 2027-03-01"))
            yield Input(self.shown.isoformat(), compact=True)
            yield Static(Content.styled("enter show   esc leave it", QUIET), id="day-said")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        try:
            day = date.fromisoformat(event.value.strip())
        except ValueError:
            self._say("That is no date; write it as 2027-03-01")
            return
        if day < self.today:
            self._say("That day is past; give today or a later one")
            return
        self.dismiss(day)

    def _say(self, text: str) -> None:
        self.query_one("#day-said", Static).update(Content.styled(text, "$text-error"))
