"""The rules for open interview questions. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from recall.deck.card import Card, Interview, Point
from recall.deck.lint import Finding, Rule, warning
from recall.deck.words import word_count


def _answer(card: Card) -> Interview:
    assert isinstance(card.answer, Interview)
    return card.answer


def points(card: Card) -> Iterator[Finding]:
    count = len(_answer(card).points)
    if not 4 <= count <= 8:
        yield Finding("I01", f"the rubric has {count} points, 4 to 8 fit", "join or split points")


def model_answer(card: Card) -> Iterator[Finding]:
    text = _answer(card).model_answer
    length = word_count(text)
    if not 90 <= length <= 220:
        yield warning("I02", f"the model answer has {length} words, 90 to 220 fit", "it is what one says aloud")
    missed = [point.id for point in _answer(card).points if text and not _earns(text, point)]
    if missed:
        message = f"the model answer does not earn {', '.join(missed)} by its own `terms`"
        yield warning("I02", message, "change the answer or the terms")


def _earns(text: str, point: Point) -> bool:
    said = text.casefold()
    return all(any(word.strip().casefold() in said for word in term.split("|")) for term in point.terms)


def follow_ups(card: Card) -> Iterator[Finding]:
    found = _answer(card).follow_ups
    if not 2 <= len(found) <= 4:
        yield Finding("I03", f"there are {len(found)} follow-ups, 2 to 4 fit", "one pushes on failure, one on scale")
    if any(not each.look_for for each in found):
        yield Finding("I03", "a follow-up does not say what to look for", "add `look_for`")


def minutes(card: Card) -> Iterator[Finding]:
    if not _answer(card).minutes:
        yield warning("I05", "the question has no `minutes`", "say how long a good answer takes")


INTERVIEW_RULES: tuple[Rule, ...] = (points, model_answer, follow_ups, minutes)
