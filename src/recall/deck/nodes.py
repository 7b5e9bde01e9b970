"""What a YAML file is once read: texts, lists and mappings that know where they stand. It must not know cards.

A scalar is PyYAML's own event, which carries the text and its marks; making a value of our own for each would cost as
much again as the parsing.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from yaml.events import ScalarEvent

Scalar: TypeAlias = ScalarEvent


class Map:
    """A mapping: `items` by key in the file's order, `keys` the scalars that they were written as, in the same order.

    `spoilt` says that something in it was refused while reading, so that it must not be used although it looks whole.
    """

    __slots__ = ("items", "keys", "spoilt", "start_mark")

    def __init__(self, start_mark: Any) -> None:
        self.start_mark = start_mark
        self.items: dict[str, Node] = {}
        self.keys: list[Scalar] = []
        self.spoilt = False

    def key(self, name: str) -> Scalar:
        """Where the key itself stands."""
        return next(key for key in self.keys if key.value == name)


class Seq:
    """A list."""

    __slots__ = ("items", "spoilt", "start_mark")

    def __init__(self, start_mark: Any) -> None:
        self.start_mark = start_mark
        self.items: list[Node] = []
        self.spoilt = False


Node: TypeAlias = Scalar | Map | Seq


def position(node: Node) -> tuple[int, int]:
    """Line and column, from 1."""
    mark: Any = node.start_mark
    return mark.line + 1, mark.column + 1


def called(node: Node) -> str:
    """What an author would call it."""
    if isinstance(node, Map):
        return "a mapping"
    return "a list" if isinstance(node, Seq) else "text"
