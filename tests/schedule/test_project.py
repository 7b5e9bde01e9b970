"""Plays of the days ahead: seeded, within the time given, and better ways come out better."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from recall.schedule.plan import MOST_CARDS, choose, thinned
from recall.schedule.project import Costs, Days, Known, Way, gain, play
from recall.schedule.step import step_of
from recall.schedule.tradeoff import tradeoff
from recall.schedule.values import DEFAULT_PARAMETERS

STEP = step_of(DEFAULT_PARAMETERS)
KNOWN = st.builds(Known, st.floats(0.1, 400), st.floats(1, 10), st.integers(0, 200), st.integers(-50, 200))
DAYS = st.builds(
    Days,
    st.lists(KNOWN, max_size=30),
    st.integers(0, 30),
    st.integers(1, 40),
    st.floats(0, 2000),
    st.none() | st.floats(0, 50),
    costs=st.just(Costs()),
    first=st.just((0.25, 0.1, 0.5, 0.15)),
)
WAYS = st.builds(Way, st.floats(0.7, 0.97), st.integers(0, 20), st.sampled_from((1.0, 2.0)), st.booleans())


@examples(max_examples=50)
@given(DAYS, WAYS, st.integers(0, 3))
def test_a_play_is_a_function_of_its_seed_and_keeps_to_the_time(days: Days, way: Way, seed: int) -> None:
    run = play(days, way, STEP, seed, curve=True)
    assert run == play(days, way, STEP, seed, curve=True)
    assert 0 <= run.recall <= 1
    assert 0 <= run.met <= days.unseen
    assert len(run.curve) == len(run.spent) == days.days
    assert all(spent <= days.seconds * way.more + days.costs.lapsed for spent in run.spent)


@given(KNOWN, st.integers(0, 60))
def test_an_answer_today_adds_nothing_to_a_card_that_was_just_answered(card: Known, left: int) -> None:
    assert gain(card.stability, card.difficulty, 0, left, STEP, Costs())[0] == 0.0


def test_more_minutes_never_leave_less_in_the_head() -> None:
    recalls = [choose(Days((), 120, 30, minutes * 60.0), STEP).recall for minutes in (1, 2, 4, 8)]
    assert all(more >= less - 0.01 for less, more in pairwise(recalls))
    assert recalls[0] < recalls[1] < recalls[3]


def test_a_chosen_way_is_at_least_as_good_as_a_fixed_retention() -> None:
    days = Days((), 150, 45, 240.0)
    fixed = sum(play(days, Way(0.9, 0), STEP, seed).recall for seed in range(4)) / 4
    assert choose(days, STEP).recall >= fixed - 0.005


def test_two_days_for_three_thousand_cards_reach_a_few_of_them() -> None:
    found = choose(Days((), 3000, 2, 20 * 60.0), STEP)
    assert 0 < found.met < 200
    assert found.recall < 0.1


def test_no_cards_and_no_time_are_no_trouble() -> None:
    assert choose(Days((), 0, 10, 600.0), STEP).recall == 0.0
    assert choose(Days((), 10, 1, 0.0), STEP).met == 0


def test_a_card_known_for_ever_is_no_trouble() -> None:
    assert play(Days([Known(1e300, 1.0, 1, 0)], 0, 3), Way(0.7), STEP, 0).recall > 0.99


def test_many_cards_are_thinned_with_their_time() -> None:
    days = Days([Known(5.0, 5.0, 1, 3)] * 900, 600, 10, 3000.0)
    thin, share = thinned(days)
    assert len(thin.known) + thin.unseen <= MOST_CARDS + 1
    assert abs(thin.seconds - 3000.0 * share) < 1e-9


def test_a_higher_retention_costs_more_and_keeps_more() -> None:
    choices = tradeoff(Days((), 100, 200, pace=2.0), STEP, 0.9)
    ends = choices[0], choices[-1]
    assert ends[0].minutes < ends[1].minutes
    assert ends[0].known < ends[1].known
    assert any(choice.retention == 0.9 for choice in choices)
