"""The search language: text in, a tree of conditions out, and an error that points at its column. Pure.

    words "a phrase" deck:jwt stage:git tag:core kind:cloze level:apply is:due r<0.8 rated:7:1 -not or ( )

Conditions beside each other must all hold; `or` and brackets say otherwise. One language for every shell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from recall.deck.card import KINDS, Card
from recall.deck.problem import nearest
from recall.errors import UsageError

FIELDS = ("deck", "stage", "collection", "kind", "level", "tag", "card", "note")
STATES = (
    "due", "new", "learning", "review", "suspended", "marked", "buried", "leech", "known", "core", "held-out", "picked",
)  # fmt: skip
LEVELS = ("recall", "understand", "apply", "interview")
MEASURES = ("r", "s", "d", "lapses", "reps", "interval", "due")
_WINDOWS = ("rated", "added")
_TOKEN = re.compile(
    r"""\s*(?:(?P<bracket>[()])|(?P<minus>-(?=[^\s]))|(?P<text>(?:"(?:[^"\\]|\\.)*"?|[^\s()"])+))""", re.VERBOSE
)
_MEASURE = re.compile(rf"({'|'.join(MEASURES)})(<=|>=|<|>|=)(.*)", re.IGNORECASE)
# What looks like a field or a number of the memory that there is not. `std::vector` and `10:30` are words.
_NO_FIELD = re.compile(r"([a-z][a-z0-9-]*):(?![:/]).*", re.IGNORECASE)
_NO_MEASURE = re.compile(r"([a-z]+)(?:<=|>=|<|>)\d+\.?\d*%?", re.IGNORECASE)
_UNQUOTE = re.compile(r'"((?:[^"\\]|\\.)*)"')


class Word(NamedTuple):
    """Text that stands in the card; a phrase in that order. `whole` is a phrase, else words may begin with it."""

    text: str
    whole: bool = False


class Field(NamedTuple):
    """A property of the card: `name` is one of `FIELDS`."""

    name: str
    value: str


class Is(NamedTuple):
    """A state, one of `STATES`."""

    state: str


class Measure(NamedTuple):
    """A number of the card's memory: r (recall today), s (days), d, lapses, reps, interval (days), due (days ahead)."""

    name: str
    sign: str
    number: float


class Rated(NamedTuple):
    """Answered within the last `days` study days, today included; with `rating` only so."""

    days: int
    rating: int | None = None


class Added(NamedTuple):
    """First met within the last `days` study days."""

    days: int


class Not(NamedTuple):
    of: Condition


class AllOf(NamedTuple):
    """Every part holds; without parts everything does."""

    parts: tuple[Condition, ...]


class AnyOf(NamedTuple):
    """One of the parts holds."""

    parts: tuple[Condition, ...]


Condition = Word | Field | Is | Measure | Rated | Added | Not | AllOf | AnyOf


class SearchError(UsageError):
    """A query that cannot be understood: `column` counts from 1."""

    def __init__(self, text: str, column: int, message: str, hint: str = "") -> None:
        super().__init__(f"{message} at column {column} of {text!r}", hint)
        self.column = column


def parse_query(words: Sequence[str]) -> Condition:
    """The condition of what was typed. Raises SearchError."""
    return _Parser(" ".join(words)).parse()


def is_query(text: str) -> bool:
    """Whether a selector is a query rather than the name of a deck, stage, card or tag."""
    if any(sign in text for sign in ' "()'):
        return True
    name, colon, _ = text.removeprefix("-").partition(":")
    fields = {"is", "rated", "added", *FIELDS} - {"tag"}
    return bool(text.startswith("-") or (colon and name.lower() in fields) or _MEASURE.fullmatch(text))


class _Token(NamedTuple):
    text: str
    column: int
    kind: str


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.at = 0

    def parse(self) -> Condition:
        if not self.tokens:
            return AllOf(())
        found = self._either()
        if self.at < len(self.tokens):
            raise SearchError(self.text, self.tokens[self.at].column, "a bracket that was never opened closes")
        return found

    def _either(self) -> Condition:
        parts = [self._all()]
        while self._is_or():
            self.at += 1
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all(self) -> Condition:
        parts = []
        while self.at < len(self.tokens) and self.tokens[self.at].text != ")" and not self._is_or():
            parts.append(self._one())
        if not parts:
            last = self.at == len(self.tokens)
            column = len(self.text) + 1 if last else self.tokens[self.at].column
            raise SearchError(self.text, column, "a condition is missing", "or needs one on both sides")
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _one(self) -> Condition:
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "minus":
            return Not(self._one())
        if token.text == "(" and token.kind == "bracket":
            found = self._either()
            if self.at == len(self.tokens):
                raise SearchError(self.text, token.column, "the bracket is never closed")
            self.at += 1
            return found
        return _condition(self.text, token)

    def _is_or(self) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].text.lower() == "or"


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        assert found is not None and found.lastgroup is not None
        if found.group().count('"') % 2 and '\\"' not in found.group():
            raise SearchError(text, found.end() - len(found[found.lastgroup]) + 1, "the quotation mark is never closed")
        yield _Token(found[found.lastgroup], found.start(found.lastgroup) + 1, found.lastgroup)
        at = found.end()


def _condition(query: str, token: _Token) -> Condition:  # noqa: PLR0911  one case a form
    text, column = token.text, token.column
    if text.startswith('"'):
        return Word(_unquoted(text), whole=True)
    measure = _MEASURE.fullmatch(text)
    if measure:
        return _measure(query, column, measure)
    if text.startswith("@") and len(text) > 1:
        return Field("collection", text[1:].lower())
    name, colon, value = text.partition(":")
    name, value = name.lower(), _unquoted(value)
    if not colon:
        return _word(query, token)
    at = column + len(name) + 1
    if name == "is":
        if value.lower() not in STATES:
            raise SearchError(query, at, f"{value!r} is no state", _one_of(value, STATES))
        return Is(value.lower())
    if name in _WINDOWS:
        return _window(query, at, name, value)
    if name in FIELDS:
        known = {"kind": KINDS, "level": LEVELS}.get(name)
        if known is not None and value.lower() not in known:
            raise SearchError(query, at, f"{value!r} is no {name}", _one_of(value, known))
        if not value:
            raise SearchError(query, at, f"{name}: needs a value")
        return Field(name, value if name in ("card", "note") else value.lower())
    return _word(query, token)


def _word(query: str, token: _Token) -> Word:
    """A word, unless it looks like a condition."""
    text, column = token.text, token.column
    if _NO_FIELD.fullmatch(text):
        name = text.partition(":")[0]
        known = ("is", *_WINDOWS, *FIELDS)
        near = nearest(name.lower(), known, 1)
        fields = f"did you mean {near[0]}:?" if near else f"the fields are {': '.join(known)}:"
        hint = f'{fields}; a card is card:{text}, the text "{text}"'
        raise SearchError(query, column, f"there is no field {name!r}", hint)
    if found := _NO_MEASURE.fullmatch(text):
        hint = f'there are r (recall), s (stability), d (difficulty), {", ".join(MEASURES[3:])}; the text is "{text}"'
        raise SearchError(query, column, f"there is no number {found[1]!r}", hint)
    return Word(text)


def _measure(query: str, column: int, found: re.Match[str]) -> Measure:
    name, sign, number = found[1].lower(), found[2], found[3]
    try:
        value = float(number.removesuffix("%")) / (100 if number.endswith("%") else 1)
    except ValueError:
        raise SearchError(
            query, column + found.start(3), f"{number!r} is no number", f"write it as {name}{sign}0.8"
        ) from None
    return Measure(name, sign, value)


def _window(query: str, column: int, name: str, value: str) -> Rated | Added:
    days, _, rating = value.partition(":")
    if not days.isascii() or not days.isdecimal() or not 1 <= int(days) <= 36_500:
        raise SearchError(query, column, f"{days!r} is no number of days", f"write it as {name}:7")
    if name == "added":
        return Added(int(days))
    if rating and rating not in ("1", "2", "3", "4"):
        raise SearchError(query, column + len(days) + 1, f"{rating!r} is no rating", "1 Again, 2 Hard, 3 Good, 4 Easy")
    return Rated(int(days), int(rating) if rating else None)


def _unquoted(text: str) -> str:
    return _UNQUOTE.sub(lambda found: re.sub(r"\\(.)", r"\1", found[1]), text)


def _one_of(value: str, known: Sequence[str]) -> str:
    near = nearest(value.lower(), list(known), 1)
    return f"did you mean {near[0]}?" if near else f"it is one of {', '.join(known)}"


def suggestion(query: Condition, *, decks: Sequence[str], stages: Sequence[str], tags: Sequence[str] = ()) -> str:
    """For a query that finds nothing: the nearest query that may, or an empty text."""
    known = {"deck": list(decks), "stage": list(stages), "tag": list(tags)}
    for part in _leaves(query):
        if isinstance(part, Field) and part.name in known and part.value not in known[part.name]:
            near = nearest(part.value, known[part.name])
            if near:
                return f"{part.name}:{near[0]}"
    return ""


def _leaves(query: Condition) -> Iterator[Condition]:
    match query:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _leaves(part)
        case Not(of):
            yield from _leaves(of)
        case _:
            yield query


def texts(value: object) -> Iterator[str]:
    """Every text inside an answer."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for entry in value:
            yield from texts(entry)


def searched(card: Card) -> str:
    """What full-text search looks through: prompt, code, every text of the answer, explanation, tags, key."""
    parts = (card.key, card.prompt, card.code, *texts(card.answer), card.explanation, *card.tags)
    return "\n".join(part for part in parts if part)
