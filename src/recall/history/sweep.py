"""Every card's memory in one pass over the log, straight from the columns of its reviews.

`replay.fold` says what is right. For cards to which nothing but reviews happened this gives the same, to the last bit,
in a quarter of the time; the others are left to it. What answers add up to is counted by `sums`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable
from datetime import date
from functools import lru_cache
from math import isclose
from sqlite3 import Connection
from typing import Any

from recall.events import parse_instant
from recall.history.identity import to_ms
from recall.history.replay import Known
from recall.history.sums import Sums, ordinal
from recall.schedule.memory import GUESSABLE, SAME_STABILITY, proportional, transition
from recall.schedule.step import step_of
from recall.schedule.values import UNFITTED, State
from recall.stats.tally import right_chance

_STATES = {state.name.lower(): int(state) for state in (State.LEARNING, State.REVIEW, State.RELEARNING)}
_REVIEW = int(State.REVIEW)
_COLUMNS = (
    "id, dev, hlc, at, off, day, grp, card, rating, source, ms, evidence, forecast, params, state, step, s, due,"
    " interval, extra"
)


class OutOfOrder(Exception):
    """A card's reviews are not stored in the order of replay."""


class Untold(Exception):
    """A review tested a memory and does not say what was forecast: the parameters decide that, and so the tallies."""


class Held:
    """A card while its reviews go by, its days as text.

    It is `odd` where only `fold` can tell what became of it; its first `reps` reviews were summed up by then.
    """

    __slots__ = (
        "at", "dev", "difficulty", "due", "first", "hlc", "id", "lapses", "merged", "odd", "on", "reps", "stability",
        "state", "step",
    )  # fmt: skip

    def __init__(self, *, odd: bool = False) -> None:
        self.odd = odd
        self.at = self.hlc = self.reps = self.lapses = self.state = 0
        self.stability = self.difficulty = 0.0
        self.step: int | None = None
        self.first = self.on = self.due = ""
        self.id: bytes | None = None
        self.dev: str | None = None  # the device that moved the memory
        self.merged = False  # whether another one did as well

    def columns(self) -> tuple[Any, ...]:
        """The card as `columns.STATE_COLUMNS`, then the id of its last review and the instant of its last event."""
        if not self.reps:
            return (0, None, None, None, None, None, None, None, None, 0, 0, None, None)
        due_on = len(self.due) == 10
        return (
            self.state,
            self.step,
            self.stability,
            self.difficulty,
            self.due if due_on else None,
            None if due_on else to_ms(parse_instant(self.due)),
            self.at,
            self.on,
            self.first,
            self.reps,
            self.lapses,
            self.id,
            self.at,
        )


def sweep(
    connection: Connection,
    known: Known,
    sums: Sums | None = None,
    *,
    undone: Container[bytes] = (),
    odd: Iterable[str] = (),
    in_order: bool = False,
) -> dict[str, Held]:
    """Every card that a review or `odd` names, the latter left alone from the start.

    Raises OutOfOrder where the ids of reviews, which begin with time, do not tell their order (`in_order` sorts first),
    and, when nothing is summed up, Untold where parameters decide more than memories.
    """
    cards = {name: Held(odd=True) for name in odd}
    steps = _Table(lambda name: step_of(known.get(name or "", UNFITTED).values))
    order = " ORDER BY at, hlc, dev, n" if in_order else ""
    for row in connection.execute(f"SELECT {_COLUMNS} FROM reviews{order}"):
        (
            id_, dev, hlc, at, off, day, grp, card, rating, source, ms, evidence, forecast, params, state, step, s, due,
            interval, extra,
        ) = row  # fmt: skip
        held = cards.get(card)
        if held is None:
            held = cards[card] = Held()
        elif (at < held.at or (at == held.at and hlc <= held.hlc)) and not in_order:
            raise OutOfOrder
        if held.odd or (undone and (id_ in undone or grp in undone)):
            continue
        if extra is not None or state is None:  # the columns do not say it all, or the memory was left alone
            held.odd = True
            continue
        guess = 0.0 if evidence is None or evidence == "{}" else _guess(evidence)
        move = steps[params]
        if not held.reps:
            on = held.first = day
            if sums is not None:
                sums.first(day, rating, ms or 0)
            held.stability, held.difficulty = transition(move, None, rating, 0, guess)
        else:
            on = day if day > held.on else held.on
            days = 0 if on == held.on else ordinal(on) - ordinal(held.on)
            before = held.stability, held.difficulty
            if sums is not None:
                chance = move.recall(before[0], days) if forecast is None else forecast
                sums.next(held, day, rating, ms or 0, days, at // 60_000 + off, right_chance(chance, guess))
            elif forecast is None and days:
                raise Untold
            held.stability, held.difficulty = (
                move.next(*before, rating, days) if guess < GUESSABLE else transition(move, before, rating, days, guess)
            )
            held.lapses += rating == 1 and held.state == _REVIEW
        if dev != held.dev and source != "import":  # another program's decision stands as it is
            held.merged, held.dev = held.dev is not None, dev
        if held.merged and source != "import" and len(due) == 10:
            due = _moved(held.stability, s, due, on, interval or 0)
        held.id, held.at, held.hlc, held.on = id_, at, hlc, on
        held.state, held.step, held.due = _STATES[state], step, due
        held.reps += 1
    return cards


class _Table(dict[Any, Any]):
    """What a function gave, by what it was asked."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, asked: Any) -> Any:
        found = self[asked] = self._function(asked)
        return found


def _moved(stability: float, seen: float, due: str, on: str, interval: int) -> str:
    """The due day that goes with a stability which the writer, who saw another, did not know of."""
    if isclose(stability, seen, rel_tol=SAME_STABILITY):
        return due
    return date.fromordinal(ordinal(on) + proportional(interval, stability, seen)).isoformat()


@lru_cache(maxsize=4096)
def _guess(evidence: str) -> float:
    return float(json.loads(evidence).get("guess") or 0.0)
