"""The learner's settings out of `setting` events: every value is checked, a bad one is left out and named. Pure.

A setting's name is that of a field of `Settings`; `limits.<scope>` holds the limits of a collection, stage or deck as
`{"new": 5, "reviews": null}`, or null to lift them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from math import isfinite
from types import MappingProxyType
from typing import Any

from recall.schedule.values import ORDERS, CatchUp, Limits, Order, Parameters, Plan, Settings

LIMITS = "limits."
DEVICE = "device."
_DAY_SECONDS = 86_400


def _whole(lowest: int, highest: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if type(value) is not int or not lowest <= value <= highest:
            raise ValueError(f"a whole number from {lowest} to {highest}")
        return value

    return read


def _between(lowest: float, highest: float) -> Callable[[object], float]:
    def read(value: object) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
            raise ValueError(f"a number from {lowest} to {highest}")
        if not lowest <= value <= highest:
            raise ValueError(f"a number from {lowest} to {highest}")
        return float(value)

    return read


def _truth(value: object) -> bool:
    if type(value) is not bool:
        raise ValueError("true or false")
    return value


def _or_none(read: Callable[[object], Any]) -> Callable[[object], Any]:
    return lambda value: None if value is None else read(value)


def _steps(value: object) -> tuple[int, ...]:
    read = _whole(1, _DAY_SECONDS)
    try:
        return tuple(read(step) for step in value)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise ValueError(f"a list of seconds, each from 1 to {_DAY_SECONDS}") from None


def _order(value: object) -> Order:
    found = next((order for order in ORDERS if order == value), None)
    if found is None:
        raise ValueError(f"one of {', '.join(ORDERS)}")
    return found


def _picks(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(pick, str) for pick in value):
        raise ValueError("a list of decks")
    return tuple(value)


def _day(value: object) -> date:
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ValueError("a date such as 2026-11-30") from None


def _days(value: object) -> tuple[date, ...]:
    if not isinstance(value, list):
        raise ValueError("a list of dates such as 2026-12-24")
    return tuple(sorted({_day(day) for day in value}))


def _plans(value: object) -> tuple[Plan, ...]:
    if not isinstance(value, list):
        raise ValueError('a list such as [{"on": "2027-01-15", "minutes": 25, "select": ["security"]}]')
    return tuple(sorted(map(_plan, value)))


def _plan(value: object) -> Plan:
    if not isinstance(value, dict) or not value.keys() <= {"on", "minutes", "select"}:
        raise ValueError('a list of plans such as {"on": "2027-01-15", "minutes": 25, "select": ["security"]}')
    select = value.get("select", [])
    if not isinstance(select, list) or not all(isinstance(name, str) for name in select):
        raise ValueError("a list of plans, each with a list of selectors")
    return Plan(_day(value.get("on")), _whole(1, 1440)(value.get("minutes")), tuple(select))


def _catch_up(value: object) -> CatchUp:
    if not isinstance(value, dict) or value.keys() != {"until", "minutes", "order"}:
        raise ValueError('a mapping such as {"until": "2027-01-15", "minutes": 40, "order": "due"}')
    return CatchUp(_day(value["until"]), _whole(1, 1440)(value["minutes"]), _order(value["order"]))


def _weekdays(value: object) -> tuple[float, ...]:
    read = _between(0.0, 2.0)
    if not isinstance(value, list) or len(value) != 7:
        raise ValueError("seven numbers from 0 to 2, Monday first")
    shares = tuple(read(share) for share in value)
    if not any(shares):
        raise ValueError("seven numbers from 0 to 2 of which one is above 0")
    return shares


def _limits(value: object) -> Limits:
    if not isinstance(value, dict) or not value.keys() <= {"new", "reviews"}:
        raise ValueError('a mapping such as {"new": 5, "reviews": null}')
    read = _or_none(_whole(0, 100_000))
    return Limits(read(value.get("new")), read(value.get("reviews")))


_READERS: Mapping[str, Callable[[object], Any]] = {
    "retention": _between(0.7, 0.99),
    "minutes": _whole(1, 1440),
    "new_per_day": _whole(0, 10_000),
    "new_pause_above": _whole(0, 100_000),
    "reviews_per_day": _or_none(_whole(0, 100_000)),
    "learning_steps": _steps,
    "relearning_steps": _steps,
    "maximum_interval": _whole(1, 36_500),
    "day_start": _whole(0, 1439),
    "order": _order,
    "bury_siblings": _truth,
    "learn_ahead_minutes": _whole(0, 1440),
    "leech_lapses": _whole(1, 1000),
    "confidence": _truth,
    "fuzz": _truth,
    "balance": _truth,
    "weekdays": _weekdays,
    "days_off": _days,
    "fit": _truth,
    "picks": _or_none(_picks),
    "experienced": _truth,
    "interview_on": _or_none(_day),
    "plans": _plans,
    "catch_up": _or_none(_catch_up),
    "first_run_on": _or_none(_day),
}


def read_settings(rows: Iterable[tuple[str, Any]], parameters: Parameters) -> tuple[Settings, tuple[str, ...]]:
    """The settings of `(name, JSON value)` rows, and a sentence for each that was left out."""
    values: dict[str, Any] = {}
    limits: dict[str, Limits] = {}
    warnings: list[str] = []
    for name, value in rows:
        try:
            if name.startswith(LIMITS):
                if value is not None:
                    limits[name.removeprefix(LIMITS)] = _limits(value)
            elif name.startswith(DEVICE):
                continue  # what a machine is called
            elif name in _READERS:
                values[name] = _READERS[name](value)
            else:
                warnings.append(f"the setting {name} is unknown to this recall and was left out")
        except ValueError as error:
            warnings.append(f"the setting {name} was left out: it should be {error}, not {value!r:.80}")
    return Settings(**values, limits=MappingProxyType(limits), parameters=parameters), tuple(warnings)
