"""A review of one card in the terminal that this process stands in; the working folder holds `home` and `decks`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from recall.config import Home
from recall.desk import Desk
from recall.tui import app

desk = Desk.open(Home(Path("home"), Path("home"), Path("home/cache")), shipped=Path("decks"))
selectors = ["backend:append"]
program = partial(app.RecallApp, desk, lambda: desk.start(selectors), selectors)
sys.exit(app.run(program, ascii_only=False))
