"""The blueprint of an interview, and that the next question is a function of seed and answers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interviews import NOON, WROTE, after, made_plan, pool, question, step, taken

from recall.quiz import belief as beliefs
from recall.quiz import machine
from recall.quiz.choice import information, stages
from recall.quiz.values import Answer, Start

seeds = st.integers(0, 2**64).map(lambda seed: f"{seed:x}")


def test_twelve_questions_are_two_to_warm_up_seven_and_three_deep_ones():
    assert stages(12) == ("warm-up",) * 2 + ("core",) * 7 + ("deep dive",) * 3


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60))
def test_every_number_has_its_stages_in_order(number):
    found = stages(number)
    assert len(found) == number
    assert list(found) == sorted(found, key=("warm-up", "core", "deep dive").index)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(0, 2**12))
def test_an_interview_keeps_to_its_blueprint(seed, pattern):
    state = taken(made_plan(pool(120), seed=seed), lambda asked: float(pattern >> int(asked.key[3:]) % 12 & 1))
    asked = [each.question for each in state.answered]
    assert len(asked) == 12
    assert len({each.note for each in asked}) == 12
    assert sum(each.open for each in asked) == 3
    assert not any(each.open for each in asked[:2])
    assert all(each.kind != "basic" for each in asked[2:])
    spread = [sum(each.topic == topic for each in asked[:9]) for topic in range(4)]
    assert max(spread) - min(spread) <= 1
    assert all(one.topic != other.topic for one, other in pairwise(asked[:9]))


def test_siblings_and_what_is_given_away_are_never_asked_together():
    siblings = [question(f"b:n{at}#c{side}", note=f"b:n{at}") for at in range(6) for side in range(3)]
    tied = [question("b:x", related=("b:y",)), question("b:y"), *siblings]
    notes = [each.question.note for each in taken(made_plan(tied, number=7)).answered]
    assert len(set(notes)) == 7
    assert not {"b:x", "b:y"} <= set(notes)


def test_what_was_seen_before_comes_last():
    questions = pool(40)
    recent = {each.key: 2 for each in questions if each.kind in ("typed", "cloze", "number", "match", "single")}
    state = taken(made_plan(questions, number=12, recent=recent))
    seen = [each.question.seen for each in state.answered]
    assert any(seen)
    kept = [each for each in made_plan(questions, number=12, recent=recent).pool if not each.seen]
    left = [each for each in kept if each.key not in {each.question.key for each in state.answered}]
    assert all(each.kind == "basic" for each in left)


def test_another_seed_asks_other_questions():
    one, other = (taken(made_plan(pool(120), seed=seed)) for seed in ("1", "2"))
    assert [each.question.key for each in one.answered] != [each.question.key for each in other.answered]


def test_answers_change_what_is_asked_unless_the_form_is_fixed():
    for fixed in (False, True):
        made = made_plan(pool(120), fixed=fixed)
        good, bad = taken(made, lambda _: 1.0), taken(made, lambda _: 0.0)
        same = [each.question.key for each in good.answered] == [each.question.key for each in bad.answered]
        assert same is fixed


def test_a_better_learner_is_asked_harder_questions():
    made = made_plan(pool(150))
    good, bad = taken(made, lambda _: 1.0), taken(made, lambda _: 0.0)

    def mean(state):
        return sum(each.question.difficulty for each in state.answered[4:]) / len(state.answered[4:])

    assert mean(good) > mean(bad) + 0.5


def test_warm_up_aims_at_questions_that_are_mostly_answered_right():
    state = taken(made_plan(pool(150)))
    start = beliefs.prior(state.plan.topics)
    for each in state.answered[:2]:
        assert beliefs.success(start.mean[0], each.question) > 0.65


def test_a_guessable_question_tells_less():
    belief = beliefs.prior(made_plan().topics)
    produced, picked = question(guess=0.02), question(guess=0.33)
    assert information(belief, produced) > information(belief, picked)


def test_an_open_answer_of_four_points_tells_as_much_as_two():
    belief = beliefs.prior(made_plan().topics)
    asked = question(kind="interview")
    assert asked.weight == 2
    assert information(belief, asked) == pytest.approx(2 * information(belief, asked._replace(points=asked.points[:2])))


def test_minutes_leave_room_for_fewer_questions():
    assert machine.start(made_plan()).number == 12
    assert machine.start(made_plan(minutes=5)).number < 12


def test_nothing_is_asked_that_takes_longer_than_what_is_left():
    made = made_plan([question(f"b:n{at}", seconds=60) for at in range(9)], topics=1, minutes=2, number=3)
    state = step(machine.start(made), Start(NOON), Answer(after(70), WROTE, 1.0, True))
    assert (state.number, state.phase, len(state.answered)) == (3, "wrap-up", 1)


def test_a_pool_that_runs_dry_ends_the_interview():
    tied = [question(f"b:n{at}") for at in range(5)]
    made = made_plan(tied, topics=1, number=5)
    short = made._replace(pool=made.pool[:3])
    state = taken(short)
    assert state.phase == "wrap-up"
    assert len(state.answered) == 3
