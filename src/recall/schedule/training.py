"""What a learner's log teaches: one label for each answer that says something about memory, with all that came before.

It must not know files, SQL or how an answer was given; the rows are handed over in order of time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple
from zlib import crc32

from recall.schedule.studyday import ordinal

LONGEST = 256  # answers of one card that are looked at: later ones add time to the fit and nothing to its worth
MOST = 500_000  # labels in all: 21 numbers fitted to half of them are as good as those fitted to ten times as many


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


def labels(log: Iterable[Logged], most: int = MOST) -> list[Label]:
    """The scored answers of a log, oldest first. First sights and answers of the same day only move the state.

    A clock that went back counts as no time passed. Of a log with more than `most` of them only every second card is
    looked at, or every fourth, eighth, ...: always the same ones, each with all its answers.
    """
    cards: dict[str, _Card] = {}
    found: list[Label] = []
    label_of = partial(tuple.__new__, Label)  # in a loop over a million: half the time of Label(...)
    today, on, every = "", 0, 1
    for card, day, rating, label in log:
        if day != today:
            today, on = day, ordinal(day)
            while len(found) > most:
                every *= 2
                found = _thinned(cards, found, every)
        held = cards.get(card)
        if held is None:
            if every == 1 or not crc32(card.encode()) % every:
                cards[card] = [on, [(rating, 0)]]
            continue
        last, answers = held
        length = len(answers) + 1
        if length > LONGEST:
            continue
        if on > last:
            held[0] = on
            answers.append((rating, on - last))
            if label:
                found.append(label_of((answers, length)))
        else:
            answers.append((rating, 0))
    return found


_Card = list[Any]  # the day of its last answer (ordinal), and its answers


def _thinned(cards: dict[str, _Card], found: list[Label], every: int) -> list[Label]:
    """Lets all cards go but every so-manieth: the labels that stay."""
    for card in [card for card in cards if crc32(card.encode()) % every]:
        del cards[card]
    stay = {id(answers) for _, answers in cards.values()}
    return [label for label in found if id(label.answers) in stay]
