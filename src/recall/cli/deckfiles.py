"""What the commands for authors share: a path that is there, the decks below it, a question, words for numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recall.cli.shell import is_asked, talk
from recall.errors import UsageError

if TYPE_CHECKING:
    from recall.deck.compile import Deck


def there(path: Path) -> Path:
    """The path, if something is there. Raises UsageError."""
    if not path.exists():
        raise UsageError(f"there is no {path}", "name a deck file or a folder of decks")
    return path


def deck_paths(path: Path) -> list[Path]:
    """The deck files that a path stands for: itself, or those of the collection in it."""
    from recall.deck.shelves import scan_folder

    if not there(path).is_dir():
        return [path]
    return [deck.path for collection in scan_folder(path).collections for deck in collection.decks]


def read_decks(path: Path) -> list[Deck]:
    """The decks of a file or folder, with a word about what is wrong in them."""
    decks, wrong = decks_and_faults(path)
    if wrong:
        talk(wrong)
    return decks


def decks_and_faults(path: Path) -> tuple[list[Deck], str]:
    """The decks of a file or folder, and what to say where something is wrong in them."""
    from recall.deck.compile import DeckFile, read_deck
    from recall.deck.problem import Problem
    from recall.deck.shelves import load

    found: list[Deck] = []
    errors = 0
    for place in deck_paths(path):
        data = load(place)
        read = DeckFile(None, (data,)) if isinstance(data, Problem) else read_deck(data, str(place), "own")
        errors += sum(problem.level == "error" for problem in read.problems)
        found += [read.deck] if read.deck else []
    return found, f"{count(errors, 'error')}: recall deck check {path} names them" if errors else ""


def title_of(path: Path, decks: Sequence[Deck]) -> str:
    """What people call what stands there: the collection, or the deck where it is only one."""
    from recall.deck.manifest import COLLECTION_FILE
    from recall.deck.shelves import scan_folder

    if (path / COLLECTION_FILE).is_file():
        for collection in scan_folder(path).collections:
            return collection.manifest.title or collection.manifest.id
    return decks[0].title if len(decks) == 1 else path.resolve().name


def agreed(question: str) -> bool:
    """Whether somebody at the terminal says yes."""
    return is_asked() and click.confirm(question, default=False, err=True)


def count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
