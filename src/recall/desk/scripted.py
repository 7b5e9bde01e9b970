"""Answers that come from a script instead of a sitting: one card, one rating, perhaps an instant in the past."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from recall.deck.card import Card, fingerprint
from recall.events import Draft, Event
from recall.schedule.studyday import moment as moment_of
from recall.schedule.values import CardState, Rating

if TYPE_CHECKING:
    from recall.desk.desk import Desk


def record(
    desk: Desk,
    card: Card,
    rating: Rating,
    *,
    at: tuple[datetime, int] | None = None,
    ms: int = 0,
    source: str = "review",
) -> tuple[Event, CardState]:
    """Records an answer and gives its event and the card's state after it, both on disk. Raises NotSaved.

    `at` is when it was given, if that is not now; an answer before others of its card changes what follows from them.
    """
    from recall.schedule import memory

    now = desk.moment
    moment = now if at is None else moment_of(at, desk.settings.day_start)
    with desk.history.writing((now.at, now.off)) as writer:
        before = writer.state(card.key) if at is None else writer.state_at(card.key, moment.at)
        body = memory.review_body(
            before,
            memory.review(before, rating, moment, desk.settings),
            rating,
            desk.settings,
            card={"card": card.key, "rev": card.rev, "fp": fingerprint(card)},
            source=source,
            ms=ms,
            evidence={"kind": card.kind},
        )
        event = writer.append([Draft("review", body)], at=moment)[0]
        after = writer.state(card.key)
    return event, after
