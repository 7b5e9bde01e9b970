"""All cards as a list under a search, the card under the cursor below it; many can be acted on together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from recall.deck.search import SearchError
from recall.errors import RecallError
from recall.history.find import SORTS, Hit
from recall.tui import sides
from recall.tui.blocks import QUIET, lay_out, tidy
from recall.tui.hits import Hits, parse_day, standing
from recall.tui.keyline import KeyLine
from recall.tui.rowlist import RowList
from recall.tui.screens.base import HELP, RecallScreen, beside, in_words
from recall.tui.status import NARROW

if TYPE_CHECKING:
    from recall.desk import Desk

EXAMPLE = "words, deck:jwt, is:due, r<0.8, lapses>3, -is:new"
_DETAIL_LINES = 7
_AT_LEISURE = 0.2  # seconds after the first screen: the rest of the list is put in order before anybody scrolls


class BrowseScreen(RecallScreen[None]):
    """`/` types the search; the list follows while it is typed. What is picked (`v`) is acted on together."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", id="browse.search"),
        Binding("enter", "info", "Card info", id="browse.info"),
        Binding("v,space", "pick", "Pick", id="browse.pick"),
        Binding("V", "pick_all", "Pick all", show=False, id="browse.pick_all"),
        Binding("s", "sort(1)", "Sort", id="browse.sort"),
        Binding("S", "sort(-1)", "Sort by the one before", show=False, id="browse.sort_back"),
        Binding("r", "reverse", "The other way round", show=False, id="browse.reverse"),
        Binding("e", "edit", "Edit", id="browse.edit"),
        Binding("at", "flag('suspended')", "Suspend", id="browse.suspend"),
        Binding("asterisk", "flag('marked')", "Mark", show=False, id="browse.mark"),
        Binding("minus", "bury", "Bury", show=False, id="browse.bury"),
        Binding("n", "note", "Note", show=False, id="browse.note"),
        Binding("d", "due", "Set the day", show=False, id="browse.due"),
        Binding("R", "reset", "Make new again", show=False, id="browse.reset"),
        Binding("u", "undo", "Undo", show=False, id="browse.undo"),
        Binding("y", "copy", "Copy the answer", show=False, id="browse.copy"),
        Binding("down", "to_list", "To the list", show=False, id="browse.list"),
        HELP,
        Binding("escape,q", "back", "Home", id="browse.back"),
    ]

    def __init__(self, desk: Desk, query: str = "", *, search: bool = False) -> None:
        super().__init__()
        self.search_first = search
        self.desk = desk
        self.first_query = query
        self.hits = Hits(desk)
        self.picked: set[str] = set()

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        yield Input(self.first_query, placeholder=EXAMPLE, compact=True, id="filter")
        yield RowList(self._row, id="rows")
        yield Static(id="detail")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        (self.query_one("#filter", Input) if self.search_first else self.query_one(RowList)).focus()
        self._find(self.first_query)
        self.set_timer(_AT_LEISURE, self.hits.prepare)

    # -- finding

    @on(Input.Changed, "#filter")
    def _on_typed(self, event: Input.Changed) -> None:
        self.call_after_refresh(self._follow, event.value)

    def _follow(self, text: str) -> None:
        """The letter is seen before its search begins; one that another letter followed is not searched for."""
        if text == self.query_one("#filter", Input).value:
            self._find(text)

    def _find(self, text: str) -> None:
        """Fills the list; while a query is half typed the list before it stays."""
        try:
            self.hits.ask(text)
        except SearchError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        self.query_one(RowList).set_count(self.hits.total)
        self._draw_header()
        self._draw_detail()
        near = "" if self.hits.total else self.hits.suggestion()
        nothing = f" No card fits {text}" + (f"; did you mean {near}?" if near else "")
        self.say("" if self.hits.total else nothing)

    def _again(self) -> None:
        """The same search anew, the cursor where it was."""
        self._find(self.query_one("#filter", Input).value)

    # -- lines

    def _draw_header(self) -> None:
        width = self.size.width or self.app.size.width
        picked = f"{len(self.picked)} picked   " if self.picked else ""
        order = f"by {self.hits.sort}{' down' if self.hits.descending else ''}   " if width >= NARROW else ""
        header = beside(Content.styled("Browse", "bold"), f"{picked}{order}{self.hits.total} cards", width)
        self.query_one("#header", Static).update(header)

    def _row(self, place: int, width: int) -> Content:
        hit = self.hits[place]
        if hit is None:
            return Content("")
        sign = "*" if hit.key in self.picked else "@" if hit.suspended else "!" if hit.marked else " "
        prompt = self.hits.headline(hit.key)
        if width < NARROW:
            return Content.assemble(f"{sign} {prompt}")
        room = width - 37
        text = Content(f"{sign} {prompt}").truncate(room, ellipsis=True)
        deck = Content(tidy(hit.deck.partition("/")[2])).truncate(16, ellipsis=True)
        recall = f"{hit.recall:4.0%}" if hit.recall is not None else "   –"
        return Content.assemble(
            text,
            " " * (room - text.cell_length),
            "  ",
            deck,
            " " * (16 - deck.cell_length),
            (f"  {standing(hit, self.desk.moment.on):<10} {recall}", QUIET),
        )

    @on(RowList.Moved)
    def _draw_detail(self) -> None:
        self.query_one("#detail", Static).update(Content("\n").join(self._detail()))

    def _detail(self) -> Iterator[Content]:
        hit = self._selected()
        card = self.hits.card(hit.key) if hit else None
        if hit is None or card is None or self.size.height < 20:
            return
        marks = self.desk.history.marks(hit.key)
        signs = [name for name in ("suspended", "marked", "known") if marks.get(name)]
        yield Content.assemble((f" {hit.key}", "bold"), (f"   {', '.join(signs)}", QUIET))
        width = (self.size.width or self.app.size.width) - 4
        lines = [*lay_out(sides.question(card), width), *lay_out(sides.solution(card), width)]
        for line in lines[:_DETAIL_LINES]:
            yield Content.assemble("  ", line)

    def _selected(self) -> Hit | None:
        place = self.query_one(RowList).cursor
        return self.hits[place] if place < self.hits.total else None

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("info", "edit", "flag", "copy", "pick", "bury", "note", "due", "reset"):
            return self.hits.total > 0
        return True

    def action_search(self) -> None:
        self.query_one("#filter", Input).focus()

    def action_to_list(self) -> None:
        self.query_one(RowList).focus()

    @on(Input.Submitted, "#filter")
    def _on_submitted(self) -> None:
        self.action_to_list()

    def action_back(self) -> None:
        """Leaves the filter first, then the screen."""
        if self.query_one("#filter", Input).has_focus:
            self.action_to_list()
        else:
            self.dismiss(None)

    @on(RowList.Chosen)
    def _on_chosen(self) -> None:
        self.action_info()

    def action_info(self) -> None:
        from recall.tui.screens.info import InfoScreen

        hit = self._selected()
        if hit is not None:
            self.app.push_screen(InfoScreen(self.desk.info(hit.key), self.desk.moment.on))

    def action_copy(self) -> None:
        hit = self._selected()
        card = self.hits.card(hit.key) if hit else None
        if card is not None:
            self.app.copy_to_clipboard(sides.solution_text(card))
            self.say(" Answer copied, if the terminal takes it (OSC 52).")

    def action_sort(self, by: int) -> None:
        self.hits.sort_by(SORTS[(SORTS.index(self.hits.sort) + by) % len(SORTS)], descending=False)
        self._again()

    def action_reverse(self) -> None:
        self.hits.sort_by(self.hits.sort, descending=not self.hits.descending)
        self._again()

    # -- many at once

    def action_pick(self) -> None:
        hit = self._selected()
        if hit is not None:
            self.picked ^= {hit.key}
            self.query_one(RowList).action_move(1)
            self._draw_header()

    def action_pick_all(self) -> None:
        """All that fit the search, or none if something is picked."""
        self.picked = set() if self.picked else set(self.hits.all_keys())
        self.query_one(RowList).refresh()
        self._draw_header()

    def _chosen(self) -> list[str]:
        """What an action is for: the picked cards, else the one under the cursor."""
        hit = self._selected()
        return sorted(self.picked) or ([hit.key] if hit else [])

    def _act(self, act: Callable[[list[str]], str]) -> None:
        """Does something to all chosen cards as one action, and says so."""
        keys = self._chosen()
        if not keys:
            return
        try:
            said = act(keys)
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        self.picked = set()
        self._again()
        what = keys[0] if len(keys) == 1 else f"{len(keys)} cards"
        self.say(f" {what}   {said}")

    def action_flag(self, name: str) -> None:
        def act(keys: list[str]) -> str:
            value = not self.desk.history.marks(keys[0]).get(name)
            self.desk.mark_all(keys, name, value)
            return name if value else f"no longer {name}"

        self._act(act)

    def action_bury(self) -> None:
        def act(keys: list[str]) -> str:
            self.desk.bury_all(keys)
            return "buried until tomorrow"

        self._act(act)

    def action_reset(self) -> None:
        def act(keys: list[str]) -> str:
            self.desk.reset_all(keys)
            return "new again; the history is kept"

        self._act(act)

    def action_undo(self) -> None:
        try:
            said = self.desk.undo(self.desk.start()).echo
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        self._again()
        self.say(f" {said}")

    def action_due(self) -> None:
        from recall.tui.screens.ask import NoteScreen

        def act_on(text: str | None) -> None:
            on = parse_day(text or "", self.desk.moment.on)
            if on is None:
                self.say(f" {text!r} is no day: write 2026-12-24, or 5 for in five days" if text else "", error=True)
                return

            def act(keys: list[str]) -> str:
                self.desk.set_due_all(keys, on)
                return f"due {on.isoformat()}"

            self._act(act)

        self.app.push_screen(NoteScreen("", "Due on which day? 2026-12-24, or 5 for in five days"), act_on)

    def action_note(self) -> None:
        from recall.tui.screens.ask import NoteScreen

        hit = self._selected()
        if hit is None:
            return

        def act_on(text: str | None) -> None:
            if text is not None:
                self.picked = {hit.key}
                self._act(lambda keys: self._annotate(keys, text))

        self.app.push_screen(NoteScreen(str(self.desk.history.marks(hit.key).get("note") or "")), act_on)

    def _annotate(self, keys: list[str], text: str) -> str:
        self.desk.mark_all(keys, "note", text)
        return "noted" if text else "note removed"

    def action_edit(self) -> None:
        from recall.desk import author
        from recall.tui.screens.editing import edit_place

        hit = self._selected()
        card = self.hits.card(hit.key) if hit else None
        if card is None:
            return
        try:
            said = edit_place(self.shell, self.desk, author.edit_place(self.desk, card))
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        self._again()
        if said:
            self.say(f" {said}", error=True)
