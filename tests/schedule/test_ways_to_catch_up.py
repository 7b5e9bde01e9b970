"""Ways to catch up: more minutes clear sooner, most knowledge a second keeps no less, a choice ends by itself."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from recall.schedule.catchup import MORE, applied, choices, is_behind
from recall.schedule.project import Costs, Days, Known, Way, play
from recall.schedule.step import step_of
from recall.schedule.values import DEFAULT_PARAMETERS, CatchUp, Settings

STEP = step_of(DEFAULT_PARAMETERS)
TODAY = date(2026, 1, 5)


def after_a_break(cards: int, days: int = 60) -> list[Known]:
    """Cards of many stabilities that all came due during a break."""
    chance = Random(3)
    found = []
    for _ in range(cards):
        stability = chance.uniform(1, 60)
        late = chance.randint(0, days)
        found.append(Known(stability, chance.uniform(2, 9), round(stability) + late, -late))
    return found


def test_more_minutes_clear_sooner_and_every_way_is_within_what_can_be_known() -> None:
    told: list[tuple[int, int]] = []
    usual, more, gain = choices(
        after_a_break(250), 10, Costs(), STEP, 0.9, lambda done, total: told.append((done, total))
    )
    assert usual.clear is not None and more.clear is not None and gain.clear is not None
    assert more.clear < usual.clear
    assert more.minutes == MORE * usual.minutes
    assert (usual.order, more.order, gain.order) == ("due", "due", "gain")
    assert all(0 < each.known <= 250 for each in (usual, more, gain))
    assert gain.known >= usual.known - 1
    assert told[-1] == (3, 3)


def test_minutes_that_never_clear_it_say_so() -> None:
    usual, *_ = choices(after_a_break(300), 1, Costs(recalled=30, lapsed=60), STEP, 0.9)
    assert usual.clear is None
    assert usual.days > 0


def test_a_thinned_backlog_counts_all_its_cards() -> None:
    few = choices(after_a_break(300), 10, Costs(), STEP, 0.9)
    many = choices(after_a_break(1200), 40, Costs(), STEP, 0.9)
    assert all(3 < large.known / small.known < 5 for small, large in zip(few, many, strict=True))


def test_nothing_overdue_is_clear_after_a_day() -> None:
    assert play(Days((), 0, 5), Way(), STEP, 0).clear == 1
    assert all(each.clear == 1 and each.known == 0 for each in choices((), 20, Costs(), STEP, 0.9))


def test_a_choice_counts_until_its_day_and_ends_by_itself() -> None:
    settings = Settings(catch_up=CatchUp(TODAY, 40, "gain"))
    assert applied(settings, TODAY)[1] == 40
    assert applied(settings, TODAY).order == "gain"
    assert applied(settings, TODAY + timedelta(days=1)) == settings
    assert applied(Settings(), TODAY) == Settings()


def test_behind_means_more_than_a_days_minutes() -> None:
    assert not is_behind(100, 12, 20)
    assert is_behind(101, 12, 20)
    assert not is_behind(0, 12, 1)
