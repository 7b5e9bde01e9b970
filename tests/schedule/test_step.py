"""The lean step against its oracle: the numbers of `fsrs`, to the last bit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import fsrs
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from recall.schedule.step import Step, step_of
from recall.schedule.values import DEFAULT_PARAMETERS

AT = datetime(2026, 1, 5, tzinfo=UTC)
PARAMETERS = st.just(DEFAULT_PARAMETERS) | st.tuples(
    *(st.floats(low, high) for low, high in zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True))
)
RATINGS = st.integers(1, 4)


def by_fsrs(
    w: tuple[float, ...], before: tuple[float, float] | None, rating: int, days: int
) -> tuple[float | None, float | None]:
    scheduler = fsrs.Scheduler(parameters=w, enable_fuzzing=False)
    card = fsrs.Card(card_id=0, due=AT)
    if before is not None:
        card.state, card.step = fsrs.State.Review, None
        card.stability, card.difficulty = before
        card.last_review = AT - timedelta(days=days)
    after, _ = scheduler.review_card(card, fsrs.Rating(rating), AT)
    return after.stability, after.difficulty


@given(PARAMETERS, RATINGS)
def test_the_first_answer_leads_where_fsrs_leads(w: tuple[float, ...], rating: int) -> None:
    assert Step(w).first(rating) == by_fsrs(w, None, rating, 0)


@given(PARAMETERS, st.floats(0.001, 36500), st.floats(1, 10), RATINGS, st.integers(0, 4000))
def test_every_later_answer_leads_where_fsrs_leads(
    w: tuple[float, ...], stability: float, difficulty: float, rating: int, days: int
) -> None:
    assert Step(w).next(stability, difficulty, rating, days) == by_fsrs(w, (stability, difficulty), rating, days)


@given(PARAMETERS, st.floats(0.001, 36500), st.floats(1, 10), st.integers(1, 4000))
def test_good_by_a_known_recall_is_the_same_answer(
    w: tuple[float, ...], stability: float, difficulty: float, days: int
) -> None:
    step = Step(w)
    assert step.good(stability, difficulty, step.recall(stability, days)) == step.next(stability, difficulty, 3, days)


def test_recall_is_ninety_percent_after_the_stability() -> None:
    assert abs(step_of(DEFAULT_PARAMETERS).recall(17.0, 17) - 0.9) < 1e-12
