"""The README says what the program does, and nothing that it does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from recall.cli.app import cli
from recall.deck.compile import read_deck

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
ANSWER_KEYS = (
    "answer",
    "options",
    "accept",
    "number",
    "cloze",
    "order",
    "match",
    "categories",
    "output",
    "lines",
    "sql",
)


def fences(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("command", [name for name, found in sorted(cli.commands.items()) if not found.hidden])
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"recall {command}" in README


def test_every_command_in_the_readme_exists() -> None:
    named = set(re.findall(r"`recall ([a-z]+)", README))
    assert named <= set(cli.commands)


def test_the_example_deck_is_a_good_one() -> None:
    (text,) = fences("yaml")
    found = read_deck(text.encode(), "kafka.yaml", "own", strict=True)
    assert found.deck is not None
    assert found.problems == ()


@pytest.mark.parametrize("key", [*ANSWER_KEYS, "rubric"])
def test_every_kind_of_card_is_named(key: str) -> None:
    assert f"`{key}`" in README


def test_the_start_and_the_test_are_one_line_each() -> None:
    lines = [line for block in fences("console") for line in block.strip().splitlines()]
    assert "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/recall review" in lines
    assert "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/python -m pytest" in lines


def test_ci_runs_the_very_test_line() -> None:
    assert "<!-- test line -->" in README
    assert "<!-- test line -->" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_measured_figures_name_machine_and_date() -> None:
    table = README.split("## Speed")[1].split("\n## ")[0]
    assert re.search(r"20\d\d-\d\d-\d\d", table)
    assert "Python 3." in table
    assert "SQLite 3." in table
