"""Anki's review log as past reviews, judged as Anki does: what memory follows from, on which day. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from recall.interop.anki.collection import CardRow, LogRow
from recall.interop.notes import Options, Past, PastReview

LEARNING, REVIEW, RELEARNING, FILTERED, MANUAL, RESCHEDULED = range(6)
_EPOCH = date(1970, 1, 1)
_DAY = 86_400
_LAST_DUE = 150_000  # days of a due date from the collection's birth that can be right
_KINDS: tuple[Literal["learning", "review", "relearning", "early"], ...] = ("learning", "review", "relearning", "early")


class Days(NamedTuple):
    """How a collection counts days: seconds to add to an instant before its date is taken."""

    shift: int
    created: int

    @classmethod
    def of(cls, config: dict[str, Any], created: int, options: Options) -> Days:
        """The day begins at the collection's own hour, in the zone that it was last used in."""
        rollover, west = config.get("rollover"), config.get("localOffset")
        starts = rollover * 3600 if type(rollover) is int and -12 < rollover < 24 else options.day_start * 60
        east = -west if type(west) is int and abs(west) <= 1440 else options.offset
        return cls(east * 60 - starts, created)

    def on(self, ms: int) -> date:
        return _EPOCH + timedelta(days=(ms // 1000 + self.shift) // _DAY)

    def due(self, number: int) -> date | None:
        """The date of a due number of a card in review, which counts days since the collection was made."""
        if not -_LAST_DUE < number < _LAST_DUE:
            return None
        return _EPOCH + timedelta(days=(self.created + self.shift) // _DAY + number)


def past_of(card: CardRow, log: Sequence[LogRow], days: Days, side: str) -> tuple[Past, bool]:
    """What came before on a card, and whether its log is whole."""
    log = [row for row in log if 946_684_800_000 < row.id < 7_200_000_000_000]
    first, whole = _counting(log)
    reviews = tuple(
        review
        for number, row in enumerate(log)
        if (review := _review(row, days, counts=first is not None and number >= first)) is not None
    )
    due = days.due(card.due) if card.type == 2 else None
    return (
        Past(
            side,
            reviews,
            due,
            suspended=card.queue == -1,
            marked=bool(card.flags & 7),
            changed_at=max(card.changed, 946_684_800) * 1000,
        ),
        whole or not log,
    )


def _counting(log: Sequence[LogRow]) -> tuple[int | None, bool]:
    """The first entry that memory follows from (None: none does), and whether the card's first answer is there.

    Read backwards, as Anki does: the last run of learning answers begins the memory, a reset ends what came before.
    """
    learning = graded = None
    whole = False
    for number in range(len(log) - 1, -1, -1):
        row = log[number]
        if row.kind == FILTERED and row.factor == 0:
            continue
        if row.rating > 0 and (row.interval >= 1 or row.interval <= -_DAY):
            graded = number
        if row.rating > 0 and row.kind == LEARNING:
            learning, whole = number, True
        elif row.kind == MANUAL and row.factor == 0:
            if learning is None and graded is None:
                return None, True
            break
        elif learning is not None:
            break
    return (learning, whole) if learning is not None else (graded, False)


def _review(row: LogRow, days: Days, *, counts: bool) -> PastReview | None:
    key, on = str(row.id), days.on(row.id)
    if row.rating == 0:
        if row.kind == MANUAL and row.factor == 0:
            return PastReview(key, row.id, on, "reset", 0, 0)
        if row.kind in (MANUAL, RESCHEDULED) and row.interval > 0:
            return PastReview(key, row.id, on, "set_due", 0, min(row.interval, 100_000))
        return None
    cram = row.kind == FILTERED and row.factor == 0
    return PastReview(
        key,
        row.id,
        on,
        _KINDS[row.kind] if 0 <= row.kind < 4 else "review",
        min(max(row.rating, 1), 4),
        max(min(row.interval, 100_000), -100_000_000),
        max(0, min(row.ms, 3_600_000)),
        counts and not cram,
    )
