"""Playing the days ahead through: what a way of studying costs and what it leaves in the head. Pure and seeded.

The learner of the simulation remembers as the parameters say. It must not know real cards, dates or decks.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from random import Random
from typing import NamedTuple

from recall.schedule.fuzz import fuzz_range
from recall.schedule.step import Step

TARGET = 0.97  # recall on the day of the interview above which another answer is not worth its time
UNCOUNTED = 10**9
LONGEST_INTERVAL = 36_500
HORIZON = 90  # days over which an answer's gain is weighed where no day is planned for
AGAIN, GOOD = 1, 3


class Known(NamedTuple):
    """A card with memory on day 0: days since its last answer, days until it is due (negative: overdue)."""

    stability: float
    difficulty: float
    since: int
    due_in: int


class Costs(NamedTuple):
    """Seconds that an answer takes: recalled, forgotten (the second look included), met for the first time."""

    recalled: float = 8.0
    lapsed: float = 20.0
    new: float = 25.0


class Way(NamedTuple):
    """A way of studying: the retention that intervals are made for, and how many days before the end it changes.

    In those last days cards are asked by what an answer adds to recall at the end for each second, due or not. With
    `stretch` 0 nothing changes at the end. Until nothing is overdue for the first time, the days have `more` times
    their seconds, and with `gain_first` what adds most to recall over `HORIZON` days for each second comes first.
    """

    retention: float = 0.9
    stretch: int = 0
    more: float = 1.0
    gain_first: bool = False


class Days(NamedTuple):
    """What is there to study: cards known so far, how many were never met, how many days, seconds a day.

    `pace` is how many new cards a day at most; None spreads them evenly over the days before the last stretch.
    `first` are the shares of the first ratings Again to Easy.
    """

    known: Sequence[Known]
    unseen: int
    days: int
    seconds: float = UNCOUNTED
    pace: float | None = None
    costs: Costs = Costs()
    first: tuple[float, float, float, float] = (0.25, 0.10, 0.50, 0.15)


class Run(NamedTuple):
    """How one play ended: mean recall of all cards at the end (unseen ones count 0), seconds, cards met, answers.

    `curve` is the mean recall at the end of each day as it stands then, `spent` the seconds of each day. `clear` is the
    number of days after which nothing was overdue for the first time, None where something always was.
    """

    recall: float
    met: int
    answers: int
    curve: tuple[float, ...]
    spent: tuple[float, ...]
    clear: int | None = None

    @property
    def seconds(self) -> float:
        return sum(self.spent)


class _Held:
    """A card in play; `last` is the day of the play on which it was answered last."""

    __slots__ = ("difficulty", "last", "stability")

    def __init__(self, stability: float, difficulty: float, last: int) -> None:
        self.stability, self.difficulty, self.last = stability, difficulty, last


def play(days: Days, way: Way, step: Step, seed: int, *, curve: bool = False) -> Run:
    """One play of the days in a way of studying. `curve` asks for the recall of every day, which takes longer."""
    return _Play(days, way, step, seed).run(curve)


def interval(stability: float, retention: float, step: Step) -> int:
    """Whole days until recall falls to the retention, at least one and at most a hundred years."""
    days = float(stability / step.factor * (retention ** (1 / step.decay) - 1))
    return max(1, round(min(days, LONGEST_INTERVAL)))


def gain(stability: float, difficulty: float, since: int, left: int, step: Step, costs: Costs) -> tuple[float, float]:
    """What an answer today adds to recall `left` days on for each second it takes, and that recall without it."""
    then = step.recall(stability, since + left)
    if since < 1:
        return 0.0, then
    now = step.recall(stability, since)
    recalled, _ = step.next(stability, difficulty, GOOD, since)
    lapsed, _ = relearnt(stability, difficulty, since, step)
    after = now * step.recall(recalled, left) + (1 - now) * step.recall(lapsed, left)
    return (after - then) / (now * costs.recalled + (1 - now) * costs.lapsed), then


def relearnt(stability: float, difficulty: float, since: int, step: Step) -> tuple[float, float]:
    """A lapse and the second look on the same day."""
    return step.next(*step.next(stability, difficulty, AGAIN, since), GOOD, 0)


class _Spans(dict[int, tuple[int, int]]):
    """For each interval in days the shortest one that may stand for it, and among how many days chance decides."""

    def __missing__(self, days: int) -> tuple[int, int]:
        shortest, longest = fuzz_range(min(max(1, days), LONGEST_INTERVAL), LONGEST_INTERVAL)
        found = self[days] = shortest, longest - shortest + 1
        return found


class _Play:
    def __init__(self, days: Days, way: Way, step: Step, seed: int) -> None:
        self.days, self.way, self.step = days, way, step
        self.random = Random(seed)
        self.chance = self.random.random
        self.reach = float(way.retention ** (1 / step.decay) - 1) / step.factor  # the interval for a stability of a day
        self.cards = [_Held(stability, difficulty, -since) for stability, difficulty, since, _ in days.known]
        self.by_day: list[list[_Held]] = [[] for _ in range(days.days)]
        self.late: list[_Held] = []
        for due, card in sorted(
            zip((known.due_in for known in days.known), self.cards, strict=True), key=itemgetter(0)
        ):
            if due < days.days:
                self.by_day[max(0, due)].append(card)
        self.unseen = days.unseen
        self.spans = _Spans()
        self.answers = 0
        self.clear: int | None = None
        self.total = max(1, len(self.cards) + self.unseen)
        before_stretch = max(1, days.days - way.stretch)
        self.pace = days.pace if days.pace is not None else days.unseen / before_stretch

    def run(self, curve: bool) -> Run:
        spent, recall = [], []
        for day in range(self.days.days):
            left = self.days.days - day
            before = self.left = self.days.seconds * (self.way.more if self.clear is None else 1.0)
            if left <= self.way.stretch:
                self._stretch(day, left)
            else:
                self._usual(day)
            spent.append(before - self.left)
            if self.clear is None and not self.late:
                self.clear = day + 1
            if curve:
                recall.append(self._recall(day))
        met = self.days.unseen - self.unseen
        return Run(self._recall(self.days.days), met, self.answers, tuple(recall), tuple(spent), self.clear)

    def _usual(self, day: int) -> None:
        """New cards at their pace, then what is due, longest overdue first (see `Way.gain_first`); the rest waits."""
        wanted = int((day + 1) * self.pace + 1e-9) - (self.days.unseen - self.unseen)
        for _ in range(min(self.unseen, max(0, wanted))):
            if self.left < self.days.costs.new:
                break
            self._meet(day)
        due = self.late + self.by_day[day]
        if self.way.gain_first and self.clear is None:
            due.sort(key=lambda card: self._gain(card, day), reverse=True)
        self.late = due[self._answer(due, day) :]

    def _stretch(self, day: int, left: int) -> None:
        """What adds most to recall at the end for each second: answers to any card, or meeting a new one."""
        step, costs = self.step, self.days.costs
        worth: list[tuple[float, int]] = []
        for place, card in enumerate(self.cards):
            value, then = gain(card.stability, card.difficulty, day - card.last, left, step, costs)
            if then < TARGET and value > 0:
                worth.append((value, place))
        meeting = sum(
            share * step.recall(self._first(rating)[0], left) for rating, share in enumerate(self.days.first, 1)
        )
        worth += [(meeting / costs.new, -1)] * self.unseen
        worth.sort(reverse=True)
        for _, place in worth:
            if self.left < costs.recalled:
                break
            if place >= 0:
                self._answer((self.cards[place],), day)
            elif self.left >= costs.new:
                self._meet(day)

    def _gain(self, card: _Held, day: int) -> float:
        return gain(card.stability, card.difficulty, day - card.last, HORIZON, self.step, self.days.costs)[0]

    def _answer(self, cards: Sequence[_Held], day: int) -> int:
        """Asks the cards in this order while there is time for another answer: how many were asked.

        Years of answers go through this loop: what stays the same is looked up before it, and `_put` stands in it.
        """
        step, chance, by_day, end = self.step, self.chance, self.by_day, self.days.days
        spans, reach = self.spans, self.reach
        recalled, lapsed = self.days.costs.recalled, self.days.costs.lapsed
        factor, decay, good, left = step.factor, step.decay, step.good, self.left
        asked = 0
        for card in cards:
            if left < recalled:
                break
            since = day - card.last
            recall = (1 + factor * since / card.stability) ** decay
            if chance() >= recall:
                card.stability, card.difficulty = relearnt(card.stability, card.difficulty, since, step)
                left -= lapsed
            elif since > 0:
                card.stability, card.difficulty = good(card.stability, card.difficulty, recall)
                left -= recalled
            else:
                card.stability, card.difficulty = step.next(card.stability, card.difficulty, GOOD, since)
                left -= recalled
            shortest, choices = spans[round(card.stability * reach)]
            card.last = day
            due = day + shortest + int(chance() * choices)
            if due < end:
                by_day[due].append(card)
            asked += 1
        self.left = left
        self.answers += asked
        return asked

    def _meet(self, day: int) -> None:
        rating = self.random.choices((1, 2, 3, 4), self.days.first)[0]
        card = _Held(*self._first(rating), day)
        self.cards.append(card)
        self.unseen -= 1
        self.left -= self.days.costs.new
        self._put(card, day)

    def _first(self, rating: int) -> tuple[float, float]:
        stability, difficulty = self.step.first(rating)
        return self.step.next(stability, difficulty, GOOD, 0) if rating == AGAIN else (stability, difficulty)

    def _put(self, card: _Held, day: int) -> None:
        """Gives the card its next day. One that comes after the last day is not waited for."""
        shortest, choices = self.spans[round(card.stability * self.reach)]
        card.last = day
        due = day + shortest + int(self.chance() * choices)
        if due < self.days.days:
            self.by_day[due].append(card)

    def _recall(self, day: int) -> float:
        return sum(self.step.recall(card.stability, day - card.last) for card in self.cards) / self.total
