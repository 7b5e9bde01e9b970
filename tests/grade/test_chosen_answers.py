"""Answers picked or put together: the figures of the plus/minus rule, Kendall's tau and the chance-corrected share."""

from __future__ import annotations

import pytest
from grade_cards import CATEGORIES, CODE, INTERVIEW, LINES, MATCH, MULTI, ORDER, SINGLE, card
from hypothesis import given
from hypothesis import strategies as st

from recall.deck.card import Choice, Interview, Lines, Match, Option, Order, Pair, Point
from recall.grade.check import grade
from recall.grade.response import Arranged, Boxed, Joined, Made, Named, Picked, Ticked
from recall.schedule.values import Rating


def test_a_wrong_option_says_what_speaks_against_it_and_names_the_right_one() -> None:
    graded = grade(card(SINGLE), Picked(2))
    assert graded.note == "PUT is idempotent by definition."
    assert [(mark.label, mark.ok) for mark in graded.evidence] == [("PUT", False), ("PATCH", False)]
    assert graded.proposed == Rating.AGAIN


@pytest.mark.parametrize(
    ("ticked", "score", "rating"),
    [
        ({0, 2}, 1, Rating.GOOD),
        ({0}, 0.5, Rating.HARD),
        ({0, 2, 1}, 2 / 3, Rating.HARD),
        ({0, 1}, 1 / 6, Rating.AGAIN),
        ({1, 3}, 0, Rating.AGAIN),
        (set(), 0, Rating.AGAIN),
    ],
)
def test_a_wrong_tick_takes_away_what_a_right_one_gives(ticked: set[int], score: float, rating: Rating) -> None:
    graded = grade(card(MULTI), Ticked(frozenset(ticked)))
    assert graded.score == pytest.approx(score)
    assert graded.proposed == rating


@given(st.lists(st.booleans(), min_size=2, max_size=9).filter(lambda keys: any(keys) and not all(keys)))
def test_ticking_everything_earns_nothing(keys: list[bool]) -> None:
    answer = Choice(tuple(Option(str(place), correct) for place, correct in enumerate(keys)), kind="multi")
    assert grade(card(answer), Ticked(frozenset(range(len(keys))))).score == 0


def test_the_evidence_of_ticks_shows_hits_misses_and_false_ticks_only() -> None:
    evidence = grade(card(MULTI), Ticked(frozenset({0, 1}))).evidence
    assert [(mark.label, mark.ok, mark.detail) for mark in evidence] == [
        ("GET", True, ""),
        ("POST", False, "Each one creates."),
        ("PUT", False, "right, and missed"),
    ]


@pytest.mark.parametrize(
    ("steps", "score"), [((1, 0, 2, 3, 4), 0.8), ((1, 2, 3, 4, 0), 0.2), ((4, 3, 2, 1, 0), 0), ((0, 1, 2, 3, 4), 1)]
)
def test_an_order_is_worth_its_kendall_tau(steps: tuple[int, ...], score: float) -> None:
    assert grade(card(ORDER), Arranged(steps)).score == pytest.approx(score)


def test_a_step_out_of_place_is_told_where_it_belongs() -> None:
    first = grade(card(ORDER), Arranged((1, 0, 2, 3, 4))).evidence[0]
    assert (first.label, first.detail) == ("middleware", "you put it at 2, it comes at 1")


def test_equal_steps_may_change_places() -> None:
    assert grade(card(Order(("lock", "write", "lock"))), Arranged((2, 1, 0))).score == 1


def test_an_order_that_leaves_out_a_step_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="each of 5 steps once"):
        grade(card(ORDER), Arranged((0, 1, 2, 3)))


def test_a_share_at_chance_level_earns_nothing() -> None:
    assert grade(card(MATCH), Joined((0, None, None))).score == pytest.approx((1 / 3 - 1 / 4) / (3 / 4))
    assert grade(card(CATEGORIES), Boxed((0, None, None, None))).score == 0
    assert grade(card(CATEGORIES), Boxed((0, 0, 0, 0))).score == pytest.approx((2 / 4 - 1 / 3) / (2 / 3))


def test_two_rights_of_one_wording_are_one() -> None:
    answer = Match((Pair("401", "client"), Pair("403", "client"), Pair("500", "server")))
    assert grade(card(answer), Joined((1, 0, 2))).score == 1


def test_the_lines_are_named_with_their_code() -> None:
    graded = grade(card(LINES, code=CODE), Named(frozenset({2, 3})))
    assert graded.score == 0
    assert [(mark.label, mark.ok) for mark in graded.evidence] == [
        ("line 2: b = 2", False),
        ("line 3: c = a / 0", True),
    ]


def test_another_set_of_lines_that_is_as_right_is_right() -> None:
    graded = grade(card(Lines((3,), accept=((1, 3),)), code=CODE), Named(frozenset({1, 3})))
    assert graded.correct
    assert all(mark.ok for mark in graded.evidence)


def test_points_are_weighed_and_a_probed_one_counts_half() -> None:
    assert grade(card(INTERVIEW), Made(frozenset({"measure", "index"}))).score == 0.8
    assert grade(card(INTERVIEW), Made(frozenset({"measure"}), probed=frozenset({"index"}))).score == 0.65


def test_a_red_flag_costs_one_point_and_never_goes_below_nought() -> None:
    assert grade(card(INTERVIEW), Made(frozenset({"measure", "index"}), red_flags=1)).score == 0.7
    assert grade(card(INTERVIEW), Made(frozenset(), red_flags=2)).score == 0


def test_a_missing_must_is_hard_at_best() -> None:
    points = (Point("must", "Said", 1, must=True), Point("rest", "Told", 9))
    graded = grade(card(Interview(points)), Made(frozenset({"rest"})))
    assert (graded.score, graded.proposed) == (0.9, Rating.HARD)
    assert graded.note
