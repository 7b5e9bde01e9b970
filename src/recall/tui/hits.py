"""What a search found, as the browser's list asks for it: a page at a time. It must not know widgets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from recall.deck.card import Card
from recall.deck.search import Condition, parse_query, suggestion
from recall.desk.found import PAGE, Found
from recall.history.find import SORTS, Hit
from recall.tui import sides
from recall.tui.blocks import lay_out, tidy

if TYPE_CHECKING:
    from recall.desk import Desk

PAGES_HELD = 40


class Hits:
    """What a search found, read a page at a time as it comes in sight."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._query: Condition = parse_query([])
        self._found: Found | None = None
        self._pages: dict[int, list[Hit]] = {}
        self._cards: dict[str, Card] = {}
        self.sort = SORTS[0]
        self.descending = False

    @property
    def total(self) -> int:
        """How many cards fit."""
        return self._found.total if self._found else 0

    def ask(self, text: str) -> None:
        """Another search. Raises SearchError, and stays what it was."""
        self._query = parse_query([text])
        self.sort_by(self.sort, descending=self.descending)

    def sort_by(self, sort: str, *, descending: bool) -> None:
        self.sort, self.descending = sort, descending
        self._pages, self._cards = {}, {}
        self._found = Found(self._desk, self._query, sort=sort, descending=descending)

    def __getitem__(self, place: int) -> Hit | None:
        number, at = divmod(place, PAGE)
        if number not in self._pages:
            self._take(number)
        page = self._pages[number]
        return page[at] if at < len(page) else None

    def prepare(self) -> None:
        """Gets ready for places far down the list."""
        if self._found is not None:
            self._found.prepare()

    def _take(self, number: int) -> None:
        assert self._found is not None
        if len(self._pages) >= PAGES_HELD:
            self._pages, self._cards = {}, {}
        self._pages[number] = self._found.page(number)
        self._cards |= self._desk.library.cards(hit.key for hit in self._pages[number])

    def card(self, key: str) -> Card | None:
        return self._cards.get(key)

    def headline(self, key: str) -> str:
        card = self._cards.get(key)
        return headline(card) if card else key

    def all_keys(self) -> frozenset[str]:
        return self._desk.find_keys(self._query)

    def suggestion(self) -> str:
        """The nearest search that may find something."""
        decks = self._desk.library.decks()
        names = [info.deck for info in decks], [info.stage for info in decks]
        return suggestion(self._query, decks=names[0], stages=names[1])


def standing(hit: Hit, today: date) -> str:
    """When the card is asked next, in a word or two."""
    if hit.due_on is not None:
        days = (date.fromisoformat(hit.due_on) - today).days
        return "due now" if days <= 0 else f"in {days} d"
    if hit.state:
        return "learning"
    return "new" if hit.drilled else "held out"


def parse_day(text: str, today: date) -> date | None:
    """The day that `2026-12-24` or `5` (in five days) means; None for anything else."""
    text = text.strip()
    try:
        return today + timedelta(days=int(text)) if text.isdecimal() else date.fromisoformat(text)
    except (ValueError, OverflowError):
        return None


def headline(card: Card) -> str:
    """What is asked, on one line."""
    lines = lay_out(sides.question(card) or sides.solution(card), 200)
    return tidy(" ".join(line.plain.strip() for line in lines[:2]))
