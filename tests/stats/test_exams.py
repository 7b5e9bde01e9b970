"""What interviews said last: the newest held-out questions of each place, with an honest interval."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from recall.stats.readiness import NEWEST_EXAMINED, Exam, exams, road
from recall.stats.roadlines import compact

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["c/a", "c/b", "own/x"]),
        st.sampled_from(["one", ""]),
        st.floats(0, 1),
        st.just("2026-01-05"),
    ),
    max_size=60,
)


def test_nothing_examined_says_nothing() -> None:
    assert exams([]) == {}


def test_the_newest_questions_count_by_deck_stage_and_everything() -> None:
    rows = [("c/a", "one", 1.0, "2026-01-09"), ("c/b", "one", 0.0, "2026-01-05"), ("own/x", "", 0.5, "2026-01-02")]
    found = exams(rows)
    assert {place: exam.score for place, exam in found.items()} == {
        "c/a": 1.0,
        "c/b": 0.0,
        "c/one/": 0.5,
        "own/x": 0.5,
        "own": 0.5,
        "": 0.5,
    }
    assert found["c/one/"].on == date(2026, 1, 9)


def test_the_line_of_home_says_what_each_number_is() -> None:
    exam = Exam(0.45, date(2026, 1, 9), 0.14, 0.81)
    found = road([], [], on=date(2026, 1, 9), later_on=date(2026, 1, 9), exams={"": exam})
    assert compact(found, 80) == ["Road  covered 0/0   nothing to keep yet   examined 45% (14%-81%) on 9 Jan"]


def test_old_results_fade_out() -> None:
    newest = [("c/a", "one", 1.0, "2026-01-09")] * NEWEST_EXAMINED
    assert exams([*newest, ("c/a", "one", 0.0, "2025-01-09")])["c/a"].score == 1.0


@given(ROWS)
def test_the_score_lies_in_its_interval_and_both_in_zero_to_one(rows: list[tuple[str, str, float, str]]) -> None:
    for exam in exams(rows).values():
        assert 0 <= exam.low <= exam.score + 1e-9
        assert exam.score <= exam.high + 1e-9 <= 1 + 2e-9
