"""An answer told aloud or written out, against the points of its rubric: the kind `interview`.

The learner says which points were made; nothing here reads the answer itself (see `keypoints` for what is suggested).
"""

from __future__ import annotations

from fractions import Fraction

from recall.deck.card import Interview, Point
from recall.grade.graded import Graded, Mark, scored
from recall.grade.response import Made
from recall.schedule.values import Rating


def grade_interview(answer: Interview, response: Made) -> Graded:
    """The weighted share of the points made; a point made only after a probe counts half, a red flag costs one point.

    Without every `must` the answer is proposed as Hard at best.
    """
    total = sum(point.weight for point in answer.points)
    earned = sum((_earned(point, response) for point in answer.points), Fraction(0)) - response.red_flags
    score = float(max(Fraction(0), earned) / total) if total > 0 else 0.0
    marks = tuple(Mark(point.point, _earned(point, response) > 0, _detail(point, response)) for point in answer.points)
    graded = scored(score, 0.0, marks)
    if graded.proposed > Rating.HARD and any(point.must and not _earned(point, response) for point in answer.points):
        return graded._replace(proposed=Rating.HARD, note="a point that must be said is missing")
    return graded


def _earned(point: Point, response: Made) -> Fraction:
    if point.id in response.points:
        return Fraction(point.weight)
    return Fraction(point.weight, 2) if point.id in response.probed else Fraction(0)


def _detail(point: Point, response: Made) -> str:
    worth = f"{point.weight} point{'' if point.weight == 1 else 's'}"
    probed = point.id in response.probed - response.points
    return ", ".join([worth, *(["must"] if point.must else []), *(["after a probe"] if probed else [])])
