"""Leeches by probability: the tail is exact, luck alone is seldom called a leech, slips count less."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import comb, isclose, prod
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from recall.schedule.leech import IMPROBABLE, Asked, Leech, at_least, judge

CHANCES = st.lists(st.floats(0, 1), max_size=7)
NO_CAP = 1000


def by_counting(chances: Sequence[float], count: int) -> float:
    """The same tail over all outcomes one by one."""
    return sum(
        prod(chance if hit else 1 - chance for chance, hit in zip(chances, hits, strict=True))
        for hits in product((True, False), repeat=len(chances))
        if sum(hits) >= count
    )


@settings(max_examples=60)
@given(CHANCES, st.integers(-1, 9))
def test_the_tail_is_that_of_all_outcomes_counted_one_by_one(chances: list[float], count: int) -> None:
    assert isclose(at_least(chances, count), by_counting(chances, count), abs_tol=1e-12)


@given(st.floats(0, 1), st.integers(0, 30), st.integers(0, 30))
def test_equal_chances_give_the_binomial(chance: float, answers: int, count: int) -> None:
    binomial = sum(comb(answers, k) * chance**k * (1 - chance) ** (answers - k) for k in range(count, answers + 1))
    assert isclose(at_least([chance] * answers, count), binomial, abs_tol=1e-9)


@given(CHANCES, st.integers(0, 8), st.randoms())
def test_the_order_of_answers_does_not_matter_and_more_misses_are_less_likely(
    chances: list[float], count: int, random: Random
) -> None:
    turned = chances.copy()
    random.shuffle(turned)
    assert isclose(at_least(chances, count), at_least(turned, count), abs_tol=1e-12)
    assert at_least(chances, count + 1) <= at_least(chances, count) + 1e-12


def history(*misses: bool, recall: float = 0.9, why: str = "") -> list[Asked]:
    return [Asked(recall, missed, why if missed else "") for missed in misses]


def test_three_misses_in_five_are_a_leech_and_in_fifteen_are_none() -> None:
    found = judge(history(True, False, True, False, True), 3, NO_CAP)
    assert found is not None
    assert found.misses == 3
    assert isclose(found.expected, 0.5)
    assert found.chance is not None and found.chance < IMPROBABLE
    assert judge(history(*[True] * 3, *[False] * 12), 3, NO_CAP) is None


def test_misses_that_were_forecast_make_no_leech() -> None:
    assert judge(history(*[True] * 5, recall=0.3), 5, NO_CAP) is None


def test_two_misses_are_never_enough_but_the_cap_is_without_any_forecast() -> None:
    assert judge(history(True, True, recall=0.999), 2, NO_CAP) is None
    assert judge([], 8, 8) == Leech(8, 0.0, None)


def test_a_slip_counts_for_half_a_miss() -> None:
    misses = [Asked(0.9, True, "slip")] * 3 + [Asked(0.9, True)] + [Asked(0.9, False)] * 2
    assert judge(misses, 4, NO_CAP) is None
    again = [each._replace(why="") for each in misses]
    assert judge(again, 4, NO_CAP) is not None


def test_the_reason_given_most_often_is_told() -> None:
    misses = [Asked(0.95, True, why) for why in ("unclear", "mixed up", "", "mixed up")]
    found = judge(misses, 4, NO_CAP)
    assert found is not None and found.why == "mixed up"


def test_a_card_that_is_as_hard_as_forecast_is_seldom_called_a_leech() -> None:
    """Judged after each of thirty answers, 2,000 cards remembered exactly as told: fewer than 4 in 100."""
    chance = Random(7)
    accused = 0
    for _ in range(2000):
        asked: list[Asked] = []
        for _ in range(30):
            asked.append(Asked(0.9, chance.random() > 0.9))
            if asked[-1].missed and judge(asked, sum(each.missed for each in asked), NO_CAP):
                accused += 1
                break
    assert accused < 0.04 * 2000
