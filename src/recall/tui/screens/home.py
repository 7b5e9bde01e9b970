"""Home: what today asks for, the stages and their decks with new, learning and due cards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from recall.desk.views import DeckRow, Overview, StageRow
from recall.errors import RecallError
from recall.tui.blocks import ACCENT, QUIET, tidy
from recall.tui.keyline import KeyLine
from recall.tui.rowlist import RowList
from recall.tui.screens.base import HELP, RecallScreen, beside, in_words
from recall.tui.status import NARROW, bar, minutes_text, plan_line, spark

if TYPE_CHECKING:
    from recall.desk import Desk
    from recall.stats.readiness import Road

PLANS_SHOWN = 2

Row = StageRow | DeckRow | None  # None is the line for everything


class HomeScreen(RecallScreen[None]):
    """A tree of two levels. Space studies all that is due, enter the row under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "study", "Study", id="home.study"),
        Binding("enter", "open", "Open", id="home.open"),
        Binding("right,l,plus", "unfold(True)", "Decks", id="home.unfold"),
        Binding("left,h", "unfold(False)", "Close the stage", show=False, id="home.fold"),
        Binding("m", "interview", "Interview", id="home.interview"),
        Binding("b", "browse", "Browse", id="home.browse"),
        Binding("slash", "browse(True)", "Search", show=False, id="home.search"),
        Binding("t", "stats", "Stats", id="home.stats"),
        Binding("r", "road", "Road", id="home.road"),
        Binding("w", "weakest", "Weakest topics", show=False, id="home.weakest"),
        Binding("o", "catch_up", "Overdue", id="home.catch_up"),
        Binding("u", "undo", "Undo last", id="home.undo"),
        Binding("p", "problems", "Problems", id="home.problems"),
        Binding("c", "collections", "Collections", id="home.collections"),
        Binding("s", "sync", "Sync", show=False, id="home.sync"),
        HELP,
        Binding("escape,q", "quit", "Quit", id="home.quit"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.overview: Overview = desk.overview()
        self.unfolded: set[str] = set()
        self.rows: list[Row] = [None]
        self.road: Road | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        yield Static(id="today")
        yield Static(id="columns")
        yield RowList(self._row, id="rows")
        yield Static(id="warning")
        yield Static(id="road")
        yield Static(id="days")
        yield Static(id="plans")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self.draw()
        self.query_one(RowList).focus()
        self.call_after_refresh(self._look_at_road)  # not before the first paint

    def on_resize(self, event: Resize) -> None:
        self._draw_frame()

    def refresh_overview(self) -> None:
        """Counts again (after a sitting, or when decks changed)."""
        self.overview = self.desk.overview()
        self.draw()
        self._look_at_road()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "problems":
                return self.overview.problems > 0
            case "catch_up":
                return self.overview.overdue > 0 or self.overview.catching_up
            case _:
                return True

    def draw(self) -> None:
        self.rows = [None]
        for stage in self.overview.stages:
            self.rows.append(stage)
            if stage.ref in self.unfolded:
                self.rows.extend(stage.decks)
        self.query_one(RowList).set_count(len(self.rows))
        self._draw_frame()
        self.refresh_bindings()

    # -- lines

    def _draw_frame(self) -> None:
        view, width = self.overview, self.size.width or self.app.size.width
        streak = f"streak {view.streak} day{'' if view.streak == 1 else 's'}"
        right = f"{view.on:%a} {view.on.day} {view.on:%b}     {streak}" if width >= NARROW else streak
        self.query_one("#header", Static).update(beside(Content.styled("recall", "bold"), right, width))
        self.query_one("#today", Static).update(self._today(width))
        head = Content.styled(_columns("Deck", ("New", "Learn", "Due", "Next due"), width - 2), QUIET)
        self.query_one("#columns", Static).update(Content.assemble("  ", head))
        warning = self.query_one("#warning", Static)
        warning.update(Content("\n").join(self._warnings()))
        warning.set_class(bool(view.overdue or view.problems or view.warnings or self.shell.notices), "-full")
        self.query_one("#days", Static).update(self._days(width))
        plans = self.query_one("#plans", Static)
        plans.update(Content("\n").join(plan_line(each, width) for each in view.plans[:PLANS_SHOWN]))
        plans.set_class(bool(view.plans), "-full")
        self._draw_road(width)

    def _today(self, width: int) -> Content:
        view = self.overview
        left = view.new + view.learning + view.due
        if not left:
            done = f"Nothing left today, {view.reviewed_today} done." if view.reviewed_today else "Nothing due today."
            return Content(f"  {done}")
        said = f"  {view.reviewed_today} of {view.reviewed_today + left}   about {minutes_text(view.seconds_left)} left"
        if view.backlog_days > 1:
            said += f"; backlog clears in {view.backlog_days} days"
        room = max(4, min(40, width - len(said) - 10))
        chart = bar(view.reviewed_today, view.reviewed_today + left, room)
        return Content.assemble("  Today  ", chart, said) if width >= NARROW else Content.assemble("  ", said.strip())

    def _row(self, place: int, width: int) -> Content:
        row = self.rows[place]
        if row is None:
            view = self.overview
            return _line("Today, all decks", (view.new, view.learning, view.due), "", width)
        when = _when(row.next_due_on, self.overview.on)
        counts = (row.new, row.learning, row.due)
        if isinstance(row, StageRow):
            sign = "▾" if row.ref in self.unfolded else "▸"
            return _line(f"{sign} {tidy(row.title)}", counts, when, width)
        return _line(
            f"    {tidy(row.title)}", counts, when if row.picked else "not picked", width, quiet=not row.picked
        )

    def _warnings(self) -> list[Content]:
        view = self.overview
        lines = []
        if view.overdue:
            said = f"  ! {view.overdue} overdue  (<home.catch_up>: ways to catch up)"
            lines.append(Content.styled(self.with_keys(said), "$text-warning"))
        lines += [
            Content.styled(f"  ! {tidy(text)}", "$text-warning") for text in (*view.warnings, *self.shell.notices)
        ]
        if view.problems:
            many = f"{view.problems} problem{'' if view.problems == 1 else 's'}"
            lines.append(
                Content.styled(self.with_keys(f"  ! {many} in deck files  (<home.problems>: show)"), "$text-warning")
            )
        return lines[:3]

    def _days(self, width: int) -> Content:
        view = self.overview
        core = f"core {view.core_covered}/{view.core_total}"
        if width < NARROW:
            return Content.styled(f"  {core}", QUIET)
        reviews = {day.on: day.reviews for day in view.days}
        last = [reviews.get(date.fromordinal(view.on.toordinal() - back).isoformat(), 0) for back in range(29, -1, -1)]
        return beside(Content.assemble(" Last 30 days  ", (spark(last), ACCENT)), Content.styled(core, QUIET), width)

    def _look_at_road(self) -> None:
        from recall.desk.standing import standing

        self.road = standing(self.desk)
        self._draw_road(self.size.width or self.app.size.width)

    def _draw_road(self, width: int) -> None:
        """What is covered and kept of everything, and the topics to start on."""
        if self.road is None or not self.road.stages:
            return
        from recall.stats.roadlines import compact, weakest_lines

        lines = [Content(f" {line}") for line in compact(self.road, width - 2)]
        if self.road.weakest:
            said = f" {weakest_lines(self.road)[0]}{self.with_keys('  (<home.weakest>: start)')}"
            lines.append(Content(said).truncate(width, ellipsis=True))
        self.query_one("#road", Static).update(Content("\n").join(lines))

    # -- keys

    def _selected(self) -> Row:
        return self.rows[min(self.query_one(RowList).cursor, len(self.rows) - 1)]

    def action_study(self) -> None:
        self._study(())

    def action_open(self) -> None:
        row = self._selected()
        self._study(() if row is None else (row.ref,))

    @on(RowList.Chosen)
    def _on_chosen(self) -> None:
        self.action_open()

    def _study(self, selectors: tuple[str, ...]) -> None:
        from recall.tui.screens.review import ReviewScreen

        try:
            sitting = self.desk.start(selectors)
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return

        def back(stopped: bool | None) -> None:
            self.refresh_overview()

        self.app.push_screen(ReviewScreen(self.desk, sitting, selectors), back)

    def commands(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """What the palette offers here: every deck, by its title, and other people's collections."""
        yield "collections: add, update, remove", self.action_collections
        for stage in self.overview.stages:
            for deck in stage.decks:
                yield f"study {tidy(deck.title)}", partial(self._study, (deck.ref,))

    def action_unfold(self, unfold: bool) -> None:
        rows = self.query_one(RowList)
        row = self._selected()
        if isinstance(row, DeckRow):
            if unfold:
                return
            row = next(stage for stage in self.overview.stages if row in stage.decks)
        if row is None:
            return
        if unfold and row.ref in self.unfolded:
            unfold = False
        (self.unfolded.add if unfold else self.unfolded.discard)(row.ref)
        self.draw()
        rows.cursor = self.rows.index(row)

    def action_stats(self) -> None:
        from recall.tui.screens.stats import StatsScreen

        self.app.push_screen(StatsScreen(self.desk))

    def action_road(self) -> None:
        from recall.tui.screens.road import RoadScreen

        self.app.push_screen(RoadScreen(self.desk), lambda _: self.refresh_overview())

    def action_weakest(self) -> None:
        from recall.tui.screens.studying import study_weakest

        refs = [place.ref for place in self.road.weakest] if self.road else []
        study_weakest(self, self.desk, refs, self.refresh_overview)

    def action_browse(self, search: bool = False) -> None:
        from recall.tui.screens.browse import BrowseScreen

        self.app.push_screen(BrowseScreen(self.desk, search=search), lambda _: self.refresh_overview())

    def action_interview(self) -> None:
        from recall.tui.screens.quiz_setup import SetupScreen

        self.app.push_screen(SetupScreen(self.desk), lambda _: self.refresh_overview())

    def action_catch_up(self) -> None:
        from recall.tui.screens.catchup import CatchUpScreen

        self.app.push_screen(CatchUpScreen(self.desk), lambda _: self.refresh_overview())

    async def action_undo(self) -> None:
        from recall.tui.patience import patiently

        try:
            before = self.desk.start()
            sitting = await patiently(self.desk.history, lambda: self.desk.undo(before), self.say)
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        self.refresh_overview()
        self.say(f" {sitting.echo}")

    def action_problems(self) -> None:
        from recall.tui.screens.problems import ProblemsScreen

        self.app.push_screen(ProblemsScreen(self.desk), lambda _: self.refresh_overview())

    def action_collections(self) -> None:
        from recall.tui.screens.collections import CollectionsScreen

        self.app.push_screen(CollectionsScreen(self.desk), lambda _: self.refresh_overview())

    def action_sync(self) -> None:
        from recall.tui.screens.sync import SyncScreen

        self.app.push_screen(SyncScreen(self.desk), lambda _: self.refresh_overview())

    def action_quit(self) -> None:
        self.app.exit(0)


def _columns(name: str, values: tuple[str, str, str, str], width: int) -> str:
    """A name and what is counted for it; on a narrow screen without the day of the next card."""
    new, learning, due, when = values
    wide = width >= NARROW - 2
    counted = f"{new:>6}{learning:>8}{due:>8}   {when:<15}" if wide else f"{new:>5}{learning:>6}{due:>5}"
    room = max(4, min(width, 76) - len(counted))
    text = Content(name).truncate(room, ellipsis=True)
    return f"{text.plain}{' ' * (room - text.cell_length)}{counted}"


def _line(name: str, counts: tuple[int, int, int], when: str, width: int, *, quiet: bool = False) -> Content:
    text = _columns(name, (str(counts[0]), str(counts[1]), str(counts[2]), when), width)
    return Content.styled(text, QUIET) if quiet or not any(counts) else Content(text)


def _when(due_on: str | None, today: date) -> str:
    if due_on is None:
        return ""
    days = (date.fromisoformat(due_on) - today).days
    return "now" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"
