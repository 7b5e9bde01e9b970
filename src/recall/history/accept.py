"""Which events may be taken in: strict types and bounds for every field that state is computed from.

An event of a higher version or an unknown type needs a sound envelope only: it is kept and carried. Pure; it must not
know where an event came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from recall.events import TYPES, VERSION, Event, parse_instant
from recall.history.identity import id_bytes, to_ms

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)  # far beyond any clock; later instants overflow due dates
AHEAD = timedelta(days=1)  # how far another machine's clock may be ahead of this one
# A device whose clock once stood wrong keeps counting from there; beyond this it would push all others to the end of
# the clock, where nothing could be recorded any more.
CLOCK_AHEAD_MS = 20 * 366 * 86_400_000
_FIRST_DUE, _LAST_DUE = date(2000, 1, 1), date(2500, 1, 1)
_DEVICE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")
_STATES = frozenset({"learning", "review", "relearning"})
_DECIDED = ("step", "s", "d", "due", "interval")
_LONGEST_TEXT = 2000
_INTEGER = 1 << 53
_LATEST_MS = to_ms(LATEST)
_FURTHEST_MS = to_ms(LATEST) - to_ms(EARLIEST)

# What fsrs accepts for each of its 21 parameters (a test holds them equal).
LOWEST = (
    0.001, 0.001, 0.001, 0.001, 1.0, 0.001, 0.001, 0.001, 0.0, 0.0, 0.001, 0.001, 0.001, 0.001, 0.0, 0.0, 1.0, 0.0,
    0.0, 0.0, 0.1,
)  # fmt: skip
HIGHEST = (
    100.0, 100.0, 100.0, 100.0, 10.0, 4.0, 4.0, 0.75, 4.5, 0.8, 3.5, 5.0, 0.25, 0.9, 4.0, 1.0, 6.0, 2.0, 2.0, 0.8, 0.8,
)  # fmt: skip


class Fault(ValueError):
    """Why an event cannot be taken in, in plain words."""


class Early(Fault):
    """The event is of a time that has not come yet: it waits."""


def check(event: Event, latest: datetime = LATEST) -> None:
    """Raises Fault where the event cannot be believed. `latest` is the newest instant that an event may have."""
    _check_envelope(event, latest)
    if event.v == VERSION and event.type in TYPES:
        check_body(event.type, event.body)


def is_understood(event: Event) -> bool:
    """Whether state is computed from the event, or it is only kept and carried."""
    return event.v == VERSION and event.type in TYPES


def check_body(type_: str, body: Mapping[str, Any]) -> None:
    """Raises Fault where a body of a known type lacks something or holds something else than it should."""
    rule = _RULES.get(type_)
    if rule is not None:
        rule(body)


def _check_envelope(event: Event, latest: datetime) -> None:
    """Ids are judged where they become bytes (`rows.to_row`)."""
    if not _is_device(event.dev):
        raise Fault("its device has an impossible name")
    if not EARLIEST <= event.at <= LATEST:
        raise Fault(f"its time {event.at.isoformat()} cannot be right")
    if event.at > latest:
        raise Early(f"its time {event.at.isoformat()} has not come yet")
    if event.at.microsecond % 1000:
        raise Fault("its time is finer than milliseconds")
    milliseconds, counter = event.hlc
    if not (0 <= milliseconds <= _LATEST_MS and 0 <= counter < 1 << 16):
        raise Fault("its clock cannot be right")
    if milliseconds > to_ms(latest) + CLOCK_AHEAD_MS:
        raise Early("its clock is far ahead of any other")
    if not (1 <= event.v < _INTEGER and 1 <= event.n < _INTEGER and -1440 <= event.off <= 1440):
        raise Fault("its version, number or offset cannot be right")
    day = _day(event.day)
    if day is None or abs((day - event.at.date()).days) > 3:
        raise Fault("its day is not that of its time")
    if not event.type or len(event.type) > 40:
        raise Fault("it has no type")


@lru_cache(maxsize=64)
def _is_device(name: str) -> bool:
    return _DEVICE.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    """The day of `2026-11-22`, None for any other spelling."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _review(body: Mapping[str, Any]) -> None:
    _answered(body)
    if "state" in body:
        _decided(body)
    elif any(body.get(name) is not None for name in _DECIDED):
        raise Fault("it decides something but has no state")


def _answered(body: Mapping[str, Any]) -> None:
    _text(body, "card")
    _integer(body, "rating", 1, 4)
    for name in ("fp", "source", "params"):
        if name in body:
            _text(body, name)
    for name in ("rev", "ms"):
        if name in body:
            _integer(body, name, 0, _INTEGER)
    for name in ("score", "forecast"):
        if body.get(name) is not None:
            _number(body[name], name, 0, 1)
    evidence = body.get("evidence")
    if evidence is not None:
        if not isinstance(evidence, dict):
            raise Fault("evidence is no mapping")
        if evidence.get("guess") is not None:
            _number(evidence["guess"], "guess", 0, 1)


def _decided(body: Mapping[str, Any]) -> None:
    _text(body, "state")
    if body["state"] not in _STATES:
        raise Fault("its state is none")
    in_review = body["state"] == "review"
    if "step" not in body:
        raise Fault("it has no step")
    if body["step"] is not None or not in_review:
        _integer(body, "step", 0, 100)
    _number(body.get("s"), "s", 0, _INTEGER)
    _number(body.get("d"), "d", 0, 10)
    _due(body, day_only=in_review)
    if not in_review and len(body["due"]) == 10:
        raise Fault("a learning step is due at an instant")
    if "interval" in body:
        _integer(body, "interval", 0, 1_000_000)


def _due(body: Mapping[str, Any], *, day_only: bool = False) -> None:
    due = body.get("due")
    if not isinstance(due, str):
        raise Fault("due is no text")
    on = _day(due)
    if on is None and not day_only:
        try:
            on = parse_instant(due).date()
        except (ValueError, OverflowError) as error:
            raise Fault(f"due is no date ({error})") from error
    if on is None or not _FIRST_DUE <= on <= _LAST_DUE or (len(due) > 10) != (_day(due) is None):
        raise Fault(f"due {due} cannot be right")


def _set_due(body: Mapping[str, Any]) -> None:
    _text(body, "card")
    _due(body, day_only=True)


def _undo(body: Mapping[str, Any]) -> None:
    _text(body, "target")
    try:
        id_bytes(body["target"])
    except ValueError as error:
        raise Fault("target is no id") from error
    if type(body.get("on")) is not bool:
        raise Fault("on is neither true nor false")


def _mark(body: Mapping[str, Any]) -> None:
    _text(body, "card")
    _text(body, "name")
    if "value" not in body:
        raise Fault("it has no value")
    name, value = body["name"], body["value"]
    if name in {"suspended", "marked", "known"} and type(value) is not bool:
        raise Fault(f"{name} is neither true nor false")
    if name == "note" and not isinstance(value, str):
        raise Fault("note is no text")
    if name == "buried_until" and value is not None:
        _due({"due": value}, day_only=True)


def _setting(body: Mapping[str, Any]) -> None:
    _text(body, "name")
    if "value" not in body:
        raise Fault("it has no value")


def _params(body: Mapping[str, Any]) -> None:
    _text(body, "params")
    values = body.get("values")
    if not isinstance(values, list) or len(values) != len(LOWEST):
        raise Fault(f"its values are not {len(LOWEST)} numbers")
    for value, lowest, highest in zip(values, LOWEST, HIGHEST, strict=True):
        _number(value, "a parameter", lowest, highest)


def _clock(body: Mapping[str, Any]) -> None:
    _text(body, "device")
    _integer(body, "from", 1, _INTEGER)
    _integer(body, "to", 1, _INTEGER)
    _integer(body, "offset", -_FURTHEST_MS, _FURTHEST_MS)


def _rename(body: Mapping[str, Any]) -> None:
    _text(body, "from")
    _text(body, "to")


def _quiz(body: Mapping[str, Any]) -> None:
    """What an interview's own step means is for `quiz` to judge, when it is read."""
    _text(body, "quiz")
    _integer(body, "seq", 0, 100_000)
    if not _is_shallow(body, 16):
        raise Fault("it is nested too deep")


def _is_shallow(value: object, levels: int) -> bool:
    """Whether lists and mappings stand at most so deep in each other: SQLite gives up where Python does not yet."""
    if isinstance(value, Mapping):
        value = value.values()
    elif not isinstance(value, list):
        return True
    return levels > 0 and all(_is_shallow(each, levels - 1) for each in value)


def _collection(body: Mapping[str, Any]) -> None:
    _text(body, "name")
    _text(body, "action")
    for name in ("address", "revision", "hash"):
        if name in body:
            _text(body, name)


def _text(body: Mapping[str, Any], name: str) -> None:
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_TEXT:
        raise Fault(f"{name} is no text")


def _integer(body: Mapping[str, Any], name: str, lowest: int, highest: int) -> None:
    value = body.get(name)
    if type(value) is not int or not lowest <= value <= highest:
        raise Fault(f"{name} is no number from {lowest} to {highest}")


def _number(value: object, name: str, lowest: float, highest: float) -> None:
    if isinstance(value, int | float) and type(value) is not bool and lowest <= value <= highest:
        return
    raise Fault(f"{name} is no number from {lowest} to {highest}")


def _only_card(body: Mapping[str, Any]) -> None:
    _text(body, "card")


_RULES: dict[str, Callable[[Mapping[str, Any]], None]] = {
    "review": _review,
    "reset": _only_card,
    "set_due": _set_due,
    "undo": _undo,
    "mark": _mark,
    "setting": _setting,
    "params": _params,
    "rename": _rename,
    "quiz": _quiz,
    "collection": _collection,
    "clock": _clock,
}
