"""After a break: an offer when more is overdue than a day holds, ways with their cost, an end that comes by itself."""

from __future__ import annotations

import pytest
from learner import Learner, deck_text

from recall.desk import catchup
from recall.desk.desk import Desk
from recall.desk.options import Options
from recall.schedule.values import ORDERS, Order, Rating


@pytest.fixture
def desk(learner: Learner) -> Desk:
    (learner.decks / "fundamentals" / "big.yaml").write_text(deck_text("big", 60))
    desk = learner.sit_down()
    desk.set_settings({"minutes": 5, "new_per_day": 0})
    study(desk, learner, 60, Options(new=60))
    return desk


def study(desk: Desk, learner: Learner, cards: int, options: Options | None = None) -> list[str]:
    sitting, answered = desk.start((), options or Options()), []
    while sitting.current is not None and len(answered) < cards:
        answered.append(sitting.current.key)
        learner.later(seconds=6)
        sitting = desk.grade(desk.reveal(sitting), Rating.EASY)
    return answered


def test_nothing_is_offered_until_more_is_overdue_than_a_day_holds(desk: Desk, learner: Learner) -> None:
    assert catchup.offered(desk) == 0
    learner.later(days=120)
    assert catchup.offered(desk) > 25
    assert desk.overview().overdue == catchup.offered(desk)
    assert "recall catchup" in desk.start().echo
    assert desk.start(["http"]).echo == ""


def test_each_way_says_what_it_costs(desk: Desk, learner: Learner) -> None:
    learner.later(days=120)
    told: list[int] = []
    usual, more, gain = catchup.prepared(desk)(lambda done, total: told.append(done))
    assert (usual.name, more.name, gain.name) == ("usual", "more", "gain")
    assert usual.clear is not None and more.clear is not None
    assert more.clear <= usual.clear
    assert all(0 < each.known <= catchup.backlog(desk).cards for each in (usual, more, gain))
    assert told[-1] == 3


def test_a_way_counts_for_its_days_and_ends_by_itself(desk: Desk, learner: Learner) -> None:
    learner.later(days=120)
    before = desk.overview().due
    more = catchup.prepared(desk)(lambda done, total: None)[1]
    until = catchup.take(desk, more)
    assert desk.plans.settings_today().minutes == 2 * desk.settings.minutes
    assert desk.overview().due > before
    assert (desk.overview().overdue, desk.overview().catching_up) == (0, True)
    learner.later(days=(until - desk.moment.on).days + 1)
    assert desk.plans.settings_today().minutes == desk.settings.minutes
    assert catchup.in_force(desk) is None


def test_a_way_can_be_ended_before_its_day(desk: Desk, learner: Learner) -> None:
    assert not catchup.end(desk)
    learner.later(days=120)
    catchup.take(desk, catchup.prepared(desk)(lambda done, total: None)[2])
    assert desk.plans.settings_today().order == "gain"
    assert catchup.end(desk)
    assert desk.plans.settings_today() == desk.settings


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_deals_the_whole_backlog_in_the_end(desk: Desk, learner: Learner, order: Order) -> None:
    learner.later(days=120)
    waiting = {row.key for row in desk.history.due(desk.scope(()), desk.moment.on.isoformat())}
    answered: set[str] = set()
    for _ in range(len(waiting)):
        answered |= set(study(desk, learner, 100, Options(order=order, minutes=5)))
        if waiting <= answered:
            break
        learner.later(days=1)
    assert waiting <= answered
