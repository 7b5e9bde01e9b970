"""Settings are the last writer's, checked one by one; a bad value is left out and named, never a crash."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scribe import now, opened

from recall.config import Home
from recall.events import Draft
from recall.history.settings import _READERS, read_settings
from recall.history.store import History
from recall.schedule.values import DEFAULT_PARAMETERS, Limits, Parameters, Settings


def put(history: History, days: float = 0, **values: Any) -> None:
    history.append([Draft("setting", {"name": name, "value": value}) for name, value in values.items()], now(days))


def test_every_setting_of_the_learner_can_be_set() -> None:
    assert {*Settings._fields} - {"limits", "parameters"} == set(_READERS)


def test_settings_are_those_written_last_after_a_restart_too(home: Home) -> None:
    with opened(home) as history:
        assert history.settings() == Settings()
        put(history, minutes=10, learning_steps=[30, 300], interview_on="2026-05-01", picks=["d/one"])
        put(history, 1, minutes=45)
        expected = Settings(minutes=45, learning_steps=(30, 300), interview_on=date(2026, 5, 1), picks=("d/one",))
        assert history.settings() == expected
    with opened(home) as history:
        assert history.settings() == expected


def test_another_recalls_settings_are_seen(home: Home) -> None:
    with opened(home) as one, opened(home) as other:
        assert one.settings().minutes == 20
        put(other, minutes=5)
        assert one.settings().minutes == 5


def test_limits_are_set_and_lifted_by_scope(history: History) -> None:
    history.append([Draft("setting", {"name": "limits.d/one", "value": {"new": 3, "reviews": None}})], now())
    assert history.settings().limits == {"d/one": Limits(3, None)}
    history.append([Draft("setting", {"name": "limits.d/one", "value": None})], now())
    assert history.settings().limits == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("minutes", "20"),
        ("minutes", 0),
        ("minutes", True),
        ("retention", 2),
        ("retention", "NaN"),
        ("learning_steps", 60),
        ("learning_steps", [60, "x"]),
        ("learning_steps", [0]),
        ("order", "alphabet"),
        ("fuzz", 1),
        ("picks", [1]),
        ("interview_on", "soon"),
        ("limits.d", {"old": 3}),
        ("limits.d", {"new": -1}),
        ("colour", "red"),
    ],
)
def test_a_bad_value_is_left_out_and_named(history: History, name: str, value: object) -> None:
    history.append([Draft("setting", {"name": name, "value": value})], now())
    assert history.settings() == Settings()
    (warning,) = history.setting_warnings
    assert name in warning


@given(
    st.sampled_from([*_READERS, "limits.d", "x"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["new", "reviews", "x"]), inner),
        max_leaves=4,
    ),
)
def test_no_value_breaks_the_settings(name: str, value: object) -> None:
    found, warnings = read_settings([(name, value)], Parameters())
    assert isinstance(found, Settings)
    assert len(warnings) <= 1
    hash(found.learning_steps)


def test_fitted_parameters_are_in_force_from_then_on_and_change_nothing_before(history: History) -> None:
    from scribe import answer

    answer(history, "d:a", 3)
    before = history.state("d:a")
    values = [2 * value if 0 < number < 4 else value for number, value in enumerate(DEFAULT_PARAMETERS)]
    history.append([Draft("params", {"params": "fit-1", "values": values, "how": {"reviews": 900}})], now(1))
    assert history.settings().parameters == Parameters("fit-1", tuple(values))
    assert history.state("d:a") == before
    answer(history, "d:b", 3, days=1)
    fitted, plain = history.state("d:b").memory, before.memory
    assert fitted is not None
    assert plain is not None
    assert fitted.stability == pytest.approx(2 * plain.stability)
    assert history.doctor(now(1)).ok
