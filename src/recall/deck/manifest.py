"""Reads what stands beside the decks: a collection's `collection.yaml` and a stage's `stage.yaml`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from recall.deck.fields import (
    FieldReader,
    Reading,
    address,
    identifier,
    identifiers,
    line,
    text,
    texts,
    whole,
)
from recall.deck.nodes import Map, Node, Seq, called
from recall.deck.problem import Problem
from recall.deck.reader import read_events

FORMAT = "recall/1"
COLLECTION_FILE = "collection.yaml"
STAGE_FILE = "stage.yaml"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A collection: `stages` in the order in which they are learnt, `issues` is where a wrong card is reported."""

    id: str
    title: str = ""
    version: str = ""
    licence: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    issues: str = ""
    stages: tuple[str, ...] = ()


class Plan(NamedTuple):
    """What a deck is to hold: `cards` at the least, and the numbers of a full deck by level, which give the shares."""

    cards: int
    recall: int = 0
    understand: int = 0
    apply: int = 0
    interview: int = 0

    @property
    def levels(self) -> dict[str, float]:
        """The share of each level that is planned for, of one in all."""
        counts = {
            "recall": self.recall,
            "understand": self.understand,
            "apply": self.apply,
            "interview": self.interview,
        }
        return {level: count / sum(counts.values()) for level, count in counts.items() if count}


@dataclass(frozen=True, slots=True)
class Stage:
    """A folder of decks. `deck_aliases` are further names for decks, each for one or several.

    `plan` is the author's own key `x-plan`: what each deck of the stage is to hold, for the bank's gates alone.
    """

    id: str
    number: int = 0
    title: str = ""
    aliases: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    note: str = ""
    deck_aliases: tuple[tuple[str, tuple[str, ...]], ...] = ()
    plan: tuple[tuple[str, Plan], ...] = ()


def _deck_aliases(reading: Reading, node: Node, key: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(node, Map):
        reading.wrong_shape(node, key, "a mapping of names to decks")
        return ()
    found = []
    for name, child in node.items.items():
        alias = identifier(reading, node.key(name), key)
        decks = identifiers(reading, child, key) if isinstance(child, Seq) else (identifier(reading, child, key),)
        found.append((alias, decks))
    return tuple(found)


def _plan(reading: Reading, node: Node, key: str) -> tuple[tuple[str, Plan], ...]:
    if not isinstance(node, Map):
        reading.wrong_shape(node, key, "a mapping of decks to numbers of cards")
        return ()
    count = whole(0, 99_999)
    found = []
    for name, child in node.items.items():
        deck = identifier(reading, node.key(name), key)
        if not isinstance(child, Map) or "cards" not in child.items:
            reading.wrong_shape(child, name, "a mapping with `cards` and the levels")
            continue
        for unknown in child.items.keys() - set(Plan._fields):
            reading.unknown(child, unknown, dict.fromkeys(Plan._fields), "a plan")
        numbers = {field: count(reading, child.items[field], field) for field in Plan._fields if field in child.items}
        found.append((deck, Plan(**numbers)))
    return tuple(found)


_COLLECTION: dict[str, FieldReader] = {
    "format": line,
    "id": identifier,
    "title": line,
    "version": line,
    "licence": line,
    "authors": texts,
    "language": line,
    "issues": address,
    "stages": identifiers,
}
_STAGE: dict[str, FieldReader] = {
    "format": line,
    "id": identifier,
    "number": whole(0, 999),
    "title": line,
    "aliases": identifiers,
    "requires": identifiers,
    "note": text,
    "deck_aliases": _deck_aliases,
    "x-plan": _plan,
}


def read_collection(data: bytes, path: str, *, strict: bool = False) -> tuple[Manifest | None, tuple[Problem, ...]]:
    values, reading = _read(data, path, _COLLECTION, "a collection", strict)
    if not values.get("id"):
        return None, tuple(problem.tidied() for problem in reading.problems)
    return Manifest(**values), tuple(problem.tidied() for problem in reading.problems)


def read_stage(data: bytes, path: str, *, strict: bool = False) -> tuple[Stage | None, tuple[Problem, ...]]:
    values, reading = _read(data, path, _STAGE, "a stage", strict)
    if not values.get("id"):
        return None, tuple(problem.tidied() for problem in reading.problems)
    return Stage(**values), tuple(problem.tidied() for problem in reading.problems)


def _read(
    data: bytes, path: str, fields: Mapping[str, FieldReader], what: str, strict: bool
) -> tuple[dict[str, Any], Reading]:
    reading = Reading(path, strict=strict)
    root, reading.problems = read_events(data, path)
    values: dict[str, Any] = {}
    if root is None:
        return values, reading
    if not isinstance(root, Map):
        reading.add(root, f"the file of {what} is a mapping, not {called(root)}", "start with `id: ...`", "shape")
        return values, reading
    for key, child in root.items.items():
        read = fields.get(key)
        if read is None:
            reading.unknown(root, key, fields, what)
        else:
            values[key.removeprefix("x-")] = read(reading, child, key)
    form = values.pop("format", FORMAT)
    if form != FORMAT:
        reading.add(root.items["format"], f"this recall reads {FORMAT}, not `{form}`", "update recall", "format")
    if "id" not in root.items:
        reading.add(root, f"{what} needs an id", "add `id: ...`", "missing")
    return values, reading
