"""Fitting at the desk: better parameters are recorded and count from the next review on; cards move only when asked."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from learner import START, Learner, deck_text

from recall.desk import fitting
from recall.desk.desk import Desk
from recall.events import Draft
from recall.schedule import memory
from recall.schedule.memory import retrievability
from recall.schedule.studyday import moment
from recall.schedule.values import Rating

GAPS = (0, 3, 9, 21)
CARDS = 120


@pytest.fixture
def practised(learner: Learner) -> Desk:
    """A learner who forgets far more than the default parameters say."""
    (learner.decks / "fundamentals" / "big.yaml").write_text(deck_text("big", CARDS))
    learner.at = START + timedelta(days=70)
    desk = learner.sit_down()
    chance = random.Random(5)
    begun = {number: chance.randrange(40) for number in range(1, CARDS + 1)}
    answers = sorted((begun[number] + gap, number, gap) for number in begun for gap in GAPS)
    with desk.history.writing(learner.now()) as writer:
        for day, number, gap in answers:
            key = f"backend:big-{number}"
            rating = Rating.GOOD if gap == 0 or chance.random() < 0.55 else Rating.AGAIN
            at = moment((START + timedelta(days=day, minutes=number), 60), desk.settings.day_start)
            before = writer.state(key)
            after = memory.review(before, rating, at, desk.settings)
            body = memory.review_body(before, after, rating, desk.settings, card={"card": key, "rev": 1, "fp": "0"})
            writer.append([Draft("review", body)], at=at)
    return desk


def test_better_parameters_count_from_the_next_review_on(practised: Desk) -> None:
    found = fitting.fit(practised.home, practised.settings.parameters)
    assert found.outcome == "better"
    before = {row.key: practised.history.state(row.key) for row in practised.library.rows()}
    fitting.adopt(practised, found)
    assert practised.settings.parameters.values == pytest.approx(found.values)
    assert {key: practised.history.state(key) for key in before} == before
    assert practised.history.doctor((practised.moment.at, 60)).ok


def test_a_fit_can_be_left_again(practised: Desk) -> None:
    default = practised.settings.parameters.values
    fitting.adopt(practised, fitting.fit(practised.home, practised.settings.parameters))
    fitting.back_to_default(practised)
    assert practised.settings.parameters.values == default
    again = fitting.adopt(practised, fitting.fit(practised.home, practised.settings.parameters))
    assert again


def test_rescheduling_moves_nothing_that_is_already_right(practised: Desk) -> None:
    assert fitting.moves(practised) == []
    fitting.adopt(practised, fitting.fit(practised.home, practised.settings.parameters))
    found = fitting.moves(practised)
    assert all(move.after > practised.moment.on for move in found)
    fitting.reschedule(practised, found)
    assert fitting.moves(practised) == []


def test_rescheduling_is_one_step_back(practised: Desk) -> None:
    fitting.adopt(practised, fitting.fit(practised.home, practised.settings.parameters))
    found = fitting.moves(practised)
    assert found
    due = {move.card: practised.history.state(move.card).memory for move in found}
    fitting.reschedule(practised, found)
    assert {move.card: move.after for move in found} == {
        move.card: practised.history.state(move.card).memory.due_on  # type: ignore[union-attr]
        for move in found
    }
    practised.undo(practised.start())
    assert {move.card: practised.history.state(move.card).memory for move in found} == due


def test_a_fit_waits_until_the_log_has_grown(practised: Desk) -> None:
    assert fitting.worth_while(practised.home)
    fitting.fit(practised.home, practised.settings.parameters)
    assert not fitting.worth_while(practised.home)


def test_a_learner_may_want_no_fits(practised: Desk) -> None:
    practised.set_settings({"fit": False})
    assert fitting.in_background(practised, pytest.fail) is None


def test_a_fit_in_the_background_hands_over_what_is_better(practised: Desk) -> None:
    handed = []
    thread = fitting.in_background(practised, handed.append)
    assert thread is not None
    thread.join()
    assert [found.outcome for found in handed] == ["better"]


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
