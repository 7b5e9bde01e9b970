"""A quarter of an hour before the real call: what was sure and wrong, what is mixed up, what must be said.

It looks and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from recall.deck.card import Card, Interview, Point
from recall.desk.past import PastInterviews
from recall.grade.graded import RIGHT
from recall.history import interviews
from recall.schedule.fuzz import chance

if TYPE_CHECKING:
    from recall.desk.desk import Desk

SAY_SECONDS = 90
_CARDS, _PAIRS, _POINTS, _ALOUD = 6, 4, 6, 3
_LOOKED_BACK = 5  # interviews whose answers are gone through for points that were missed


class Must(NamedTuple):
    """A point that had to be said and was not: the question, the point, and the card that teaches it, if one does."""

    question: Card
    point: Point
    card: Card | None


class WarmUp(NamedTuple):
    """What to go through. A pair is a card that was forgotten or missed and one that it is mixed up with."""

    sure_and_wrong: tuple[Card, ...]
    pairs: tuple[tuple[Card, Card], ...]
    musts: tuple[Must, ...]
    aloud: tuple[Card, ...]

    @property
    def empty(self) -> bool:
        return not any(self)


def warm_up(desk: Desk, selectors: Sequence[str] = ()) -> WarmUp:
    """The learner's own list for today, of the picked decks or of what the selectors name. Raises UsageError."""
    scope = desk.scope(selectors)
    rows = interviews.standing(desk.history, scope)
    keys = {row.key for row in rows}
    results = [row for row in interviews.results(desk.history) if row.card in keys]
    newest = {row.card: row for row in reversed(results)}
    missed = [key for key, row in newest.items() if row.score < RIGHT]
    sure = [key for key in missed if newest[key].confidence == "certain" and not newest[key].by_self]
    return WarmUp(
        tuple(desk.library.cards(sure[:_CARDS]).values()),
        _pairs(desk, [*missed, *interviews.lapsed(desk.history, scope)]),
        _musts(desk, keys),
        _aloud(desk, [row.key for row in rows if row.kind == "interview"], {row.card: row.score for row in results}),
    )


def _pairs(desk: Desk, keys: Sequence[str]) -> tuple[tuple[Card, Card], ...]:
    """Cards with those that people take them for, each pair once."""
    found: dict[frozenset[str], tuple[Card, Card]] = {}
    for card in desk.library.cards(keys).values():
        for other in desk.library.contrasts(card)[:1]:
            found.setdefault(frozenset((card.note, other.note)), (card, other))
        if len(found) >= _PAIRS:
            break
    return tuple(found.values())


def _musts(desk: Desk, keys: set[str]) -> tuple[Must, ...]:
    """Points that must be said and were not, in the newest interviews that asked for them."""
    past = PastInterviews(desk)
    found: dict[tuple[str, str], Must] = {}
    settled: set[str] = set()
    for row in [row for row in past.history() if row.ended][:_LOOKED_BACK]:
        for answered in past.replayed(row.id).answered:
            key = answered.question.key
            card = desk.library.card(key) if key in keys and key not in settled else None
            settled.add(key)
            if card is None or not isinstance(card.answer, Interview) or answered.outcome == "skipped":
                continue
            for point in card.answer.points:
                if point.must and point.id not in answered.made:
                    taught = desk.library.cards(desk.library.siblings(point.card)[:1]).values() if point.card else ()
                    found[key, point.id] = Must(card, point, next(iter(taught), None))
    return tuple(found.values())[:_POINTS]


def _aloud(desk: Desk, keys: Sequence[str], scores: dict[str, float]) -> tuple[Card, ...]:
    """Open questions to say aloud: those answered worst in interviews; others, kept for these, only where they lack."""
    day = desk.moment.on.isoformat()
    drawn = sorted(keys, key=lambda key: (scores.get(key, 2.0), chance(day, key)))
    return tuple(desk.library.cards(drawn[:_ALOUD]).values())
