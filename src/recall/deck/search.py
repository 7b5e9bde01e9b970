"""The search language: words and `deck:`, `stage:`, `kind:`, `tag:`; all must fit. Pure, and one for every shell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from recall.deck.card import KINDS, Card

FIELDS = ("deck", "stage", "kind", "tag")


@dataclass(frozen=True, slots=True)
class Query:
    """What a card must be. `words` stand anywhere in its key or texts, whatever their case."""

    words: tuple[str, ...] = ()
    wanted: tuple[tuple[str, str], ...] = ()

    def fits_place(self, *, deck: str, stage: str, kind: str) -> bool:
        """Whether a card of that deck (`collection/deck` or `deck`), stage and kind can fit at all."""
        have = {"deck": (deck, deck.rpartition("/")[2]), "stage": (stage,), "kind": (kind,)}
        return all(value in have[name] for name, value in self.wanted if name in have)

    def fits(self, card: Card) -> bool:
        """Whether the card fits, its place aside."""
        if not all(value in card.tags for name, value in self.wanted if name == "tag"):
            return False
        if not self.words:
            return True
        text = "\n".join((card.key, card.prompt, card.code, *texts(card.answer), *card.tags)).casefold()
        return all(word in text for word in self.words)


def parse_query(words: Sequence[str]) -> Query:
    """The query of what was typed: `field:value` where the field is one of `FIELDS`, else text to be found."""
    text: list[str] = []
    wanted: list[tuple[str, str]] = []
    for word in (part for typed in words for part in typed.split()):
        name, colon, value = word.partition(":")
        if colon and value and name.lower() in FIELDS:
            wanted.append((name.lower(), value.lower()))
        else:
            text.append(word.casefold())
    return Query(tuple(text), tuple(wanted))


def suggestion(query: Query, *, decks: Sequence[str], stages: Sequence[str]) -> str:
    """For a query that finds nothing: the nearest query that may, or an empty text."""
    from recall.deck.problem import nearest

    known: dict[str, list[str]] = {"deck": list(decks), "stage": list(stages), "kind": list(KINDS)}
    for name, value in query.wanted:
        near = nearest(value, known[name]) if value not in known.get(name, [value]) else []
        if near:
            return f"{name}:{near[0]}"
    for word in query.words:
        name, colon, value = word.partition(":")
        field = nearest(name, list(FIELDS)) if colon else []
        if field:
            return f"{field[0]}:{value}"
    return ""


def texts(value: Any) -> Iterator[str]:
    """Every text inside an answer."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for entry in value:
            yield from texts(entry)
