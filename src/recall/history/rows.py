"""Events as rows of `reviews` and `events`, and back: the same event comes out. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from recall.events import VERSION, Event, canonical, parse
from recall.history.identity import from_ms, id_bytes, id_text, pack, to_ms, unpack

Row = tuple[Any, ...]

_ABSENT = object()
_EMPTY = "{}"
_NULL_MEANS_NULL = frozenset({"step", "forecast"})  # elsewhere an empty column stands for a field that is not there

# The body of a review, column by column, with the JSON type that each column can say exactly.
_FIELDS: tuple[tuple[str, type], ...] = (
    ("card", str), ("rev", int), ("fp", str), ("rating", int), ("score", float), ("source", str), ("ms", int),
    ("evidence", dict), ("forecast", float), ("params", str), ("state", str), ("step", int), ("s", float),
    ("d", float), ("due", str), ("interval", int),
)  # fmt: skip
_ENVELOPE = "id, dev, n, hlc, at, off, day, grp"

REVIEW_COLUMNS = f"{_ENVELOPE}, {', '.join(name for name, _ in _FIELDS)}, extra"
EVENT_COLUMNS = "id, v, dev, n, hlc, at, off, day, grp, type, body"
INSERT_REVIEW = f"INSERT INTO reviews ({REVIEW_COLUMNS}) VALUES ({', '.join('?' * (len(_FIELDS) + 9))})"
INSERT_EVENT = f"INSERT INTO events ({EVENT_COLUMNS}, card) VALUES ({', '.join('?' * 12)})"


def is_review(event: Event) -> bool:
    """Whether the event stands in `reviews`; everything else, later versions included, stands in `events`."""
    return event.type == "review" and event.v == VERSION


def to_row(event: Event) -> Row:
    """The event as a row of its table. Raises ValueError for text or numbers that JSON cannot hold."""
    return _review_row(event) if is_review(event) else _event_row(event)


def _review_row(event: Event) -> Row:
    body = event.body
    values: list[Any] = []
    exact = 0  # fields that their column says exactly
    for name, kind in _FIELDS:
        value = body.get(name, _ABSENT)
        if type(value) is kind:
            exact += 1
            values.append((canonical(value) if value else _EMPTY) if kind is dict else value)
        elif value is None and name in _NULL_MEANS_NULL:
            exact += 1
            values.append(None)
        else:
            if value is _ABSENT and name in _NULL_MEANS_NULL:
                exact = -len(_FIELDS)
            values.append(_nearest(value, kind))
    extra = None if exact == len(body) else canonical(dict(body))
    group = None if event.group is None else id_bytes(event.group)
    envelope = (id_bytes(event.id), event.dev, event.n, pack(event.hlc), to_ms(event.at), event.off, event.day, group)
    return (*envelope, *values, extra)


def _nearest(value: object, kind: type) -> object:
    """What a column of another type shows of a value; the value itself is in `extra`."""
    return float(value) if kind is float and isinstance(value, int) else None


def _event_row(event: Event) -> Row:
    group = None if event.group is None else id_bytes(event.group)
    card = event.body.get("card")
    return (
        id_bytes(event.id),
        event.v,
        event.dev,
        event.n,
        pack(event.hlc),
        to_ms(event.at),
        event.off,
        event.day,
        group,
        event.type,
        canonical(dict(event.body)),
        card if isinstance(card, str) else None,
    )


def review_of(row: Row) -> Event:
    """The event of a row of `REVIEW_COLUMNS`."""
    (
        id_, dev, n, hlc, at, off, day, group,
        card, rev, fp, rating, score, source, ms, evidence, forecast, params, state, step, s, d, due, interval, extra,
    ) = row  # fmt: skip
    body: dict[str, Any]
    if extra is None:
        body = {
            "card": card, "rev": rev, "fp": fp, "rating": rating, "score": score, "source": source, "ms": ms,
            "evidence": evidence, "params": params, "state": state, "s": s, "d": d, "due": due, "interval": interval,
        }  # fmt: skip
        if None in body.values():
            body = {name: value for name, value in body.items() if value is not None}
        if evidence is not None:
            body["evidence"] = parse(evidence.encode()) if evidence != _EMPTY else {}
        body["step"], body["forecast"] = step, forecast
    else:
        body = parse(extra.encode())
    return Event(
        id=id_text(id_),
        dev=dev,
        n=n,
        hlc=unpack(hlc),
        at=from_ms(at),
        off=off,
        day=day,
        type="review",
        body=body,
        group=None if group is None else id_text(group),
    )


def event_of(row: Row) -> Event:
    """The event of a row of `EVENT_COLUMNS`."""
    id_, v, dev, n, hlc, at, off, day, group, type_, body = row
    return Event(
        id=id_text(id_),
        dev=dev,
        n=n,
        hlc=unpack(hlc),
        at=from_ms(at),
        off=off,
        day=day,
        type=type_,
        body=parse(body.encode()),
        group=None if group is None else id_text(group),
        v=v,
    )


# Each table with its columns and the way back from a row.
TABLES: tuple[tuple[str, str, Callable[[Row], Event]], ...] = (
    ("reviews", REVIEW_COLUMNS, review_of),
    ("events", EVENT_COLUMNS, event_of),
)
