"""What the schedule hears of an interview: the table of ratings, the key points' own cards, and what stays out."""

from __future__ import annotations

import pytest
from interviews import NOON, WROTE, after, made_plan, one_question, question, step, taken

from recall.quiz.ratings import Rated, p_known, ratings
from recall.quiz.values import Answer, Answered, Confirm, Hint, Next, Probed, Question, RubricPoint, Skip, Sure
from recall.schedule.values import Rating

AGAIN, HARD, GOOD, EASY = Rating


def rated(asked: Question, score: float | None, *, sure=None, seconds=10.0, events=(), fast=None) -> Rated:
    said = [Sure(after(1), sure)] if sure else []
    answer = Answer(after(seconds), None if score is None else WROTE, score or 0.0, score == 1.0)
    state = step(one_question(asked._replace(known=0.9)), *said, *events, answer)
    (found,) = ratings(state, fast=fast)
    return found


@pytest.mark.parametrize(
    ("score", "rating"),
    [(None, AGAIN), (0.0, AGAIN), (0.49, AGAIN), (0.5, HARD), (0.84, HARD), (0.85, GOOD), (1.0, GOOD)],
)
def test_a_score_becomes_a_rating(score, rating):
    assert rated(question(), score).rating is rating


def test_dont_know_is_rated_exactly_like_a_wrong_answer():
    assert rated(question(), None) == rated(question(), 0.0)


@pytest.mark.parametrize("choice", [{"sure": "guess"}, {"seconds": 50.0}, {"events": (Hint(after(2)),)}])
def test_doubt_help_or_over_time_make_it_hard_at_best(choice):
    assert rated(question(), 1.0, **choice).rating is HARD


def test_an_answer_faster_than_reading_is_again():
    assert rated(question(read_ms=5000), 1.0, seconds=2).rating is AGAIN


def test_easy_is_for_produced_full_sure_and_quick_answers():
    fast = {"typed": 12_000, "single": 12_000}
    assert rated(question(), 1.0, sure="certain", fast=fast).rating is EASY
    assert rated(question(), 1.0, sure="certain").rating is GOOD
    assert rated(question(), 1.0, sure="fairly", fast=fast).rating is GOOD
    assert rated(question(), 1.0, sure="certain", seconds=20, fast=fast).rating is GOOD
    assert rated(question(kind="single", guess=0.02), 1.0, sure="certain", fast=fast).rating is GOOD


@pytest.mark.parametrize(
    ("recall", "guess", "knew"),
    [
        (0.5, 0.02, 0.98),
        (0.5, 0.25, 0.80),
        (0.5, 1 / 3, 0.75),
        (0.9, 0.02, 0.998),
        (0.9, 1 / 3, 0.964),
        (0.0, 0.3, 0.0),
    ],
)
def test_the_chance_that_a_right_answer_was_known(recall, guess, knew):
    assert p_known(recall, guess) == pytest.approx(knew, abs=0.002)


def test_a_right_answer_that_may_be_luck_says_nothing_or_little():
    forgotten = question(kind="single", guess=1 / 3)
    lucky = step(one_question(forgotten._replace(known=0.3)), Answer(after(9), WROTE, 1.0, True))
    doubtful = step(one_question(forgotten._replace(known=0.5)), Answer(after(9), WROTE, 1.0, True))
    assert (ratings(lucky)[0].rating, ratings(lucky)[0].action) == (None, "none")
    assert ratings(doubtful)[0].rating is HARD


def test_guessable_answers_are_no_labels_for_fitting():
    assert rated(question(guess=0.02), 1.0).label
    assert not rated(question(guess=0.16), 1.0).label
    assert not rated(question(guess=0.33), 0.0).label


@pytest.mark.parametrize(
    ("fields", "score", "action"),
    [
        ({"known": 0.8}, 0.0, "review"),
        ({}, 0.0, "front"),
        ({}, 0.6, "front"),
        ({}, 1.0, "known"),
        ({"guess": 0.33, "kind": "single"}, 1.0, "none"),
        ({"held_out": True}, 0.0, "none"),
    ],
)
def test_a_card_never_reviewed_keeps_to_the_daily_limits(fields, score, action):
    state = step(one_question(question(**fields)), Answer(after(9), WROTE, score, score == 1.0))
    assert ratings(state)[0].action == action


def test_a_skip_is_rated_like_dont_know():
    assert ratings(step(one_question(question(known=0.9)), Skip(after(3))))[0].rating is AGAIN


def test_sure_and_wrong_is_told():
    assert rated(question(), 0.0, sure="certain").sure_and_wrong
    assert not rated(question(), 0.0, sure="fairly").sure_and_wrong
    assert not rated(question(), 1.0, sure="certain").sure_and_wrong


OPEN = question(
    "b:open",
    kind="interview",
    points=(
        RubricPoint("p0", 4, card="b:zero", known=0.9),
        RubricPoint("p1", 3, card="b:one", known=0.9),
        RubricPoint("p2", 3, card="b:two"),
        RubricPoint("p3", 0),
    ),
)


def open_result() -> dict[str, Rated]:
    state = step(one_question(OPEN), Answer(after(60), WROTE), Confirm(after(70), ("p0",)))
    state = step(state, Probed(after(80), "x"), Confirm(after(85), ("p1",)))
    while state.answered == ():
        state = step(state, Probed(after(90), None))
    return {each.key: each for each in ratings(state)}


def test_each_key_point_rates_its_own_card():
    found = open_result()
    assert {key: each.rating for key, each in found.items()} == {
        "b:open": HARD,
        "b:zero": GOOD,
        "b:one": HARD,
        "b:two": AGAIN,
    }
    assert {key: each.action for key, each in found.items() if each.point} == {
        "b:zero": "review",
        "b:one": "review",
        "b:two": "front",
    }
    assert found["b:one"].evidence["point"] == "p1"
    assert not any(each.label for each in found.values())


def test_points_of_a_question_left_out_say_nothing():
    assert [each.key for each in ratings(step(one_question(OPEN), Skip(after(9))))] == ["b:open"]


def test_a_card_has_one_result_and_its_own_answer_stands_above_a_key_point():
    asked = question("b:zero", known=0.9, topic=1)
    made = made_plan([OPEN, asked], number=2)
    state = taken(made, lambda each: 0.0 if each.key == "b:zero" else 1.0)
    found = [each for each in ratings(state) if each.key == "b:zero"]
    assert [(each.rating, each.point) for each in found] == [(AGAIN, "")]


def test_of_two_key_points_the_worse_result_stands():
    one = OPEN._replace(key="b:a", note="b:a", probes=(), points=(RubricPoint("x", 10, card="b:same"),))
    made = made_plan([one, one._replace(key="b:b", note="b:b", topic=1)], number=2)
    state = taken(made, lambda asked: 1.0 if asked.key == "b:a" else 0.0)
    assert [each.rating for each in ratings(state) if each.key == "b:same"] == [AGAIN]


def test_results_are_the_same_after_the_walk():
    state = taken(made_plan(), lambda _: 0.0)
    assert ratings(step(state, Next(NOON))) == ratings(state)


def test_time_away_from_the_answer_is_not_in_its_milliseconds():
    state = step(one_question(question()), Answer(after(7), WROTE, 1.0, True))
    answered: Answered = state.answered[0]
    assert ratings(state)[0].ms == answered.ms == 7_000
