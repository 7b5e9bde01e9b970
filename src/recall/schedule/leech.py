"""Leeches by probability: cards missed more often than their own forecasts allow. Pure.

A card that was expected to be missed now and then and was is none. It must not know where answers are kept.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

LEAST_MISSES = 3
IMPROBABLE = 0.01  # a chance smaller than that is not believed to be chance
LEAST_DOUBT = 0.01  # no forecast is surer than that of either outcome

WhyWrong = Literal["never knew", "mixed up", "slip", "unclear"]
WHY_WRONG: tuple[WhyWrong, ...] = ("never knew", "mixed up", "slip", "unclear")


class Asked(NamedTuple):
    """One answer on a later day than the one before: the recall that was told, whether it was missed, and why."""

    recall: float
    missed: bool
    why: str = ""


class Leech(NamedTuple):
    """A card that does not stick: misses, how many were to be expected, the chance of that many, the usual reason.

    `chance` is None where the count alone reached the learner's cap.
    """

    misses: int
    expected: float
    chance: float | None
    why: str = ""


def at_least(chances: Sequence[float], count: int) -> float:
    """P(at least `count` of independent events of these chances): the tail of the Poisson binomial, exact.

    By dynamic programming over the number of events that happened; O(len(chances) * count).
    """
    if count <= 0:
        return 1.0
    happened = [1.0] + [0.0] * count  # the last place takes in everything from `count` on
    for chance in chances:
        happened[count] += happened[count - 1] * chance
        for place in range(count - 1, 0, -1):
            happened[place] = happened[place] * (1 - chance) + happened[place - 1] * chance
        happened[0] *= 1 - chance
    return min(1.0, happened[count])


def judge(asked: Iterable[Asked], lapses: int, cap: int) -> Leech | None:
    """Whether a card is a leech: its misses are improbable under its forecasts, or its `lapses` reached the `cap`.

    By forecasts it takes three misses, and three lapses: a card that was never learnt has lost nothing yet. Two slips
    count as one miss, since a slip says little about memory.
    """
    answers = list(asked)
    missed = [each for each in answers if each.missed]
    slips = sum(each.why == "slip" for each in missed)
    counted = len(missed) - slips + slips // 2
    doubts = [min(max(1 - each.recall, LEAST_DOUBT), 1 - LEAST_DOUBT) for each in answers]
    if min(counted, lapses) >= LEAST_MISSES:
        chance = at_least(doubts, counted)
        if chance < IMPROBABLE:
            return Leech(len(missed), sum(doubts), chance, _usual_reason(missed))
    if lapses >= cap:
        return Leech(max(lapses, len(missed)), sum(doubts), None, _usual_reason(missed))
    return None


def _usual_reason(missed: Sequence[Asked]) -> str:
    """The reason given most often, of equals the newer; empty where none was given."""
    given = [each.why for each in missed if each.why]
    return max(reversed(given), key=given.count, default="")
