"""A learner with a small collection in a temporary folder, which is the working folder while the test runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tui_walk import Walker

KINDS = Path(__file__).parent / "all-kinds.yaml"
COLLECTION = """\
format: recall/1
id: backend
title: Backend
version: "1"
licence: CC-BY-4.0
authors: [Tests]
language: en
issues: https://example.org/recall/issues
stages: [basics, later]
"""
LATER = """\
format: recall/1
deck: topics
title: Topics
cards:
- {id: topic-1, prompt: First topic, answer: one}
- {id: topic-2, prompt: Second topic, answer: two}
"""


@pytest.fixture
def walker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walker]:
    for name in ("NO_COLOR", "TEXTUAL_THEME", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    _write(tmp_path / "decks")
    walker = Walker()
    yield walker
    for desk in walker.desks:
        desk.close()


def _write(decks: Path) -> None:
    for stage, title in (("basics", "Basics"), ("later", "Later on")):
        (decks / stage).mkdir(parents=True)
        (decks / stage / "stage.yaml").write_text(
            f"format: recall/1\nid: {stage}\nnumber: {1 if stage == 'basics' else 2}\ntitle: {title}\n"
        )
    (decks / "collection.yaml").write_text(COLLECTION)
    (decks / "basics" / "kinds.yaml").write_text(KINDS.read_text("utf-8"), "utf-8")
    (decks / "later" / "topics.yaml").write_text(LATER)
