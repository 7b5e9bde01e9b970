"""What answers add up to, counted in bulk: the same as `replay.share_of` and `stats.tally` say of one answer. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING

from recall.history.replay import Folded, Share, minus, plus
from recall.schedule.measure import CERTAIN, cell
from recall.schedule.values import State
from recall.stats.tally import BINS, MATURE_DAYS, MILLIONTHS, Key, Kind, Phase, count

if TYPE_CHECKING:
    from recall.history.sweep import Held

_NEW, _LEARNING, _YOUNG, _MATURE = map(int, Phase)
_ANSWER, _HOUR, _FORECAST, _CELL = map(int, Kind)
_FIRST_STEPS = int(State.LEARNING)
_cell = lru_cache(maxsize=65_536)(cell)


class Sums:
    """Shares of days and tallies. `days` and `totals` are whole after `close`."""

    def __init__(self) -> None:
        self.days: dict[str, Share] = {}
        self.totals: dict[Key, list[int]] = {}
        self._answers: dict[tuple[str, int, int, bool], list[int]] = {}  # day, phase, rating, first steps: n, ms

    def clear(self) -> None:
        for table in (self.days, self.totals, self._answers):
            table.clear()

    def card(self, folded: Folded, sign: int = 1) -> None:
        """Counts all answers of a card that was folded, or takes them away with `sign` -1."""
        count(self.totals, folded.entries, sign)
        self._add(folded.days if sign > 0 else {day: minus(share) for day, share in folded.days.items()})

    def first(self, day: str, rating: int, ms: int) -> None:
        """Counts the first answer to a card."""
        self._answer(day, _NEW, rating, ms, first_steps=True)

    def next(self, held: Held, day: str, rating: int, ms: int, days: int, minute: int, chance: float) -> None:
        """Counts another answer, `days` after the last, at a `minute` since 1970 where the learner was; a right one
        was told with `chance`."""
        phase = _LEARNING
        if days:
            due_in = ordinal(held.due) - ordinal(held.on) if len(held.due) == 10 else 0
            phase = _MATURE if due_in >= MATURE_DAYS else _YOUNG
            recalled = int(rating > 1)
            expected = round(chance * MILLIONTHS)
            kept = min(max(chance, CERTAIN), 1 - CERTAIN)
            loss = round(-log(kept if recalled else 1 - kept) * MILLIONTHS)
            self._test((day, _HOUR, minute // 60 % 24), recalled, ms, 0, 0)
            self._test((day, _FORECAST, min(BINS - 1, int(chance * BINS))), recalled, 0, expected, loss)
            self._test((day, _CELL, _cell(days, held.reps + 1, held.lapses)), recalled, 0, expected, 0)
        self._answer(day, phase, rating, ms, first_steps=held.state == _FIRST_STEPS)

    def close(self) -> None:
        """Puts the answers into days and totals."""
        for (day, phase, rating, first_steps), (n, ms) in self._answers.items():
            again, hard, good, easy = (n if rating == each else 0 for each in (1, 2, 3, 4))
            seen, recalled, introduced = (0, 0, n) if phase == _NEW else (n, n - again, 0)
            steps, steps_ms = (n, ms) if first_steps else (0, 0)
            share = (n, ms, again, hard, good, easy, seen, recalled, introduced, steps, steps_ms)
            self._add({day: share})
            sums = self.totals.setdefault((day, _ANSWER, phase * 10 + rating), [0, 0, 0, 0, 0])
            for place, value in enumerate((n, n - again, ms)):
                sums[place] += value
        self._answers.clear()
        for day in [day for day, share in self.days.items() if not any(share)]:
            del self.days[day]
        for key in [key for key, sums in self.totals.items() if not any(sums)]:
            del self.totals[key]

    def _answer(self, day: str, phase: int, rating: int, ms: int, *, first_steps: bool) -> None:
        key = (day, phase, rating, first_steps)
        sums = self._answers.get(key)
        if sums is None:
            self._answers[key] = [1, ms]
        else:
            sums[0] += 1
            sums[1] += ms

    def _test(self, key: Key, recalled: int, ms: int, expected: int, loss: int) -> None:
        sums = self.totals.get(key)
        if sums is None:
            self.totals[key] = [1, recalled, ms, expected, loss]
        else:
            sums[0] += 1
            sums[1] += recalled
            sums[2] += ms
            sums[3] += expected
            sums[4] += loss

    def _add(self, days: Mapping[str, Share]) -> None:
        for day, share in days.items():
            found = self.days.get(day)
            self.days[day] = share if found is None else plus(found, share)


@lru_cache(maxsize=65_536)
def ordinal(day: str) -> int:
    """The number of a day, so that two can be subtracted."""
    return date.fromisoformat(day).toordinal()
