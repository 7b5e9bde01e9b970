"""The card browser in the real application at 80x24: CPU from a key until what it shows is drawn."""

from __future__ import annotations

import time
from typing import NamedTuple

from recall.desk import Desk
from recall.tui.app import RecallApp
from recall.tui.rowlist import RowList
from recall.tui.screens.browse import BrowseScreen

PAGES = 30
FIRST, KEY = 0.150, 0.100  # seconds: the first screen; a key that moves through the list, at its slowest
QUERY = "entry"  # a word that every card holds: each letter finds all of them


class Browsed(NamedTuple):
    """CPU seconds of the first screen, and of the slowest key of each kind."""

    first: float
    page: float
    jump: float
    sort: float
    letter: float


async def browsed(desk: Desk) -> Browsed:
    """One visit: the list, pages down, the end and back, other orders, a search letter by letter."""
    app = RecallApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(BrowseScreen(desk))
        await pilot.pause(0.5)
        app.pop_screen()  # what is imported and styled once is no part of it
        await pilot.pause(0.5)
        begun = time.process_time()
        await app.push_screen(BrowseScreen(desk))
        await pilot.pause()
        first = time.process_time() - begun
        assert app.screen.query_one(RowList).count > PAGES * 24

        async def slowest(*keys: str) -> float:
            found = []
            for key in keys:
                await pilot.pause(0.02)
                begun = time.process_time()
                await pilot.press(key)
                await pilot.pause()
                found.append(time.process_time() - begun)
            return max(found)

        page = await slowest(*["pagedown"] * PAGES)
        jump = await slowest("end", "pageup", "pageup", "home", "end", "home")
        sort = await slowest("s", "s", "s", "r")
        await slowest("slash")
        letter = await slowest(*QUERY)
        assert app.screen.query_one(RowList).count > 0
    return Browsed(first, page, jump, sort, letter)
