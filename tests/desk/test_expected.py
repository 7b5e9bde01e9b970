"""The forecast at the desk: told before the answer, kept over sittings, and without what was taken back."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from learner import Learner

from recall.desk.desk import Desk
from recall.review.sitting import Sitting
from recall.schedule.memory import retrievability
from recall.schedule.values import Rating


def taught(desk: Desk) -> Desk:
    desk.expected.prepare(desk.settings.parameters).join()  # type: ignore[union-attr]
    return desk


def reopened(learner: Learner) -> Desk:
    for desk in learner.open_desks:
        desk.close()
    learner.open_desks.clear()
    return taught(learner.sit_down())


def chances(desk: Desk) -> dict[str, float | None]:
    """The chance of recall of every card in a week, as the desk tells it now."""
    from datetime import timedelta

    on = desk.moment.on + timedelta(days=7)
    keys = [row.key for row in desk.library.rows()]
    return {key: desk.expected.chance(desk.history.state(key), on, desk.settings.parameters) for key in keys}


def answer(desk: Desk, sitting: Sitting, ratings: list[Rating]) -> Sitting:
    for rating in ratings:
        sitting = desk.grade(desk.reveal(sitting), rating)
    return sitting


def test_the_forecast_is_recorded_before_the_answer(practised: Desk) -> None:
    sitting = practised.start()
    practised.expected.prepare(practised.settings.parameters).join()  # type: ignore[union-attr]
    assert sitting.current is not None
    key = sitting.current.key
    state, on = practised.history.state(key), practised.moment.on
    told = practised.expected.chance(state, on, practised.settings.parameters)
    practised.grade(practised.reveal(sitting), Rating.GOOD)
    event, _ = practised.history.reviews(key)[-1]
    assert event.body["forecast"] == told
    assert told != retrievability(state.memory, on, practised.settings.parameters)


def test_what_the_forecast_learnt_survives_the_sitting(practised: Desk, learner: Learner) -> None:
    practised.expected.prepare(practised.settings.parameters).join()  # type: ignore[union-attr]
    key = practised.start().current.key  # type: ignore[union-attr]
    state, on, parameters = practised.history.state(key), practised.moment.on, practised.settings.parameters
    told = practised.expected.chance(state, on, parameters)
    practised.close()
    learner.open_desks.remove(practised)
    again = learner.sit_down()
    again.expected.prepare(parameters).join()  # type: ignore[union-attr]
    assert again.expected.chance(state, on, parameters) == told


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from([Rating.AGAIN, Rating.GOOD, None]), min_size=1, max_size=12))
def test_an_answer_that_is_undone_was_never_learnt(practised: Desk, steps: list[Rating | None]) -> None:
    sitting = taught(practised).start()
    told = [chances(practised)]
    for rating in steps:
        if rating is not None:
            sitting = answer(practised, sitting, [rating])
            told.append(chances(practised))
        elif len(told) > 1:
            sitting = practised.undo(sitting)
            told.pop()
        assert chances(practised) == told[-1]
    while len(told) > 1:
        sitting = practised.undo(sitting)
        told.pop()
        assert chances(practised) == told[-1]


def test_what_was_answered_is_learnt_from_the_log_as_it_was_at_the_desk(practised: Desk, learner: Learner) -> None:
    answer(practised, taught(practised).start(), [Rating.AGAIN, Rating.GOOD, Rating.AGAIN, Rating.AGAIN])
    told = chances(practised)
    assert chances(reopened(learner)) == pytest.approx(told, abs=1e-9)


@pytest.mark.parametrize("at_the_desk", [True, False])
def test_an_undo_that_reaches_into_an_earlier_sitting_has_the_forecast_taught_anew(
    practised: Desk, learner: Learner, at_the_desk: bool
) -> None:
    answer(practised, taught(practised).start(), [Rating.AGAIN] * 3)
    learner.later(days=1)
    before = chances(reopened(learner))
    if at_the_desk:
        desk = reopened(learner)
        desk.take_back_last()
        taught(desk)
    else:
        learner.sit_down().take_back_last()
        desk = reopened(learner)
    assert chances(desk) != before
    found = chances(desk)
    (desk.home.cache / "forecast.json").unlink()
    assert chances(reopened(learner)) == found
