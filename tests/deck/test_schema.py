"""The JSON Schema for editors says what the validator says, as far as a schema can."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from deck_cards import COMMON, ONE_OF_EACH, REPOSITORY, cards, deck_text
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from recall.deck.answers import FORMS
from recall.deck.card import KINDS
from recall.deck.compile import read_deck

SCHEMA = json.loads((REPOSITORY / "schema" / "recall-1.json").read_text("utf-8"))
VALIDATOR = Draft7Validator(SCHEMA)


def by_schema(deck: bytes) -> bool:
    return VALIDATOR.is_valid(json.loads(deck))


def by_validator(deck: bytes) -> bool:
    read = read_deck(deck, "deck.yaml", "own", strict=True)
    return not any(problem.level == "error" for problem in read.problems)


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(SCHEMA)


@given(cards())
def test_every_valid_card_passes_both(card: dict[str, Any]) -> None:
    deck = deck_text(card)
    assert by_validator(deck)
    assert by_schema(deck), [error.message for error in VALIDATOR.iter_errors(json.loads(deck))]


@pytest.mark.parametrize("kind", KINDS)
def test_a_card_with_every_key_passes_both(kind: str) -> None:
    deck = deck_text(ONE_OF_EACH[kind] | COMMON)
    assert by_validator(deck)
    assert by_schema(deck)


def test_both_know_the_same_keys() -> None:
    card = SCHEMA["definitions"]["card"]
    everything = {key for form in FORMS.values() for key in form.fields} | (ONE_OF_EACH["basic"] | COMMON).keys()
    assert {key for key in everything if not key.startswith("x-")} | {"code", "lang"} == set(card["properties"])
    for rule in card["allOf"][:-1]:
        (key,) = rule["if"]["required"]
        own = set(FORMS[key].fields)
        named = set(rule["then"]["propertyNames"]["anyOf"][0]["enum"])
        assert named == own | {"code", "lang", "prompt", "id"} | {name for name in COMMON if not name.startswith("x-")}


VALUES: list[Any] = ["text", "", 0, 7, -1, 0.5, True, [], ["text"], [[1]], {}, {"text": "x"}, {"id": "x"}]


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of everything inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return (
        [path, *(found for key, child in inside for found in places(child, (*path, key)))]
        if path
        else [found for key, child in inside for found in places(child, (key,))]
    )


def changed(card: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The card with another value there; without that key or entry where the value is None."""
    result = copy.deepcopy(card)
    parent: Any = result
    for step in path[:-1]:
        parent = parent[step]
    if value is None:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return result


# What relates one place of a card to another: beyond a schema.
BEYOND = frozenset({"options", "twice", "I01", "follow-up", "lines", "cloze", "id", "count", "empty", "number"})


@given(st.sampled_from(KINDS), st.data())
def test_a_change_of_structure_is_judged_alike(kind: str, data: st.DataObject) -> None:
    card = ONE_OF_EACH[kind] | COMMON
    card.pop("x-mine", None)
    path = data.draw(st.sampled_from(places(card)))
    mutated = changed(card, path, data.draw(st.sampled_from([None, *VALUES])))
    deck = deck_text(mutated)
    read = read_deck(deck, "deck.yaml", "own", strict=True)
    errors = {problem.rule for problem in read.problems if problem.level == "error"}
    if by_schema(deck):
        assert errors <= BEYOND, (path, mutated)
    else:
        assert errors, (path, mutated, [error.message for error in VALIDATOR.iter_errors(json.loads(deck))])


@given(st.sampled_from(KINDS), st.sampled_from(KINDS))
def test_two_answers_are_refused_by_both(one: str, other: str) -> None:
    deck = deck_text(ONE_OF_EACH[other] | ONE_OF_EACH[one])
    assert by_schema(deck) == by_validator(deck)


@given(st.sampled_from(KINDS), st.text("abcxyz", min_size=1, max_size=6))
def test_an_unknown_key_is_refused_by_both(kind: str, key: str) -> None:
    deck = deck_text(ONE_OF_EACH[kind] | {f"k{key}": "x"})
    assert not by_schema(deck)
    assert not by_validator(deck)


@pytest.mark.parametrize(
    "header",
    [
        {"format": "recall/2"},
        {"deck": "Bad Id"},
        {"deck": ["a"]},
        {"requires": "x"},
        {"aliases": ["A B"]},
        {"cards": {}},
        {"titel": "x"},
    ],
)
def test_a_wrong_header_is_refused_by_both(header: dict[str, Any]) -> None:
    deck = json.dumps({"format": "recall/1", "deck": "d", "cards": [], **header}).encode()
    assert not by_schema(deck)
    assert not by_validator(deck)
