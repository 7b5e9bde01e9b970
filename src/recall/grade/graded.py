"""What grading says of one answer, and how a score becomes a proposed rating. It must not know the kinds of card."""

from typing import NamedTuple

from recall.schedule.values import Rating

RIGHT = 0.85
HALF_RIGHT = 0.5


class Mark(NamedTuple):
    """One piece of evidence: what it is about, whether the learner got it right, and what should be known of it."""

    label: str
    ok: bool
    detail: str = ""


class Graded(NamedTuple):
    """The outcome of one answer.

    `correct` is "right in every part". `guess` is the score that blind guessing earns on average. `note` is one short
    line for the learner ("typo", the reason behind a near miss). When `by_self` is true nothing was graded: the learner
    says how it went, and `score` only stands for the proposal.
    """

    score: float
    correct: bool
    proposed: Rating
    guess: float = 0.0
    evidence: tuple[Mark, ...] = ()
    note: str = ""
    by_self: bool = False

    @property
    def percent(self) -> str:
        """The score as the learner reads it: `60 %`, and `100 %` only for an answer right in every part."""
        return f"{int(self.score * 100 + 1e-9)} %"


def propose(score: float) -> Rating:
    """The rating proposed for a score in daily review: never Easy, which is the learner's own to give."""
    if score < HALF_RIGHT:
        return Rating.AGAIN
    return Rating.HARD if score < RIGHT else Rating.GOOD


def scored(score: float, guess: float, evidence: tuple[Mark, ...] = (), note: str = "") -> Graded:
    """The outcome of an answer that was graded by rule."""
    return Graded(score, score >= 1.0, propose(score), guess, evidence, note)


def unknown(guess: float = 0.0) -> Graded:
    """The outcome of "don't know": no worse than a wrong answer, and no better."""
    return scored(0.0, guess)


def self_rated(note: str = "") -> Graded:
    """The outcome of a card that was only turned over: Good is proposed, the learner decides."""
    return Graded(1.0, True, Rating.GOOD, note=note, by_self=True)
