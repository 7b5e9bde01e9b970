"""What guessing earns: by the formulas it must agree with trying every answer."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, permutations, product
from statistics import fmean

import pytest
from bench import guessing
from grade_cards import CATEGORIES, CODE, INTERVIEW, LINES, MATCH, MULTI, ORDER, SINGLE, card

from recall.deck.card import KINDS, Box, Categories, Choice, Match, Option, Order, Pair
from recall.grade import chance
from recall.grade.check import grade, guess
from recall.grade.response import Arranged, Boxed, Joined, Picked, Ticked


def test_one_of_n_options_is_hit_once_in_n() -> None:
    assert guess(card(SINGLE)) == fmean(grade(card(SINGLE), Picked(place)).score for place in range(3))


def test_random_ticks_earn_what_all_ticks_together_earn_on_average() -> None:
    every = [frozenset(place for place in range(5) if bits >> place & 1) for bits in range(32)]
    assert guess(card(MULTI)) == pytest.approx(fmean(grade(card(MULTI), Ticked(ticked)).score for ticked in every))


def test_a_random_order_earns_what_all_orders_earn_on_average() -> None:
    every = [grade(card(ORDER), Arranged(steps)).score for steps in permutations(range(5))]
    assert guess(card(ORDER)) == pytest.approx(fmean(every))


def test_random_joins_earn_what_all_joins_earn_on_average() -> None:
    every = [grade(card(MATCH), Joined(rights)).score for rights in permutations(range(4), 3)]
    assert guess(card(MATCH)) == pytest.approx(fmean(every))


def test_random_boxes_earn_what_all_boxes_earn_on_average() -> None:
    every = [grade(card(CATEGORIES), Boxed(boxes)).score for boxes in product(range(3), repeat=4)]
    assert guess(card(CATEGORIES)) == pytest.approx(fmean(every))


def test_the_figures_of_the_design_hold() -> None:
    assert round(chance.ticks(2, 3), 2) == round(chance.ticks(3, 2), 2) == 0.19
    assert round(chance.shuffles(6), 3) == 0.145
    assert round(chance.shuffles(5), 3) == 0.163
    assert 0.08 <= chance.joins(5, 7) <= chance.joins(4, 4) <= 0.13
    assert guess(card(LINES, code=CODE)) == 1 / 4
    assert guess(card(INTERVIEW)) == 0


def test_a_huge_card_of_a_stranger_costs_no_time() -> None:
    assert 0 < guess(card(Order(tuple(map(str, range(20_000)))))) < 0.15
    assert 0 <= chance.ticks(500, 500) < 0.2
    assert 0 <= chance.joins(5000, 9000) < 0.1
    assert 0 <= chance.boxes(20_000, 300) < 0.1


def test_a_card_without_distractors_divides_by_nothing() -> None:
    everything = Choice((Option("a", True), Option("b", True)), kind="multi")
    assert grade(card(everything), Ticked(frozenset({0, 1}))).score == 1
    assert guess(card(everything)) == 0


SHIPPED = guessing.shipped()


@pytest.mark.parametrize("shape", range(1, 6))
def test_the_best_number_of_ticks_is_found_by_trying_all_sets(shape: int) -> None:
    keys = sum(option.correct for option in MULTI.options)
    sets = [frozenset(ticks) for ticks in combinations(range(5), shape)]
    score, _ = list(guessing.ticking(5, keys))[shape - 1]
    assert score == pytest.approx(fmean(grade(card(MULTI), Ticked(ticks)).score for ticks in sets))


def test_the_best_way_to_join_is_found_by_trying_all_answers() -> None:
    pairs = card(Match(tuple(Pair(f"l{n}", f"r{n}") for n in range(3)), spare=("s",)))
    by_shape: dict[tuple[int, ...], list[float]] = {}
    for rights in product(range(4), repeat=3):
        used = tuple(sorted(Counter(rights).values(), reverse=True))
        by_shape.setdefault(used, []).append(grade(pairs, Joined(rights)).score)
    counted = {shape.split()[3]: score for score, shape in guessing.joining(3, 4)}
    assert counted == {"+".join(map(str, used)): pytest.approx(fmean(found)) for used, found in by_shape.items()}


def test_the_best_way_to_fill_boxes_is_found_by_trying_all_answers() -> None:
    boxes = card(Categories((Box("a", ("1", "2", "3")), Box("b", ("4",)), Box("c", ("5",)))))
    by_shape: dict[tuple[int, ...], list[float]] = {}
    for placed in product(range(3), repeat=5):
        filled = tuple(sorted(Counter(placed).values(), reverse=True))
        by_shape.setdefault(filled, []).append(grade(boxes, Boxed(placed)).score)
    counted = {shape.split()[0]: score for score, shape in guessing.sorting((3, 1, 1))}
    assert counted == {"+".join(map(str, filled)): pytest.approx(fmean(found)) for filled, found in by_shape.items()}


def test_blind_guessing_pays_on_no_shipped_card_but_single_choice() -> None:
    earned = guessing.by_kind(SHIPPED)
    assert set(earned) == set(KINDS) - {"basic", "interview"}
    over = [each for kind, found in earned.items() if kind != "single" for each in found if each.score > 0.2 + 1e-9]
    assert over == []
    assert max(each.score for each in earned["single"]) <= 1 / 3


def test_taking_everything_earns_nothing_on_any_shipped_card() -> None:
    taken = [(each, response) for each in SHIPPED if (response := guessing.everything(each)) is not None]
    assert len(taken) >= 80
    assert {grade(each, response).score for each, response in taken} == {0.0}


def test_the_typo_rule_keeps_the_shipped_terms_apart_and_forgives_slips() -> None:
    bank = guessing.terms(SHIPPED)
    assert len(bank) >= 700
    near = guessing.confusable(bank)
    assert ("caching", "cashing") in guessing.confusable(("caching", "cashing"))
    assert guessing.false_accepts(bank, near) == []
    passed, tried = guessing.forgiven(bank)
    assert passed / tried >= guessing.FORGIVEN
