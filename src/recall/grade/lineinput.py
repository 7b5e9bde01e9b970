"""One typed line of plain mode becomes the response of a kind: `2`, `1 3`, `b a c`, `3 1 2`, text, `d` for don't know.

Pure text in, values out; it must not read a terminal. `shown` is the order in which `offered` was shown, as places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from recall.deck.card import (
    Basic,
    Card,
    Categories,
    Choice,
    Cloze,
    Interview,
    Lines,
    Match,
    Number,
    Order,
    Output,
    Sql,
    Typed,
)
from recall.grade.response import (
    Arranged,
    Boxed,
    Filled,
    Flipped,
    Joined,
    Made,
    Named,
    Picked,
    Response,
    Ticked,
    Wrote,
    offered,
)

DONT_KNOW = "d"
_TYPED_IN = (Typed, Number, Cloze, Output, Sql)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SEPARATORS = r"[\s,;]+"  # compiled when a line is read, not when a program starts
_LINE_RANGE = r"(\d+)(?:-(\d+))?"


class Unclear(ValueError):
    """A line that cannot be taken as an answer; the message says what to type instead."""


def how_to_answer(card: Card) -> str:  # noqa: PLR0911, PLR0912  one case a kind
    """What to type for this card, in a few words."""
    count = len(offered(card.answer))
    match card.answer:
        case Choice(kind="single"):
            return f"one number, 1 to {count}"
        case Choice():
            return "all the right numbers, such as 1 3; a wrong one takes away"
        case Order():
            return f"the numbers 1 to {count} in the right order"
        case Match(pairs=pairs):
            return f"a letter for each of the {len(pairs)} rows, - leaves one open"
        case Categories(boxes=boxes):
            return f"a box, 1 to {len(boxes)}, for each of the {count} items, - leaves one out"
        case Lines():
            return "the numbers of the faulty lines, such as 2 or 2 5"
        case Number(unit=unit):
            return f"a number (in {unit})" if unit else "a number"
        case Cloze() as cloze:
            gaps = len(cloze.gaps)
            return "the missing text" if gaps < 2 else f"the {gaps} missing texts, with ; between them"
        case Sql():
            return "one SELECT"
        case Interview(points=points):
            return f"the numbers of the points you made, 1 to {len(points)}"
        case Basic():
            return "nothing: enter turns the card over"
        case Output():
            return "what it prints"
        case Typed():
            return "a few words"


def how_to_pass(card: Card) -> str:
    """What to type for don't know, in a few words."""
    return "enter or d: don't know" if isinstance(card.answer, _TYPED_IN) else "d: don't know"


def read_answer(  # noqa: PLR0911  one case a kind
    card: Card, line: str, shown: Sequence[int] = ()
) -> Response | None:
    """The response that `line` stands for, None for don't know. Raises Unclear.

    As on the screen, an empty line is don't know where text is asked for, and no answer where something is picked.
    A line that begins with a space is never a command: it answers a typed card with the letter `d` itself.
    """
    if _passes(card, line):
        return None
    order = list(shown) or list(range(len(offered(card.answer))))
    match card.answer:
        case Choice(kind="single"):
            places = _numbers(line, len(order))
            if len(places) != 1:
                raise Unclear(f"One option is right: type one number, 1 to {len(order)}.")
            return Picked(order[places[0]])
        case Choice():
            return Ticked(frozenset(order[place] for place in _numbers(line, len(order))))
        case Order():
            return Arranged(tuple(order[place] for place in _each_once(_numbers(line, len(order)), len(order))))
        case Match(pairs=pairs):
            letters = _letters(line, len(pairs), len(order))
            return Joined(tuple(None if place is None else order[place] for place in letters))
        case Categories(boxes=boxes):
            return Boxed(_boxes(line, order, len(boxes)))
        case Lines():
            return Named(_line_numbers(line, len(card.code.splitlines())))
        case Interview(points=points):
            return Made(frozenset(points[place].id for place in _numbers(line, len(points))))
        case Cloze() as cloze:
            return Filled(_gaps(line, len(cloze.gaps)))
        case Basic():
            return Flipped()
        case _:
            return Wrote(line.strip())


def _passes(card: Card, line: str) -> bool:
    """Whether the line is don't know."""
    if not line.strip():
        return isinstance(card.answer, _TYPED_IN)
    return line.strip() == DONT_KNOW and not line.startswith(" ")


def _gaps(line: str, gaps: int) -> tuple[str, ...]:
    if gaps < 2:
        return (line.strip(),)
    texts = tuple(text.strip() for text in line.split(";"))
    if len(texts) != gaps:
        raise Unclear(f"There are {gaps} gaps: type {gaps} texts with ; between them. You typed {len(texts)}.")
    return texts


def _words(line: str) -> list[str]:
    return [word for word in re.split(_SEPARATORS, line.strip()) if word]


def _numbers(line: str, most: int) -> list[int]:
    """Places (from 0) named by numbers (from 1); up to nine things, the digits may stand together."""
    words = _words(line)
    if not words:
        raise Unclear(f"Type a number, 1 to {most}, or d for don't know.")
    if len(words) == 1 and most <= 9 and words[0].isdecimal():
        words = list(words[0])
    for word in words:
        if not word.isdecimal() or not 1 <= int(word) <= most:
            raise Unclear(f"{word[:20]} is no number from 1 to {most}.")
    return [int(word) - 1 for word in words]


def _each_once(places: list[int], count: int) -> list[int]:
    twice = sorted({place + 1 for place in places if places.count(place) > 1})
    missing = sorted(set(range(1, count + 1)) - {place + 1 for place in places})
    if twice or missing:
        said = [f"{_list(twice)} stands there twice"] if twice else []
        said += [f"{_list(missing)} is missing"] if missing else []
        raise Unclear(f"Each number once, first step first: {' and '.join(said)}.")
    return places


def _letters(line: str, rows: int, rights: int) -> list[int | None]:
    """A place for each row. Letters may stand together: `bac`."""
    words = [word.lower() for word in _words(line)]
    if len(words) == 1 and len(words[0]) == rows:
        words = list(words[0])
    if len(words) != rows:
        raise Unclear(f"There are {rows} rows: type {rows} letters, - for a row left open. You typed {len(words)}.")
    known = LETTERS[:rights]
    for word in words:
        if word != "-" and (len(word) != 1 or word not in known):
            raise Unclear(f"{word[:20]} is no letter from a to {known[-1]}.")
    return [None if word == "-" else known.index(word) for word in words]


def _boxes(line: str, order: Sequence[int], boxes: int) -> tuple[int | None, ...]:
    words = _words(line)
    if len(words) == 1 and len(words[0]) == len(order) and boxes <= 9:
        words = list(words[0])
    if len(words) != len(order):
        items = len(order)
        raise Unclear(f"There are {items} items: type {items} numbers, - for an item left out. You typed {len(words)}.")
    found: list[int | None] = [None] * len(order)
    for item, word in zip(order, words, strict=True):
        if word == "-":
            continue
        if not word.isdecimal() or not 1 <= int(word) <= boxes:
            raise Unclear(f"{word[:20]} is no box from 1 to {boxes}.")
        found[item] = int(word) - 1
    return tuple(found)


def _line_numbers(line: str, most: int) -> frozenset[int]:
    words = _words(line)
    if not words:
        raise Unclear(f"Type the number of a line, 1 to {most}, or d for don't know.")
    named: set[int] = set()
    for word in words:
        found = re.fullmatch(_LINE_RANGE, word)
        first, last = (int(found[1][:6]), int((found[2] or found[1])[:6])) if found else (0, 0)
        if not 1 <= first <= last <= most:
            raise Unclear(f"{word[:20]} is no line from 1 to {most}.")
        named.update(range(first, last + 1))
    return frozenset(named)


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)
