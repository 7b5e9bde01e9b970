"""An interview as it is recorded: plan, events and responses as plain JSON, and what a replay of them gives.

The instant of an event is not part of its JSON: the row that holds it has one. It must not know rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any

from recall.events import canonical, format_instant
from recall.grade.response import (
    Arranged,
    Boxed,
    Filled,
    Flipped,
    Joined,
    Made,
    Named,
    Picked,
    Response,
    Ticked,
    Wrote,
)
from recall.quiz import machine
from recall.quiz.values import (
    Answer,
    Confirm,
    Event,
    Flag,
    Hint,
    Interview,
    Judge,
    Next,
    Options,
    Pause,
    Plan,
    Probe,
    Probed,
    Question,
    Quit,
    Rate,
    Resume,
    RubricPoint,
    Skip,
    Start,
    Sure,
    Topic,
)

FORMAT = 1
_EVENTS: dict[str, type[Any]] = {
    "start": Start,
    "sure": Sure,
    "hint": Hint,
    "answer": Answer,
    "confirm": Confirm,
    "probed": Probed,
    "rate": Rate,
    "skip": Skip,
    "flag": Flag,
    "next": Next,
    "pause": Pause,
    "resume": Resume,
    "judge": Judge,
    "quit": Quit,
}
_EVENT_NAMES = {type_: name for name, type_ in _EVENTS.items()}
_RESPONSES: dict[str, type[Any]] = {
    "flipped": Flipped,
    "picked": Picked,
    "ticked": Ticked,
    "wrote": Wrote,
    "filled": Filled,
    "arranged": Arranged,
    "joined": Joined,
    "boxed": Boxed,
    "named": Named,
    "made": Made,
}
_RESPONSE_NAMES = {type_: name for name, type_ in _RESPONSES.items()}


def response_to_json(response: Response | None) -> Any:
    """`{"kind": "picked", "option": 0}` and so on; None is "don't know"."""
    if response is None:
        return None
    return {"kind": _RESPONSE_NAMES[type(response)], **_plain(response)}


def response_from_json(data: Any) -> Response | None:
    """The response again. Raises ValueError for anything else."""
    if data is None:
        return None
    try:
        fields = dict(data)
        type_ = _RESPONSES[fields.pop("kind")]
        found: Response = type_(**{name: _collected(type_, name, value) for name, value in fields.items()})
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"no response: {error}") from error
    return found


def event_to_json(event: Event) -> dict[str, Any]:
    """`{"do": "answer", "response": {...}, ...}` without the instant; what equals its default is left out."""
    fields = _sparse(event)
    del fields["at"]
    return {"do": _EVENT_NAMES[type(event)], **fields}


def event_from_json(data: Mapping[str, Any], at: datetime) -> Event:
    """The event that happened at `at`; other keys of a row are passed over. Raises ValueError for anything else."""
    try:
        type_ = _EVENTS[data["do"]]
        fields = {name: data[name] for name in type_._fields if name in data and name != "at"}
        if "points" in fields:
            fields["points"] = tuple(fields["points"])
        if "ticks" in fields:
            fields["ticks"] = tuple((point, said) for point, said in fields["ticks"])
        found: Event = type_(at=at, **fields)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"no event of an interview: {error}") from error
    return found


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """The plan as its first row carries it; what equals its default is left out."""
    return {"format": FORMAT, **_sparse(plan)}


def plan_from_json(data: Mapping[str, Any]) -> Plan:
    """The plan again. Raises ValueError for anything else, or a format that a newer program wrote."""
    if data.get("format") != FORMAT:
        raise ValueError(f"this interview is of format {data.get('format')}, this program reads {FORMAT}")
    try:
        return Plan(
            quiz=data["quiz"],
            seed=data["seed"],
            options=Options(**{name: _tupled(value) for name, value in data["options"].items()}),
            topics=tuple(Topic(**topic) for topic in data["topics"]),
            pool=tuple(map(_question, data["pool"])),
            bank=data["bank"],
            number=data["number"],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no plan of an interview: {error}") from error


def replay(plan: Plan, events: Iterable[Event]) -> Interview:
    """The interview after all `events`. Raises ValueError where one does not fit."""
    state = machine.start(plan)
    for event in events:
        state, _ = machine.step(state, event)
    return state


def log_hash(plan: Plan, events: Iterable[Event]) -> str:
    """32 hex digits over the plan and every event with its instant: the same interview, byte for byte."""
    digest = blake2b(canonical(plan_to_json(plan)).encode(), digest_size=16)
    for event in events:
        digest.update(b"\n")
        digest.update(canonical({"at": format_instant(event.at), **event_to_json(event)}).encode())
    return digest.hexdigest()


def _question(data: Mapping[str, Any]) -> Question:
    fields = {name: _tupled(value) for name, value in data.items()}
    fields["points"] = tuple(RubricPoint(**point) for point in data.get("points", ()))
    fields["probes"] = tuple(Probe(**probe) for probe in data.get("probes", ()))
    return Question(**fields)


def _sparse(value: Any) -> dict[str, Any]:
    """A named tuple as a JSON object without the fields that hold their default."""
    defaults = value._field_defaults
    return {
        name: _json(field) for name, field in value._asdict().items() if name not in defaults or field != defaults[name]
    }


def _plain(response: Any) -> dict[str, Any]:
    return {name: _json(field) for name, field in response._asdict().items()}


def _json(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return _sparse(value) if hasattr(value, "_asdict") else [_json(each) for each in value]
    return value


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _collected(type_: type[Any], name: str, value: Any) -> Any:
    """A JSON list as the collection that the field of this response holds."""
    if not isinstance(value, list):
        return value
    return frozenset(value) if "frozenset" in str(type_.__annotations__[name]) else tuple(value)
