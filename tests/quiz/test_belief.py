"""What an answer does to the belief, held against laws and against the same posterior computed by brute force."""

from __future__ import annotations

from math import exp, log, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interviews import made_plan, question, taken

from recall.quiz import belief as beliefs
from recall.quiz.values import Belief, Topic

THREE = [Topic("b/a", "A", 0.9), Topic("b/b", "B"), Topic("b/c", "C", 0.7)]
questions = st.builds(
    question,
    topic=st.integers(0, 2),
    difficulty=st.integers(1, 5),
    guess=st.sampled_from([0.0, 0.02, 0.16, 0.33, 0.5]),
    kind=st.sampled_from(["typed", "interview"]),
)
answers = st.lists(st.tuples(questions, st.floats(0, 1)), max_size=15)


def believed(pairs: list[tuple[object, float]], start: Belief | None = None) -> Belief:
    belief = start or beliefs.prior(THREE)
    for asked, score in pairs:
        belief = beliefs.update(belief, asked, score)  # type: ignore[arg-type]
    return belief


@settings(max_examples=60, deadline=None)
@given(answers, questions)
def test_a_right_answer_raises_and_a_wrong_one_lowers_every_topic(before, asked):
    belief = believed(before)
    up, down = beliefs.update(belief, asked, 1.0), beliefs.update(belief, asked, 0.0)
    for low, mean, high in zip(down.mean, belief.mean, up.mean, strict=True):
        assert low <= mean + 1e-9
        assert mean <= high + 1e-9


@settings(max_examples=60, deadline=None)
@given(answers)
def test_the_covariance_stays_a_covariance(pairs):
    _, covariance = believed(pairs)
    for row in range(3):
        assert covariance[row][row] > 0
        for column in range(3):
            assert covariance[row][column] == pytest.approx(covariance[column][row])
            assert covariance[row][column] ** 2 <= covariance[row][row] * covariance[column][column] * (1 + 1e-9)


@settings(max_examples=60, deadline=None)
@given(questions, st.floats(0, 1))
def test_an_answer_moves_its_own_topic_most(asked, score):
    belief = beliefs.prior(THREE, reviews=False)
    moved = beliefs.update(belief, asked, score)
    own = moved.mean[asked.topic]
    others = [mean for topic, mean in enumerate(moved.mean) if topic != asked.topic]
    assert all(abs(other) <= abs(own) and other * own >= 0 for other in others)


@settings(max_examples=60, deadline=None)
@given(answers)
def test_a_higher_score_never_means_a_lower_ability(pairs):
    worse = [(asked, score / 2) for asked, score in pairs]
    assert beliefs.overall(believed(worse)).mean <= beliefs.overall(believed(pairs)).mean + 1e-6


def test_one_topic_agrees_with_the_posterior_by_brute_force():
    pairs = [(question(difficulty=d, guess=g, topic=0), s) for d, g, s in [(2, 0.02, 1), (3, 0.33, 1), (4, 0.1, 0)]]
    found = believed(pairs, beliefs.prior([Topic("b/a", "A")]))

    def likelihood(theta: float) -> float:
        total = 1.0
        for asked, score in pairs:
            errors = [-2 + 4 * step / 200 for step in range(201)]
            weights = [exp(-0.5 * (error / beliefs.ERROR_SD) ** 2) for error in errors]
            b = beliefs.place(asked.difficulty)
            p = sum(
                w * (asked.guess + (1 - asked.guess) / (1 + exp(-(theta - b - e))))
                for w, e in zip(weights, errors, strict=True)
            ) / sum(weights)
            total *= p if score else 1 - p
        return total

    grid = [-6 + 12 * step / 400 for step in range(401)]
    mass = [likelihood(t) * exp(-0.5 * (t / beliefs.LEARNERS_SD) ** 2) for t in grid]
    mean = sum(m * t for m, t in zip(mass, grid, strict=True)) / sum(mass)
    variance = sum(m * (t - mean) ** 2 for m, t in zip(mass, grid, strict=True)) / sum(mass)
    assert found.mean[0] == pytest.approx(mean, abs=0.03)
    assert sqrt(found.covariance[0][0]) == pytest.approx(sqrt(variance), abs=0.03)


def test_reviews_of_all_topics_are_one_measurement_with_a_shared_error():
    belief = beliefs.prior([Topic("b/a", "A", 0.9), Topic("b/b", "B", 0.9)])
    share = beliefs.LEARNERS_SD**2 / (beliefs.LEARNERS_SD**2 + beliefs.REVIEWS_SD**2)
    assert belief.mean == pytest.approx([share * (log(9) + beliefs.TRANSFER)] * 2)
    assert belief.covariance[0][0] == pytest.approx(beliefs.LEARNERS_SD**2 * (1 - share))


def test_a_topic_without_reviews_hears_of_the_others_but_stays_wider():
    belief = beliefs.prior(THREE)
    assert belief.mean[1] > 0
    assert belief.covariance[1][1] > belief.covariance[0][0]


def test_without_reviews_the_belief_is_the_same_for_all_topics():
    assert beliefs.prior(THREE, reviews=False) == beliefs.prior([topic._replace(recall=None) for topic in THREE])


def test_dont_know_is_neither_better_nor_worse_than_a_wrong_answer():
    wrong, unknown = taken(made_plan(), lambda _: 0.0), taken(made_plan(), lambda _: None)
    assert wrong.belief == unknown.belief
    assert [each.question for each in wrong.answered] == [each.question for each in unknown.answered]


def test_confidence_never_moves_ability():
    def score(asked):
        return float(asked.difficulty < 4)

    states = [taken(made_plan(), score, sure=sure) for sure in (None, "guess", "certain")]
    assert states[0].belief == states[1].belief == states[2].belief
