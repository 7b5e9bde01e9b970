"""Reads an interview card: its rubric, follow-up questions and red flags. It must not know other kinds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from recall.deck.card import FollowUp, Interview, Point, RedFlag
from recall.deck.fields import (
    FieldReader,
    Reading,
    entries,
    entry,
    filled,
    flag,
    identifier,
    line,
    reference,
    text,
    texts,
    whole,
)
from recall.deck.nodes import Map, Node, Scalar, Seq

TOTAL_WEIGHT = 10
MOST_MUSTS = 3
_WHEN = re.compile(r"missing ([a-z0-9]+(?:-[a-z0-9]+)*)|score (?:>=|<=|>|<) (?:0(?:\.[0-9]+)?|1(?:\.0+)?)")

_POINT: dict[str, FieldReader] = {
    "id": identifier,
    "point": text,
    "weight": whole(1, TOTAL_WEIGHT),
    "must": flag,
    "terms": texts,
    "card": reference,
}


def _points(reading: Reading, node: Node, key: str) -> tuple[Point, ...]:
    found = entries(reading, node, key, _POINT, ("id", "point", "weight"))
    seen: set[str] = set()
    for child, values in found:
        if values["id"] in seen:
            reading.add(child, f"two points have the id `{values['id']}`", "rename one", "twice")
        seen.add(values["id"])
    return tuple(
        Point(v["id"], v["point"], v["weight"], v.get("must", False), v.get("terms", ()), v.get("card", ""))
        for _, v in found
    )


def _follow_ups(reading: Reading, node: Node, key: str) -> tuple[FollowUp, ...]:
    fields: dict[str, FieldReader] = {"when": _when, "ask": text, "look_for": text}
    found = entries(reading, node, key, fields, ("when", "ask"))
    return tuple(FollowUp(v["when"], v["ask"], v.get("look_for", "")) for _, v in found)


def _when(reading: Reading, node: Node, key: str) -> str:
    value = line(reading, node, key)
    if value and not _WHEN.fullmatch(value):
        hint = "write `missing <point id>` or `score >= 0.75`"
        reading.add(node, f"`{value}` is no condition for a follow-up", hint, "follow-up")
    return value


def _red_flags(reading: Reading, node: Node, key: str) -> tuple[RedFlag, ...]:
    if not isinstance(node, Seq):
        reading.wrong_shape(node, key, "a list")
        return ()
    flags = []
    for child in node.items:
        if isinstance(child, Scalar):
            flags.append(RedFlag(filled(reading, child, key)))
            continue
        values = entry(reading, child, key, {"say": text, "terms": texts}, ("say",))
        if values:
            flags.append(RedFlag(values["say"], values.get("terms", ())))
    return tuple(flag for flag in flags if flag.say)


FIELDS: dict[str, FieldReader] = {
    "rubric": _points,
    "model_answer": text,
    "minutes": whole(1, 120),
    "follow_ups": _follow_ups,
    "red_flags": _red_flags,
}


def build(reading: Reading, node: Map, values: Mapping[str, Any]) -> Interview:
    """The answer, once its parts were read; what does not fit together is reported."""
    points: tuple[Point, ...] = values["rubric"]
    total = sum(point.weight for point in points)
    if total != TOTAL_WEIGHT:
        message = f"the weights of the rubric add up to {total}, not {TOTAL_WEIGHT}"
        reading.add(node.items["rubric"], message, "change the weights", "I01")
    musts = sum(point.must for point in points)
    if not 1 <= musts <= MOST_MUSTS:
        message = f"{musts} points of the rubric are `must: true`"
        reading.add(node.items["rubric"], message, f"mark one to {MOST_MUSTS} of them", "I01")
    ids = {point.id for point in points}
    for follow_up in values.get("follow_ups", ()):
        asked = _WHEN.fullmatch(follow_up.when)
        if asked and asked[1] and asked[1] not in ids:
            hint = f"the points are {', '.join(sorted(ids))}"
            reading.add(node.items["follow_ups"], f"the rubric has no point `{asked[1]}`", hint, "follow-up")
    return Interview(
        points,
        values.get("model_answer", ""),
        values.get("minutes", 0),
        values.get("follow_ups", ()),
        values.get("red_flags", ()),
    )
