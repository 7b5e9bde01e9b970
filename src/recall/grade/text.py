"""When two short texts are the same answer: normal forms and the typo rule. It must not know cards or scores."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_ARTICLES = re.compile(r"^(?:(?:a|an|the) )+(?=\S)")
_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "−": "-"})
# A word on one side only that turns the meaning round, however few letters it has.
_GUARDS = frozenset({"not", "no", "non", "never", "without", "more", "less", "most", "least"})

_SHORTEST = 6
_ONE_EDIT_UP_TO = 10
_LONGEST = 200


def spaced(text: str) -> str:
    """Full-width and other compatibility forms as plain ones, one space between words, none around; case is kept."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SIGNS).split())


def normal(text: str) -> str:
    """The form in which answers are compared: width, case, runs of space and leading articles do not count."""
    folded = spaced(spaced(text).casefold())
    return _ARTICLES.sub("", folded)


def exact_normal(text: str) -> str:
    """The form in which answers of an `exact` card are compared: only width and runs of space do not count."""
    return spaced(text)


def is_typo(given: str, wanted: str, terms: Iterable[str] = ()) -> bool:
    """Whether `given` is `wanted` with a slip of the finger.

    No tolerance where a digit or sign stands, where `wanted` has under 6 letters, or where another letter begins it,
    unless the first two only changed places; one edit to 10 letters, two above; never when a word such as "not" or
    "less" stands on one side only; and never when `given` is itself one of `terms`, since then it is another answer and
    not a slip. They are looked through last, and only then.
    """
    left, right = normal(given), normal(wanted)
    if left == right or (left[:1] != right[:1] and left[:2] != right[1::-1]):
        return False
    if not (_only_letters(left) and _only_letters(right)):
        return False
    if _guards(left) != _guards(right):
        return False
    letters = _letters(right)
    if letters < _SHORTEST or max(len(left), len(right)) > _LONGEST:
        return False
    allowed = 1 if letters <= _ONE_EDIT_UP_TO else 2
    return edits(left, right, allowed) <= allowed and all(normal(term) != left for term in terms)


def edits(left: str, right: str, most: int) -> int:
    """How many letters to insert, delete, change or swap with a neighbour to turn `left` into `right`; `most + 1` if
    more than `most`."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    above: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        above, before, row = row, above, [i]
        for j, b in enumerate(right, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most and (not above or min(above) > most):
            return most + 1
    return min(row[-1], most + 1)


def _only_letters(text: str) -> bool:
    return all(sign.isalpha() or sign == " " for sign in text)


def _letters(text: str) -> int:
    return len(text) - text.count(" ")


def _guards(text: str) -> frozenset[str]:
    return _GUARDS.intersection(text.split())
