"""Cards of this home that come back in somebody's file: they are known by key, so none is added twice.

Their text stays. Their reviews join the history only on the learner's word: the file may be another learner's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from recall.deck.written import text_fields
from recall.events import Event
from recall.interop.notes import Notes
from recall.interop.past import events
from recall.interop.plan import Placed
from recall.interop.texts import own_key, plain

if TYPE_CHECKING:
    from recall.desk.desk import Desk

WORD = "--history"
YOURS = "card of your decks that reads otherwise in the file: yours is kept (--to puts theirs into another collection)"
_NEAR = 1000  # milliseconds by which other logs move a review to find a free instant
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


@dataclass(slots=True)
class Returning:
    """The cards that were here before, by collection with what the file knows of them."""

    placed: list[tuple[str, Placed]] = field(default_factory=list)


def take_out(desk: Desk, notes: Notes, imported: Set[str]) -> Returning:
    """Takes the notes out whose cards are here; what reads otherwise is counted.

    Those with a key in `imported` stay: an earlier import wrote their cards, and this one may update them.
    """
    found = Returning()
    rest = []
    for note in notes.notes:
        key = own_key(note)
        keys = desk.library.siblings(key) if key and note.key not in imported else ()
        if not keys:
            rest.append(note)
            continue
        collection, _, id_ = key.partition(":")
        found.placed.append((collection, Placed(id_, note.key, note.past)))
        held = plain(text_fields(list(desk.library.cards(keys).values())))
        if any(held.get(name) != value for name, value in plain(note.fields).items()):
            notes.changed.add(YOURS, key)
    notes.notes[:] = rest
    return found


def returned_events(desk: Desk, found: Returning) -> list[Event]:
    """What the file knows of these cards and the history does not."""
    news: list[Event] = []
    for collection, placed in found.placed:
        if not placed.past:
            continue
        known: dict[str, list[int]] = {}
        for event in events([placed], collection, desk.moment.off, desk.settings.parameters):
            key = event.body["card"]
            if event.type not in ("review", "reset"):
                continue  # dates and marks are newer here
            if key not in known:
                known[key] = sorted((each.at - _EPOCH) // _MS for each, _ in desk.history.reviews(key))
                known[key] += [(each.at - _EPOCH) // _MS for each in desk.history.timeline(key) if each.type == "reset"]
                known[key].sort()
            at = (event.at - _EPOCH) // _MS
            place = bisect_left(known[key], at - _NEAR)
            if place == len(known[key]) or known[key][place] > at:
                news.append(event)
    return news
