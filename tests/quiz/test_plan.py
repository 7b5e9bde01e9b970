"""What may be asked: filters, what was asked lately, the size of the pool, and words for too little."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interviews import made_plan, pool, question

from recall.errors import UsageError
from recall.quiz.plan import POOL, TooFew, bank_hash, seed_of


@pytest.mark.parametrize(("text", "seed"), [("7f3a", "7f3a"), (" 0xBEEF ", "beef"), ("0", "0")])
def test_a_seed_is_hexadecimal_text(text, seed):
    assert seed_of(text) == seed


@pytest.mark.parametrize("text", ["", "seed", "7f3g", "-1", "f" * 33, "7f 3a", "٣"])
def test_a_seed_that_is_no_seed_is_refused_with_what_one_looks_like(text):
    with pytest.raises(UsageError) as refused:
        seed_of(text)
    assert "7f3a" in refused.value.hint


def test_kinds_levels_and_choices_limit_what_is_asked():
    made = made_plan(pool(80), kinds=("typed", "single"), choice=False, number=5)
    assert {each.kind for each in made.pool} == {"typed"}
    levels = made_plan([*pool(), question("b:r", level="recall")], levels=("recall",), number=1)
    assert [each.key for each in levels.pool] == ["b:r"]


def test_too_few_says_how_many_fit_and_which_limit_to_relax():
    with pytest.raises(TooFew) as refused:
        made_plan(kinds=("order",), number=12)
    assert refused.value.message == "4 questions fit, 12 are asked for"
    assert refused.value.hint == "without the limit on kinds 38 fit"


def test_too_few_without_any_limit_asks_for_fewer_or_more_topics():
    with pytest.raises(TooFew) as refused:
        made_plan(pool(4))
    assert refused.value.hint == "ask for 4 or name more topics"


def test_nothing_that_fits_says_so():
    with pytest.raises(TooFew, match="no question fits"):
        made_plan([])


def test_siblings_count_as_one_question():
    siblings = [question(f"b:n#c{at}", note="b:n") for at in range(5)]
    with pytest.raises(TooFew, match="1 question fits, 2 are asked for"):
        made_plan(siblings, number=2)


@pytest.mark.parametrize(("number", "fit"), [(1, 0), (3, 0), (4, 1), (12, 2)])
def test_self_rated_cards_count_as_far_as_the_warm_up_has_room(number, fit):
    basics = [question(f"b:basic{at}", kind="basic") for at in range(20)]
    with pytest.raises(TooFew, match=f"^{fit or 'no'} question"):
        made_plan(basics, number=number)


def test_questions_longer_than_the_whole_interview_do_not_fit():
    with pytest.raises(TooFew) as refused:
        made_plan([question("b:long", seconds=120)], number=1, minutes=1)
    assert refused.value.hint == "without the limit on minutes 1 fits"


@pytest.mark.parametrize("options", [{"number": 0}, {"number": 61}, {"minutes": 0}, {"minutes": 100_000}])
def test_numbers_that_cannot_be_kept_are_refused(options):
    with pytest.raises(UsageError):
        made_plan(**options)


def test_what_the_last_three_interviews_asked_is_left_out():
    recent = {"b:n0": 1, "b:n1": 3, "b:n4": 4}
    keys = {each.key for each in made_plan(recent=recent).pool}
    assert not {"b:n0", "b:n1"} & keys
    assert "b:n4" in keys


def test_a_dry_pool_takes_back_the_longest_unseen_first_and_marks_it():
    questions = [question(f"b:n{at}") for at in range(6)]
    made = made_plan(questions, number=5, recent={"b:n0": 1, "b:n1": 2, "b:n2": 3})
    assert [each.key for each in made.pool if each.seen] == ["b:n1", "b:n2"]


def test_open_questions_come_back_when_the_fresh_ones_are_closed():
    questions = [*pool(60), *(question(f"b:open{at}", kind="interview") for at in range(4))]
    fresh = [each for each in questions if not (each.open and each.key.startswith("b:n"))]
    recent = {f"b:open{at}": 1 + at % 3 for at in range(4)}
    made = made_plan(fresh, recent=recent)
    assert sum(each.open for each in made.pool) == 3


@settings(max_examples=30, deadline=None)
@given(st.integers(161, 400), st.integers(0, 2**32))
def test_a_large_pool_is_trimmed_evenly_and_always_the_same_way(size, seed):
    questions = pool(size)
    made = made_plan(questions, seed=f"{seed:x}")
    assert len(made.pool) == POOL
    assert made == made_plan(list(reversed(questions)), seed=f"{seed:x}")
    asked_of = [sum(each.topic == topic for each in made.pool) for topic in range(4)]
    assert max(asked_of) - min(asked_of) <= POOL * 0.15


def test_held_out_questions_are_kept_when_the_pool_is_trimmed():
    held_out = [question(f"b:held{at}", held_out=True) for at in range(30)]
    made = made_plan([*pool(600), *held_out])
    assert sum(each.held_out for each in made.pool) == 30


def test_the_bank_hash_tells_another_revision_but_not_another_order():
    questions = pool(5)
    assert bank_hash(questions) == bank_hash(reversed(questions))
    assert bank_hash(questions) != bank_hash([questions[0]._replace(rev=2), *questions[1:]])
