"""Which key points an open answer seems to make: a suggestion for the learner to confirm, never a grade.

Two signals have to agree before a point is ticked: the author's terms, and a soft alignment of the point's words with
the answer's by character trigrams. It cannot see negation, wrong facts or depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import log

from recall.deck.card import Interview
from recall.grade.text import normal

ALIGNED = 0.45  # learnt from graded answers, the same in every fold
_ALIKE = 0.35  # two words less alike than this do not align at all
_MOST_WORDS = 2000
_QUOTE = 60
_WORD = re.compile(r"[^\W_]+(?:[+#/.'-][^\W_]+)*\+*")
_CLAUSE = re.compile(r"[.!?;\n]+\s+|,\s+|\n+")
_STOP = frozenset(
    _WORD.findall(
        "a about after all also an and any are as at be because been before but by can could do does each for from "
        "has have how i if in into is it its just may me more most must my no not of on one only or other out over per "
        "shall should so some such than that the their them then there these they this those to too up use used uses "
        "using was we what when where which while who why will with without would you your"
    )
)


class Said(Enum):
    """What the two signals say of a point: both yes, both no, or the learner must decide."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The suggestion for one point of the rubric, with the words of the answer that speak for it."""

    point: str
    said: Said
    quote: str = ""


def suggest(prompt: str, answer: Interview, text: str) -> tuple[Suggestion, ...]:
    """One suggestion for each point of the rubric, in its order."""
    told = normal(text)
    heard = _words(told)[:_MOST_WORDS]
    own = frozenset(_words(normal(prompt)))
    left_out = own | _STOP
    wanted = [[word for word in _words(normal(point.point)) if word not in left_out] for point in answer.points]
    weights = _rarity(wanted)
    suggestions = []
    for point, words in zip(answer.points, wanted, strict=True):
        aligned = alignment(words, heard, weights) >= ALIGNED
        named = meets(point.terms, told) if point.terms else None
        said = Said.ASK
        if named is aligned:
            said = Said.YES if aligned else Said.NO
        elif named is None and not aligned:
            said = Said.NO
        quote = "" if said is Said.NO else _quote(text, words, point.terms, weights)
        suggestions.append(Suggestion(point.id, said, quote))
    return tuple(suggestions)


def flags_met(answer: Interview, text: str) -> tuple[int, ...]:
    """The places of the red flags whose terms stand in the answer; a flag without terms is for the learner alone."""
    told = normal(text)
    return tuple(place for place, flag in enumerate(answer.red_flags) if flag.terms and meets(flag.terms, told))


def meets(terms: Iterable[str], told: str) -> bool:
    """Whether every term stands in the text, at the beginning of a word; `|` parts the forms a term may take."""
    return all(any(_stands(normal(form), told) for form in term.split("|") if form.strip()) for term in terms)


def alignment(wanted: Iterable[str], heard: Iterable[str], weights: Mapping[str, float]) -> float:
    """How much of `wanted` is found in `heard`, 0 to 1: each word by its most similar one, rare words counting more."""
    there = tuple(dict.fromkeys(heard))
    found = total = 0.0
    for word in dict.fromkeys(wanted):
        weight = weights.get(word, 1.0)
        total += weight
        best = max((_alike(word, other) for other in there), default=0.0)
        found += weight * (best if best >= _ALIKE else 0.0)
    return found / total if total else 0.0


def _rarity(points: list[list[str]]) -> dict[str, float]:
    """Inverse document frequency over the rubric's points: a word that every point holds tells them apart least."""
    words = {word for point in points for word in point}
    return {word: 1 + log((1 + len(points)) / (1 + sum(word in point for point in points))) for word in words}


def _quote(text: str, wanted: list[str], terms: tuple[str, ...], weights: Mapping[str, float]) -> str:
    """The clause of the answer that speaks most for the point."""
    clauses = [clause.strip() for clause in _CLAUSE.split(text) if clause.strip()]

    def strength(clause: str) -> float:
        told = normal(clause)
        return alignment(wanted, _words(told), weights) + sum(meets([term], told) for term in terms) / (len(terms) or 1)

    best = max(clauses, key=strength, default="")
    return best if len(best) <= _QUOTE else best[: _QUOTE - 1].rstrip() + "…"


def _stands(form: str, told: str) -> bool:
    at = told.find(form)
    while at > 0 and form[:1].isalnum() and told[at - 1].isalnum():
        at = told.find(form, at + 1)
    return at >= 0


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


@lru_cache(maxsize=4096)
def _trigrams(word: str) -> frozenset[str]:
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def _alike(left: str, right: str) -> float:
    """Dice's coefficient of the trigrams of two words."""
    if left == right:
        return 1.0
    mine, other = _trigrams(left), _trigrams(right)
    return 2 * len(mine & other) / (len(mine) + len(other))
