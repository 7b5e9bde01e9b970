"""Finds text that YAML took for a comment: `prompt: use #tag` is read as `use`, and nobody notices."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from recall.deck.fields import Reading
from recall.deck.nodes import Map, Node, Scalar, Seq, position

_PROSE = frozenset(
    {"prompt", "answer", "explanation", "text", "why", "left", "right", "ref", "checked", "cloze", "output", "accept"}
    | {"order", "spare", "categories", "reject", "patterns", "point", "ask", "look_for", "say", "red_flags", "terms"}
    | {"model_answer", "code", "setup", "sql", "unit"}
)


def swallowed(reading: Reading, root: Node, data: bytes) -> None:
    """Warn of each unquoted prose text that is followed by ` #` on its last line."""
    suspects = dict(_suspects(data))
    if not suspects:
        return
    listed = root.items.get("cards") if isinstance(root, Map) else None
    cards = listed.items if isinstance(listed, Seq) else []
    starts = [position(card)[0] - 1 for card in cards]
    for number in sorted({bisect_right(starts, line) - 1 for line in suspects}):
        if number < 0:
            continue
        card = cards[number]
        found = card.items.get("id") if isinstance(card, Map) else None
        reading.card = found.value if isinstance(found, Scalar) else ""
        for scalar in _prose(card, ""):
            end: Any = scalar.end_mark
            rest = suspects.get(end.line, "")[end.column :]
            if not scalar.style and rest.lstrip().startswith("#") and rest[0] == " ":
                message = f"the text ends before `{rest.strip()[:30]}`, which YAML takes for a comment"
                reading.add(scalar, message, "put the whole text in quotes", "swallowed", "warning")
    reading.card = ""


def _suspects(data: bytes) -> Iterator[tuple[int, str]]:
    """Lines, from 0, that have ` #` behind something else."""
    line = counted = 0
    at = data.find(b" #")
    while at >= 0:
        start = data.rfind(b"\n", 0, at) + 1
        if data[start:at].strip():
            end = data.find(b"\n", at)
            line += data.count(b"\n", counted, start)
            counted = start
            yield line, data[start : end if end >= 0 else len(data)].decode()
        at = data.find(b" #", at + 1)


def _prose(node: Node, key: str) -> Iterator[Scalar]:
    if isinstance(node, Map):
        for child_key, child in node.items.items():
            yield from _prose(child, key if key == "categories" else child_key)
    elif isinstance(node, Seq):
        for child in node.items:
            yield from _prose(child, key)
    elif key in _PROSE:
        yield node
