"""Starts a review without a terminal and prints the modules that were loaded when the first card was painted."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from recall.config import Home
from recall.desk import Desk
from recall.tui.app import RecallApp


async def main() -> None:
    home = Home(Path("home"), Path("home"), Path("home/cache"))
    desk = Desk.open(home, now=lambda: (datetime(2026, 1, 6, 8, tzinfo=UTC), 60), shipped=Path("decks"))
    app = RecallApp(desk, lambda: desk.start(["backend:append"]))
    loaded: set[str] = set()

    def painted(screen: object) -> None:
        loaded.update(sys.modules)
        app.exit(0)

    from recall.tui.screens.review import ReviewScreen

    ReviewScreen._prepare = painted  # type: ignore[assignment, method-assign]
    async with app.run_test(size=(80, 24)) as pilot:
        while not loaded:
            await pilot.pause(0.01)
    print("\n".join(sorted(loaded)))


asyncio.run(main())
