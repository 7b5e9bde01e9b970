"""Events as values, and the one line format that they are written in. It must not know files or SQL.

A line is `<canonical JSON>\\t<16 hex digits>\\n`: UTF-8, keys sorted, no spaces; the digits are an 8-byte BLAKE2b of
the JSON bytes. A line is written once and never changed.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from recall.digest import blake2b

VERSION = 1
TYPES = frozenset(
    {
        "review",
        "reset",
        "set_due",
        "undo",
        "mark",
        "setting",
        "params",
        "rename",
        "quiz",
        "clock",
        "collection",
    }
)
ENVELOPE = frozenset({"v", "id", "dev", "n", "hlc", "at", "off", "day", "type", "group"})

canonical = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
).encode
"""A value as canonical JSON: keys sorted, no spaces. Raises ValueError for a number that JSON cannot hold."""


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no JSON number")


_parse = json.JSONDecoder(parse_constant=_no_number).raw_decode


class Moment(NamedTuple):
    """When and where a learner acted: the instant (aware UTC), minutes east of UTC, and the study day."""

    at: datetime
    off: int
    on: date


class Draft(NamedTuple):
    """What a pure room wants recorded; the history gives it identity, device, number and clocks."""

    type: str
    body: Mapping[str, Any] = MappingProxyType({})


class Event(NamedTuple):
    """One thing that happened. `body` holds what the type carries (EVENTS: the table of types)."""

    id: str
    dev: str
    n: int
    hlc: tuple[int, int]
    at: datetime
    off: int
    day: str
    type: str
    body: Mapping[str, Any]
    group: str | None = None
    v: int = VERSION

    @property
    def order(self) -> tuple[datetime, tuple[int, int], str, int]:
        """The order of replay: instant, hybrid clock, device, number."""
        return (self.at, self.hlc, self.dev, self.n)


class BadLine(ValueError):
    """A journal line that cannot be believed: torn, a wrong digest, or not an event."""


def digest(data: bytes) -> bytes:
    """The 16 hex digits that close a line."""
    return blake2b(data, digest_size=8).hexdigest().encode()


def encode(event: Event) -> bytes:
    """The event as its line, newline included. Raises ValueError for a number that JSON cannot hold."""
    fields: dict[str, Any] = {
        "v": event.v,
        "id": event.id,
        "dev": event.dev,
        "n": event.n,
        "hlc": list(event.hlc),
        "at": format_instant(event.at),
        "off": event.off,
        "day": event.day,
        "type": event.type,
        **event.body,
    }
    if event.group is not None:
        fields["group"] = event.group
    data = canonical(fields).encode()
    return data + b"\t" + digest(data) + b"\n"


def decode(line: bytes) -> Event:
    """The event of one line (with or without its newline). Raises BadLine."""
    data, tab, given = line.rstrip(b"\n").rpartition(b"\t")
    if not tab or digest(data) != given:
        raise BadLine("the line is torn or its digest is wrong")
    try:
        return from_json(parse(data))
    except (ValueError, KeyError, TypeError) as error:
        raise BadLine(f"not an event: {error}") from error


def parse(data: bytes) -> dict[str, Any]:
    """The JSON object in UTF-8 bytes. Raises ValueError for anything else (not a number, too deep, another text)."""
    text = data.decode()
    try:
        found, end = _parse(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if type(found) is not dict or end != len(text):
        raise ValueError("not a JSON object")
    return found


def from_json(fields: Mapping[str, Any]) -> Event:
    """The event of a decoded JSON object. Raises KeyError, TypeError or ValueError when it is none."""
    body = dict(fields)
    take = body.pop
    v, id_, dev, n, off, day = take("v"), take("id"), take("dev"), take("n"), take("off"), take("day")
    milliseconds, counter = take("hlc")
    if not (type(v) is type(n) is type(off) is type(milliseconds) is type(counter) is int):
        raise TypeError("v, n, off or hlc is no number")
    type_, group = take("type"), take("group", None)
    if not (type(id_) is type(dev) is type(day) is type(type_) is str and isinstance(group, str | None)):
        raise TypeError("id, dev, day, type or group is no text")
    return Event(
        id=id_,
        dev=dev,
        n=n,
        hlc=(milliseconds, counter),
        at=parse_instant(take("at")),
        off=off,
        day=day,
        type=type_,
        body=body,
        group=group,
        v=v,
    )


def format_instant(at: datetime) -> str:
    """`2026-01-05T08:00:00.000Z`: UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def parse_instant(text: str) -> datetime:
    """The aware UTC instant of ISO 8601 text. Raises ValueError without an offset."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return at if at.tzinfo is UTC else at.astimezone(UTC)
