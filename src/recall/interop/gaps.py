"""Anki's cloze marks as those of recall: nested gaps taken apart, hints kept, empty gaps opened. Pure.

Marks are read as Anki does: `{{c1::` opens (`{{c1,2::` for two cards), `}}` closes the innermost, the first `::` inside
begins the hint; what does not match is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from recall.deck.card import Gap
from recall.deck.cloze import MAX_GAP, BadCloze, parse

_TOKEN = re.compile(r"\{\{c(\d[\d,]*)::|\}\}")
_MAX_DEPTH = 10
IMAGE = "image-occlusion:"
_OCCLUSION = f"::{IMAGE}"


class Mark(NamedTuple):
    """A gap as the source has it, for one or more cards."""

    numbers: tuple[int, ...]
    inside: list[Mark | str]
    hint: str = ""


def read(text: str) -> list[Mark | str]:
    """The text in order, gaps as values."""
    top: list[Mark | str] = []
    stack: list[Mark] = []
    at = 0
    for found in _TOKEN.finditer(text):
        _text(top, stack, text[at : found.start()])
        at = found.end()
        if found[1]:
            numbers = tuple(sorted({int(each) for each in found[1].split(",") if each and len(each) < 6}))
            if len(stack) < _MAX_DEPTH:
                stack.append(Mark(numbers, []))
        elif stack:
            done = stack.pop()
            (stack[-1].inside if stack else top).append(done)
        else:
            _text(top, stack, "}}")
    _text(top, stack, text[at:])
    while stack:  # never closed: only text
        left = stack.pop()
        opening = "{{c" + ",".join(map(str, left.numbers)) + "::"
        (stack[-1].inside if stack else top).extend([opening, *left.inside, *([f"::{left.hint}"] if left.hint else [])])
    return top


def _text(top: list[Mark | str], stack: list[Mark], text: str) -> None:
    if not text:
        return
    if not stack:
        top.append(text)
        return
    head, colons, tail = text.partition("::")
    if colons and not head.startswith(IMAGE):
        stack[-1] = stack[-1]._replace(hint=stack[-1].hint or tail)
        text = head
    if text:
        stack[-1].inside.append(text)


def numbers(text: str) -> tuple[int, ...]:
    """The numbers of all gaps that make a card."""
    found: set[int] = set()
    queue: list[Mark | str] = [*read(text)]
    while queue:
        node = queue.pop()
        if isinstance(node, Mark):
            found.update(number for number in node.numbers if 1 <= number <= MAX_GAP)
            queue += node.inside
    return tuple(sorted(found))


def is_image(text: str) -> bool:
    """Whether a gap is a shape on an image."""
    return _OCCLUSION in text


def rewritten(text: str) -> tuple[list[tuple[tuple[int, ...], str]], bool]:
    """The texts that hold the same gaps, each with its numbers, and whether anything had to be taken apart.

    One text, unless gaps are nested or stand for several cards: then one text for each number.
    """
    nodes = read(text)
    wanted = numbers(text)
    if not wanted:
        return [], False
    if not any(isinstance(node, Mark) and _is_nested(node) for node in nodes):
        return [(wanted, _written(nodes, frozenset(wanted)))], False
    return [((number,), _written(nodes, frozenset((number,)))) for number in wanted], True


def _is_nested(mark: Mark) -> bool:
    return len(mark.numbers) != 1 or any(isinstance(node, Mark) for node in mark.inside)


def _written(nodes: list[Mark | str], keep: frozenset[int]) -> str:
    parts = list(_parts(nodes, keep))
    text = "".join(part if isinstance(part, str) else _gap(part) for part in parts)
    if _is_sound(text, parts):
        return text
    softened = [_soft(part) if isinstance(part, str) else Gap(part.number, _soft(part.text), _soft(part.hint))
                for part in parts]  # fmt: skip
    return "".join(part if isinstance(part, str) else _gap(part) for part in softened)


def _parts(nodes: list[Mark | str], keep: frozenset[int]) -> Iterator[str | Gap]:
    for node in nodes:
        if isinstance(node, str):
            yield node
            continue
        number = next((each for each in node.numbers if each in keep), 0)
        content = _bare(node).strip()
        if number and content:
            yield Gap(number, content, node.hint.strip())
        else:
            yield from _parts(node.inside, keep)


def _bare(node: Mark | str) -> str:
    return node if isinstance(node, str) else "".join(map(_bare, node.inside))


def _gap(gap: Gap) -> str:
    hint = f"::{gap.hint.replace('::', _COLONS)}" if gap.hint else ""
    return f"{{{{c{gap.number}::{gap.text.replace('::', _COLONS)}{hint}}}}}"


_COLONS = r"\:\:"


def _is_sound(text: str, parts: list[str | Gap]) -> bool:
    try:
        found = [part for part in parse(text) if isinstance(part, Gap)]
    except BadCloze:
        return False
    return found == [part for part in parts if isinstance(part, Gap)]


def _soft(text: str) -> str:
    """Braces that would be taken for marks, set apart."""
    return re.sub(r"\}(?=\})", "} ", re.sub(r"\{(?=\{)", "{ ", text)) + (" " if text.endswith(("}", "{")) else "")


def bare_text(cloze: str, *, blank: str = "") -> str:
    """A text of a deck with its gaps filled, or with the hint or `blank` in brackets in their place."""
    try:
        parts = parse(cloze)
    except BadCloze:
        return cloze
    return "".join(part if isinstance(part, str) else _filled(part, blank) for part in parts)


def _filled(gap: Gap, blank: str) -> str:
    return f"[{gap.hint or blank}]" if blank else gap.text
