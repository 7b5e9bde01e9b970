"""What an interview believes of the learner: a joint Gaussian over the topics' abilities, in logits.

An item of difficulty d stands at b = 0.8 (d - 3) logits; at ability theta a right answer has the chance
p = g + (1 - g) logistic(theta - b). The author's difficulty may be wrong by an sd of 0.5, and that error is averaged
out. One answer is taken in by matching the first two moments of one topic's marginal (assumed density filtering,
Minka 2001).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import erf, exp, log, sqrt
from typing import NamedTuple

from recall.quiz.values import Answered, Belief, Question, Topic

STEP = 0.8  # logits between two difficulties
MIDDLE = 3
ERROR_SD = 0.5  # of the author's difficulty, in logits
LEARNERS_SD = 1.25  # of a topic's ability among learners
REVIEWS_SD = 1.5  # the error of what the reviews of a topic tell of its ability
WIDE_SD = 3.0  # where the answers are to speak alone
SHARED = 1.0 / 1.36  # of either variance, common to all topics: a shared sd of 1.0 where topics differ by 0.6
# An interview is harder than the review of the same topic: reviewed cards lie 0.3 under the middle difficulty, and what
# is recalled from a card flatters by 0.7 (both in logits).
TRANSFER = -1.0
Z80 = 1.2815515655446004  # half the width of an 80 % interval in standard deviations


class Estimate(NamedTuple):
    """An ability with its uncertainty, in logits."""

    mean: float
    sd: float

    @property
    def low(self) -> float:
        """The lower end of the 80 % interval."""
        return self.mean - Z80 * self.sd

    @property
    def high(self) -> float:
        return self.mean + Z80 * self.sd

    def above(self, mark: float) -> float:
        """The chance that the ability lies above `mark`."""
        return 0.5 * (1 + erf((self.mean - mark) / (self.sd * sqrt(2))))


def place(difficulty: float) -> float:
    """Where an author's difficulty, 1 to 5, stands on the scale of abilities."""
    return STEP * (difficulty - MIDDLE)


def prior(topics: Sequence[Topic], *, reviews: bool = True) -> Belief:
    """The belief before the first answer: what is known of learners, and what the topics' reviews tell of this one.

    The mean recall R of a topic's reviewed cards is taken as a measurement of its ability, logit R - 1.0, whose error
    (sd 1.5) is as much common to all topics as ability is. Where all topics have reviews, every mean is 0.41 of the
    measured one, every sd 0.96 instead of 1.25.
    """
    count = len(topics)
    belief = _with_error(_level(count, LEARNERS_SD), SHARED * REVIEWS_SD**2)
    for at, topic in enumerate(topics):
        if reviews and topic.recall is not None:
            belief = _measured(belief, (at, count), _logit(topic.recall) + TRANSFER, (1 - SHARED) * REVIEWS_SD**2)
    return Belief(belief.mean[:count], tuple(row[:count] for row in belief.covariance[:count]))


def wide(topics: Sequence[Topic]) -> Belief:
    """The belief that lets the answers speak alone."""
    return _level(len(topics), WIDE_SD)


def update(belief: Belief, question: Question, score: float) -> Belief:
    """The belief after an answer of `score` 0 to 1."""
    at = question.topic
    mean, variance = belief.mean[at], belief.covariance[at][at]
    new_mean, new_variance = _posterior(mean, variance, question, score)
    column = [row[at] / variance for row in belief.covariance]
    shift, shrink = new_mean - mean, variance - new_variance
    return Belief(
        tuple(each + share * shift for each, share in zip(belief.mean, column, strict=True)),
        tuple(
            tuple(cell - mine * other * shrink for cell, other in zip(row, column, strict=True))
            for row, mine in zip(belief.covariance, column, strict=True)
        ),
    )


def believed(start: Belief, answered: Iterable[Answered]) -> Belief:
    """The belief after all answers. What was skipped says nothing."""
    belief = start
    for each in answered:
        if each.outcome != "skipped":
            belief = update(belief, each.question, each.score)
    return belief


def topic_estimate(belief: Belief, topic: int) -> Estimate:
    return Estimate(belief.mean[topic], sqrt(belief.covariance[topic][topic]))


def overall(belief: Belief) -> Estimate:
    """The mean ability over the topics, each counting the same."""
    count = len(belief.mean)
    return Estimate(sum(belief.mean) / count, sqrt(sum(map(sum, belief.covariance))) / count)


def success(theta: float, question: Question) -> float:
    """The chance of a right answer at an ability, the error of the difficulty averaged out."""
    return question.guess + (1 - question.guess) * _logistic(_FLATTER * (theta - place(question.difficulty)))


# logistic(x) averaged over a normal error of x is nearly logistic(k x) (MacKay 1992): k = 1 / sqrt(1 + pi sd^2 / 8)
_FLATTER = 1 / sqrt(1 + 3.141592653589793 * ERROR_SD**2 / 8)
_GRID = tuple(-4 + 8 * step / 40 for step in range(41))  # in standard deviations
_DENSITY = tuple(exp(-0.5 * z * z) for z in _GRID)


def _posterior(mean: float, variance: float, question: Question, score: float) -> tuple[float, float]:
    """Mean and variance of one topic's ability after the answer, on a grid of four standard deviations."""
    sd = sqrt(variance)
    weight = question.weight
    total = first = second = 0.0
    for z, density in zip(_GRID, _DENSITY, strict=True):
        p = min(max(success(mean + sd * z, question), 1e-12), 1 - 1e-12)
        mass = density * exp(weight * (score * log(p) + (1 - score) * log(1 - p)))
        total += mass
        first += mass * z
        second += mass * z * z
    shift = first / total
    return mean + sd * shift, variance * (second / total - shift * shift)


def _level(count: int, sd: float) -> Belief:
    """The same for all topics, with the shared part of the variance between any two."""
    places = range(count)
    return Belief(
        (0.0,) * count,
        tuple(tuple(sd**2 * (1.0 if row == column else SHARED) for column in places) for row in places),
    )


def _with_error(belief: Belief, variance: float) -> Belief:
    """The belief with one more place: the error that all measurements share."""
    blank = (0.0,) * len(belief.mean)
    return Belief((*belief.mean, 0.0), (*((*row, 0.0) for row in belief.covariance), (*blank, variance)))


def _measured(belief: Belief, places: tuple[int, int], value: float, noise: float) -> Belief:
    """The belief after the sum of two places was measured as `value`, with an own error of variance `noise`."""
    one, other = places
    column = [row[one] + row[other] for row in belief.covariance]
    variance = column[one] + column[other] + noise
    shift = (value - belief.mean[one] - belief.mean[other]) / variance
    return Belief(
        tuple(mean + cell * shift for mean, cell in zip(belief.mean, column, strict=True)),
        tuple(
            tuple(cell - mine * its / variance for cell, its in zip(row, column, strict=True))
            for row, mine in zip(belief.covariance, column, strict=True)
        ),
    )


def _logistic(x: float) -> float:
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


def _logit(p: float) -> float:
    p = min(max(p, 0.02), 0.98)
    return log(p / (1 - p))
