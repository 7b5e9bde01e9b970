"""The seeded histories that everything is measured on, made once and handed out as copies."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bench import peer
from bench.measure import PYTHON

from recall.config import Home, find_home
from recall.desk import Desk

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 1, 5, 20, tzinfo=UTC)


class History(NamedTuple):
    """One size: a home and Anki's collection of the same cards and reviews (which may not be there)."""

    cards: int
    home: Home
    collection: Path

    def desk(self) -> Desk:
        return Desk.open(self.home, now=lambda: (NOW, 0))

    @property
    def environment(self) -> dict[str, str]:
        """What a process is started with to work on this history."""
        return {"RECALL_HOME": str(self.home.data), "RECALL_NOW": NOW.isoformat()}


def made(cards: int, kept: Path, scratch: Path, python: str | None) -> History:
    """A copy in `scratch` of the history kept in `kept`, which is made where it is not there yet."""
    name = f"cards-{cards}"
    source = kept / name
    if not (source / "recall.db").exists():
        print(f"making a history of {cards:,} cards with ten reviews each ...", file=sys.stderr)
        command = [PYTHON, "-m", "bench.make_history", "--cards", str(cards), "--home", str(source), "--decks"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        _settled(source)
    collection = kept / f"{name}-{peer.FORMAT}.anki2"
    if python is not None and not collection.exists():
        with peer.opened(python, source / "recall.db", collection, NOW):
            pass
    target = scratch / name
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("backups"))
    if python is not None:
        shutil.copy(collection, scratch)
    history = History(cards, find_home(target), scratch / collection.name)
    _settled(target)
    return history


def _settled(folder: Path) -> None:
    """Opens a home once, so that the deck index fits its files and no later process has to make it."""
    environment = {**os.environ, "RECALL_HOME": str(folder), "RECALL_NOW": NOW.isoformat()}
    for _ in range(2):
        subprocess.run([PYTHON, "-m", "recall", "due"], env=environment, check=True, stdout=subprocess.DEVNULL)
