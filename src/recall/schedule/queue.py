"""Today's queue: which cards, in which order. Pure: rows of the history in, rows out; chance is seeded.

Rows are plain named tuples, so that four thousand of them cost a few milliseconds. `note` is the key that siblings
share, `related` the notes that give a card away (separated by spaces), `deck` is `collection/deck`.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from recall.schedule.fuzz import chance
from recall.schedule.values import Limits, Order

_SIMPLE = ("single", "basic", "typed")


class DueRow(NamedTuple):
    """A card in review (or called known) that is due; dates are study days as text. `tie` is chance among equals."""

    key: str
    note: str
    related: str
    stage: str
    deck: str
    kind: str
    state: int
    due_on: str
    stability: float | None
    difficulty: float | None
    last_on: str | None
    reps: int
    lapses: int
    tie: int


class LearningRow(NamedTuple):
    """A card in a learning or relearning step; `due_at` in milliseconds since the epoch."""

    key: str
    note: str
    related: str
    stage: str
    deck: str
    kind: str
    state: int
    due_at: int


class FreshRow(NamedTuple):
    """A card never asked, in the order of introduction."""

    key: str
    note: str
    related: str
    stage: str
    deck: str
    kind: str
    position: int


class AnsweredRow(NamedTuple):
    """A card answered on the study day in question."""

    key: str
    note: str
    related: str
    stage: str
    deck: str
    first_on: str
    state: int
    due_on: str | None


Row = DueRow | LearningRow | FreshRow


class Tally:
    """What the day has used up: introduced and reviewed cards by scope, notes that are buried until tomorrow.

    The scopes of a card are its collection, its stage (`collection/stage/`) and its deck (`collection/deck`).
    """

    def __init__(self, answered: Iterable[AnsweredRow], on: str, limits: Mapping[str, Limits]) -> None:
        self.limits = limits
        self.new: Counter[str] = Counter()
        self.reviews: Counter[str] = Counter()
        self.buried: set[str] = set()
        self.introduced = 0
        self.reviewed = 0
        for row in answered:
            fresh = row.first_on == on
            self.introduced += fresh
            self.reviewed += not fresh
            self.take(row, new=fresh)

    def copy(self) -> "Tally":
        """The same day, to go on with separately."""
        other = Tally((), "", self.limits)
        other.new, other.reviews, other.buried = self.new.copy(), self.reviews.copy(), self.buried.copy()
        other.introduced, other.reviewed = self.introduced, self.reviewed
        return other

    def take(self, row: Row | AnsweredRow, *, new: bool) -> None:
        """Counts a card into its scopes and buries its siblings and relations for the day."""
        if self.limits:
            (self.new if new else self.reviews).update(scopes(row.deck, row.stage))
        self.buried.add(row.note)
        if row.related:
            self.buried.update(row.related.split())

    def allows(self, row: Row, *, new: bool) -> bool:
        """Whether every limit on the card's scopes still has room."""
        if not self.limits:
            return True
        for scope in scopes(row.deck, row.stage):
            limit = self.limits.get(scope)
            if limit is not None:
                cap = limit.new if new else limit.reviews
                if cap is not None and (self.new if new else self.reviews)[scope] >= cap:
                    return False
        return True


def scopes(deck: str, stage: str) -> tuple[str, ...]:
    """The names under which limits may be set for a deck `collection/deck`: collection, stage, deck."""
    collection = deck.partition("/")[0]
    return (collection, f"{collection}/{stage}/", deck) if stage else (collection, deck)


def pick_due(rows: Iterable[DueRow], tally: Tally, quota: int, *, bury: bool = True) -> list[DueRow]:
    """The first `quota` due cards in the order given that no limit and no sibling holds back."""
    picked: list[DueRow] = []
    if quota <= 0:
        return picked
    for row in rows:
        if (bury and row.note in tally.buried) or not tally.allows(row, new=False):
            continue
        tally.take(row, new=False)
        picked.append(row)
        if len(picked) == quota:
            break
    return picked


def pick_new(
    rows: Iterable[FreshRow],
    tally: Tally,
    quota: int,
    *,
    bury: bool = True,
    requires: Mapping[str, frozenset[str]] | None = None,
) -> list[FreshRow]:
    """The first `quota` new cards, in the order of introduction, that no limit, sibling or prerequisite holds back.

    Rows come in an order in which the cards of a required deck stand before those that require it; so a deck is closed
    only where one of its prerequisites (`requires`: deck -> decks, transitive) still holds a card that was passed over.
    """
    picked: list[FreshRow] = []
    if quota <= 0:
        return picked
    passed_over: set[str] = set()
    requires = requires or {}
    for row in rows:
        needs = requires.get(row.deck)
        if needs and not passed_over.isdisjoint(needs):
            continue
        if bury and row.note in tally.buried:
            continue  # comes tomorrow; a sibling stands for it today
        if not tally.allows(row, new=True):
            passed_over.add(row.deck)
            continue
        tally.take(row, new=True)
        picked.append(row)
        if len(picked) == quota:
            break
    return picked


def interleave(reviews: Sequence[DueRow], new: Sequence[FreshRow]) -> list[DueRow | FreshRow]:
    """New cards spread evenly among the reviews, each kind in its own order, a review first."""
    if not new or not reviews:
        return [*reviews, *new]
    marks = [((index + 1) / len(reviews), 0, row) for index, row in enumerate(reviews)]
    marks += [((index + 1) / len(new), 1, row) for index, row in enumerate(new)]  # type: ignore[misc]
    return [row for _, _, row in sorted(marks, key=lambda mark: mark[:2])]


def gentle(rows: Sequence[DueRow | FreshRow]) -> list[DueRow | FreshRow]:
    """The rows with the first card of a kind that needs no explaining in front: how somebody meets the program."""
    first_simple = next((place for place, row in enumerate(rows) if row.kind in _SIMPLE), 0)
    return [*rows[first_simple : first_simple + 1], *rows[:first_simple], *rows[first_simple + 1 :]]


def apart(rows: Sequence[DueRow | FreshRow]) -> list[DueRow | FreshRow]:
    """The rows with siblings far from each other: the first card of every text, then the second ones, and so on."""
    before: Counter[str] = Counter()
    rounds: list[tuple[int, DueRow | FreshRow]] = []
    for row in rows:
        rounds.append((before[row.note], row))
        before[row.note] += 1
    return [row for _, row in sorted(rounds, key=lambda placed: placed[0])]


def ordered(
    rows: Sequence[DueRow],
    order: Order,
    *,
    recall: Callable[[DueRow], float],
    gain: Callable[[DueRow], float],
    position: Callable[[DueRow], int],
    on: str,
) -> list[DueRow]:
    """Due cards in the order the learner chose, on the study day `on`; ties by seeded chance.

    `due`: oldest due day first. `retrievability`: least likely to be recalled first. `gain`: most knowledge kept for
    the time it takes. `difficulty`: easiest first. `interval`: shortest first. `overdueness`: most days late for its
    interval first. `added`: by introduction. `random`: by chance, another one each day. `-desc` turns an order round.
    """
    if order == "random":
        return sorted(rows, key=lambda row: chance(on, row.key))
    if order == "due":
        return sorted(rows, key=lambda row: (row.due_on, row.tie))
    name, _, turned = order.partition("-")
    worth: Mapping[str, Callable[[DueRow], float]] = {
        "retrievability": recall,
        "gain": lambda row: -gain(row),
        "difficulty": lambda row: row.difficulty or 0.0,
        "interval": _interval,
        "overdueness": lambda row: -_days(row.due_on, on) / max(1, _interval(row)),
        "added": position,
    }
    sign = -1 if turned else 1
    return sorted(rows, key=lambda row: (sign * worth[name](row), row.tie))


def first(rows: Iterable[DueRow], keys: Container[str]) -> list[DueRow]:
    """The rows of `keys` before the others, both in the order they came in."""
    return sorted(rows, key=lambda row: row.key not in keys)


def _interval(row: DueRow) -> int:
    return _days(row.last_on, row.due_on) if row.last_on is not None else 0


def _days(since: str, until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(since)).days
