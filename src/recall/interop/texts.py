"""What a writer of any format is handed: card texts with their places in the schedule; and what it gives. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from recall.deck.card import Kind
from recall.events import Event
from recall.interop.notes import Note, Tally
from recall.schedule.values import CardState

PREFIX = "recall:"
_OWN = re.compile(r"[a-z]+:recall:([a-z0-9-]+:[a-z0-9-]+)")
_NAME = re.compile(r"[a-z_]{1,20}|x-[a-z-]{1,20}")
_PLAIN = re.compile(r"[a-z0-9#:-]{1,140}")
_NOT_TAKEN = frozenset({"id", "formerly", "x-source"})  # a file from elsewhere renames no card
_LISTED = frozenset({"tags", "related", "contrasts", "lines"})
_DEPTH = 6


class Learned(NamedTuple):
    """What the learner did with one card of a text. `events` are reviews, resets and set dates, oldest first."""

    side: str
    state: CardState
    events: tuple[Event, ...] = ()
    suspended: bool = False
    marked: bool = False


class Text(NamedTuple):
    """One text of a deck: `key` is `collection:id`, `deck` are titles from the top, `fields` those of the format."""

    key: str
    kind: Kind
    deck: tuple[str, ...]
    fields: Mapping[str, Any]
    cards: tuple[Learned, ...]

    @property
    def guid(self) -> str:
        """The name of the text in other programs: the same at every export."""
        return PREFIX + self.key

    @property
    def reviews(self) -> int:
        return sum(event.type == "review" for card in self.cards for event in card.events)


@dataclass(slots=True)
class Written:
    """A file in another format, and what it does not hold as it was."""

    data: bytes
    reviews: int = 0
    dropped: Tally = field(default_factory=Tally)
    changed: Tally = field(default_factory=Tally)


def own_key(note: Note) -> str:
    """The key `collection:id` of a note that recall wrote, empty for any other."""
    found = _OWN.fullmatch(note.key) if ":recall:" in note.key else None
    return found[1] if found else ""


def plain(value: Any) -> Any:
    """A field in the shape in which files hold it: lists, mappings, texts, true and false."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, Mapping):
        return {str(name): plain(inside) for name, inside in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inside) for inside in value]
    return str(value)


def to_json(fields: Mapping[str, Any]) -> str:
    """The fields in one line that stands safely in HTML and in XML."""
    text = json.dumps(plain(fields), ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def fields_from(value: Any) -> dict[str, Any]:
    """The fields that a file of anybody holds; empty where they have not the shape of a card."""
    if not isinstance(value, dict):
        return {}
    fields = {name: each for name, each in value.items() if name not in _NOT_TAKEN}
    if not all(_NAME.fullmatch(name) and _is_sound(each, _DEPTH) for name, each in fields.items()):
        return {}
    for name in _LISTED & fields.keys():
        listed = fields[name]
        if not isinstance(listed, list) or not all(isinstance(each, str) and _PLAIN.fullmatch(each) for each in listed):
            return {}
    return fields


def _is_sound(value: Any, depth: int) -> bool:
    if isinstance(value, bool | str):
        return True
    if not depth or not isinstance(value, dict | list):
        return False
    return all(_is_sound(each, depth - 1) for each in (value.values() if isinstance(value, dict) else value))


def differences(text: Text, back: Sequence[Note]) -> tuple[str, list[str], list[str]]:
    """What became of a text in a file that was read again: its kind there, fields gone, fields changed.

    The kind is empty where the text is gone.
    """
    if not back:
        return "", [], []
    was, now = plain(text.fields), plain(back[0].fields)
    gone = [name for name in was if name not in now]
    other = [name for name in was if name in now and was[name] != now[name]]
    return _kind(now), gone, other


def _kind(fields: Mapping[str, Any]) -> str:
    for key, kind in _KINDS.items():
        if key in fields:
            return kind
    options = fields.get("options")
    if options:
        return "single" if sum(bool(each.get("correct")) for each in options) == 1 else "multi"
    return "typed" if "accept" in fields else ""


_KINDS = {
    "answer": "basic", "number": "number", "cloze": "cloze", "order": "order", "match": "match",
    "categories": "categories", "output": "output", "lines": "lines", "sql": "sql", "rubric": "interview",
}  # fmt: skip
