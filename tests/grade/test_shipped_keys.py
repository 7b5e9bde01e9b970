"""Every card that ships accepts its own key, and every variant that its author lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from recall.config import shipped_decks
from recall.deck.card import (
    Answer,
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
from recall.deck.compile import read_deck
from recall.grade.check import grade
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
)
from recall.grade.typed import plain
from recall.schedule.values import Rating

DECKS = sorted(path for path in shipped_decks().glob("*/*.yaml") if path.name != "stage.yaml")


def keys(answer: Answer) -> Iterator[Response]:
    """Every response that the author calls right."""
    match answer:
        case Basic():
            yield Flipped()
        case Choice(options=options, kind="single"):
            yield from (Picked(place) for place, option in enumerate(options) if option.correct)
        case Choice(options=options):
            yield Ticked(frozenset(place for place, option in enumerate(options) if option.correct))
        case Typed(accept=accept):
            yield from map(Wrote, accept)
        case Number(value=value, unit=unit, accept=accept):
            yield from map(Wrote, (value, f"{value} {unit}", *accept))
        case Cloze(gaps=gaps, accept=accept):
            yield Filled(tuple(plain(gap.text) for gap in gaps))
            yield from (Filled((text,) * len(gaps)) for text in accept)
        case Order(steps=steps):
            yield Arranged(tuple(range(len(steps))))
        case Match(pairs=pairs):
            yield Joined(tuple(range(len(pairs))))
        case Categories(boxes=boxes):
            yield Boxed(tuple(place for place, box in enumerate(boxes) for _ in box.items))
        case Output(output=output, accept=accept):
            yield from map(Wrote, (output, *accept))
        case Lines(lines=lines, accept=accept):
            yield from (Named(frozenset(each)) for each in (lines, *accept))
        case Sql(sql=sql):
            yield Wrote(sql)
        case Interview(points=points):
            yield Made(frozenset(point.id for point in points))


def cards(path: Path) -> tuple[Card, ...]:
    read = read_deck(path.read_bytes(), str(path), "backend", path.parent.name)
    return read.deck.cards if read.deck else ()


@pytest.mark.skipif(not DECKS, reason="no decks ship with this copy")
def test_every_card_accepts_its_own_key_and_not_knowing_earns_nothing() -> None:
    for card in (card for path in DECKS for card in cards(path)):
        for key in keys(card.answer):
            graded = grade(card, key)
            assert (graded.score, graded.proposed) == (1, Rating.GOOD), (card.key, key, graded.note)
            assert graded.by_self == isinstance(key, Flipped), (card.key, graded.note)
            assert 0 <= graded.guess <= 0.5, card.key
        unknown = grade(card, None)
        assert (unknown.score, unknown.proposed) == (0, Rating.AGAIN), card.key
