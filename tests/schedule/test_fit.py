"""Fitting: what may be learnt from, what has to be proved, and that no log can take the program down."""

from __future__ import annotations

import random
import sys
from collections import Counter
from datetime import date, timedelta

import pytest
from bench.schedule import measure as scores
from hypothesis import given, settings
from hypothesis import strategies as st

from recall.schedule import fit, measure, memory
from recall.schedule.training import LONGEST, Logged, labels
from recall.schedule.values import DEFAULT_PARAMETERS, Parameters

START = date(2026, 1, 5)


def day(number: int) -> str:
    return (START + timedelta(days=number)).isoformat()


def forgetful_log(cards: int, seed: int = 1) -> list[Logged]:
    """A learner who forgets faster than the defaults say: each card asked on days 0, 3, 9, 21."""
    chance = random.Random(seed)
    rows = []
    for card in range(cards):
        begun = chance.randrange(60)
        for place, after in enumerate((0, 3, 9, 21)):
            rating = 3 if place == 0 or chance.random() < 0.55 else 1
            rows.append((f"c{card}", day(begun + after), rating, True))
    return sorted(rows, key=lambda row: row[1])


def test_first_sights_and_answers_of_the_same_day_only_move_the_state() -> None:
    found = labels([("a", day(0), 1, True), ("a", day(0), 3, True), ("a", day(2), 3, True), ("b", day(2), 3, True)])
    assert [(list(label.before), label.days, label.recalled) for label in found] == [([(1, 0), (3, 0)], 2, True)]


def test_a_guessable_answer_is_no_label_but_stands_before_later_ones() -> None:
    found = labels([("a", day(0), 3, True), ("a", day(2), 3, False), ("a", day(5), 1, True)])
    assert [(list(label.before), label.days, label.recalled) for label in found] == [([(3, 0), (3, 2)], 3, False)]


def test_a_clock_that_went_back_counts_as_no_time_passed() -> None:
    found = labels([("a", day(5), 3, True), ("a", day(2), 3, True), ("a", day(7), 3, True)])
    assert [label.days for label in found] == [2]


def test_a_card_answered_without_end_stays_small() -> None:
    found = labels([("a", day(number), 3, True) for number in range(LONGEST * 3)])
    assert len(found) == LONGEST - 1


def test_of_a_log_that_is_too_long_whole_cards_are_left_out() -> None:
    log = forgetful_log(300)
    every = labels(log)
    for most in (600, 150, 40):
        some = labels(log, most)
        of_card = Counter(id(label.answers) for label in some)
        assert set(of_card.values()) == {3}, "a card stays with all its answers, or goes"
        assert 0 < len(some) < len(every)
        assert len(some) <= most + 60, "but for what the last day adds"
        assert some == labels(log, most), "the same cards each time"


def test_a_part_of_the_cards_leads_to_parameters_as_good() -> None:
    log = forgetful_log(3000)
    newest = labels(log)[-1000:]
    whole, half = fit.compute(labels(log)), fit.compute(labels(log, len(labels(log)) // 2 + 500))
    default, by_whole, by_half = fit.losses(newest, (DEFAULT_PARAMETERS, whole, half))
    assert abs(by_half - by_whole) < 0.05 * (default - by_whole)


def test_a_forgetful_learner_gets_parameters_that_forecast_better() -> None:
    log = forgetful_log(300)
    found = fit.fit(log, Parameters())
    assert found.outcome == "better"
    assert found.loss is not None
    assert found.loss_default is not None
    assert found.loss < found.loss_default
    settings_ = memory.Settings(parameters=Parameters("fitted", found.values))
    assert memory.interval_days(10.0, settings_) >= 1


def test_a_fit_that_is_no_better_changes_nothing() -> None:
    log = forgetful_log(300)
    scored = labels(log)
    older = scored[: len(scored) - round(len(scored) * fit.HELD_OUT)]
    current = Parameters("fitted", fit.compute(older))
    found = fit.fit(log, current)
    assert (found.outcome, found.values) == ("not better", current.values)


def test_too_few_answers_leave_the_parameters_alone() -> None:
    found = fit.fit(forgetful_log(5), Parameters())
    assert (found.outcome, found.values) == ("too few", DEFAULT_PARAMETERS)


@pytest.mark.parametrize("rating", [1, 3])
def test_all_again_and_all_good_are_fitted_or_refused_but_never_crash(rating: int) -> None:
    log = [(f"c{card}", day(gap), rating, True) for gap in (0, 2, 5) for card in range(60)]
    found = fit.fit(log, Parameters())
    after = memory.review(
        memory.CardState("a"),
        memory.Rating.GOOD,
        memory.Moment(memory._EPOCH, 0, START),
        memory.Settings(parameters=Parameters("fitted", found.values)),
    )
    assert after.reps == 1


def test_a_panic_of_the_engine_is_an_error_of_ours() -> None:
    def panic() -> None:
        raise BaseException("thread panicked")

    with pytest.raises(fit.RecallError, match="panicked"):
        fit._guarded(panic)


def test_without_the_engine_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    with pytest.raises(fit.NotInstalled, match="recall-srs\\[fit\\]"):
        fit.fit(forgetful_log(300), Parameters())


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.integers(0, 400).map(day), st.integers(1, 4), st.booleans()),
        max_size=200,
    )
)
def test_any_log_gives_parameters_that_fsrs_accepts(log: list[Logged]) -> None:
    import fsrs

    found = fit.fit(log, Parameters())
    assert fsrs.Scheduler(parameters=found.values).parameters == found.values


def test_forecasts_are_those_of_the_memory_that_the_log_leads_to() -> None:
    log = [("a", day(0), 3, True), ("a", day(2), 3, True), ("a", day(9), 1, True), ("a", day(11), 3, True)]
    scored = labels(log)
    told = fit.forecasts(scored, DEFAULT_PARAMETERS)
    state = memory.CardState("a")
    expected = []
    for _, on, rating, _ in log:
        when = date.fromisoformat(on)
        chance = memory.retrievability(state.memory, when, Parameters())
        if chance is not None:
            expected.append(chance)
        moment = memory.Moment(memory._EPOCH + timedelta(days=(when - START).days), 0, when)
        state = memory.review(state, memory.Rating(rating), moment, memory.Settings())
    assert told == pytest.approx(expected, abs=1e-4)


class TestMeasures:
    def test_a_sure_forecast_that_comes_true_costs_nothing_much(self) -> None:
        assert measure.log_loss([(0.999, True)]) < 0.01 < measure.log_loss([(0.5, True)])

    def test_forecasts_that_part_hits_from_misses_have_area_one(self) -> None:
        assert scores.auc([(0.9, True), (0.8, True), (0.2, False)]) == 1.0
        assert scores.auc([(0.5, True), (0.5, False)]) == 0.5
        assert scores.auc([(0.5, True)]) is None

    @given(st.lists(st.tuples(st.floats(0.01, 0.99), st.integers(1, 300), st.integers(0, 30)), min_size=1))
    def test_forecasts_equal_to_what_happens_in_each_bin_have_no_error(
        self, rows: list[tuple[float, int, int]]
    ) -> None:
        all_right = [scores.Forecasted(1.0, True, days, reps + 1, 0) for _, days, reps in rows]
        assert scores.rmse_bins(all_right) == 0.0
