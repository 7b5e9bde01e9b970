"""What a piece of code prints: the kind `output`. It must not run anything."""

from __future__ import annotations

from itertools import zip_longest

from recall.deck.card import Output
from recall.grade.graded import Graded, Mark, scored
from recall.grade.response import Wrote
from recall.grade.text import normal

GUESS = 0.02
NOTHING = "(nothing)"


def grade_output(answer: Output, response: Wrote) -> Graded:
    """1 when every line is right apart from space at its end and from runs of space, else 0."""
    given, wanted = trimmed(response.text), trimmed(answer.output)
    marks = tuple(
        Mark(mine or "", mine is not None and _squeezed([mine]) == _squeezed([right or ""]), right or "")
        for mine, right in zip_longest(given, wanted)
    )
    if any(given == trimmed(right) for right in (answer.output, *answer.accept)):
        return scored(1.0, GUESS, tuple(Mark(mark.label, True, mark.detail) for mark in marks))
    if wanted == [NOTHING]:
        words = {"", *(normal(right).strip("()") for right in (NOTHING, *answer.accept))}
        right = normal(response.text).strip("()") in words
        return scored(float(right), GUESS, (Mark(response.text.strip(), right, NOTHING),))
    if any(_squeezed(given) == _squeezed(trimmed(right)) for right in (answer.output, *answer.accept)):
        return scored(1.0, GUESS, marks, "the spacing differs")
    return scored(0.0, GUESS, marks)


def trimmed(text: str) -> list[str]:
    """The lines without space at their ends, and without empty lines before the first and after the last."""
    lines = [line.rstrip() for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return lines


def _squeezed(lines: list[str]) -> list[str]:
    return [" ".join(line.split()) for line in lines]
