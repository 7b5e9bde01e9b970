"""The flip in the real application at 80x24: CPU from the key to the answer, on cards with code and a table."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from recall.config import find_home
from recall.desk import Desk
from recall.desk.views import FirstRun
from recall.tui.app import RecallApp

CARD = """format: recall/1
deck: flip
title: Flip
cards:
{cards}"""
ONE = """- id: flip-{n}
  prompt: |
    What does call {n} of this function cost, and why?

    ```python
    def find(rows, key):
        for row in rows:
            if row.key == key:
                return row
    ```
  answer: Time that grows with the number of rows.
  explanation: |
    Each row is looked at until one fits.

    | structure | find | insert |
    |---|---|---|
    | list | O(n) | O(1) |
    | dict | O(1) | O(1) |
    | tree | O(log n) | O(log n) |
"""


async def flips(runs: int) -> list[float]:
    """CPU seconds of `runs` flips, each on a card of its own; the first, which loads the scheduler, is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        home = find_home(folder)
        home.own_decks.mkdir(parents=True)
        cards = "".join(ONE.format(n=number) for number in range(runs + 2))
        (home.own_decks / "flip.yaml").write_text(CARD.format(cards=cards))
        desk = Desk.open(home, now=lambda: (datetime(2026, 1, 5, 8, tzinfo=UTC), 0), shipped=Path(folder) / "none")
        desk.first_run(FirstRun(minutes=600))
        desk.set_settings({"new_per_day": runs + 2})
        app = RecallApp(desk, desk.start)
        found = []
        async with app.run_test(size=(80, 24)) as pilot:
            for _ in range(runs + 1):
                await pilot.pause(0.3)  # past the first paint, as a reader is
                begun = time.process_time()
                await pilot.press("space")
                await pilot.pause()
                found.append(time.process_time() - begun)
                await pilot.pause(0.3)  # ratings sleep for a moment after the flip
                await pilot.press("4")
        desk.close()
    return found[1:]
