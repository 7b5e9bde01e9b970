"""The form of a kind of answer: which keys it takes, and what makes its value of them. It must not know any kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from recall.deck.card import Answer
from recall.deck.fields import FieldReader, Reading
from recall.deck.nodes import Map


class Side(NamedTuple):
    """One card of a text: the end of its key, its answer, and its prompt."""

    name: str
    answer: Answer
    prompt: str


Values: TypeAlias = Mapping[str, Any]
Builder: TypeAlias = Callable[[Reading, Map, Values], "tuple[Side, ...]"]


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """The keys of one kind beside the common ones, those it cannot do without, and what makes the answer of them."""

    fields: Mapping[str, FieldReader]
    build: Builder
    required: tuple[str, ...] = ("prompt",)


def one(answer: Answer | None, values: Values) -> tuple[Side, ...]:
    """The only card that a text makes; none where its answer could not be read."""
    return (Side("", answer, values.get("prompt", "")),) if answer else ()
