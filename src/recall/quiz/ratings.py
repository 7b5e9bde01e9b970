"""What an interview says to the schedule: one rating a card asked, and one for the own card of each key point.

It must not know how ratings are recorded, nor the daily limits, which an interview leaves alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from recall.grade.graded import HALF_RIGHT, RIGHT
from recall.quiz.machine import sure_and_wrong
from recall.quiz.values import Answered, Confidence, Interview, RubricPoint
from recall.schedule.values import Rating

KNEW = 0.85  # below this chance of having known it, a right answer is Hard at best
LUCK = 0.6  # below this one it says nothing
UNSEEN = 0.5  # the chance of recall that is supposed where a card was never reviewed
GUESSABLE = 0.05  # a chance score above this makes an answer no evidence of recall
_PRODUCED = ("typed", "number", "cloze", "order", "output", "sql", "interview")

# `review`: record the rating as a review. Of a card that was never reviewed: `front`, it was missed and comes first
# among tomorrow's new cards; `known`, it is first asked in 30 to 60 days. `none`: nothing for the schedule (held out,
# or right in a way that may be luck, or that leaves a doubt about a card never reviewed).
Action = Literal["review", "front", "known", "none"]


class Rated(NamedTuple):
    """The result of one card. `rating` is None where a right answer may well have been luck.

    `p_known` is the chance that it was known, `label` whether parameters may be fitted to it. `point` is the id of the
    key point whose own card this is (`key` is then a note's), else empty. `number` is the question's, from 1.
    """

    key: str
    rating: Rating | None
    action: Action
    score: float
    guess: float
    p_known: float
    hint: bool
    confidence: Confidence | None
    evidence: Mapping[str, Any]
    sure_and_wrong: bool
    label: bool
    number: int
    ms: int = 0
    point: str = ""


def ratings(state: Interview, *, fast: Mapping[str, int] | None = None) -> tuple[Rated, ...]:
    """One result a card, in the order of the questions; a card that was asked itself stands above a key point's.

    `fast` holds, by kind, the milliseconds below which the learner's own fastest quarter of answers lies: without it
    nothing is Easy.
    """
    found: dict[str, Rated] = {}
    for number, answered in enumerate(state.answered, 1):
        found[answered.question.key] = _rated(number, answered, fast or {})
    for number, answered in enumerate(state.answered, 1):
        for rated in _points(number, answered):
            before = found.get(rated.key)
            if before is None or (before.point and _worse(rated, before)):
                found[rated.key] = rated
    return tuple(sorted(found.values(), key=lambda rated: rated.number))


def p_known(recall: float, guess: float) -> float:
    """The chance that a right answer was known: R / (R + (1 - R) g), by Bayes' rule."""
    return recall / (recall + (1 - recall) * guess) if recall > 0 else 0.0


def _rated(number: int, answered: Answered, fast: Mapping[str, int]) -> Rated:
    question = answered.question
    knew = p_known(UNSEEN if question.known is None else question.known, question.guess)
    right = answered.outcome == "answered" and answered.score >= HALF_RIGHT and not answered.rapid
    rating = _rating(answered, knew, fast)
    return Rated(
        key=question.key,
        rating=rating,
        action="none" if question.held_out else _action(rating, answered.score, question.known),
        score=answered.score,
        guess=question.guess,
        p_known=round(knew, 4) if right else 0.0,
        hint=answered.hinted,
        confidence=answered.confidence,
        evidence=_evidence(answered, knew if right else 0.0),
        sure_and_wrong=sure_and_wrong(answered),
        label=question.guess <= GUESSABLE and answered.rating is None and not question.open,
        number=number,
        ms=answered.ms,
    )


def _rating(answered: Answered, knew: float, fast: Mapping[str, int]) -> Rating | None:
    if answered.outcome != "answered" or answered.score < HALF_RIGHT or answered.rapid:
        return Rating.AGAIN
    if answered.rating is not None:
        return Rating(answered.rating)
    if answered.score < RIGHT:
        return Rating.HARD
    if knew < LUCK:
        return None
    unsure = answered.confidence == "guess" or answered.hinted or bool(answered.probed)
    if unsure or answered.over_time or knew < KNEW:
        return Rating.HARD
    quick = answered.ms <= fast.get(answered.question.kind, -1)
    produced = answered.question.kind in _PRODUCED
    easy = produced and answered.score >= 1.0 and answered.confidence == "certain" and quick
    return Rating.EASY if easy else Rating.GOOD


def _points(number: int, answered: Answered) -> Iterator[Rated]:
    """A key point's own card: made is Good, won after a probe Hard, missed Again. A question skipped says nothing."""
    if answered.outcome == "skipped":
        return
    for point in answered.question.points:
        if point.card:
            yield _point(number, answered, point)


def _point(number: int, answered: Answered, point: RubricPoint) -> Rated:
    made, probed = point.id in answered.made, point.id in answered.probed
    rating = Rating.GOOD if made else Rating.HARD if probed else Rating.AGAIN
    score = 1.0 if made else 0.5 if probed else 0.0
    return Rated(
        key=point.card,
        rating=rating,
        action=_action(rating, score, point.known),
        score=score,
        guess=0.0,
        p_known=1.0 if score else 0.0,
        hint=probed,
        confidence=answered.confidence,
        evidence={**_evidence(answered, 1.0 if score else 0.0), "point": point.id},
        sure_and_wrong=False,
        label=False,
        number=number,
        point=point.id,
    )


def _action(rating: Rating | None, score: float, known: float | None) -> Action:
    if rating is None:
        return "none"
    if known is not None:
        return "review"
    if rating is Rating.AGAIN or score < RIGHT:
        return "front"
    return "known" if rating >= Rating.GOOD else "none"


def _evidence(answered: Answered, knew: float) -> dict[str, Any]:
    """What a review's row keeps of how the rating came about."""
    return {
        "kind": answered.question.kind,
        "guess": answered.question.guess,
        "p_known": round(knew, 4),
        "hint": answered.hinted,
        "confidence": answered.confidence,
    }


def _worse(one: Rated, other: Rated) -> bool:
    return (one.rating or Rating.EASY) < (other.rating or Rating.EASY)
