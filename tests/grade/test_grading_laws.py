"""What holds for every kind of card, whatever the answer."""

from __future__ import annotations

import pytest
from grade_cards import CATEGORIES, CODE, KEYS, LINES, MATCH, MULTI, ORDER, card
from hypothesis import given
from hypothesis import strategies as st

from recall.deck.card import KINDS, Card
from recall.grade.check import grade, guess
from recall.grade.graded import Graded
from recall.grade.response import (
    Arranged,
    Boxed,
    Filled,
    Flipped,
    Joined,
    Made,
    Named,
    Picked,
    Response,
    Ticked,
    Wrote,
)
from recall.schedule.values import Rating

BY_KIND = {card.kind: (card, key) for card, key in KEYS}
TEXT = st.text(max_size=40)
RESPONSES: dict[str, st.SearchStrategy[Response]] = {
    "basic": st.just(Flipped()),
    "single": st.integers(0, 2).map(Picked),
    "multi": st.frozensets(st.integers(0, 4)).map(Ticked),
    "typed": TEXT.map(Wrote),
    "number": TEXT.map(Wrote) | st.decimals(allow_nan=False, allow_infinity=False).map(lambda n: Wrote(f"{n} ms")),
    "cloze": st.tuples(TEXT, TEXT).map(Filled),
    "order": st.permutations(range(5)).map(lambda steps: Arranged(tuple(steps))),
    "match": st.tuples(*[st.none() | st.integers(0, 3)] * 3).map(Joined),
    "categories": st.tuples(*[st.none() | st.integers(0, 2)] * 4).map(Boxed),
    "output": TEXT.map(Wrote),
    "lines": st.frozensets(st.integers(1, 4)).map(Named),
    "sql": TEXT.map(Wrote)
    | st.sampled_from(["SELECT 1, 2", "SELECT name FROM customers", "DELETE FROM orders"]).map(Wrote),
    "interview": st.builds(
        Made,
        st.frozensets(st.sampled_from(["measure", "index", "verify"])),
        st.frozensets(st.sampled_from(["measure", "index", "verify"])),
        st.integers(0, 2),
    ),
}


@st.composite
def answers(draw: st.DrawFn) -> tuple[Card, Response]:
    kind = draw(st.sampled_from(sorted(RESPONSES)))
    return BY_KIND[kind][0], draw(RESPONSES[kind])


def test_every_kind_is_held_to_these_laws() -> None:
    assert set(RESPONSES) == set(BY_KIND) == set(KINDS)


@given(answers())
def test_a_score_lies_between_nought_and_one_and_fits_its_rating(answer: tuple[Card, Response]) -> None:
    graded = grade(*answer)
    assert 0 <= graded.score <= 1
    assert graded.correct == (graded.score == 1)
    assert graded.proposed in (Rating.AGAIN, Rating.HARD, Rating.GOOD)  # Easy is the learner's own to give
    assert (graded.proposed == Rating.AGAIN) == (graded.score < 0.5)
    assert 0 <= graded.guess < 1


@given(answers())
def test_dont_know_is_never_better_and_never_worse_than_a_wrong_answer(answer: tuple[Card, Response]) -> None:
    unknown = grade(answer[0], None)
    assert unknown.score == 0 <= grade(*answer).score
    assert unknown.proposed == Rating.AGAIN
    assert unknown.guess == guess(answer[0])


@pytest.mark.parametrize("kind", KINDS)
def test_the_key_is_wholly_right_and_proposes_good(kind: str) -> None:
    graded = grade(*BY_KIND[kind])
    assert (graded.score, graded.correct, graded.proposed) == (1, True, Rating.GOOD)
    assert all(mark.ok for mark in graded.evidence)


@pytest.mark.parametrize("kind", KINDS)
def test_a_card_of_any_kind_can_be_turned_over_and_rated_by_the_learner(kind: str) -> None:
    graded = grade(BY_KIND[kind][0], Flipped())
    assert graded.by_self
    assert graded.proposed == Rating.GOOD
    assert graded.guess == 0


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "basic"])
def test_a_miss_is_shown_as_such(kind: str) -> None:
    wrong: dict[str, Response] = {
        "single": Picked(2),
        "multi": Ticked(frozenset({1})),
        "typed": Wrote("state"),
        "number": Wrote("9 s"),
        "cloze": Filled(("hard", "index")),
        "order": Arranged((1, 0, 2, 3, 4)),
        "match": Joined((1, 0, None)),
        "categories": Boxed((1, None, 0, 2)),
        "output": Wrote("main\ntimeout\ntick"),
        "lines": Named(frozenset({2})),
        "sql": Wrote("SELECT name, 0 FROM customers"),
        "interview": Made(frozenset({"index"})),
    }
    graded = grade(BY_KIND[kind][0], wrong[kind])
    assert not graded.correct
    assert any(not mark.ok for mark in graded.evidence)


def test_a_response_of_another_kind_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError, match="single card cannot be answered by Wrote"):
        grade(BY_KIND["single"][0], Wrote("PATCH"))


@given(st.permutations(range(5)), st.frozensets(st.integers(0, 4)))
def test_the_order_of_options_does_not_matter(places: list[int], ticked: frozenset[int]) -> None:
    moved = MULTI._replace(options=tuple(MULTI.options[place] for place in places))
    there = frozenset(places.index(place) for place in ticked)
    assert _essence(grade(card(moved), Ticked(there))) == _essence(grade(card(MULTI), Ticked(ticked)))


@given(st.permutations(range(3)), st.tuples(*[st.none() | st.integers(0, 3)] * 3))
def test_the_order_of_pairs_does_not_matter(places: list[int], rights: tuple[int | None, ...]) -> None:
    moved = MATCH._replace(pairs=tuple(MATCH.pairs[place] for place in places))
    home = {old: new for new, old in enumerate(places)} | {3: 3, None: None}
    there = tuple(home[rights[place]] for place in places)
    assert _essence(grade(card(moved), Joined(there))) == _essence(grade(card(MATCH), Joined(rights)))


@given(st.permutations(range(3)), st.tuples(*[st.none() | st.integers(0, 2)] * 4))
def test_the_order_of_boxes_does_not_matter(places: list[int], boxes: tuple[int | None, ...]) -> None:
    moved = CATEGORIES._replace(boxes=tuple(CATEGORIES.boxes[place] for place in places))
    by_item = dict(zip(["GET", "HEAD", "PUT", "POST"], boxes, strict=True))
    items = [item for box in moved.boxes for item in box.items]
    there = tuple(None if by_item[item] is None else places.index(by_item[item]) for item in items)
    assert _essence(grade(card(moved), Boxed(there))) == _essence(grade(card(CATEGORIES), Boxed(boxes)))


@given(st.permutations(range(5)))
def test_an_order_and_its_reverse_are_never_both_right(steps: list[int]) -> None:
    forward, backward = (grade(card(ORDER), Arranged(tuple(way))).score for way in (steps, steps[::-1]))
    assert min(forward, backward) == 0


@given(st.frozensets(st.integers(1, 4)))
def test_lines_are_right_as_a_whole_or_not_at_all(named: frozenset[int]) -> None:
    assert grade(card(LINES, code=CODE), Named(named)).score == float(named == {3})


def _essence(graded: Graded) -> object:
    return graded.score, graded.proposed, graded.guess, sorted(mark.label for mark in graded.evidence)
