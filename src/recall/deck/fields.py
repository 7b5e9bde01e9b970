"""Reads single fields out of a file's tree: text, lists, flags, numbers, entries. Collects what is wrong with them.

It knows how a field is written, not which fields a card has (that is `compile` and the modules of the kinds).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from recall.deck.clean import clean
from recall.deck.nodes import Map, Node, Scalar, Seq, called, position
from recall.deck.problem import Problem, Severity, nearest

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_ID = 64
_REFERENCE = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*:)?[a-z0-9]+(?:-[a-z0-9]+)*")
_FORMER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:#(?:c[1-9]\d?|reverse))?")
_WHOLE = re.compile(r"[0-9]{1,9}")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_FLAGS = {"true": True, "false": False, "True": True, "False": False, "TRUE": True, "FALSE": False}
_COLON_HINT = "a text with `: ` in it must be put in quotes"

FieldReader: TypeAlias = "Callable[[Reading, Node, str], Any]"


class Reading:
    """What is found while one file is read. `strict` makes an unknown key an error instead of a warning."""

    def __init__(self, path: str, collection: str = "", *, strict: bool = False) -> None:
        self.path = path
        self.collection = collection
        self.strict = strict
        self.card = ""
        self.problems: list[Problem] = []
        self.errors = 0

    def add(self, node: Node, message: str, hint: str = "", rule: str = "field", level: Severity = "error") -> None:
        line, column = position(node)
        self.problems.append(Problem(self.path, line, column, message, hint, self.card, rule, level))
        if level == "error":
            self.errors += 1

    def wrong_shape(self, node: Node, key: str, wanted: str) -> None:
        hint = _COLON_HINT if wanted == "text" and isinstance(node, Map) else ""
        self.add(node, f"`{key}` must be {wanted}, not {called(node)}", hint, "shape")

    def unknown(self, node: Map, key: str, known: Mapping[str, object], where: str) -> None:
        """An unknown key; those that begin with `x-` are the author's own."""
        if key.startswith("x-"):
            return
        meant = nearest(key, list(known))
        hint = f"did you mean `{meant[0]}`?" if meant else f"known here: {', '.join(sorted(known))}"
        level: Severity = "error" if self.strict else "warning"
        self.add(node.key(key), f"`{key}` is not a key of {where}", hint, "unknown-key", level)


def text(reading: Reading, node: Node, key: str) -> str:
    if node.__class__ is Scalar:
        value: str = node.value
        return value.strip() if value.isascii() and value.isprintable() else clean(value).strip()
    reading.wrong_shape(node, key, "text")
    return ""


def code(reading: Reading, node: Node, key: str) -> str:
    """Text whose lines and indents count: only what trails is cut."""
    if isinstance(node, Scalar):
        return clean(node.value).rstrip().lstrip("\n")
    reading.wrong_shape(node, key, "text")
    return ""


def line(reading: Reading, node: Node, key: str) -> str:
    value = text(reading, node, key)
    return value if value.isprintable() and "  " not in value and value.isascii() else " ".join(value.split())


def texts(reading: Reading, node: Node, key: str) -> tuple[str, ...]:
    """A list of texts, each with something in it."""
    return tuple(value for _, value in _texts(reading, node, key))


def distinct_texts(reading: Reading, node: Node, key: str) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    for entry, value in _texts(reading, node, key):
        if value in seen:
            reading.add(entry, f"`{value}` stands in `{key}` twice", "keep one of them", "twice")
        seen[value] = None
    return tuple(seen)


def _texts(reading: Reading, node: Node, key: str) -> Iterator[tuple[Node, str]]:
    if not isinstance(node, Seq):
        reading.wrong_shape(node, key, "a list of texts")
        return
    for entry in node.items:
        value = filled(reading, entry, key)
        if value:
            yield entry, value


def filled(reading: Reading, node: Node, key: str) -> str:
    """The text of an entry of a list, which must say something."""
    value = text(reading, node, f"{key} entry")
    if not value and isinstance(node, Scalar):
        reading.add(node, f"an entry of `{key}` is empty", "write something or take the entry out", "empty")
    return value


def identifier(reading: Reading, node: Node, key: str) -> str:
    return _matching(reading, node, key, ID, "small letters, digits and single hyphens, such as `http-status-304`")


def identifiers(reading: Reading, node: Node, key: str) -> tuple[str, ...]:
    return _each(reading, node, key, identifier)


def reference(reading: Reading, node: Node, key: str) -> str:
    """The note key of a card that is written as its id, or as `collection:id` where it is another collection's."""
    value = _matching(reading, node, key, _REFERENCE, "the id of a card")
    return f"{reading.collection}:{value}" if value and ":" not in value else value


def references(reading: Reading, node: Node, key: str) -> tuple[str, ...]:
    return _each(reading, node, key, reference)


def former_ids(reading: Reading, node: Node, key: str) -> tuple[str, ...]:
    def former(reading: Reading, node: Node, key: str) -> str:
        return _matching(reading, node, key, _FORMER, "an old id, or `old-id#c3` for one gap")

    return _each(reading, node, key, former)


def _matching(reading: Reading, node: Node, key: str, pattern: re.Pattern[str], wanted: str) -> str:
    if not isinstance(node, Scalar):
        reading.wrong_shape(node, key, "text")
        return ""
    value: str = node.value
    if pattern.fullmatch(value) and len(value) <= 2 * MAX_ID + 1:
        if len(value) <= MAX_ID or ":" in value or "#" in value:
            return value
        reading.add(node, f"`{key}` has {len(value)} characters, the limit is {MAX_ID}", "shorten it", "id")
        return ""
    if value.strip():
        reading.add(node, f"`{clean(value)[:60]}` cannot be `{key}`", f"use {wanted}", "id")
    else:
        reading.add(node, f"`{key}` is empty", f"use {wanted}", "empty")
    return ""


def _each(reading: Reading, node: Node, key: str, read: FieldReader) -> tuple[Any, ...]:
    if not isinstance(node, Seq):
        reading.wrong_shape(node, key, "a list")
        return ()
    values = (read(reading, entry, f"{key} entry") for entry in node.items)
    return tuple(value for value in values if value)


def flag(reading: Reading, node: Node, key: str) -> bool:
    value = node.value if isinstance(node, Scalar) else ""
    if value in _FLAGS:
        return _FLAGS[value]
    reading.add(node, f"`{key}` must be true or false", "write `true` or `false`", "shape")
    return False


def whole(low: int, high: int) -> FieldReader:
    """A reader of whole numbers in a range."""

    def read(reading: Reading, node: Node, key: str) -> int:
        value = node.value if isinstance(node, Scalar) else ""
        if _WHOLE.fullmatch(value) and low <= int(value) <= high:
            return int(value)
        reading.add(node, f"`{key}` must be a whole number from {low} to {high}", "", "shape")
        return low

    return read


def one_of(*allowed: str) -> FieldReader:
    def read(reading: Reading, node: Node, key: str) -> str:
        value: str = node.value if isinstance(node, Scalar) else ""
        if value in allowed:
            return value
        meant = nearest(value, list(allowed)) if value else []
        hint = f"did you mean `{meant[0]}`?" if meant else ""
        reading.add(node, f"`{key}` must be one of {', '.join(allowed)}", hint, "shape")
        return allowed[0]

    return read


def address(reading: Reading, node: Node, key: str) -> str:
    value = line(reading, node, key)
    if value and not (_ADDRESS.fullmatch(value) and _has_parts(value)):
        reading.add(node, f"`{key}` must be a web address", "it starts with https://", "url")
        return ""
    return value


def _has_parts(value: str) -> bool:
    """Whether it can be taken apart; only brackets and signs that mean several others stand in the way of that."""
    if value.isascii() and "[" not in value and "]" not in value:
        return True
    from urllib.parse import urlsplit

    try:
        return bool(urlsplit(value).hostname)
    except ValueError:
        return False


def entries(
    reading: Reading, node: Node, key: str, fields: Mapping[str, FieldReader], required: tuple[str, ...]
) -> list[tuple[Node, dict[str, Any]]]:
    """A list of mappings with known keys; an entry that lacks a required key is reported and left out."""
    if not isinstance(node, Seq):
        reading.wrong_shape(node, key, "a list")
        return []
    found: list[tuple[Node, dict[str, Any]]] = []
    for child in node.items:
        values = entry(reading, child, key, fields, required)
        if values is not None:
            found.append((child, values))
    return found


def entry(
    reading: Reading, node: Node, key: str, fields: Mapping[str, FieldReader], required: tuple[str, ...]
) -> dict[str, Any] | None:
    if not isinstance(node, Map):
        wanted = " and ".join(f"`{name}:`" for name in required)
        reading.add(node, f"an entry of `{key}` must be a mapping with {wanted}, not {called(node)}", "", "shape")
        return None
    values: dict[str, Any] = {}
    errors = reading.errors
    for name, child in node.items.items():
        read = fields.get(name)
        if read is None:
            reading.unknown(node, name, fields, f"an entry of `{key}`")
        else:
            values[name] = read(reading, child, name)
    for name in required:
        if not values.get(name):
            if reading.errors == errors:
                reading.add(node, f"an entry of `{key}` needs `{name}`", f"add `{name}: ...`", "missing")
            return None
    return values
