"""The road keeps its three numbers apart; a streak forgives one day in seven; the load counts every card once."""

from __future__ import annotations

from datetime import date, timedelta
from math import sqrt

import pytest

from recall.schedule.values import Settings
from recall.stats.load import load
from recall.stats.readiness import (
    PRIOR_ERROR,
    DeckRow,
    Exam,
    Named,
    forecast_error,
    kept,
    road,
)
from recall.stats.roadlines import road as lines
from recall.stats.streak import Streak, streak

ON = date(2026, 1, 20)


def days(*back: int) -> list[str]:
    return [(ON - timedelta(days=each)).isoformat() for each in sorted(back, reverse=True)]


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ((), Streak(0, 0, 0)),
        ((0,), Streak(1, 0, 1)),
        ((1,), Streak(1, 0, 1)),
        ((2, 1, 0), Streak(3, 0, 3)),
        ((3, 2, 0), Streak(3, 1, 3)),
        ((2,), Streak(1, 0, 1)),
        ((3,), Streak(0, 0, 1)),
        ((4, 2, 0), Streak(1, 0, 2)),
        ((9, 7, 6, 5, 4, 3, 2, 0), Streak(8, 2, 8)),
        ((20, 19, 18, 17, 1, 0), Streak(2, 0, 4)),
    ],
)
def test_a_streak_forgives_one_day_in_seven(back: tuple[int, ...], expected: Streak) -> None:
    assert streak(days(*back), ON) == expected


def test_a_second_day_of_rest_within_seven_days_begins_a_new_run() -> None:
    found = streak(days(10, 8, 6, 5, 4, 3, 2, 1, 0), ON)
    assert found.length == 7
    assert found.best == 7


def test_days_that_were_set_free_break_nothing() -> None:
    weekend = (1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0)
    worked = days(*(back for back in range(15) if (ON - timedelta(days=back)).weekday() < 5))
    assert streak(worked, ON, weekdays=weekend) == Streak(11, 4, 11)
    assert streak(worked, ON).length < 11
    holiday = [ON - timedelta(days=back) for back in range(1, 9)]
    assert streak(days(10, 9, 0), ON, days_off=holiday) == Streak(3, 8, 3)


STAGES = [
    (Named("c/one/", "One"), [Named("c/a", "A"), Named("c/b", "B")]),
    (Named("c/two/", "Two"), [Named("c/empty", "Empty")]),
]
ROWS = [
    DeckRow("c/a", 10, 8, 4, 3, now=7.2, now_spread=0.72, later=6.4, later_spread=1.28),
    DeckRow("c/b", 20, 0, 2, 0),
    DeckRow("c/gone", 99, 99, now=99.0),
]


def test_the_road_adds_up_and_leaves_out_what_has_no_cards() -> None:
    found = road(STAGES, ROWS, on=ON, later_on=ON, error=0.0)
    assert [stage.place.title for stage in found.stages] == ["One"]
    assert (found.whole.cards, found.whole.covered, found.whole.core, found.whole.core_covered) == (30, 8, 6, 3)
    assert found.whole.now is not None
    assert found.whole.now.expected == pytest.approx(0.9), "of what is covered, not of all cards"


def test_what_nobody_saw_is_unknown_rather_than_nothing() -> None:
    found = road(STAGES, ROWS, on=ON, later_on=ON)
    unseen = found.stages[0].decks[1]
    assert unseen.now is None
    assert unseen.exam is None
    assert unseen not in found.weakest


def test_examined_is_handed_in_and_never_mixed_with_the_others() -> None:
    exam = Exam(0.3, ON, 0.2, 0.4)
    with_exam = road(STAGES, ROWS, on=ON, later_on=ON, exams={"c/a": exam, "c/one/": exam})
    without = road(STAGES, ROWS, on=ON, later_on=ON)
    assert with_exam.stages[0].decks[0].exam == exam
    assert with_exam.stages[0].place.exam == exam
    assert with_exam.whole.exam is None
    assert with_exam.whole.now == without.whole.now


def test_the_band_is_chance_and_the_forecasts_own_record() -> None:
    band = kept(90.0, 9.0, 100, 0.0)
    assert band is not None
    assert band.high - band.expected == pytest.approx(1.281552 * 0.03)
    wider = kept(90.0, 9.0, 100, 0.04)
    assert wider is not None
    assert wider.high - wider.expected == pytest.approx(1.281552 * 0.05)
    assert kept(0.0, 0.0, 0, 0.1) is None


def test_the_record_of_the_forecast_starts_from_a_prior_and_learns() -> None:
    assert forecast_error([]) == pytest.approx(PRIOR_ERROR)
    assert forecast_error([(29, 0, 29.0)]) == pytest.approx(PRIOR_ERROR), "too few answers to say anything"
    good = forecast_error([(1000, 900, 900.0)] * 10)
    assert good == pytest.approx(PRIOR_ERROR * sqrt(2 / 12))
    assert forecast_error([(100, 70, 90.0)]) > PRIOR_ERROR


@pytest.mark.parametrize("width", [0, 10, 40, 60, 80, 120])
@pytest.mark.parametrize("form", ["blocks", "ascii", "plain"])
def test_no_line_of_the_road_is_wider_than_asked(width: int, form: str) -> None:
    for later in (ON, ON + timedelta(days=40)):
        found = road(STAGES, ROWS, on=ON, later_on=later, exams={"": Exam(0.5, ON, 0.4, 0.6)})
        drawn = lines(found, width=width, form=form, decks=True)  # type: ignore[arg-type]
        assert all(len(line) <= width for line in drawn), drawn
        if width >= 40:
            assert "not examined" in "\n".join(drawn) or "exam" in "\n".join(drawn)
            assert "ready" not in "\n".join(drawn).lower(), "never said of a person"


def test_the_load_counts_what_is_overdue_today_and_nothing_beyond_its_days() -> None:
    due = [("2026-01-10", 3), ("2026-01-20", 2), ("2026-01-21", 4), ("2026-03-20", 9)]
    found = load(due, 0, ON, 30, Settings())
    assert found.scheduled[:3] == (5, 4, 0)
    assert sum(found.scheduled) == 9
    assert found.overdue == 3
    assert found.with_new == found.scheduled


def test_new_cards_come_at_the_daily_limit_and_come_back() -> None:
    found = load([], 20, ON, 30, Settings(new_per_day=8))
    assert found.with_new[:2] == (8, 8)
    assert sum(found.scheduled) == 0
    assert sum(found.with_new) >= 40, "each new card comes back at least once within a month"
    assert found.with_new[2] >= 4
