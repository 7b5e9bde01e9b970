"""What a search found, in order, a page of hits at a time: the list of a browser, however long it is. Reads only."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from recall.deck.search import AllOf, Condition
from recall.history.find import SORTS, Finder, Hit

if TYPE_CHECKING:
    from recall.desk.desk import Desk

PAGE = 100


class Found:
    """The hits of one search as they stood when it was asked; a page that was never in sight costs nothing."""

    def __init__(self, desk: Desk, query: Condition, *, sort: str = SORTS[0], descending: bool = False) -> None:
        self._desk = desk
        self._query, self._sort, self._descending = query, sort, descending
        self._finder = Finder(desk.history.connection, desk.library.index_file())
        self._order: array[int] | None = None
        # The beginning of everything is quicker than the order of everything, of which few see more.
        if query == AllOf(()):
            self.total = self._finder.count(query, desk.moment, desk.settings)
        else:
            self.total = len(self._in_order())

    def prepare(self) -> None:
        """Puts everything in order before it is asked for."""
        self._in_order()

    def page(self, number: int) -> list[Hit]:
        """Hits from `number * PAGE` on; fewer where cards have left since."""
        when, settings = self._desk.moment, self._desk.settings
        if number == 0 and self._order is None:
            return self._finder.page(
                self._query, when, settings, sort=self._sort, descending=self._descending, limit=PAGE
            )
        return self._finder.at(self._in_order()[number * PAGE : (number + 1) * PAGE], when, settings)

    def _in_order(self) -> array[int]:
        if self._order is None:
            when, settings = self._desk.moment, self._desk.settings
            self._order = self._finder.order(self._query, when, settings, sort=self._sort, descending=self._descending)
        return self._order
