"""The guides below `docs/` name commands, options and tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from recall.cli.app import cli
from recall.deck.check import check_path

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "docs" / "security.md").read_text("utf-8")
WRITING = (ROOT / "docs" / "writing-decks.md").read_text("utf-8")
COMMUNITY = (ROOT / "docs" / "community-decks.md").read_text("utf-8")
TESTS = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "tests").rglob("test_*.py")))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(test_\w+)`", SECURITY))))
def test_every_test_that_the_security_page_names_exists(name: str) -> None:
    assert f"def {name}(" in TESTS


@pytest.mark.parametrize(
    ("guide", "commands"),
    [
        (COMMUNITY, {"add", "diff", "list", "remove", "settle", "update"}),
        (WRITING, {"add", "check", "new", "preview", "schema", "verify"}),
    ],
    ids=["community", "writing"],
)
def test_every_deck_command_of_a_guide_exists_with_its_options(guide: str, commands: set[str]) -> None:
    deck = cli.commands["deck"]
    assert isinstance(deck, click.Group)
    named = re.findall(r"recall deck ([a-z]+)([^\n`#]*)", guide)
    assert {name for name, _ in named} == commands
    for name, rest in named:
        known = {option for parameter in deck.commands[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known


def test_the_deck_of_the_guide_passes_its_own_check(tmp_path: Path) -> None:
    (text,) = re.findall(r"<!-- topics.yaml -->\n```yaml\n(.*?)```", WRITING, re.DOTALL)
    (tmp_path / "topics.yaml").write_text(text)
    assert check_path(tmp_path, strict=True).problems == ()
