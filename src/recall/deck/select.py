"""What a selector on the command line stands for: `security`, `oauth-flows`, `backend:http-verbs`, `@kafka`, `tag:x`.

A name is looked up as a stage, then as a deck, then as an alias. Pure: names in, references out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from recall.deck.problem import nearest
from recall.errors import UsageError


class Selection(NamedTuple):
    """Decks (`collection/deck`) and cards that selectors name together; None where they name no such thing."""

    decks: frozenset[str] | None = None
    keys: frozenset[str] | None = None


@dataclass(slots=True)
class Names:
    """Every name that a selector may use, with the references of the decks it stands for.

    `guests` are the names that strangers chose: they are asked last, so that none of them takes over a name in use.
    """

    stages: dict[str, set[str]] = field(default_factory=dict)
    decks: dict[str, set[str]] = field(default_factory=dict)
    aliases: dict[str, set[str]] = field(default_factory=dict)
    collections: dict[str, set[str]] = field(default_factory=dict)
    guests: Names | None = None

    def add_deck(self, ref: str, stage: str, aliases: Iterable[str]) -> None:
        collection, _, deck = ref.partition("/")
        self.collections.setdefault(collection, set()).add(ref)
        for name in (deck, ref, *([f"{stage}/{deck}", f"{collection}/{stage}/{deck}"] if stage else [])):
            self.decks.setdefault(name, set()).add(ref)
        if stage:
            self.stages.setdefault(stage, set()).add(ref)
            self.stages.setdefault(f"{collection}/{stage}/", set()).add(ref)
        self.alias(aliases, [ref])

    def alias(self, names: Iterable[str], refs: Iterable[str]) -> None:
        for name in names:
            self.aliases.setdefault(name, set()).update(refs)

    def find(self, name: str) -> set[str]:
        for known in (self.stages, self.decks, self.aliases):
            if known.get(name):
                return known[name]
        return self.guests.find(name) if self.guests else set()

    def of_collection(self, name: str) -> set[str]:
        """The decks of `@name`."""
        found = self.collections.get(name, set())
        return found or (self.guests.of_collection(name) if self.guests else set())

    def all_collections(self) -> list[str]:
        return [*self.collections, *(self.guests.all_collections() if self.guests else ())]

    def all(self) -> list[str]:
        short = (name for name in self.decks if not name.startswith(tuple(f"{each}/" for each in self.collections)))
        others = self.guests.all() if self.guests else ()
        return [*self.stages, *short, *self.aliases, *(f"@{name}" for name in self.collections), *others]


FindKeys = Callable[[str], Sequence[str]]


def resolve(
    selectors: Sequence[str], names: Names, *, cards: FindKeys, tagged: FindKeys, near: Callable[[str], list[str]]
) -> Selection:
    """What all selectors name together. `cards` finds the keys of a note or card, `tagged` those with a tag.

    Raises UsageError for one that fits nothing, with the nearest names (`near` knows cards and tags).
    """
    decks: set[str] = set()
    keys: set[str] = set()
    for selector in selectors:
        if selector.startswith("@"):
            found = names.of_collection(selector[1:])
            decks |= found
        elif selector.startswith("tag:"):
            found = set(tagged(selector[4:]))
            keys |= found
        elif ":" in selector:
            found = set(cards(selector))
            keys |= found
        else:
            found = names.find(selector.lower())
            decks |= found
            if not found:  # a card by the id that screens show
                found = {key for collection in names.all_collections() for key in cards(f"{collection}:{selector}")}
                keys |= found
        if not found:
            raise UsageError(f"`{selector}` fits no stage, deck, tag or card", _hint(selector, names, near))
    return Selection(frozenset(decks) if decks else None, frozenset(keys) if keys else None)


def _hint(selector: str, names: Names, near: Callable[[str], list[str]]) -> str:
    found = nearest(selector, names.all(), 3) if ":" not in selector else near(selector)
    if found:
        return f"did you mean {' or '.join(found)}?"
    stages = sorted(name for name in names.stages if not name.endswith("/"))
    return f"there are {', '.join(stages)}" if stages else "`recall deck list` shows what there is"
