"""Turns a deck file into cards and a list of problems. It must not know files, other decks or how cards are asked.

One bad card never hides the good ones: a card with an error is left out, and everything wrong is reported at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, NamedTuple

from recall.collector import collector_off
from recall.deck.card import Card
from recall.deck.cards import Context, read_card
from recall.deck.fields import FieldReader, Reading, identifier, identifiers, line
from recall.deck.nodes import Map, Node, Scalar, Seq, called, position
from recall.deck.overlay import NO_OVERLAY, Overlay
from recall.deck.problem import Problem
from recall.deck.reader import SPOILING, read_events
from recall.deck.swallowed import swallowed

FORMAT = "recall/1"
MAX_CARDS = 20_000


class Deck(NamedTuple):
    """One topic: the cards of one file."""

    id: str
    title: str
    collection: str
    stage: str
    path: str
    requires: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()


class DeckFile(NamedTuple):
    """What reading a file gave: the deck, unless nothing of it could be read, and all that is wrong with it."""

    deck: Deck | None
    problems: tuple[Problem, ...] = ()


_HEADER: dict[str, FieldReader] = {
    "format": line,
    "deck": identifier,
    "title": line,
    "requires": identifiers,
    "aliases": identifiers,
}
_HEADER_KEYS = (*_HEADER, "cards")


def read_deck(
    data: bytes,
    path: str,
    collection: str,
    stage: str = "",
    *,
    edits: Overlay = NO_OVERLAY,
    strict: bool = False,
) -> DeckFile:
    """The deck of a file. `edits` are the learner's own words for its cards; `strict` makes unknown keys errors."""
    with collector_off():  # and the tree is gone again before it comes back on
        return _read_deck(Reading(path, collection, strict=strict), data, stage, edits)


def _read_deck(reading: Reading, data: bytes, stage: str, edits: Overlay) -> DeckFile:
    root, reading.problems = read_events(data, reading.path)
    if root is None:
        return DeckFile(None, _told(reading.problems))
    if reading.problems:
        reading.problems = _with_cards(reading.problems, root)
    deck = _deck(reading, root, stage, edits)
    swallowed(reading, root, data)
    reading.problems.sort(key=lambda problem: (problem.line, problem.column))
    return DeckFile(deck, _told(reading.problems))


def _told(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(problem.tidied() for problem in problems)


def _with_cards(problems: list[Problem], root: Node) -> list[Problem]:
    """What was refused while reading, with the id of the card that it stands in."""
    listed = root.items.get("cards") if isinstance(root, Map) else None
    spoilt = [
        card for card in (listed.items if isinstance(listed, Seq) else []) if isinstance(card, Map) and card.spoilt
    ]
    starts = [position(card)[0] for card in spoilt]

    def card_of(problem: Problem) -> str:
        number = bisect_right(starts, problem.line) - 1
        name = spoilt[number].items.get("id") if number >= 0 else None
        return name.value if isinstance(name, Scalar) else ""

    return [each._replace(card=card_of(each)) if each.rule in SPOILING else each for each in problems]


def _deck(reading: Reading, root: Node, stage: str, edits: Overlay) -> Deck | None:
    if not isinstance(root, Map):
        reading.add(root, f"a deck file is a mapping, not {called(root)}", f"start with `format: {FORMAT}`", "shape")
        return None
    values: dict[str, Any] = {}
    for key, child in root.items.items():
        if key in _HEADER:
            values[key] = _HEADER[key](reading, child, key)
        elif key != "cards":
            reading.unknown(root, key, dict.fromkeys(_HEADER_KEYS), "a deck file")
    if not _right_format(reading, root, values):
        return None
    name = values.get("deck") or _name_from(reading.path)
    if "deck" not in root.items:
        reading.add(root, "the deck has no id", f"add `deck: {name or 'my-deck'}`", "missing")
    if not name:
        return None
    return Deck(
        name,
        values.get("title") or name.replace("-", " ").capitalize(),
        reading.collection,
        stage,
        reading.path,
        values.get("requires", ()),
        values.get("aliases", ()),
        _cards(reading, root, Context(name, stage, edits)),
    )


def _right_format(reading: Reading, root: Map, values: Mapping[str, Any]) -> bool:
    """Whether this recall can read the file; a missing `format` is reported and taken for the present one."""
    found = values.get("format", "")
    if not found:
        reading.add(root, "the deck does not say its format", f"add `format: {FORMAT}`", "missing")
        return True
    if found == FORMAT:
        return True
    hint = "update recall" if found.startswith("recall/") else f"write `format: {FORMAT}`"
    reading.add(root.items["format"], f"this recall reads {FORMAT}, not `{found}`", hint, "format")
    return False


def _name_from(path: str) -> str:
    stem = path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()
    return "-".join("".join(sign if sign.isascii() and sign.isalnum() else " " for sign in stem).split())[:64]


def _cards(reading: Reading, root: Map, context: Context) -> tuple[Card, ...]:
    listed = root.items.get("cards")
    if not isinstance(listed, Seq):
        if listed is None:
            reading.add(root, "the deck has no cards", "add `cards:` and a list below it", "missing")
        else:
            reading.add(
                listed, f"`cards` must be a list, not {called(listed)}", "start each card with `- id:`", "shape"
            )
        return ()
    if len(listed.items) > MAX_CARDS:
        message = f"the deck has {len(listed.items):,} cards, the limit is {MAX_CARDS:,}"
        reading.add(listed, message, "split the deck; the cards above the limit are left out", "size")
    cards: list[Card] = []
    seen: dict[str, Map] = {}
    for node in listed.items[:MAX_CARDS]:
        cards += read_card(reading, node, context, seen)
        reading.card = ""
        if len(cards) > MAX_CARDS:  # one text makes as many cards as it has gaps
            message = f"the deck has more than {MAX_CARDS:,} cards; the rest is left out"
            reading.add(node, message, "split the deck", "size")
            break
    return tuple(cards[:MAX_CARDS])
