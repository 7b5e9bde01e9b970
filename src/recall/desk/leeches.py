"""Cards that do not stick: the verdict on one, what it is mixed up with, and taking it out of the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recall.deck.card import Card
from recall.events import Draft
from recall.history import lapsed
from recall.review import sitting as review
from recall.review.sitting import Sitting
from recall.schedule.leech import Leech

if TYPE_CHECKING:
    from recall.desk.desk import Desk

MOST_OFFERED = 9  # cards to choose from, a digit each
_SEARCHED = 60  # hits looked at, since siblings stand for one card


def judged(desk: Desk, key: str, lapses: int) -> Leech | None:
    """The verdict on a card that lapsed so often."""
    return lapsed.judged(desk.history.answers(key), lapses, desk.settings.leech_lapses)


def verdict(leech: Leech) -> str:
    """The verdict in a sentence."""
    missed = f"missed {'once' if leech.misses == 1 else f'{leech.misses} times'}"
    if leech.chance is None:
        return f"{missed}, which is your limit for a leech"
    odds = f"1 in {min(9_999, round(1 / max(leech.chance, 1e-9))):,}"
    return f"{missed} where {leech.expected:.1f} were to be expected; by chance that happens to {odds} cards"


def confusions(desk: Desk, card: Card) -> tuple[Card, ...]:
    """What a card is mixed up with: first the card that the learner named last, then those that the author names."""
    named = _named(desk, card.key)
    own = desk.library.card(named) if named else None
    others = [other for other in desk.library.contrasts(card) if other.key != named]
    return (own, *others) if own is not None else tuple(others)


def was_mixed_up(desk: Desk, key: str) -> bool:
    """Whether the learner named the card that this one was mixed up with when it was missed last."""
    return bool(_named(desk, key))


def candidates(desk: Desk, card: Card, words: str = "") -> tuple[Card, ...]:
    """Cards that this one may have been mixed up with, the likeliest first; with `words` those that a search finds."""
    found = _searched(desk, words) if words.strip() else _likely(desk, card)
    first_of_note: dict[str, str] = {card.note: ""}
    for key in found:
        first_of_note.setdefault(key.partition("#")[0], key)
    keys = [key for key in first_of_note.values() if key]
    return tuple(desk.library.cards(keys[:MOST_OFFERED]).values())


def suspend(desk: Desk, sitting: Sitting, key: str) -> Sitting:
    """Takes a card that was just answered out of the reviews, and out of this sitting."""
    action = desk.record([Draft("mark", {"card": key, "name": "suspended", "value": True})])
    echo = f"{key.partition(':')[2]}   suspended"
    return review.without(sitting, key, desk.moment.at, action=action, echo=echo)


def how_to_split(desk: Desk, card: Card) -> str:
    """How to make two cards of one that asks for too much."""
    folder = desk.home.data / "decks"
    return (
        f"Ask each half of its answer by itself: two new cards in a deck of your own (a file in {folder}),"
        f" then suspend {card.id}."
    )


def _likely(desk: Desk, card: Card) -> Iterator[str]:
    """Confusions, related cards, then the rest of the deck and of its stage."""
    yield from (other.key for other in confusions(desk, card))
    yield from (key for note in card.related for key in desk.library.siblings(note)[:1])
    rows = [row for row in desk.library.rows() if row.collection == card.collection and row.stage == card.stage]
    ref = f"{card.collection}/{card.deck}"
    yield from (row.key for row in sorted(rows, key=lambda row: row.deck != ref))


def _searched(desk: Desk, words: str) -> Iterator[str]:
    """What a search gives; nothing while the query is not finished."""
    from recall.deck.search import SearchError, parse_query

    try:
        _, hits = desk.find(parse_query([words]), limit=_SEARCHED)
    except SearchError:
        return
    yield from (hit.key for hit in hits)


def _named(desk: Desk, key: str) -> str:
    """The card named when this one was missed last, empty where none was."""
    for event in reversed(desk.history.answers(key)):
        if event.body["rating"] == 1:
            return str((event.body.get("evidence") or {}).get("mixed_up_with") or "")
    return ""
