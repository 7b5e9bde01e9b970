"""Fitting at the desk: better parameters are recorded and count from the next review on; cards move only when asked."""

from __future__ import annotations

import pytest

from recall.desk import fitting
from recall.desk.desk import Desk


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
