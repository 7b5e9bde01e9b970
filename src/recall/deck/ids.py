"""Gives cards without an id, and those with another card's, one that can be read. Pure; touches nothing else.

The text is edited where the id stands or should stand, so that comments, order and layout stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Set
from typing import Any, NamedTuple

from recall.deck.fields import ID, MAX_ID
from recall.deck.nodes import Map, Node, Scalar, Seq, position
from recall.deck.reader import read_events

_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_MOST = 40  # signs of an id that is made, so that it can be typed
_WORDS = 6
_LITTLE = frozenset(
    re.findall(
        "[a-z]+",
        "a an and are as at be by can do does for from has have how if in into is it its may must of on one or so than"
        " that the their then there these they this to was were what when where which who why will with you your",
    )
)


class Given(NamedTuple):
    """An id that a card gets, and the one that it had (empty where it had none)."""

    line: int
    id: str
    before: str


class _Edit(NamedTuple):
    line: int  # from 0, as is the column
    column: int
    until: tuple[int, int]
    text: str


def with_ids(data: bytes, path: str, taken: Set[str] = frozenset()) -> tuple[bytes, list[Given]]:
    """The file with an id for each card, and what was given. `taken` are the ids of the collection's other files.

    A file that cannot be read as YAML is left as it is.
    """
    root, problems = read_events(data, path)
    listed = root.items.get("cards") if isinstance(root, Map) else None
    if problems or not isinstance(listed, Seq):
        return data, []
    cards = [node for node in listed.items if isinstance(node, Map)]
    text = data.decode()
    used = set(taken) | {_id_of(card) for card in cards}
    seen = set(taken)
    edits: list[_Edit] = []
    given: list[Given] = []
    for number, card in enumerate(cards, 1):
        name = _id_of(card)
        if name and name not in seen:
            seen.add(name)
            continue
        if (name and not ID.fullmatch(name)) or isinstance(card.items.get("id"), Map | Seq):
            continue  # a mistake of another sort, which the check names
        new = _unused(_readable(card) or f"card-{number}", used)
        used.add(new)
        seen.add(new)
        edits.append(_edit(card, new))
        given.append(Given(position(card)[0], new, name))
    changed = _edited(text, edits).encode()
    if not _same_but_ids(data, changed, path):
        return data, []
    return changed, given


def ids_of(data: bytes, path: str) -> set[str]:
    """The ids that stand in a file, whatever else is wrong in it."""
    root, _ = read_events(data, path)
    listed = root.items.get("cards") if isinstance(root, Map) else None
    cards = listed.items if isinstance(listed, Seq) else []
    return {_id_of(card) for card in cards if isinstance(card, Map)} - {""}


def _id_of(card: Map) -> str:
    node = card.items.get("id")
    return node.value if isinstance(node, Scalar) else ""


def _readable(card: Map) -> str:
    """The telling words of what the card asks."""
    for key in ("prompt", "cloze", "answer", "code"):
        node = card.items.get(key)
        if isinstance(node, Scalar):
            text = re.sub(r"\{\{c\d+::(.*?)(?:::.*?)?\}\}", r"\1", node.value)
            plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
            words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _LITTLE]
            if words:
                return _joined(words)
    return ""


def _joined(words: list[str]) -> str:
    name = words[0][:_MOST]
    for word in words[1:_WORDS]:
        if len(name) + len(word) >= _MOST:
            break
        name += f"-{word}"
    return name


def _unused(name: str, used: Set[str]) -> str:
    def names() -> Iterator[str]:
        yield name
        number = 2
        while True:
            yield f"{name[: MAX_ID - 8]}-{number}"
            number += 1

    return next(each for each in names() if each not in used)


def _edit(card: Map, new: str) -> _Edit:
    """Where a card's id is written: over the one that stands there, else before its first key."""
    node = card.items.get("id")
    if isinstance(node, Scalar):
        start, end = _place(node.start_mark), _place(node.end_mark)
        if start == end:  # `id:` and nothing behind it
            line, column = _place(card.key("id").end_mark)
            return _Edit(line, column + 1, (line, column + 1), f" {new}")
        return _Edit(*start, end, new)
    line, column = _place(card.start_mark)
    if card.keys and _place(card.keys[0].start_mark) == (line, column):
        return _Edit(line, column, (line, column), f"id: {new}\n" + " " * column)
    after = f"id: {new}, " if card.keys else f"id: {new}"  # in braces
    return _Edit(line, column + 1, (line, column + 1), after)


def _place(mark: Any) -> tuple[int, int]:
    return mark.line, mark.column


def _edited(text: str, edits: list[_Edit]) -> str:
    starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
    newline = "\r\n" if "\r\n" in text else "\n"
    for edit in reversed(edits):
        start = starts[edit.line] + edit.column
        end = starts[edit.until[0]] + edit.until[1]
        text = text[:start] + edit.text.replace("\n", newline) + text[end:]
    return text


def _same_but_ids(before: bytes, after: bytes, path: str) -> bool:
    """Whether the edit did what it should and nothing else: it is looked at again before anybody writes it."""
    one, _ = read_events(before, path)
    other, problems = read_events(after, path)
    return not problems and one is not None and other is not None and _told(one) == _told(other)


def _told(node: Node, *, card: bool = False) -> object:
    if isinstance(node, Map):
        listed = {key: child for key, child in node.items.items() if not (card and key == "id")}
        return {key: [_told(each, card=True) for each in child.items] if key == "cards" and isinstance(child, Seq)
                else _told(child) for key, child in listed.items()}  # fmt: skip
    return [_told(each) for each in node.items] if isinstance(node, Seq) else node.value
