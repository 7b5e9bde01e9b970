"""What a piece of code prints: the kind `output`. It must not run anything."""

from __future__ import annotations

import re
from itertools import zip_longest

from recall.deck.card import Output
from recall.grade.graded import Graded, Mark, scored
from recall.grade.response import Wrote
from recall.grade.text import normal

GUESS = 0.02
NOTHING = "(nothing)"
_TOKEN = re.compile(r"""'[^']*'|"[^"]*"|[^\s\[\](){},:'"]+|.""")  # a text in quotes, a word, or one sign
_CLOSING = {"[": "]", "(": ")", "{": "}"}
_PUNCTUATION = frozenset("[](){},:")


def grade_output(answer: Output, response: Wrote) -> Graded:
    """1 when every line is right apart from space at its end, runs of space, and space inside brackets, else 0."""
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
    return [_without_taste(" ".join(line.split())) for line in lines]


def _without_taste(line: str) -> str:
    """The line without the space that a list, a tuple or an object may be written with: `[1,2]` is `[1, 2]`.

    Space outside brackets and inside quotes says something and stays, as does a line whose brackets do not match.
    """
    kept: list[str] = []
    open_: list[str] = []
    tokens = _TOKEN.findall(line)
    for place, token in enumerate(tokens):
        around = (*tokens[place - 1 : place], *tokens[place + 1 : place + 2])
        if token == " " and open_ and any(near in _PUNCTUATION for near in around):
            continue
        if token in _CLOSING:
            open_.append(_CLOSING[token])
        elif token in _CLOSING.values() and (not open_ or open_.pop() != token):
            return line
        kept.append(token)
    return line if open_ else "".join(kept)
