"""Turns one text of a deck, a mapping with an id and an answer, into its cards. It must not know the deck around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recall.deck.answers import FORMS, answer_key
from recall.deck.card import Card, Place, Source
from recall.deck.fields import (
    MAX_ID,
    FieldReader,
    Reading,
    address,
    code,
    entries,
    former_ids,
    identifier,
    identifiers,
    line,
    one_of,
    references,
    text,
    whole,
)
from recall.deck.forms import Side
from recall.deck.nodes import Map, Node, Scalar, called, position
from recall.deck.overlay import Overlay, merged

_SOURCE: dict[str, FieldReader] = {"ref": line, "url": address}


def _sources(reading: Reading, node: Node, key: str) -> tuple[Source, ...]:
    found = entries(reading, node, key, _SOURCE, ("ref",))
    return tuple([Source(values["ref"], values.get("url", "")) for _, values in found])


_COMMON: dict[str, FieldReader] = {
    "id": identifier,
    "prompt": text,
    "level": one_of("recall", "understand", "apply", "interview"),
    "difficulty": whole(1, 5),
    "code": code,
    "lang": line,
    "explanation": text,
    "sources": _sources,
    "as_of": line,
    "tags": identifiers,
    "use": one_of("both", "review", "quiz"),
    "related": references,
    "contrasts": references,
    "rev": whole(1, 9999),
    "formerly": former_ids,
    "checked": text,
}
_CARD: dict[str, Mapping[str, FieldReader]] = {key: _COMMON | dict(form.fields) for key, form in FORMS.items()}
_EVERY_KEY = _COMMON | {key: reader for form in FORMS.values() for key, reader in form.fields.items()}


@dataclass(frozen=True, slots=True)
class Context:
    """What a card takes over from its deck, and the learner's own words by card id."""

    deck: str
    stage: str
    edits: Overlay


def read_card(reading: Reading, node: Node, context: Context, seen: dict[str, Map]) -> tuple[Card, ...]:
    """The cards of one text; none if anything is wrong with it. `seen` remembers the first text of each id."""
    if not isinstance(node, Map):
        reading.add(node, f"a card must be a mapping, not {called(node)}", "start it with `- id: ...`", "shape")
        return ()
    found = node.items.get("id")
    reading.card = found.value if isinstance(found, Scalar) and len(found.value) <= MAX_ID else ""
    first = seen.setdefault(reading.card, node) if reading.card else node
    if first is not node:
        line, _ = position(first)
        reading.add(node, f"the id `{reading.card}` is taken by the card in line {line}", "choose another", "id")
        return ()
    place = Place(reading.path, *position(node))
    cards = _compiled(reading, node, context, place)
    own = context.edits.entries.get(reading.card)
    if own is None or not cards:
        return cards
    return _edited(reading, merged(node, own), context, place) or cards


def _edited(reading: Reading, node: Map, context: Context, place: Place) -> tuple[Card, ...]:
    """The cards in the learner's wording; what is wrong with that is reported where the learner wrote it."""
    trial = Reading(context.edits.path, reading.collection)
    trial.card = reading.card
    cards = _compiled(trial, node, context, place)
    reading.problems += [problem for problem in trial.problems if problem.level == "error"]
    return cards


def _compiled(reading: Reading, node: Map, context: Context, place: Place) -> tuple[Card, ...]:
    errors = reading.errors
    keys = answer_key(node)
    form = FORMS[keys[0]] if keys else None
    if len(keys) > 1:
        reading.add(node.key(keys[1]), f"the card has two answers: {_listed(keys)}", "a card has exactly one", "kind")
    known = _CARD[keys[0]] if keys else _EVERY_KEY
    values: dict[str, Any] = {}
    for key, child in node.items.items():
        read = known.get(key)
        if read is not None:
            values[key] = read(reading, child, key)
        elif key not in keys:
            where = f"a card with `{keys[0]}`" if key in _EVERY_KEY else "a card"
            reading.unknown(node, key, known, where)
    if form is None:
        reading.add(node, "the card has no answer", f"add one of {_listed(tuple(FORMS))}", "kind")
        return ()
    _require(reading, node, values, ("id", *form.required, keys[0]))
    if reading.errors > errors or node.spoilt:
        return ()
    sides = form.build(reading, node, values)
    if reading.errors > errors:
        return ()
    return tuple(_made(reading, context, place, values, side) for side in sides)


def _require(reading: Reading, node: Map, values: Mapping[str, Any], required: tuple[str, ...]) -> None:
    for key in required:
        if key not in values:
            reading.add(node, f"the card has no `{key}`", f"add `{key}: ...`", "missing")
        elif key != "id" and not values[key] and _is_empty(node.items[key]):
            hint = "write `output: (nothing)` where nothing is printed" if key == "output" else ""
            reading.add(node.items[key], f"`{key}` is empty", hint, "empty")


def _is_empty(node: Node) -> bool:
    return not (node.value.strip() if isinstance(node, Scalar) else node.items)


def _listed(keys: tuple[str, ...]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _made(reading: Reading, context: Context, place: Place, values: Mapping[str, Any], side: Side) -> Card:
    get = values.get
    spoken = side.answer.kind == "interview"
    return Card(
        collection=reading.collection,
        id=values["id"],
        deck=context.deck,
        answer=side.answer,
        prompt=side.prompt,
        side=side.name,
        stage=context.stage,
        level=get("level", "interview" if spoken else "recall"),
        difficulty=get("difficulty", 3),
        code=get("code", ""),
        lang=get("lang", ""),
        explanation=get("explanation", ""),
        sources=get("sources", ()),
        as_of=get("as_of", ""),
        tags=get("tags", ()),
        use=get("use", "quiz" if spoken else "both"),
        related=get("related", ()),
        contrasts=get("contrasts", ()),
        rev=get("rev", 1),
        formerly=get("formerly", ()),
        checked=get("checked", ""),
        run=get("run", ""),
        place=place,
    )
