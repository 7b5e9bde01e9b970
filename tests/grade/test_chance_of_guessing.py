"""What guessing earns: by the formulas it must agree with trying every answer."""

from __future__ import annotations

from itertools import permutations, product
from statistics import fmean

import pytest
from grade_cards import CATEGORIES, CODE, INTERVIEW, LINES, MATCH, MULTI, ORDER, SINGLE, card

from recall.deck.card import Choice, Option, Order
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
