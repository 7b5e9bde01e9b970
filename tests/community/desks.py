"""A learner with a real history and a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recall.config import Home
from recall.desk import Desk, collections, updates
from recall.desk.scripted import record
from recall.desk.updates import Plan
from recall.schedule.values import Rating

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
SHARED = Path(__file__).parents[3] / "shared"


@dataclass
class Learner:
    home: Home
    shipped: Path
    at: datetime = START
    desks: list[Desk] = field(default_factory=list)

    def now(self) -> tuple[datetime, int]:
        return self.at, 60

    def sit_down(self) -> Desk:
        desk = Desk.open(self.home, now=self.now, shipped=self.shipped)
        self.desks.append(desk)
        return desk

    def later(self, **spans: float) -> None:
        self.at += timedelta(**spans)

    def study(self, desk: Desk, *keys: str, times: int = 3) -> None:
        """Answers cards on days far enough apart that they are in review."""
        for _ in range(times):
            for key in keys:
                found = desk.library.card(key)
                assert found is not None, key
                record(desk, found, Rating.GOOD)
            self.later(days=3)

    def edits(self, name: str) -> Path:
        return self.home.edits / f"{name}.yaml"

    def word(self, desk: Desk, name: str, text: str) -> None:
        """The learner's own wording, as entries of the overlay."""
        self.edits(name).parent.mkdir(parents=True, exist_ok=True)
        self.edits(name).write_text(f"format: recall/1\ncards:\n{text}")
        desk.reload()


def add(desk: Desk, address: str | Path, name: str = "") -> collections.Pin:
    return collections.add(desk, collections.look(str(address), name))


def plan(desk: Desk, name: str = "kafka") -> Plan:
    pin = collections.the_pin(desk, name)
    return updates.plan(desk, pin, collections.look_at(collections.source(pin), name))


def update(desk: Desk, name: str = "kafka") -> Plan:
    made = plan(desk, name)
    updates.take(desk, made)
    return made


def live_reviews(desk: Desk) -> int:
    return sum(1 for _ in desk.history.live_reviews())


def everything_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}
