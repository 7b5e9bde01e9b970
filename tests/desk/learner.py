"""A learner with a small collection, a real history in a temporary folder, and a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recall.config import Home
from recall.desk import Desk

START = datetime(2026, 1, 5, 8, tzinfo=UTC)


def deck_text(name: str, cards: int, *, requires: str = "") -> str:
    """A deck of basic cards `<name>-1`.., the first one `core`, with a cloze of three siblings at the end."""
    lines = ["format: recall/1", f"deck: {name}", f"title: {name.title()}"]
    if requires:
        lines.append(f"requires: [{requires}]")
    lines.append("cards:")
    for number in range(1, cards + 1):
        lines += [f"- id: {name}-{number}", f"  prompt: Question {number} of {name}", f"  answer: Answer {number}"]
        if number == 1:
            lines.append("  tags: [core]")
    lines += [
        f"- id: {name}-gaps",
        "  cloze: One {{c1::alpha}}, two {{c2::beta}}, three {{c3::gamma}}.",
        f"- id: {name}-held-out",
        "  use: quiz",
        "  prompt: Held out for interviews",
        "  answer: yes",
    ]
    return "\n".join(lines) + "\n"


def write_collection(root: Path, decks: dict[str, str]) -> None:
    """A collection `backend` with one stage a folder: `decks` maps `stage/deck.yaml` to its text."""
    stages = list(dict.fromkeys(path.partition("/")[0] for path in decks))
    root.mkdir(parents=True, exist_ok=True)
    (root / "collection.yaml").write_text(
        "format: recall/1\nid: backend\ntitle: Backend\nversion: '1'\nlicence: CC-BY-4.0\nauthors: [Tests]\n"
        f"language: en\nissues: https://example.org/issues\nstages: [{', '.join(stages)}]\n"
    )
    for number, stage in enumerate(stages, 1):
        (root / stage).mkdir(exist_ok=True)
        (root / stage / "stage.yaml").write_text(
            f"format: recall/1\nid: {stage}\nnumber: {number}\ntitle: {stage.title()}\n"
        )
    for path, text in decks.items():
        (root / path).write_text(text)


@dataclass
class Learner:
    """Opens the desk anew as often as a test likes, at the time that the test says."""

    home: Home
    decks: Path
    at: datetime = START
    off: int = 60
    open_desks: list[Desk] = field(default_factory=list)

    def now(self) -> tuple[datetime, int]:
        return self.at, self.off

    def sit_down(self) -> Desk:
        desk = Desk.open(self.home, now=self.now, shipped=self.decks)
        self.open_desks.append(desk)
        return desk

    def later(self, **spans: float) -> None:
        self.at += timedelta(**spans)


def make_learner(root: Path) -> Learner:
    home = Home(data=root / "home", config=root / "home", cache=root / "home" / "cache")
    write_collection(
        root / "decks",
        {
            "fundamentals/http.yaml": deck_text("http", 6),
            "security/oauth.yaml": deck_text("oauth", 6, requires="http"),
        },
    )
    return Learner(home, root / "decks")
