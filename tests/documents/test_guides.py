"""The guides below `docs/` name commands, options and tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from recall.cli.app import cli

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "docs" / "security.md").read_text("utf-8")
COMMUNITY = (ROOT / "docs" / "community-decks.md").read_text("utf-8")
TESTS = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "tests").rglob("test_*.py")))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(test_\w+)`", SECURITY))))
def test_every_test_that_the_security_page_names_exists(name: str) -> None:
    assert f"def {name}(" in TESTS


def test_every_deck_command_of_the_guide_exists_with_its_options() -> None:
    deck = cli.commands["deck"]
    assert isinstance(deck, click.Group)
    named = re.findall(r"recall deck ([a-z]+)([^\n`#]*)", COMMUNITY)
    assert {name for name, _ in named} == {"add", "diff", "list", "remove", "settle", "update"}
    for name, rest in named:
        known = {option for parameter in deck.commands[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known
