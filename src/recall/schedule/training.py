"""What a learner's log teaches: one label for each answer that says something about memory, with all that came before.

It must not know files, SQL or how an answer was given; the rows are handed over in order of time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

LONGEST = 256  # answers of one card that are looked at: later ones add time to the fit and nothing to its worth


Logged = tuple[str, str, int, bool]
"""One recorded answer: the card, the study day (ISO), the rating 1..4, whether it may be learnt from.

Answers that could be guessed or came ahead of time still move the card's state; they are no labels.
"""


class Label(NamedTuple):
    """One scored answer: the first `length` of a card's answers, each `(rating, days since the one before)`.

    The last of them is the label itself; it lies one day or more after the one before it.
    """

    answers: Sequence[tuple[int, int]]
    length: int

    @property
    def recalled(self) -> bool:
        return self.answers[self.length - 1][0] > 1

    @property
    def days(self) -> int:
        """Study days since the answer before."""
        return self.answers[self.length - 1][1]

    @property
    def before(self) -> Sequence[tuple[int, int]]:
        """The answers that memory rests on when the label is asked."""
        return self.answers[: self.length - 1]


def labels(log: Iterable[Logged]) -> list[Label]:
    """The scored answers of a log, oldest first. First sights and answers of the same day only move the state.

    A clock that went back counts as no time passed.
    """
    cards: dict[str, tuple[list[tuple[int, int]], int]] = {}
    found = []
    for card, day, rating, label in log:
        on = _ordinal(day)
        held = cards.get(card)
        if held is None:
            cards[card] = ([(rating, 0)], on)
            continue
        answers, last = held
        if len(answers) >= LONGEST:
            continue
        gap = max(0, on - last)
        answers.append((rating, gap))
        if gap:
            cards[card] = (answers, on)
            if label:
                found.append(Label(answers, len(answers)))
    return found


@lru_cache(maxsize=8192)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
