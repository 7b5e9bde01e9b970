"""What blind guessing earns on average, computed exactly: the `guess` of each kind. It must not know cards."""

from __future__ import annotations

from functools import lru_cache
from math import comb, factorial

# Past this size the mean hardly moves, while counting every case would cost time that a stranger's deck could ask for.
_MOST = 12
_MOST_ITEMS = 30


@lru_cache(maxsize=256)
def ticks(keys: int, distractors: int) -> float:
    """`multi`: every option ticked or not by the toss of a coin."""
    keys, distractors = min(keys, _MOST_ITEMS), min(distractors, _MOST_ITEMS)
    total = sum(
        comb(keys, hits) * comb(distractors, false) * max(0.0, hits / keys - false / distractors)
        for hits in range(keys + 1)
        for false in range(distractors + 1)
        if keys and distractors
    )
    return float(total / 2 ** (keys + distractors))


@lru_cache(maxsize=64)
def shuffles(steps: int) -> float:
    """`order`: the steps in any order, each as likely."""
    if steps < 2:
        return 0.0
    steps = min(steps, _MOST)
    orders = [1]  # how many orders of the steps so far have 0, 1, 2 ... pairs the wrong way round
    for n in range(2, steps + 1):
        orders = [sum(orders[max(0, k - n + 1) : k + 1]) for k in range(len(orders) + n - 1)]
    pairs = comb(steps, 2)
    total = sum(count * max(0.0, 1 - 2 * wrong / pairs) for wrong, count in enumerate(orders))
    return float(total / factorial(steps))


@lru_cache(maxsize=256)
def joins(pairs: int, rights: int) -> float:
    """`match`: every left side gets a right side of its own, any as likely."""
    pairs, rights = min(pairs, _MOST_ITEMS), min(rights, pairs + _MOST_ITEMS, 2 * _MOST_ITEMS)
    total = factorial(rights) // factorial(rights - pairs)
    return sum(
        comb(pairs, right) * _none_right(pairs - right, rights - right) * above_chance(right / pairs, rights)
        for right in range(pairs + 1)
    ) / float(total)


@lru_cache(maxsize=256)
def boxes(items: int, bins: int) -> float:
    """`categories`: every item into any box, each as likely."""
    items, bins = min(items, _MOST_ITEMS), min(bins, _MOST_ITEMS)
    hit = 1 / bins
    return sum(
        comb(items, right) * hit**right * (1 - hit) ** (items - right) * above_chance(right / items, bins)
        for right in range(items + 1)
    )


def above_chance(share: float, choices: int) -> float:
    """The share right, stretched so that chance among `choices` earns 0 and all right earns 1."""
    if choices < 2:
        return share
    chance = 1 / choices
    return max(0.0, (share - chance) / (1 - chance))


def _none_right(pairs: int, rights: int) -> int:
    """In how many ways `pairs` left sides take different right sides, and none its own."""
    return sum(
        (-1) ** fixed * comb(pairs, fixed) * factorial(rights - fixed) // factorial(rights - pairs)
        for fixed in range(pairs + 1)
    )
