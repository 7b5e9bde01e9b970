"""What the scheduler promises of one card's memory."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import fsrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall.events import Event, Moment
from recall.schedule import memory
from recall.schedule.fuzz import fuzz_range, fuzzed
from recall.schedule.values import DEFAULT_PARAMETERS, CardState, Parameters, Rating, Settings

CONFORMANCE = Path(__file__).parents[2].parent / "shared" / "data" / "conformance.json"
NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
PLAIN = Settings(fuzz=False)


def at(days: float, *, seconds: float = 0) -> Moment:
    instant = NOW + timedelta(days=days, seconds=seconds)
    return Moment(instant, 0, (instant - timedelta(hours=4)).date())


def answered(steps: list[tuple[float, Rating]], plan: Settings = PLAIN) -> CardState:
    state = CardState("backend:card")
    elapsed = 0.0
    for gap, rating in steps:
        elapsed += gap
        state = memory.review(state, rating, at(elapsed), plan)
    return state


ratings = st.sampled_from(list(Rating))
histories = st.lists(st.tuples(st.floats(0, 400), ratings), max_size=8)


def test_default_parameters_are_those_of_fsrs() -> None:
    assert tuple(fsrs.Scheduler().parameters) == DEFAULT_PARAMETERS
    assert Parameters().values == DEFAULT_PARAMETERS


def vectors() -> list[dict[str, object]]:
    if not CONFORMANCE.is_file():
        pytest.skip("the conformance vectors are not beside this working copy")
    found: list[dict[str, object]] = json.loads(CONFORMANCE.read_text())["sequences"]
    return found


def test_conformance_vectors_hold() -> None:
    checked = intervals = 0
    for sequence in vectors():
        state = CardState("x:y")
        instant = NOW
        for step in sequence["reviews"]:  # type: ignore[attr-defined]
            instant += timedelta(seconds=step["delay_seconds"])
            moment = Moment(instant, 0, instant.date())
            expected = step["expected"]
            before = memory.retrievability(state.memory, moment.on, Parameters())
            state = memory.review(state, Rating(step["rating"]), moment, PLAIN)
            found = state.memory
            assert found is not None
            assert found.stability == pytest.approx(expected["stability"], rel=1e-9)
            assert found.difficulty == pytest.approx(expected["difficulty"], rel=1e-9)
            assert found.stability == pytest.approx(step["fsrs_rs"]["stability"], rel=1e-5)
            assert found.state.name.title() == expected["py_fsrs_state"]
            assert found.step == expected["py_fsrs_step"]
            if expected["retrievability_before"] is not None:
                assert before == pytest.approx(expected["retrievability_before"], rel=1e-9)
            if found.due_at is not None:
                assert (found.due_at - instant).total_seconds() == expected["py_fsrs_due_in_seconds"]
            checked += 1
            for retention, days in expected["interval_days_if_review"].items():
                assert memory.interval_days(found.stability, PLAIN._replace(retention=float(retention))) == days
                intervals += 1
    assert (checked, intervals) == (93, 279)


@given(histories, st.floats(0, 300), st.booleans(), st.sampled_from([0.0, 0.25, 0.5]))
@settings(deadline=None)
def test_again_hard_good_easy_never_cross(
    history: list[tuple[float, Rating]], gap: float, fuzz: bool, guess: float
) -> None:
    plan = PLAIN._replace(fuzz=fuzz)
    state = answered(history, plan)
    moment = at(sum(days for days, _ in history) + gap)
    dues = []
    for rating in Rating:
        found = memory.review(state, rating, moment, plan, guess=guess).memory
        assert found is not None
        # A learning step belongs to the day it was set on, whatever the clock says when it ends.
        dues.append((found.due_on or moment.on, found.due_at or NOW))
    assert dues == sorted(dues)


@given(histories, st.sampled_from([0.0, 0.2, 0.5]))
@settings(deadline=None)
def test_replay_gives_the_memory_that_was_decided(history: list[tuple[float, Rating]], guess: float) -> None:
    plan = Settings()
    live = replayed = CardState("backend:card")
    elapsed = 0.0
    for number, (gap, rating) in enumerate(history):
        elapsed += gap
        moment = at(elapsed)
        after = memory.review(live, rating, moment, plan, guess=guess)
        body = memory.review_body(
            live, after, rating, plan, card={"card": live.key, "rev": 1, "fp": ""}, evidence={"guess": guess}
        )
        event = Event(
            id=str(number),
            dev="d",
            n=number + 1,
            hlc=(0, 0),
            at=moment.at,
            off=0,
            day=moment.on.isoformat(),
            type="review",
            body=json.loads(json.dumps(body)),
        )
        live, replayed = after, memory.replay(replayed, event, plan.parameters)
    if live.memory is None:
        assert replayed == live
        return
    assert replayed.memory is not None
    assert replayed._replace(memory=None) == live._replace(memory=None)
    assert replayed.memory.stability == pytest.approx(live.memory.stability, rel=1e-9)
    assert replayed.memory.difficulty == pytest.approx(live.memory.difficulty, rel=1e-9)
    assert (replayed.memory.state, replayed.memory.step, replayed.memory.due_on) == (
        live.memory.state,
        live.memory.step,
        live.memory.due_on,
    )


@given(histories, st.floats(0, 300), st.floats(0.05, 0.9))
@settings(deadline=None)
def test_a_success_that_may_be_a_guess_moves_memory_less(
    history: list[tuple[float, Rating]], gap: float, guess: float
) -> None:
    state = answered(history)
    moment = at(sum(days for days, _ in history) + gap)
    sure = memory.review(state, Rating.GOOD, moment, PLAIN).memory
    soft = memory.review(state, Rating.GOOD, moment, PLAIN, guess=guess).memory
    missed = memory.review(state, Rating.AGAIN, moment, PLAIN).memory
    assert sure is not None
    assert soft is not None
    assert missed is not None
    assert missed.stability <= soft.stability * (1 + 1e-12)
    assert soft.stability <= sure.stability * (1 + 1e-12)


def test_ten_minutes_earlier_each_day_still_counts_days() -> None:
    state = CardState("backend:card")
    for day in range(2):
        state = memory.review(state, Rating.GOOD, at(day, seconds=-600 * day), PLAIN)
    early = memory.review(state, Rating.GOOD, at(3, seconds=-2400), PLAIN).memory
    exact = memory.review(state, Rating.GOOD, at(3), PLAIN).memory
    assert early is not None
    assert exact is not None
    assert early.stability == exact.stability


def test_a_clock_that_went_back_counts_as_no_time() -> None:
    state = answered([(0, Rating.EASY), (10, Rating.GOOD)])
    assert state.memory is not None
    back = memory.review(state, Rating.GOOD, at(-300), PLAIN).memory
    same = memory.review(state, Rating.GOOD, at(10), PLAIN).memory
    assert back is not None
    assert same is not None
    assert back.stability == same.stability
    assert back.last_at == state.memory.last_at


def test_set_due_moves_the_day_and_keeps_memory() -> None:
    state = answered([(0, Rating.EASY)])
    moved = memory.with_due(state, date(2026, 3, 1))
    assert moved.memory is not None
    assert state.memory is not None
    assert (moved.memory.due_on, moved.memory.stability) == (date(2026, 3, 1), state.memory.stability)
    assert memory.with_due(CardState("x:y"), date(2026, 3, 1)).awaited_on == date(2026, 3, 1)


@given(st.integers(1, 40000), st.integers(0, 50), st.text(max_size=5))
def test_fuzz_stays_inside_its_range_and_repeats(interval: int, reps: int, key: str) -> None:
    shortest, longest = fuzz_range(interval, 36500)
    days = fuzzed(interval, key, reps, 36500)
    assert shortest <= days <= longest <= 36500
    assert days == fuzzed(interval, key, reps, 36500)
    assert fuzzed(interval + 1, key, reps, 36500) >= days


def test_fuzz_uses_its_whole_range() -> None:
    shortest, longest = fuzz_range(30, 36500)
    assert {fuzzed(30, f"card-{n}", 1, 36500) for n in range(400)} == set(range(shortest, longest + 1))


def test_knowledge_gain_prefers_what_is_nearly_forgotten_over_what_was_just_seen() -> None:
    state = answered([(0, Rating.EASY), (8, Rating.GOOD)]).memory
    assert state is not None
    fresh = memory.knowledge_gain(state, state.last_on + timedelta(days=1), PLAIN)
    due = memory.knowledge_gain(state, state.last_on + timedelta(days=30), PLAIN)
    assert 0 <= fresh < due
