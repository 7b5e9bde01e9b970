"""The interviews that were taken, and two of them beside each other. It must not know how they are compared."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from recall.errors import RecallError
from recall.history.interviews import InterviewRow
from recall.quiz import told
from recall.quiz.reported import Report
from recall.tui.blocks import QUIET, Prose, tidy
from recall.tui.cardtext import CardText
from recall.tui.keyline import KeyLine
from recall.tui.rowlist import RowList
from recall.tui.screens.base import HELP, RecallScreen, beside, in_words
from recall.tui.screens.paged import PagedScreen
from recall.tui.status import NARROW

if TYPE_CHECKING:
    from recall.desk.interview import InterviewDesk

_BOTH = 2


class HistoryScreen(RecallScreen[None]):
    """A line an interview, newest first. Space marks two, `c` compares them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Report", id="history.open"),
        Binding("space", "pick", "Mark", id="history.pick"),
        Binding("c", "compare", "Compare the two marked", id="history.compare"),
        HELP,
        Binding("escape,q", "dismiss(None)", "Back", id="history.back"),
    ]

    def __init__(self, desk: InterviewDesk) -> None:
        super().__init__()
        self.desk = desk
        self.rows: list[InterviewRow] = []
        self.picked: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        yield RowList(self._row, id="rows")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(RowList).focus()
        self._read()

    def _read(self) -> None:
        self.rows = self.desk.history()
        self.query_one(RowList).set_count(len(self.rows))
        count = f"{len(self.rows)} interview{'' if len(self.rows) == 1 else 's'}"
        header = beside(Content.styled("Mock interviews", "bold"), count, self.size.width or self.app.size.width)
        self.draw_line("#header", header)
        self.say("" if self.rows else " No interview yet: esc, then enter begins one.")
        self.refresh_bindings()

    def _row(self, place: int, width: int) -> Content:
        row = self.rows[place]
        here = timezone(timedelta(minutes=self.desk.desk.moment.off))
        day = f"{row.started_at.astimezone(here):{'%Y-%m-%d %H:%M' if width >= NARROW else '%d %b'}}"
        sign = "*" if row.id in self.picked else " "
        right = f"{row.asked} of {row.number}" + ("" if row.ended else ", not finished" if width >= NARROW else " …")
        about = Content(tidy(" ".join(row.selectors)) or "all picked decks")
        room = max(1, width - len(day) - len(right) - 7)
        about = about.truncate(room, ellipsis=True)
        return Content.assemble(f"{sign} {day}   ", about, " " * (room - about.cell_length), "  ", (right, QUIET))

    def _selected(self) -> InterviewRow | None:
        place = self.query_one(RowList).cursor
        return self.rows[place] if place < len(self.rows) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "open" | "pick":
                return bool(self.rows)
            case "compare":
                return len(self.picked) == _BOTH
            case _:
                return True

    @on(RowList.Chosen)
    def _on_chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """The report, or the interview itself where it is not finished."""
        row = self._selected()
        if row is None:
            return
        try:
            state = self.desk.load(row.id)
            if not state.over:
                from recall.tui.screens.interview import InterviewScreen

                self.app.push_screen(InterviewScreen(self.desk, state), lambda _: self._read())
            elif not state.answered:
                self.say(" It was ended before its first answer: there is nothing to report.")
            else:
                from recall.tui.screens.quiz_report import ReportScreen

                self.app.push_screen(ReportScreen(self.desk, row.id))
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)

    def action_pick(self) -> None:
        row = self._selected()
        if row is None:
            return
        if row.id in self.picked:
            self.picked.remove(row.id)
        elif row.ended:
            self.picked = [*self.picked, row.id][-_BOTH:]
        else:
            self.say(" It is not finished: there is nothing to compare yet.")
        self.query_one(RowList).refresh()
        self.refresh_bindings()

    def action_compare(self) -> None:
        one, other = sorted(self.picked, key=[row.id for row in self.rows].index, reverse=True)
        try:
            self.app.push_screen(CompareScreen(self.desk, one, other))
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)


class CompareScreen(PagedScreen[None]):
    """How far the second interview lies above the first, and how much of that may be chance."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "dismiss(None)", "Back", id="compare.back")]

    def __init__(self, desk: InterviewDesk, one: str, other: str) -> None:
        super().__init__()
        self.off = desk.desk.moment.off
        self.compared = desk.compare(one, other)

    def compose(self) -> ComposeResult:
        one, other, found = self.compared
        lines = [
            block
            for each in (one, other)
            for block in (
                Prose(Content.styled(tidy(told.title(each)), "bold")),
                Prose(Content(told.facts(each, self.off)), gap=False),
                Prose(Content(f"By its answers alone: {_ability(each)}"), gap=False),
            )
        ]
        yield Static(Content.styled(" Two interviews", "bold"), classes="top")
        with VerticalScroll(classes="body page", can_focus=False):
            yield CardText([*lines, Prose(Content.styled(told.since(found, self.off), "bold"))])
        yield KeyLine()


def _ability(found: Report) -> str:
    return f"ability {told.signed(found.alone.mean)} ({told.span(found.alone)})"
