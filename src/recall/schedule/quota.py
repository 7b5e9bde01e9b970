"""How many cards today asks for. Plain numbers in, plain numbers out; cheap to import (`recall due` uses it)."""

from __future__ import annotations

from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SECONDS_PER_REVIEW = 12.0  # assumed until the learner's own answers say otherwise
SECONDS_PER_NEW = 40.0  # a new card with its learning steps


def review_quota(
    *,
    due: int,
    overdue: int,
    minutes: int,
    seconds_spent: float,
    seconds_per_review: float,
    reviews_per_day: int | None,
    reviewed: int,
    strict: bool = False,
) -> int:
    """How many of `due` reviews today shows.

    `overdue` of them were due before today. A day without overdue cards has no cap but the learner's own. With a
    backlog the day is capped by minutes, yet never below what falls due today alone; `strict` (the learner named the
    minutes of this sitting) caps every day.
    """
    affordable = int(max(0.0, minutes * 60 - seconds_spent) // seconds_per_review)
    quota = due
    if strict:
        quota = min(due, affordable)
    elif overdue > 0:
        quota = min(due, max(affordable, due - overdue))
    if reviews_per_day is not None:
        quota = min(quota, max(0, reviews_per_day - reviewed))
    return quota


def new_quota(
    *,
    new_per_day: int,
    introduced: int,
    waiting: int,
    pause_above: int,
    minutes: int,
    seconds_spent: float,
    seconds_per_review: float,
    seconds_per_new: float,
) -> int:
    """How many new cards today still introduces: those that fit into the minutes that `waiting` reviews leave.

    None while more than `pause_above` reviews wait. `introduced` were introduced today already, in any run.
    """
    if waiting > pause_above:
        return 0
    left = minutes * 60 - seconds_spent - waiting * seconds_per_review
    return max(0, min(new_per_day - introduced, int(left // seconds_per_new)))


def count_due(rows: Sequence[tuple[str, str, str]], buried: set[str], on: str) -> tuple[int, int]:
    """How many notes of `(note, related, due_on)` rows can be asked on a study day, and how many of them are overdue.

    The rows come in the order of `due_on`. Siblings and relations count once, as `unique_notes` has it; where there are
    none nothing has to be looked at row by row, since a backlog has thousands.
    """
    if not rows:
        return 0, 0
    notes, relations, days = zip(*rows, strict=True)
    unique = set(notes)
    if len(unique) == len(rows) and not any(relations) and unique.isdisjoint(buried):
        return len(rows), bisect_left(days, on)
    blocked = set(buried)
    waiting = overdue = 0
    for note, related, due_on in rows:
        if note in blocked:
            continue
        blocked.add(note)
        if related:
            blocked.update(related.split())
        waiting += 1
        overdue += due_on < on
    return waiting, overdue


def unique_notes(rows: Iterable[tuple[str, str]], buried: set[str]) -> Iterator[str]:
    """The notes that can be asked today out of `(note, related)` rows in order: siblings and relations only once."""
    blocked = set(buried)
    for note, related in rows:
        if note in blocked:
            continue
        blocked.add(note)
        if related:
            blocked.update(related.split())
        yield note
