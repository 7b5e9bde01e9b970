"""Plans for an interview's day: every card is met in time, the last days go where they add most, nothing is forced."""

from __future__ import annotations

from datetime import timedelta

import pytest
from learner import START, Learner, deck_text

from recall.desk.desk import Desk
from recall.errors import UsageError
from recall.schedule.values import Plan, Rating

TODAY = START.date()


@pytest.fixture
def desk(learner: Learner) -> Desk:
    (learner.decks / "fundamentals" / "big.yaml").write_text(deck_text("big", 90))
    return learner.sit_down()


def study(desk: Desk, learner: Learner, cards: int, rating: Rating = Rating.EASY) -> list[str]:
    sitting, answered = desk.start(), []
    for _ in range(cards):
        if sitting.current is None:
            break
        answered.append(sitting.current.key)
        learner.later(seconds=5)
        sitting = desk.grade(desk.reveal(sitting), rating)
    return answered


def test_a_day_that_is_over_cannot_be_planned_for(desk: Desk) -> None:
    with pytest.raises(UsageError, match="not ahead"):
        desk.plans.set(Plan(TODAY, 20))
    assert desk.plans.active == ()


def test_new_cards_come_fast_enough_that_each_is_met_before_the_last_stretch(desk: Desk) -> None:
    desk.plans.set(Plan(TODAY + timedelta(days=22), 60))
    (active,) = desk.plans.active
    unseen = desk.plans.days(active).unseen
    assert desk.plans.settings_today().new_per_day * (active.left - active.way.stretch) >= unseen
    assert desk.overview().new > desk.settings.new_per_day


def test_the_date_given_at_first_run_is_a_plan_over_the_picked_decks(desk: Desk) -> None:
    desk.set_settings({"interview_on": (TODAY + timedelta(days=30)).isoformat()})
    assert [each.plan for each in desk.plans.active] == [Plan(TODAY + timedelta(days=30), desk.settings.minutes)]
    assert desk.plans.clear() == 1
    assert desk.plans.active == ()


def test_intervals_are_longer_before_the_last_stretch_and_as_usual_in_it(desk: Desk, learner: Learner) -> None:
    key = "backend:big-2"
    usual = desk.settings.retention
    desk.plans.set(Plan(TODAY + timedelta(days=60), 30, ("big",)))
    assert desk.plans.settings_of(key, "backend/big").retention < usual
    assert desk.plans.settings_of("backend:http-1", "backend/http").retention == usual
    learner.later(days=58)
    assert desk.plans.active[0].last_stretch
    assert desk.plans.settings_of(key, "backend/big").retention == usual


def test_the_last_days_ask_cards_that_are_not_due_where_that_adds_recall(desk: Desk, learner: Learner) -> None:
    desk.plans.set(Plan(TODAY + timedelta(days=15), 60))
    study(desk, learner, 30)
    learner.later(days=12)
    assert desk.plans.active[0].last_stretch
    items = desk.plans.items_today()
    due = {item.key for item in items if desk.history.state(item.key).memory is not None}
    assert any(desk.history.state(key).memory.due_on > desk.moment.on for key in due)  # type: ignore[union-attr, operator]
    assert desk.start().current.key == items[0].key  # type: ignore[union-attr]


def test_the_minutes_of_the_last_days_are_kept(desk: Desk, learner: Learner) -> None:
    study(desk, learner, 30, Rating.GOOD)
    learner.later(days=10)
    desk.plans.set(Plan(desk.moment.on + timedelta(days=2), 1))
    assert len(desk.plans.items_today()) <= 12


def test_after_the_day_cards_go_back_to_their_usual_course(desk: Desk, learner: Learner) -> None:
    desk.plans.set(Plan(TODAY + timedelta(days=5), 30))
    learner.later(days=5)
    assert desk.plans.active == ()
    assert desk.plans.settings_today() == desk.settings
    assert desk.plans.settings_of("backend:http-1", "backend/http") == desk.settings


def test_several_plans_stand_beside_each_other_and_the_nearest_comes_first(desk: Desk) -> None:
    desk.plans.set(Plan(TODAY + timedelta(days=50), 20))
    desk.plans.set(Plan(TODAY + timedelta(days=20), 10, ("http",)))
    assert [each.plan.select for each in desk.plans.active] == [("http",), ()]
    desk.plans.set(Plan(TODAY + timedelta(days=25), 15, ("http",)))
    assert [(each.plan.select, each.plan.minutes) for each in desk.plans.active] == [(("http",), 15), ((), 20)]
    assert desk.plans.clear(("http",)) == 1
    assert [each.plan.select for each in desk.plans.active] == [()]


def test_a_plan_of_decks_that_are_gone_is_passed_over(desk: Desk, learner: Learner) -> None:
    desk.plans.set(Plan(TODAY + timedelta(days=20), 10, ("big",)))
    (learner.decks / "fundamentals" / "big.yaml").unlink()
    desk.reload()
    desk.set_settings({"minutes": 21})
    assert desk.plans.active == ()
    assert desk.start().current is not None


def test_replanning_says_what_is_out_of_reach(desk: Desk) -> None:
    desk.plans.set(Plan(TODAY + timedelta(days=2), 2))
    (outlook,) = desk.plans.replan()
    assert outlook.met < outlook.unseen
    assert 0 < outlook.lowest <= outlook.recall <= outlook.highest < 1


def test_the_home_screen_says_whether_one_is_on_the_plan(desk: Desk, learner: Learner) -> None:
    desk.plans.set(Plan(TODAY + timedelta(days=20), 30))
    desk.plans.replan()
    (now,) = desk.overview().plans
    assert now.on_it
    assert now.expected is not None
    learner.later(days=9)
    (later,) = desk.overview().plans
    assert later.planned is not None
    assert not later.on_it
    assert later.left == 11


def test_plans_are_played_anew_in_the_background(desk: Desk) -> None:
    assert desk.plans.in_background() is None
    desk.plans.set(Plan(TODAY + timedelta(days=20), 30))
    desk.plans.in_background().join()  # type: ignore[union-attr]
    assert desk.overview().plans[0].expected is not None


def test_a_broken_cache_is_planned_over(desk: Desk) -> None:
    desk.plans.set(Plan(TODAY + timedelta(days=20), 30))
    desk.plans.replan()
    (desk.home.cache / "plans.json").write_text('{"x": 1, "y"')
    assert desk.overview().plans[0].expected is None


@pytest.mark.parametrize("value", ["x", [1], [{"on": "soon", "minutes": 5}], [{"on": "2026-03-01", "minutes": 0}]])
def test_a_plan_that_is_none_is_left_out_with_a_warning(desk: Desk, value: object) -> None:
    desk.set_settings({"plans": value})
    assert desk.plans.active == ()
    assert any("plans" in warning for warning in desk.warnings)
