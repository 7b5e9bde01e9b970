"""Examples can be typed as they stand: each option, stage, deck, tag and card in them is there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from recall.cli.app import cli
from recall.cli.quiz import TakesSelectors
from recall.cli.shell import find_card
from recall.config import Home
from recall.deck.search import parse_query
from recall.desk import Desk

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_NO_EXAMPLE = re.compile(r"[A-Z]{2,}|…|\[| / |--[a-z-]+$|^recall seal$")  # places left open, an option's bare name


def commands(command: click.Command, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from commands(below, *path, name)


def in_help() -> list[str]:
    """Every example of every `--help`, without what is said of it."""
    lines = [line.strip() for _, command in commands(cli) for line in (command.help or "").split("\b")[-1].splitlines()]
    return sorted({re.split(r"\s{2,}", line)[0] for line in lines if line.startswith("recall ")})


def in_documents() -> list[str]:
    """Every command in the guides that has no place left open."""
    texts = [path.read_text("utf-8") for path in DOCUMENTS]
    found = {span for text in texts for span in re.findall(r"`(recall [^`\n]+)`", text)}
    return sorted(span for span in found if not _NO_EXAMPLE.search(span))


def parsed(example: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The command that an example names, and what the words after it stand for. Raises click.UsageError."""
    words = shlex.split(re.sub(r"\s(<|>>?|\|)\s.*$", "", example))[1:]
    command: click.Command = cli
    name = "recall"
    while isinstance(command, click.Group) and words and (words[0] in command.commands):
        name = words.pop(0)
        command = command.commands[name]
    if isinstance(command, TakesSelectors):
        command = command.commands["take"]
    context = click.Context(command, info_name=name)
    values, left, _ = command.make_parser(context).parse_args(words)
    assert not left, f"{example}: {left} is too much"
    given = {key: (value,) if isinstance(value, str) else value for key, value in values.items()}
    return name, {key: tuple(value) for key, value in given.items() if isinstance(value, tuple | list)}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    root = tmp_path_factory.mktemp("home")
    desk = Desk.open(Home(data=root, config=root, cache=root / "cache"))
    yield desk
    desk.close()


def test_there_are_examples() -> None:
    assert len(in_help()) > 80
    assert len(in_documents()) > 30


@pytest.mark.parametrize("example", sorted({*in_help(), *in_documents()}))
def test_an_example_can_be_typed_as_it_stands(desk: Desk, example: str) -> None:
    command, words = parsed(example)
    desk.scope(words.get("selectors", ()))
    for card in words.get("card", ()) if command in ("show", "answer") else ():
        find_card(desk, card)
    if command == "place":
        assert set(words.get("stage", ())) <= {deck.stage for deck in desk.library.decks()}
    if command == "browse":
        query = " ".join(words.get("query", ()))
        named = " ".join(re.findall(r"(?<![-\w])(?:deck|stage|tag|kind|level):\S+|^\w[\w ]+$", query))
        assert not named or desk.find(parse_query([named]))[0]
