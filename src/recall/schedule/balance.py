"""Which day inside the fuzz range a card falls on: quiet days before busy ones, easy days and days off, siblings apart.

A choice is a function of the card, its repetitions and the days' load, so a preview shows what an answer then does. It
never leaves the range. It must not know how the load was counted.
"""

from __future__ import annotations

from bisect import bisect, bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate, repeat
from typing import NamedTuple

LOAD_POWER = 2.0  # how strongly a busy day is avoided
LEAST_SHARE = 0.01  # less than that is a day off
SIBLING = 0.02  # what is left of a day's weight when a sibling is due on it
EVERY_DAY = (1.0,) * 7


class Load(NamedTuple):
    """What stands in the way on the days ahead: cards due by day, the wanted share of work by weekday, days off.

    `due` counts cards by study day. `weekdays` holds seven shares, Monday first, 1 for a usual day and 0 for none.
    `siblings` are days on which another card of the same note is due.
    """

    due: Mapping[date, int]
    weekdays: Sequence[float] = EVERY_DAY
    days_off: frozenset[date] = frozenset()
    siblings: frozenset[date] = frozenset()


def pick(shortest: int, longest: int, on: date, chance: float, load: Load) -> int:
    """An interval in days from `shortest` to `longest`, counted from the study day `on`.

    A day weighs (its share by weekday) / (1 + cards due)^2 / interval; `chance` in [0, 1) picks along the sum. The
    weight is one of the day alone, so a longer range never gives an earlier day for the same chance. Where every day is
    a day off, all count alike.
    """
    weights = _weights(shortest, longest, on, load)
    sums = [*accumulate(weights)]
    total = sums[-1]
    if total <= 0:
        return shortest + int(chance * len(weights))
    return shortest + min(bisect(sums, chance * total), bisect_left(sums, total))


def _weights(shortest: int, longest: int, on: date, load: Load) -> list[float]:
    """The weight of each interval. Hundreds of days may be in range, and most learners treat all of them alike."""
    due, weekdays, days_off, siblings = load
    intervals = range(shortest, longest + 1)
    first = on.toordinal() + shortest
    days = [*map(date.fromordinal, range(first, first + len(intervals)))]
    cards = map(due.get, days, repeat(0))
    if tuple(weekdays) == EVERY_DAY and not days_off and not siblings:
        return [1.0 / ((1 + many) ** LOAD_POWER * interval) for many, interval in zip(cards, intervals, strict=True)]
    found = []
    for day, many, interval in zip(days, cards, intervals, strict=True):
        share = weekdays[day.weekday()]
        if share < LEAST_SHARE or day in days_off:
            found.append(0.0)
            continue
        apart = SIBLING if day in siblings else 1.0
        found.append(apart * share / ((1 + many / share) ** LOAD_POWER * interval))
    return found
