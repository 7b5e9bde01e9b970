"""Answers in words, for every kind."""

from __future__ import annotations

import pytest

from recall.deck.card import (
    Basic,
    Box,
    Card,
    Categories,
    Choice,
    Cloze,
    Gap,
    Interview,
    Lines,
    Match,
    Number,
    Option,
    Order,
    Output,
    Pair,
    Point,
    Sql,
    Typed,
)
from recall.grade.response import Arranged, Boxed, Filled, Flipped, Joined, Made, Named, Picked, Ticked, Wrote
from recall.quiz import words
from recall.quiz.plan import question, seconds

OPTIONS = (Option("a", True), Option("b"), Option("c", True))
CASES = [
    (Basic("forty-two"), Flipped(), "(turned over)", "forty-two"),
    (Choice(OPTIONS[:2], "single"), Picked(1), "b", "a"),
    (Choice(OPTIONS, "multi"), Ticked(frozenset({2, 1})), "b\nc", "a\nc"),
    (Choice(OPTIONS, "multi"), Ticked(frozenset()), "(nothing ticked)", "a\nc"),
    (Typed(("TCP", "tcp")), Wrote("udp"), "udp", "TCP"),
    (Number("8", unit="ms"), Wrote("7"), "7", "8 ms"),
    (Cloze(("x ", Gap(1, "`y`"), " ", Gap(2, "z")), 1), Filled(("q",)), "q", "y"),
    (Order(("one", "two")), Arranged((1, 0)), "1. two\n2. one", "1. one\n2. two"),
    (Match((Pair("a", "A"), Pair("b", "B")), ("C",)), Joined((2, None)), "a → C\nb → (left open)", "a → A\nb → B"),
    (
        Categories((Box("even", ("2",)), Box("odd", ("3", "5")))),
        Boxed((1, None, 1)),
        "2 → odd\n3 → (left open)\n5 → odd",
        "2 → even\n3 → odd\n5 → odd",
    ),
    (Output("1\n2"), Wrote("12"), "12", "1\n2"),
    (Lines((2,)), Named(frozenset({1, 9})), "line 1: first", "line 2: second"),
    (Sql("", "SELECT 1"), Wrote("SELECT 2"), "SELECT 2", "SELECT 1"),
    (Interview((Point("p", "say it", 10, True),), "Say it."), Made(frozenset({"p"})), "say it", "Say it."),
]


def card(answer) -> Card:
    return Card("b", "one", "deck", answer, prompt="What?", code="first\n  second")


@pytest.mark.parametrize(
    ("answer", "response", "given", "solution"), CASES, ids=lambda each: getattr(each, "kind", None)
)
def test_an_answer_and_the_right_one_in_words(answer, response, given, solution):
    assert words.given(card(answer), response) == given
    assert words.solution(card(answer)) == solution


def test_a_cloze_is_asked_with_its_gap_open_and_the_others_filled():
    asked = words.asked(card(CASES[6][0]))
    assert asked == "What?\n\nx ____ z"


@pytest.mark.parametrize("answer", [case[0] for case in CASES], ids=lambda each: each.kind)
def test_every_kind_becomes_a_question_with_a_time(answer):
    found = question(card(answer), 3, recall={"b:one": 0.8})
    assert (found.key, found.topic, found.kind, found.known) == ("b:one", 3, answer.kind, 0.8)
    assert 20 < found.seconds <= 180
    assert 0 < found.read_ms < 5_000


def test_an_authors_minutes_stand_above_the_proposed_time():
    open_card = card(Interview((Point("p", "say it", 10, True, card="b:two"),), minutes=8))
    assert seconds(open_card) == 480
    found = question(open_card, 0, recall={"b:two": 0.7})
    assert [(point.card, point.known) for point in found.points] == [("b:two", 0.7)]
