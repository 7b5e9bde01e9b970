"""A line of plain mode becomes a response, or a sentence that says what to type."""

from __future__ import annotations

import pytest
from grade_cards import (
    CATEGORIES,
    CLOZE,
    CODE,
    INTERVIEW,
    KEYS,
    LINES,
    MATCH,
    MULTI,
    NUMBER,
    ORDER,
    SINGLE,
    TYPED,
    card,
)
from hypothesis import given
from hypothesis import strategies as st

from recall.deck.card import Card
from recall.grade.check import grade
from recall.grade.lineinput import Unclear, how_to_answer, read_answer
from recall.grade.response import Arranged, Boxed, Filled, Joined, Made, Named, Picked, Response, Ticked, Wrote

WITH_CODE = card(LINES, code=CODE)


@pytest.mark.parametrize(
    ("asked", "line", "shown", "response"),
    [
        (card(SINGLE), "2", (), Picked(1)),
        (card(SINGLE), " 1 ", (2, 0, 1), Picked(2)),
        (card(MULTI), "1 3", (), Ticked(frozenset({0, 2}))),
        (card(MULTI), "1,3", (4, 3, 2, 1, 0), Ticked(frozenset({4, 2}))),
        (card(MULTI), "31", (), Ticked(frozenset({0, 2}))),
        (card(TYPED), " PKCE ", (), Wrote("PKCE")),
        (card(NUMBER), "250 ms", (), Wrote("250 ms")),
        (card(CLOZE), "soft; index", (), Filled(("soft", "index"))),
        (card(ORDER), "3 1 2 5 4", (4, 3, 2, 1, 0), Arranged((2, 4, 3, 0, 1))),
        (card(ORDER), "12345", (), Arranged((0, 1, 2, 3, 4))),
        (card(MATCH), "b a -", (3, 2, 1, 0), Joined((2, 3, None))),
        (card(MATCH), "BAC", (), Joined((1, 0, 2))),
        (card(CATEGORIES), "1 3 2 -", (3, 2, 1, 0), Boxed((None, 1, 2, 0))),
        (WITH_CODE, "2-4", (), Named(frozenset({2, 3, 4}))),
        (card(INTERVIEW), "1 3", (), Made(frozenset({"measure", "verify"}))),
    ],
)
def test_a_line_is_read(asked: Card, line: str, shown: tuple[int, ...], response: Response) -> None:
    assert read_answer(asked, line, shown) == response


@pytest.mark.parametrize("line", ["", " "])
def test_an_empty_line_is_dont_know_only_where_text_is_asked_for(line: str) -> None:
    assert read_answer(card(TYPED), line) is None
    assert read_answer(card(CLOZE), line) is None
    for picked in (SINGLE, MULTI, ORDER, MATCH, CATEGORIES):
        with pytest.raises(Unclear):
            read_answer(card(picked), line)


@pytest.mark.parametrize(
    ("asked", "line", "said"),
    [
        (card(SINGLE), "4", "4 is no number from 1 to 3."),
        (card(SINGLE), "GET", "GET is no number from 1 to 3."),
        (card(SINGLE), "1 2", "One option is right: type one number, 1 to 3."),
        (card(MULTI), "", "Type a number, 1 to 5, or d for don't know."),
        (card(ORDER), "1 2 2", "Each number once, first step first: 2 stands there twice and 3, 4, 5 is missing."),
        (card(MATCH), "a b", "There are 3 rows: type 3 letters, - for a row left open. You typed 2."),
        (card(MATCH), "a b z", "z is no letter from a to d."),
        (card(CATEGORIES), "1 2", "There are 4 items: type 4 numbers, - for an item left out. You typed 2."),
        (card(CATEGORIES), "1 2 3 4", "4 is no box from 1 to 3."),
        (card(CLOZE), "soft", "There are 2 gaps: type 2 texts with ; between them. You typed 1."),
        (WITH_CODE, "5", "5 is no line from 1 to 4."),
        (WITH_CODE, "3-2", "3-2 is no line from 1 to 4."),
    ],
)
def test_a_line_that_cannot_be_read_says_what_to_type(asked: Card, line: str, said: str) -> None:
    with pytest.raises(Unclear) as unclear:
        read_answer(asked, line)
    assert str(unclear.value) == said


@pytest.mark.parametrize("asked", [card for card, _ in KEYS], ids=lambda card: card.kind)
def test_d_is_dont_know_everywhere(asked: Card) -> None:
    assert read_answer(asked, "d\n") is None


def test_a_line_that_begins_with_a_space_is_an_answer() -> None:
    assert read_answer(card(TYPED), " d") == Wrote("d")


@pytest.mark.parametrize("asked", [card for card, _ in KEYS], ids=lambda card: card.kind)
def test_every_kind_says_how_it_is_answered(asked: Card) -> None:
    assert how_to_answer(asked)


@given(st.sampled_from([card for card, _ in KEYS]), st.text(max_size=30))
def test_any_line_is_read_and_graded_or_explained(asked: Card, line: str) -> None:
    try:
        response = read_answer(asked, line)
    except Unclear as unclear:
        assert str(unclear).endswith(".")
    else:
        assert 0 <= grade(asked, response).score <= 1
