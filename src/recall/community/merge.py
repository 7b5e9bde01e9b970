"""Three versions of a card's fields made into one: what was installed, what is new, and the learner's own words. Pure.

Fields are plain values: texts, lists and mappings as a deck file writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from recall.deck.nodes import Map, Node, Scalar, Seq

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
Fields = Mapping[str, Plain]
LISTS = frozenset(
    {"accept", "patterns", "reject", "sources", "tags", "related", "contrasts", "formerly", "spare", "red_flags"}
)  # whose entries stand for themselves, so that two people can add to them


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that the learner and the author both changed, each in another way. None is a field that is not there."""

    card: str
    field: str
    base: Plain
    mine: Plain
    theirs: Plain


@dataclass(frozen=True, slots=True)
class Merged:
    """The learner's own fields by card id after an update; where there is a conflict they stay as they were."""

    entries: Mapping[str, Fields]
    conflicts: tuple[Conflict, ...] = ()


def plain(node: Node) -> Plain:
    """A node of a file's tree without its positions."""
    if isinstance(node, Map):
        return {key: plain(child) for key, child in node.items.items()}
    if isinstance(node, Seq):
        return [plain(child) for child in node.items]
    return str(node.value).strip() if isinstance(node, Scalar) else None


def merge(
    mine: Mapping[str, Fields],
    base: Mapping[str, Fields],
    theirs: Callable[[str], Fields | None],
    new_id: Callable[[str], str],
) -> Merged:
    """Carries the learner's fields over to another version.

    `theirs` gives a card's fields in it, None for a card that is gone; `new_id` is what a card is called there. Of a
    card that is gone, or was not there before, everything stays.
    """
    entries: dict[str, Fields] = {}
    conflicts: list[Conflict] = []
    for card, own in mine.items():
        name = new_id(card)
        other, before = theirs(name), base.get(card)
        if other is None or before is None:
            fields = own
        else:
            fields, found = merge_card(name, own, before, other)
            conflicts += found
        entries[name] = {**fields, **entries.get(name, {})}
    return Merged({card: fields for card, fields in entries.items() if fields}, tuple(conflicts))


def merge_card(card: str, mine: Fields, base: Fields, theirs: Fields) -> tuple[Fields, list[Conflict]]:
    """The learner's fields of one card over its new version, and what both sides changed."""
    kept: dict[str, Plain] = {}
    conflicts: list[Conflict] = []
    for name, own in mine.items():
        before, other = base.get(name), theirs.get(name)
        if own in (other, before) and other != before:
            continue  # the author says the same now, or the learner never said anything else
        if other in (before, own):
            kept[name] = own
            continue
        joined = _joined(own, before, other) if name in LISTS else None
        if joined is None:
            kept[name] = own
            conflicts.append(Conflict(card, name, before, own, other))
        elif joined != other:
            kept[name] = joined
    return kept, conflicts


def _joined(mine: Plain, base: Plain, theirs: Plain) -> list[Plain] | None:
    """The author's list with what the learner added and without what the learner took out; None where entries clash."""
    if not (isinstance(mine, list) and isinstance(theirs, list) and isinstance(base, list | None)):
        return None
    own, before, other = _by_name(mine), _by_name(base or []), _by_name(theirs)
    found: list[Plain] = []
    for name, entry in other.items():
        if name not in own:
            if name not in before:
                found.append(entry)
            elif entry != before[name]:
                return None  # taken out here, changed there
        elif own[name] in (entry, before.get(name)):
            found.append(entry)
        elif entry == before.get(name):
            found.append(own[name])
        else:
            return None
    for name, entry in own.items():
        if name not in other:
            if name not in before:
                found.append(entry)
            elif entry != before[name]:
                return None  # changed here, taken out there
    return found


def _by_name(entries: Sequence[Plain]) -> dict[str, Plain]:
    """The entries of a list by what makes each of them itself: its text, or the first text of a mapping."""
    return {str(next(iter(entry.values()), "")) if isinstance(entry, dict) else str(entry): entry for entry in entries}
