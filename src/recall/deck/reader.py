"""Reads YAML as texts with positions: every scalar stays what its author wrote, and no file can run or blow up.

Works on PyYAML's event stream (libyaml's parser, else the pure-Python one). Anchors, aliases, tags, merge keys, several
documents and duplicate keys are refused; size, depth and number of values are bounded. It must not know cards.
"""

from __future__ import annotations

from itertools import islice
from typing import Any, NoReturn, Protocol

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from recall.collector import collector_off
from recall.deck.mistakes import QUOTE, Mistake, explain
from recall.deck.nodes import Map, Node, Seq, position
from recall.deck.problem import Problem

MAX_BYTES = 8 * 2**20
MAX_DEPTH = 12
MAX_FIELD = 16 * 2**10
MAX_EVENTS = 500_000
MAX_PROBLEMS = 1_000
FINAL = frozenset({"size", "many"})  # rules of breaks after which the rest of a file is not looked at
SPOILING = frozenset({"anchor", "duplicate-key", "key", "length"})  # rules that spoil what they stand in
SURELY_SHORT = MAX_FIELD // 4  # no character takes more than four bytes


class _Parser(Protocol):
    def get_event(self) -> Any: ...


def new_parser(text: bytes) -> _Parser:
    """libyaml's parser, or the pure-Python one (ten times slower) where PyYAML was built without it."""
    try:
        from yaml._yaml import CParser
    except ImportError:
        pure: _Parser = yaml.SafeLoader(text)
        return pure
    fast: _Parser = CParser(text)
    return fast


class Broken(Exception):
    """The text stops being readable at a place; what came before is good."""

    def __init__(self, mistake: Mistake, rule: str = "yaml") -> None:
        super().__init__(mistake.message)
        self.mistake = mistake
        self.rule = rule


def read_events(text: bytes, path: str) -> tuple[Node | None, list[Problem]]:
    """The tree of a file and what is wrong with it; None where nothing could be read at all.

    A tree may come with problems: what they touch is marked `spoilt`.
    """
    refused = refuse(text, path)
    if refused:
        return None, [refused]
    from recall.deck.recover import recover

    builder = Builder(path, text.decode())
    try:
        with collector_off():
            builder.build(text)
    except Broken as broken:
        return recover(builder, broken)
    if builder.root is None and not builder.problems:
        builder.report(1, 1, "the file holds nothing", "a deck starts with `format: recall/1`", rule="empty")
    return builder.root, builder.problems


def refuse(text: bytes, path: str) -> Problem | None:
    """What makes a file unreadable before YAML is even looked at."""
    if not text.strip():
        return Problem(path, 0, 0, "the file is empty", "a deck starts with `format: recall/1`", rule="empty")
    if len(text) > MAX_BYTES:
        megabytes = len(text) / 2**20
        return Problem(
            path, 0, 0, f"the file has {megabytes:.1f} MiB, the limit is 8 MiB", "split the deck", rule="size"
        )
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Problem(path, 0, 0, "the file is UTF-16, not UTF-8", "save it as UTF-8", rule="utf8")
    try:
        text.decode()
    except UnicodeDecodeError as error:
        before = text[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
        message = f"the byte {text[error.start]:#04x} is not UTF-8"
        return Problem(path, line, column, message, "save the file as UTF-8", rule="utf8")
    return None


class Builder:
    """Builds the tree of one file, and after a break that of its parts (lines keep their numbers)."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self._lines: list[str] | None = None
        self._stack: list[tuple[Any, Any, ScalarEvent | None]] = []
        self._container: Any = None

    @property
    def lines(self) -> list[str]:
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines

    def report(self, line: int, column: int, message: str, hint: str, *, rule: str = "yaml", card: str = "") -> None:
        self.problems.append(Problem(self.path, line, column, message, hint, card, rule))

    def build(self, text: bytes) -> None:
        """Read `text` into `root`; after `Broken` there is none, and `finished_cards` holds what was complete."""
        self.root = self._container = None
        self._stack = []
        try:
            self._read(new_parser(text).get_event)
        except yaml.MarkedYAMLError as error:
            raise Broken(explain(error, self.lines)) from None
        except yaml.reader.ReaderError as error:
            raise Broken(_unreadable(error, text.decode()), "control") from None

    def finished_cards(self) -> list[Node]:
        """The entries of the first list in the file that were complete when reading broke off."""
        open_ones = [container for container, _, _ in self._stack[1:]] + [self._container]
        lists = [container for container in open_ones[1:2] if isinstance(container, Seq)]
        return lists[0].items if lists else []

    def _read(self, get_event: Any) -> None:  # noqa: PLR0912, PLR0915
        """The loop that every value of every deck goes through; hence flat, with locals and without calls."""
        stack = self._stack
        container: Any = None
        items: Any = None  # of the container, when it is a mapping
        key: ScalarEvent | None = None
        event: Any = None
        documents = 0
        for event in islice(iter(get_event, None), MAX_EVENTS):
            kind = event.__class__
            if kind is ScalarEvent:
                if event.anchor is not None or event.tag is not None:
                    self._refuse_mark(event)
                if len(event.value) > SURELY_SHORT:
                    self._check_length(event)
                node: Any = event
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                node = container
                container, items, key = stack.pop()
                self._container = container
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if len(stack) >= MAX_DEPTH:
                    self._stop(event, f"lists and mappings are nested more than {MAX_DEPTH} deep", QUOTE, "depth")
                stack.append((container, items, key))
                if kind is MappingStartEvent:
                    container = Map(event.start_mark)
                    items = container.items
                else:
                    container = Seq(event.start_mark)
                    items = None
                self._container = container
                key = None
                if event.anchor is not None or event.tag is not None:
                    self._refuse_mark(event)
                continue
            elif kind is AliasEvent:
                node = self._refuse_alias(event)
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    hint = "put each deck into a file of its own"
                    self._stop(event, "a second document starts here; a deck file holds one", hint, "documents")
                continue
            else:
                continue

            if key is not None:
                name = key.value
                if name in items:
                    self._refuse_duplicate(container, key)
                else:
                    items[name] = node
                    container.keys.append(key)
                key = None
            elif items is not None:
                key = node if kind is ScalarEvent and node.value != "<<" else self._refuse_key(node, container)
            elif container is not None:
                container.items.append(node)
            else:
                self.root = node
        if event.__class__ is not StreamEndEvent:
            self._stop(event, f"more than {MAX_EVENTS:,} values in one file", "split the deck", "size")

    # What follows is rare, so it may be slow and chatty.

    def _spoil(self, mark: Any, message: str, hint: str, rule: str) -> None:
        for outer, _, _ in self._stack[1:]:
            outer.spoilt = True
        if self._container is not None:
            self._container.spoilt = True
        self.report(mark.line + 1, mark.column + 1, message, hint, rule=rule)
        if len(self.problems) >= MAX_PROBLEMS:
            told = "too many mistakes: the rest of the file was not read"
            raise Broken(Mistake(mark.line + 1, mark.column + 1, told, "mend those above first"), "many")

    def _stop(self, event: Any, message: str, hint: str, rule: str) -> NoReturn:
        mark = event.start_mark
        raise Broken(Mistake(mark.line + 1, mark.column + 1, message, hint), rule)

    def _refuse_mark(self, event: Any) -> None:
        what = "anchor (`&`)" if event.anchor is not None else "tag (`!`)"
        hint = "if the text starts with `&` or `!`, put it in quotes; a deck has no anchors and no tags"
        self._spoil(event.start_mark, f"this starts with a YAML {what}", hint, "anchor")

    def _refuse_alias(self, event: Any) -> ScalarEvent:
        hint = "if the text starts with `*`, put it in quotes; a deck has no aliases"
        self._spoil(event.start_mark, "this starts with a YAML alias (`*`)", hint, "anchor")
        return ScalarEvent(None, None, (True, False), event.anchor, event.start_mark, event.end_mark)

    def _refuse_key(self, node: Node, container: Map) -> ScalarEvent:
        if isinstance(node, ScalarEvent):
            self._spoil(node.start_mark, "merge keys (`<<`) are not read", "write the keys out", "anchor")
            return node
        if isinstance(node, Map):
            self._spoil(container.start_mark, "text cannot start with `{{`", QUOTE, "key")
        else:
            self._spoil(node.start_mark, "a key must be plain text", "put it in quotes", "key")
        name = f"key at {node.start_mark.line}:{node.start_mark.column}"
        return ScalarEvent(None, None, (True, False), name, node.start_mark, node.start_mark)

    def _refuse_duplicate(self, container: Map, key: ScalarEvent) -> None:
        first, _ = position(container.key(key.value))
        hint = "keep one of them"
        self._spoil(key.start_mark, f"`{key.value}` is already there in line {first}", hint, "duplicate-key")

    def _check_length(self, event: ScalarEvent) -> None:
        size = len(event.value.encode(errors="replace"))
        if size > MAX_FIELD:
            message = f"this text has {size / 1024:.0f} KiB, the limit is {MAX_FIELD // 1024} KiB"
            self._spoil(event.start_mark, message, "one idea to a card: make it shorter", "length")


def _unreadable(error: yaml.reader.ReaderError, text: str) -> Mistake:
    """One parser counts bytes and the other characters, so the character itself is looked for."""
    code = error.character if isinstance(error.character, int) else ord(error.character)
    before = text[: max(text.find(chr(code)), 0)]
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    return Mistake(line, column, f"the control character U+{code:04X} stands in the file", "delete it")
