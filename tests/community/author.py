"""An author at work: cards as plain values, published as files, as commits, as archives."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recall.community.overlays import rewritten

MANIFEST = """\
format: recall/1
id: {id}
title: Kafka for backend developers
version: "{version}"
licence: CC-BY-4.0
authors: [A. Writer, B. Other]
language: en
"""


def deck_text(cards: dict[str, dict[str, Any]], deck: str = "kafka") -> str:
    """A deck file with these cards, by id."""
    body = rewritten("", "x", cards, {}).partition("cards:\n")[2]
    return f"format: recall/1\ndeck: {deck}\ntitle: {deck.title()}\ncards:\n{body}"


def card(number: int, **fields: Any) -> dict[str, Any]:
    return {"prompt": f"Question {number}?", "accept": [f"answer {number}"], **fields}


def some_cards(count: int) -> dict[str, dict[str, Any]]:
    return {f"k{number}": card(number) for number in range(1, count + 1)}


@dataclass
class Author:
    """Writes a collection into `folder`; `commit` publishes what stands there."""

    folder: Path
    id: str = "kafka"
    cards: dict[str, dict[str, Any]] = field(default_factory=lambda: some_cards(4))

    def write(self, version: str = "1") -> Path:
        self.folder.mkdir(exist_ok=True)
        (self.folder / "collection.yaml").write_text(MANIFEST.format(id=self.id, version=version))
        (self.folder / "kafka.yaml").write_text(deck_text(self.cards))
        return self.folder

    def commit(self, version: str = "1") -> str:
        """Publishes as a commit and a tag `v<version>`; the commit's id."""
        self.write(version)
        if not (self.folder / ".git").exists():
            self.git("init", "--quiet", "--initial-branch=main")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", f"Version {version}")
        self.git("tag", "--force", f"v{version}")
        return self.git("rev-parse", "HEAD").strip()

    def git(self, *arguments: str) -> str:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        ran = subprocess.run(
            ["git", *who, *arguments], cwd=self.folder, check=True, capture_output=True, encoding="utf-8"
        )
        return ran.stdout

    @property
    def address(self) -> str:
        return f"file://{self.folder}"
