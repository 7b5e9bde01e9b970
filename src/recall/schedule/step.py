"""One step of FSRS-6 in plain floats: stability and difficulty before and after an answer.

The formulas are those of `fsrs` 6.3.2 in its order of operations, so that the numbers are the same to the last bit (a
test holds them equal); a step costs a tenth of a call there. It must not know states, steps or due dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import e

LEAST_STABILITY = 0.001
LEAST_DIFFICULTY, MOST_DIFFICULTY = 1.0, 10.0
_RATINGS = _AGAIN, _HARD, _GOOD, _EASY = 1, 2, 3, 4


class Step:
    """The step under 21 parameters w. `decay` is -w20, `factor` 0.9^(1/decay) - 1, so that R(S) = 0.9."""

    def __init__(self, w: Sequence[float]) -> None:
        self.w = tuple(w)
        self.decay = -w[20]
        self.factor = 0.9 ** (1 / self.decay) - 1
        self._growth = e ** w[8]
        self._short_forgetting = e ** (w[17] * w[18])
        self._short = {rating: e ** (w[17] * (rating - 3 + w[18])) for rating in _RATINGS}
        self._bonus = {_AGAIN: 0.0, _HARD: w[15], _GOOD: 1.0, _EASY: w[16]}
        self._harder = {rating: -(w[6] * (rating - 3)) for rating in _RATINGS}
        self._pull = w[7] * self._start(_EASY)
        self._rest = 1 - w[7]
        self._good = self._growth, -w[9], w[10], self._pull, self._rest

    def recall(self, stability: float, days: int) -> float:
        """The chance of recall after whole days: (1 + F t / S)^-w20."""
        return float((1 + self.factor * days / stability) ** self.decay)

    def first(self, rating: int) -> tuple[float, float]:
        """Stability (days) and difficulty (1..10) after the first answer ever."""
        start = self._start(rating)
        return max(self.w[rating - 1], LEAST_STABILITY), min(max(start, LEAST_DIFFICULTY), MOST_DIFFICULTY)

    def next(self, stability: float, difficulty: float, rating: int, days: int) -> tuple[float, float]:
        """Stability and difficulty after an answer, whole days after the one before; 0 is the same day.

        All in one piece: a replay of the whole log spends most of its time here.
        """
        w = self.w
        if days < 1:
            grown = self._short[rating] * stability ** -w[19]
            after = stability * (grown if rating == _AGAIN or grown > 1.0 else 1.0)
        else:
            missed = 1 - (1 + self.factor * days / stability) ** self.decay
            if rating == _AGAIN:
                after = w[11] * (difficulty ** -w[12]) * (((stability + 1) ** w[13]) - 1) * (e ** (missed * w[14]))
                after = min(after, stability / self._short_forgetting)
            else:
                gain = (e ** (missed * w[10])) - 1
                bonus = self._bonus[rating]
                after = stability * (1 + self._growth * (11 - difficulty) * (stability ** -w[9]) * gain * bonus)
        moved = difficulty + (10.0 - difficulty) * self._harder[rating] / 9.0
        harder = self._pull + self._rest * moved
        if harder < LEAST_DIFFICULTY:
            harder = LEAST_DIFFICULTY
        elif harder > MOST_DIFFICULTY:
            harder = MOST_DIFFICULTY
        return (after if after > LEAST_STABILITY else LEAST_STABILITY), harder

    def good(self, stability: float, difficulty: float, recall: float) -> tuple[float, float]:
        """What `next` gives for Good a day or more later, in half the time where the recall before it is at hand."""
        growth, slowing, spacing, pull, keep = self._good
        gain = e ** ((1 - recall) * spacing) - 1
        after = stability * (1 + growth * (11 - difficulty) * stability**slowing * gain)
        eased = pull + keep * difficulty
        if eased > MOST_DIFFICULTY:
            eased = MOST_DIFFICULTY
        elif eased < LEAST_DIFFICULTY:
            eased = LEAST_DIFFICULTY
        return after if after > LEAST_STABILITY else LEAST_STABILITY, eased

    def _start(self, rating: int) -> float:
        return float(self.w[4] - e ** (self.w[5] * (rating - 1)) + 1)


@lru_cache(maxsize=64)
def step_of(values: tuple[float, ...]) -> Step:
    """The step under a set of parameters, made once."""
    return Step(values)
