"""All cards as a list with a text filter, the card under the cursor below it."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from recall.deck.card import Card
from recall.deck.search import Query, parse_query, suggestion
from recall.errors import RecallError
from recall.schedule.values import CardState
from recall.tui import sides
from recall.tui.blocks import QUIET, lay_out, tidy
from recall.tui.keyline import KeyLine
from recall.tui.rowlist import RowList
from recall.tui.screens.base import HELP, RecallScreen, beside, in_words
from recall.tui.status import NARROW

if TYPE_CHECKING:
    from recall.desk import Desk

MOST = 300  # hits that are listed; a narrower filter finds the others
_CHUNK = 200  # cards read between two looks at the keyboard
_DETAIL_LINES = 7


class BrowseScreen(RecallScreen[None]):
    """`/` types the filter; the list follows while it is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", id="browse.search"),
        Binding("enter", "info", "Card info", id="browse.info"),
        Binding("e", "edit", "Edit", id="browse.edit"),
        Binding("at", "flag('suspended')", "Suspend", id="browse.suspend"),
        Binding("asterisk", "flag('marked')", "Mark", id="browse.mark"),
        Binding("y", "copy", "Copy the answer", show=False, id="browse.copy"),
        Binding("down", "to_list", "To the list", show=False, id="browse.list"),
        HELP,
        Binding("escape,q", "back", "Home", id="browse.back"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.keys: list[str] = []
        self.cards: list[Card] = []
        self.states: dict[str, CardState] = {}
        self.total = 0

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        yield Input(placeholder="words, deck:jwt, stage:git, kind:cloze, tag:core", compact=True, id="filter")
        yield RowList(self._row, id="rows")
        yield Static(id="detail")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(RowList).focus()
        self._find("")

    # -- finding

    @on(Input.Changed, "#filter")
    def _on_typed(self, event: Input.Changed) -> None:
        self._find(event.value)

    def _find(self, text: str) -> None:
        self.run_worker(self._search(parse_query([text])), exclusive=True, group="search")

    async def _search(self, query: Query) -> None:
        """Fills the list; gives way to the keyboard between chunks, so that typing never waits."""
        rows = sorted(self.desk.library.rows(), key=lambda row: row.position)
        keys = [row.key for row in rows if query.fits_place(deck=row.deck, stage=row.stage, kind=row.kind)]
        found: list[Card] = []
        for start in range(0, len(keys), _CHUNK):
            chunk = keys[start : start + _CHUNK]
            cards = self.desk.library.cards(chunk)
            found += [cards[key] for key in chunk if key in cards and query.fits(cards[key])]
            if len(found) > MOST:
                break
            await sleep(0)
        self.total = len(rows)
        self.cards = found[:MOST]
        self.states = self.desk.history.states([card.key for card in self.cards])
        self.query_one(RowList).set_count(len(self.cards))
        self._draw_header(more=len(found) > MOST)
        self._draw_detail()
        if not found:
            self._say_nothing(query)
        else:
            self.say("")

    def _say_nothing(self, query: Query) -> None:
        decks = self.desk.library.decks()
        near = suggestion(query, decks=[info.deck for info in decks], stages=[info.stage for info in decks])
        text = self.query_one("#filter", Input).value
        self.say(f" No card fits {text}" + (f"; did you mean {near}?" if near else ""))

    # -- lines

    def _draw_header(self, *, more: bool) -> None:
        count = f"first {MOST}" if more else str(len(self.cards))
        width = self.size.width or self.app.size.width
        header = beside(Content.styled("Browse", "bold"), f"{count} of {self.total} cards", width)
        self.query_one("#header", Static).update(header)

    def _row(self, place: int, width: int) -> Content:
        card = self.cards[place]
        state = self._state(card)
        prompt = headline(card)
        if width < NARROW:
            return Content.assemble(prompt)
        room = width - 34
        text = Content(prompt).truncate(room, ellipsis=True)
        deck = Content(tidy(card.deck)).truncate(16, ellipsis=True)
        return Content.assemble(
            text,
            " " * (room - text.cell_length),
            "  ",
            deck,
            " " * (16 - deck.cell_length),
            (f"  {state:<14}", QUIET),
        )

    def _state(self, card: Card) -> str:
        state = self.states.get(card.key)
        if state is None or state.memory is None:
            return "new" if card.drilled else "held out"
        due_on = state.memory.due_on
        if due_on is None:
            return "learning"
        days = (due_on - self.desk.moment.on).days
        return "due now" if days <= 0 else f"in {days} d"

    @on(RowList.Moved)
    def _draw_detail(self) -> None:
        self.query_one("#detail", Static).update(Content("\n").join(self._detail()))

    def _detail(self) -> Iterator[Content]:
        card = self._selected()
        if card is None or self.size.height < 20:
            return
        marks = self.desk.history.marks(card.key)
        signs = [name for name in ("suspended", "marked", "known") if marks.get(name)]
        yield Content.assemble((f" {card.key}", "bold"), (f"   {', '.join(signs)}", QUIET))
        width = (self.size.width or self.app.size.width) - 4
        lines = [*lay_out(sides.question(card), width), *lay_out(sides.solution(card), width)]
        for line in lines[:_DETAIL_LINES]:
            yield Content.assemble("  ", line)

    def _selected(self) -> Card | None:
        place = self.query_one(RowList).cursor
        return self.cards[place] if place < len(self.cards) else None

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("info", "edit", "flag", "copy"):
            return bool(self.cards)
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

        card = self._selected()
        if card is not None:
            self.app.push_screen(InfoScreen(self.desk.info(card.key), self.desk.moment.on))

    def action_copy(self) -> None:
        card = self._selected()
        if card is not None:
            self.app.copy_to_clipboard(sides.solution_text(card))
            self.say(" Answer copied, if the terminal takes it (OSC 52).")

    def action_flag(self, name: str) -> None:
        card = self._selected()
        if card is None:
            return
        value = not self.desk.history.marks(card.key).get(name)
        try:
            self.desk.set_mark(card.key, name, value)
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        self.say(f" {card.key}   {name if value else f'no longer {name}'}")
        self._draw_detail()

    def action_edit(self) -> None:
        from recall.desk import author
        from recall.tui.screens.editing import edit_place

        card = self._selected()
        if card is None:
            return
        try:
            said = edit_place(self.shell, self.desk, author.edit_place(self.desk, card))
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        self._find(self.query_one("#filter", Input).value)
        if said:
            self.say(f" {said}", error=True)


def headline(card: Card) -> str:
    """What is asked, on one line."""
    lines = lay_out(sides.question(card) or sides.solution(card), 200)
    return tidy(" ".join(line.plain.strip() for line in lines[:2]))
