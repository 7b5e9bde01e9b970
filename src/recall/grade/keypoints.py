"""Which key points an open answer seems to make: a suggestion for the learner to confirm, never a grade.

Two signals are weighed: the author's terms, and how much of the point's words, and of the passage of the model answer
that makes it, is heard. Where the answer refuses what the point asks for, or the reverse, the learner decides. It
cannot tell a wrong fact from a right one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from math import log

from recall.deck.card import Interview, Point
from recall.grade.heard import SENTENCE, Heard, Vocabulary, forms, refuses, stands, words
from recall.grade.text import normal

# Fixed on the answers in tests/data/interview-answers that are not `fresh`; `python -m bench.preticks` measures them.
_NAMED = 0.4  # weight of the terms beside the alignment's 1
_HEARD = 0.2  # terms alone, with less alignment than this, tick nothing
_TICK = 0.39
_WARY = 0.5  # how much more is asked of an answer that refuses things in every clause
_BLANK = 0.36
_PASSAGE = 0.75  # a sentence of the model answer belongs to a point if it fits so well as the best one
_STEM = 5
_QUOTE = 60


class Said(Enum):
    """What the signals say of a point: said, not said, or the learner must decide."""

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
    heard = Heard(text)
    wanted, weights = _wanted(prompt, answer)
    enough = _TICK + _WARY * heard.refusing
    suggestions = []
    for point, sought in zip(answer.points, wanted, strict=True):
        aligned = heard.vocabulary.alignment(sought, weights)
        score = (aligned + _NAMED * heard.named(point.terms)) / (1 + _NAMED) if point.terms else aligned
        place = heard.strongest(point.terms, sought, weights)
        if score < _BLANK or place is None:
            suggestions.append(Suggestion(point.id, Said.NO))
            continue
        contrary = heard.refused(point.terms, sought) is not refuses(point.point)
        said = Said.YES if score >= enough and aligned >= _HEARD and not contrary else Said.ASK
        suggestions.append(Suggestion(point.id, said, _short(heard.clauses[place].rstrip(".,;:"))))
    return tuple(suggestions)


def flags_met(answer: Interview, text: str) -> tuple[int, ...]:
    """The places of the red flags whose terms stand in the answer; a flag without terms is for the learner alone."""
    told = normal(text)
    return tuple(place for place, flag in enumerate(answer.red_flags) if flag.terms and meets(flag.terms, told))


def meets(terms: Iterable[str], told: str) -> bool:
    """Whether every term stands in the text, at the beginning of a word; `|` parts the forms a term may take."""
    return all(any(stands(form, told) for form in forms(term)) for term in terms)


def alignment(wanted: Iterable[str], heard: Iterable[str], weights: Mapping[str, float]) -> float:
    """How much of `wanted` is found in `heard`, 0 to 1: each word by its most similar one, rare words counting more."""
    return Vocabulary(heard).alignment(wanted, weights)


def _wanted(prompt: str, answer: Interview) -> tuple[list[list[str]], dict[str, float]]:
    """The words that speak for each point, and what each word weighs.

    They are the point's own and those of its passage in the model answer; the question's words tell nothing.
    """
    asked = frozenset(words(normal(prompt)))
    sentences = [normal(sentence) for sentence in SENTENCE.split(answer.model_answer) if sentence.strip()]
    own, told = (
        [[word for word in words(text) if word not in asked] for text in texts]
        for texts in ([normal(point.point) for point in answer.points], sentences)
    )
    weights = _rarity([*own, *told])
    wanted = []
    for point, sought in zip(answer.points, own, strict=True):
        fits = [_fit(point, sought, sentence, said) for sentence, said in zip(sentences, told, strict=True)]
        passage = [place for place, fit in enumerate(fits) if fit and fit >= _PASSAGE * max(fits)]
        wanted.append([*sought, *(word for place in passage for word in told[place])])
    return wanted, weights


def _fit(point: Point, sought: list[str], sentence: str, said: list[str]) -> float:
    """How well a sentence of the model answer makes a point: by its terms, and by words of the same beginning."""
    stems = {word[:_STEM] for word in said}
    shared = sum(word[:_STEM] in stems for word in sought) / (len(sought) or 1)
    return shared + sum(meets([term], sentence) for term in point.terms) / (len(point.terms) or 1)


def _rarity(texts: list[list[str]]) -> dict[str, float]:
    """Inverse document frequency: a word that every text holds tells them apart least."""
    held = [frozenset(text) for text in texts]
    known = frozenset().union(*held)
    return {word: 1 + log((1 + len(held)) / (1 + sum(word in text for text in held))) for word in known}


def _short(quote: str) -> str:
    return quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1].rstrip() + "…"
