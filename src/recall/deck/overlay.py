"""The learner's own wording: an overlay file a collection, merged field by field over the cards that ship. Pure.

It has the shape of a deck: a list `cards:` whose entries name a card by `id` and hold only the fields that differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from recall.deck.answers import FORMS, answer_key
from recall.deck.fields import Reading
from recall.deck.nodes import Map, Scalar, Seq, called
from recall.deck.problem import Problem
from recall.deck.reader import read_events

HEADER = """\
# Your own wording of cards of the collection `{collection}`. A field that stands here replaces the same field of
# the card; everything else stays as its author writes it.
format: recall/1
cards:
"""


@dataclass(frozen=True, slots=True)
class Overlay:
    """The entries of an overlay file by card id."""

    path: str = ""
    entries: Mapping[str, Map] = field(default_factory=lambda: MappingProxyType({}))


NO_OVERLAY = Overlay()


def read_overlay(data: bytes, path: str) -> tuple[Overlay, tuple[Problem, ...]]:
    root, problems = read_events(data, path)
    reading = Reading(path)
    reading.problems = problems
    entries: dict[str, Map] = {}
    if root is None:
        return NO_OVERLAY, tuple(problem.tidied() for problem in problems)
    listed = root.items.get("cards") if isinstance(root, Map) else None
    if not isinstance(listed, Seq):
        if not isinstance(root, Map) or not (isinstance(listed, Scalar) and not listed.value):
            reading.add(listed or root, "an overlay holds a list `cards:`", "write `cards:` and entries below it")
        return NO_OVERLAY, tuple(problem.tidied() for problem in problems)
    for node in listed.items:
        name = node.items.get("id") if isinstance(node, Map) else None
        if not isinstance(node, Map) or not isinstance(name, Scalar):
            reading.add(node, f"an entry names a card, this is {called(node)}", "start it with `- id: ...`", "shape")
        elif name.value in entries:
            reading.add(node, f"there is an entry for `{name.value}` already", "join the two", "id")
        elif not node.spoilt:
            entries[name.value] = node
    return Overlay(path, entries), tuple(problem.tidied() for problem in problems)


def merged(card: Map, own: Map) -> Map:
    """The card with the learner's fields. Another kind of answer replaces the old one with all its keys."""
    result = Map(own.start_mark)
    result.items = dict(card.items)
    result.keys = [*own.keys, *card.keys]
    before, after = answer_key(card), answer_key(own)
    if before and after and before != after and not (after == ("accept",) and "accept" in FORMS[before[0]].fields):
        for key in FORMS[before[0]].fields:
            result.items.pop(key, None)
    result.items.update((key, node) for key, node in own.items.items() if key != "id")
    return result


def card_lines(lines: list[str], start: int) -> list[str]:
    """The lines, from `start` (from 0), of one entry of a list of cards, without what follows it."""
    first = lines[start]
    indent = len(first) - len(first.lstrip(" -"))
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith(" " * indent)):
        end += 1
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]


def with_entry(text: str, collection: str, card: str, source: list[str]) -> tuple[str, int]:
    """The overlay's text with an entry for a card, and the entry's line (from 1).

    `source` are the card's lines in its deck; they are offered as comments to start from.
    """
    lines = (text or HEADER.format(collection=collection)).rstrip("\n").split("\n")
    there = re.compile(rf"\s*-\s+id:\s+[\"']?{re.escape(card)}[\"']?\s*(#.*)?$")
    for number, line in enumerate(lines):
        if there.match(line):
            return text, number + 1
    starts = [line for line in lines if re.match(r"\s*- ", line)]
    indent = " " * (len(starts[0]) - len(starts[0].lstrip(" ")) if starts else 0)
    entry = [f"{indent}- id: {card}"]
    if source:
        entry.append(f"{indent}  # As it ships; take the `# ` away from what you want to word differently.")
    inner = len(source[0]) - len(source[0].lstrip(" -")) if source else 0
    shown = (line[inner:] for line in source)
    entry += [f"{indent}  # {line}".rstrip() for line in shown if not re.match(r"(id|formerly|rev):", line)]
    return "\n".join([*lines, *entry]) + "\n", len(lines) + 1
