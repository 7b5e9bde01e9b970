"""Cards as JSON text and back, for the index. Values that are the default are left out. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, get_args

from recall.deck.card import (
    Answer,
    Basic,
    Box,
    Card,
    Categories,
    Choice,
    Cloze,
    FollowUp,
    Gap,
    Interview,
    Lines,
    Match,
    Number,
    Option,
    Order,
    Output,
    Pair,
    Place,
    Point,
    RedFlag,
    Reject,
    Source,
    Sql,
    Typed,
)

_REQUIRED = object()  # equal to nothing else
_KINDS = get_args(Answer)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def card_to_json(card: Card) -> str:
    return _encode(_plain(card))


def card_from_json(text: str) -> Card:
    """The card that `card_to_json` wrote. Raises ValueError, KeyError or TypeError where the text is not its work."""
    values = json.loads(text)
    values["answer"] = _answer(values["answer"])
    values["place"] = Place(**values.get("place", {"path": "", "line": 0}))
    values["sources"] = tuple(Source(**source) for source in values.get("sources", ()))
    for name in ("tags", "related", "contrasts", "formerly"):
        if name in values:
            values[name] = tuple(values[name])
    return Card(**values)


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((name, kind._field_defaults.get(name, _REQUIRED)) for name in kind._fields)


def _plain(value: Any) -> Any:
    """Values with names as mappings, other tuples as lists; every card of every deck comes through here."""
    if value.__class__ is tuple:
        return [entry if entry.__class__ is str else _plain(entry) for entry in value]
    if not isinstance(value, tuple):
        return value
    kept: dict[str, Any] = {}
    for entry, (name, default) in zip(value, _defaults(value.__class__), strict=True):
        if entry != default:
            kept[name] = entry if entry.__class__ is str else _plain(entry)
    if isinstance(value, _KINDS):
        kept["kind"] = value.kind
    return kept


def _answer(values: dict[str, Any]) -> Answer:
    kind, parts = _ANSWERS[values["kind"]]
    read = {name: _tuple(entry, parts.get(name)) for name, entry in values.items()}
    answer: Answer = kind(**read)
    return answer


def _tuple(value: Any, part: Callable[..., Any] | None) -> Any:
    if not isinstance(value, list):
        return value
    if part is None:
        return tuple(_tuple(entry, None) for entry in value)
    return tuple(
        part(**{name: _tuple(inner, None) for name, inner in entry.items()}) if isinstance(entry, dict) else entry
        for entry in value
    )


_ANSWERS: Mapping[str, tuple[Callable[..., Any], Mapping[str, Callable[..., Any]]]] = {
    "basic": (Basic, {}),
    "single": (Choice, {"options": Option}),
    "multi": (Choice, {"options": Option}),
    "typed": (Typed, {"reject": Reject}),
    "number": (Number, {}),
    "cloze": (Cloze, {"parts": Gap, "reject": Reject}),
    "order": (Order, {}),
    "match": (Match, {"pairs": Pair}),
    "categories": (Categories, {"boxes": Box}),
    "output": (Output, {}),
    "lines": (Lines, {}),
    "sql": (Sql, {}),
    "interview": (Interview, {"points": Point, "follow_ups": FollowUp, "red_flags": RedFlag}),
}
