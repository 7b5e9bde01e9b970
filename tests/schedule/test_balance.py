"""Balance: quiet days win, the range is never left, and a better rating never comes back sooner."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from recall.schedule.balance import Load, pick
from recall.schedule.fuzz import fuzz_range, fuzzed

ON = date(2026, 1, 5)  # a Monday
DAYS = st.dictionaries(st.integers(0, 60).map(lambda days: ON + timedelta(days=days)), st.integers(0, 500))
LOADS = st.builds(
    Load,
    DAYS,
    st.lists(st.floats(0, 2), min_size=7, max_size=7).map(tuple).filter(any),
    st.frozensets(st.integers(0, 60).map(lambda days: ON + timedelta(days=days))),
)
CHANCES = st.floats(0, 1, exclude_max=True)


@given(st.integers(1, 40), st.integers(0, 10), CHANCES, LOADS)
def test_the_day_is_always_inside_the_range(shortest: int, width: int, chance: float, load: Load) -> None:
    assert shortest <= pick(shortest, shortest + width, ON, chance, load) <= shortest + width


@given(st.integers(1, 50), st.integers(0, 20), st.text(max_size=3), st.integers(0, 5), LOADS)
def test_a_longer_interval_never_gives_an_earlier_day(
    interval: int, more: int, key: str, reps: int, load: Load
) -> None:
    one = fuzzed(interval, key, reps, 36500, on=ON, load=load)
    other = fuzzed(interval + more, key, reps, 36500, on=ON, load=load)
    assert one <= other


@given(st.integers(1, 60), st.text(max_size=3), LOADS)
def test_the_same_card_falls_on_the_same_day_again(interval: int, key: str, load: Load) -> None:
    first = fuzzed(interval, key, 3, 36500, on=ON, load=load)
    assert first == fuzzed(interval, key, 3, 36500, on=ON, load=load)
    shortest, longest = fuzz_range(interval, 36500)
    assert shortest <= first <= longest


def shares(load: Load, shortest: int = 8, longest: int = 12) -> dict[int, int]:
    found = dict.fromkeys(range(shortest, longest + 1), 0)
    for step in range(1000):
        found[pick(shortest, longest, ON, step / 1000, load)] += 1
    return found


def test_a_busy_day_is_avoided() -> None:
    busy = {ON + timedelta(days=days): 50 for days in (8, 9, 11, 12)}
    assert shares(Load(busy))[10] > 950


def test_nothing_falls_on_a_day_off_while_another_day_is_free() -> None:
    off = frozenset(ON + timedelta(days=days) for days in (8, 9, 10))
    found = shares(Load({}, days_off=off))
    assert found[8] == found[9] == found[10] == 0


def test_an_easy_weekday_gets_less() -> None:
    easy_saturday = (1.0, 1.0, 1.0, 1.0, 1.0, 0.25, 1.0)
    load = Load({ON + timedelta(days=days): 10 for days in range(8, 13)}, easy_saturday)
    found = shares(load)
    assert found[12] < found[11] / 4  # day 12 is a Saturday


def test_siblings_are_kept_apart() -> None:
    load = Load({}, siblings=frozenset({ON + timedelta(days=10)}))
    assert shares(load)[10] < 20
