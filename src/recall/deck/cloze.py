"""Cuts a cloze text at its gaps, `{{c1::text::hint}}`. It must not know files or cards."""

from __future__ import annotations

import re

from recall.deck.card import Gap

_OPEN = re.compile(r"\{\{c(\d+)::")
_ALMOST = re.compile(r"\{\{(?:c\d+\b|\d+::)")
MAX_GAP = 99


class BadCloze(ValueError):
    """What is wrong with the text, and what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def parse(text: str) -> tuple[str | Gap, ...]:
    """The text in order, its gaps as values; `\\:\\:` in a gap is `::` in its text."""
    parts: list[str | Gap] = []
    at = 0
    while opening := _OPEN.search(text, at):
        if opening.start() > at:
            parts.append(_outside(text[at : opening.start()]))
        end = _closing(text, opening.end())
        parts.append(_gap(int(opening[1]), text[opening.end() : end]))
        at = end + 2
    if at < len(text):
        parts.append(_outside(text[at:]))
    if not any(isinstance(part, Gap) for part in parts):
        raise BadCloze("the text has no gap", "mark what is asked for as {{c1::text}}")
    return tuple(parts)


def _outside(text: str) -> str:
    almost = _ALMOST.search(text)
    if almost:
        raise BadCloze(f"`{almost[0]}` looks like a gap but is none", "write {{c1::text}}, with two colons")
    return text


def _closing(text: str, start: int) -> int:
    """Where the gap's `}}` stands: the first that leaves the braces inside balanced, else the first."""
    first = text.find("}}", start)
    if first < 0:
        raise BadCloze("a gap is opened and not closed", "end it with }}")
    end = first
    while end >= 0:
        inside = text[start:end]
        if inside.count("{") == inside.count("}"):
            return end
        end = text.find("}}", end + 1)
    return first


def _gap(number: int, inside: str) -> Gap:
    if not 1 <= number <= MAX_GAP:
        raise BadCloze(f"gap number {number} is out of range", f"number gaps from c1 to c{MAX_GAP}")
    if _OPEN.search(inside):
        raise BadCloze("a gap stands inside another gap", "close the first one with }} before the next")
    answer, *hints = inside.split("::")
    if len(hints) > 1:
        raise BadCloze("a gap has more than one hint", r"write `\:\:` where the text itself has `::`")
    answer = answer.replace(r"\:\:", "::").strip()
    if not answer:
        raise BadCloze("a gap is empty", "write the answer into it: {{c1::text}}")
    return Gap(number, answer, hints[0].replace(r"\:\:", "::").strip() if hints else "")
