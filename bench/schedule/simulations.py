"""Simulated learners whose memory is FSRS-6: guessing, an interview's date, overload, balance. All seeded."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from statistics import mean
from typing import NamedTuple

from recall.schedule import memory, project
from recall.schedule.balance import Load, pick
from recall.schedule.fuzz import fuzz_range
from recall.schedule.plan import choose
from recall.schedule.step import step_of
from recall.schedule.values import DEFAULT_PARAMETERS, Memory, Parameters, Rating, Settings, State

STEP = step_of(DEFAULT_PARAMETERS)
START = date(2026, 1, 1)
SETTINGS = Settings(parameters=Parameters())


class Guessing(NamedTuple):
    """True recall at review, and reviews made."""

    recall: float
    reviews: int


def guessing(g: float, rule: str, *, cards: int = 3000, days: int = 365, seed: int = 1) -> Guessing:
    """Cards that blind guessing hits with chance `g`, right answers taken as `naive` Good or by the `soft` update."""
    chance = Random(seed)
    recalls: list[float] = []
    for number in range(cards):
        day = number % 60
        true = STEP.first(3)
        held = STEP.first(3)
        while True:
            interval = memory.interval_days(held[0], SETTINGS)
            low, high = fuzz_range(interval, 36_500)
            interval = chance.randint(low, high)
            day += interval
            if day >= days:
                break
            recall = STEP.recall(true[0], interval)
            recalls.append(recall)
            knows = chance.random() < recall
            right = knows or chance.random() < g
            true = STEP.next(*true, 3, interval) if knows else project.relearnt(*true, interval, STEP)
            if not right:
                held = project.relearnt(*held, interval, STEP)
            elif rule == "naive":
                held = STEP.next(*held, 3, interval)
            else:
                before = Memory(State.REVIEW, None, *held, memory._EPOCH, START)
                on = START + timedelta(days=interval)
                held = memory._soft(before, Rating.GOOD, on, Parameters(), g)
    return Guessing(mean(recalls), len(recalls))


class Planned(NamedTuple):
    recall: float
    minutes: float


def fixed(retention: float, *, seeds: int = 4) -> Planned:
    """1,000 cards introduced over 60 of 90 days, intervals for one retention throughout."""
    days = project.Days((), 1000, 90, pace=1000 / 60)
    runs = [project.play(days, project.Way(retention), STEP, seed) for seed in range(seeds)]
    return Planned(mean(run.recall for run in runs), mean(run.seconds for run in runs) / 60)


def planned(retention: float, stretch: int, *, seeds: int = 4) -> Planned:
    """The same with the last days by gain."""
    days = project.Days((), 1000, 90, pace=1000 / 60)
    runs = [project.play(days, project.Way(retention, stretch), STEP, seed) for seed in range(seeds)]
    return Planned(mean(run.recall for run in runs), mean(run.seconds for run in runs) / 60)


def capped(answers: int) -> tuple[float, float]:
    """So many answers a day for 90 days and 1,000 cards: recall of a sensible manual plan, and of ours.

    By hand: new cards spread over 60 days before the reviews of the day, due ones first, and in the last week
    whatever is known least. An answer costs the same whatever it is, in both.
    """
    costs = project.Costs(1.0, 1.0, 1.0)
    days = project.Days((), 1000, 90, float(answers), costs=costs)
    return mean(_by_hand(answers, seed) for seed in range(3)), choose(days, STEP).recall


def _by_hand(answers: int, seed: int, cards: int = 1000, days: int = 90, intro: int = 60) -> float:
    chance = Random(seed)
    held: list[list[float]] = []  # stability, difficulty, last day, due day

    def put(card: list[float], day: int) -> None:
        low, high = fuzz_range(project.interval(card[0], 0.9, STEP), 36_500)
        card[2], card[3] = day, day + chance.randint(low, high)

    for day in range(days):
        left = answers
        if days - day > 7:
            new = min(cards - len(held), max(0, (day + 1) * cards // intro - len(held)), left)
            todo = sorted((card for card in held if card[3] <= day), key=lambda card: card[3])[: left - new]
        else:
            new = 0
            todo = sorted(held, key=lambda card: STEP.recall(card[0], day - int(card[2])))[:left]
        for card in todo:
            since = day - int(card[2])
            knows = chance.random() < STEP.recall(card[0], since)
            card[:2] = (
                STEP.next(card[0], card[1], 3, since) if knows else project.relearnt(card[0], card[1], since, STEP)
            )
            put(card, day)
        for _ in range(new):
            rating = chance.choices((1, 2, 3, 4), (0.25, 0.1, 0.5, 0.15))[0]
            state = STEP.first(rating)
            fresh = [*(STEP.next(*state, 3, 0) if rating == 1 else state), float(day), 0.0]
            put(fresh, day)
            held.append(fresh)
    return sum(STEP.recall(card[0], days - int(card[2])) for card in held) / cards


ORDERS = (
    "gain", "due", "retrievability ascending", "retrievability descending", "difficulty ascending",
    "difficulty descending", "stability ascending", "stability descending", "interval ascending",
    "interval descending", "relative overdueness", "random",
)  # fmt: skip


def overload(
    order: str, *, cards: int = 4000, away: int = 90, days: int = 180, seconds: float = 35 * 8.0, seed: int = 1
) -> float:
    """Cards known on average over the days after a break, with less time a day than all that is due would take.

    An answer takes 8 s, a lapse 20 s; whatever is not reached waits.
    """
    chance = Random(seed)
    held = []
    for _ in range(cards):
        stability, difficulty = chance.lognormvariate(2.6, 1.0), chance.uniform(3, 9)
        interval = project.interval(stability, 0.9, STEP)
        last = -away - chance.randrange(max(1, interval))
        held.append([stability, difficulty, last, last + interval])
    known = []
    for day in range(days):
        due = [card for card in held if card[3] <= day]
        due.sort(key=lambda card: (_rank(card, day, order), chance.random()))
        left = seconds
        for card in due:
            if left < 8:
                break
            since = day - int(card[2])
            knows = chance.random() < STEP.recall(card[0], since)
            left -= 8 if knows else 20
            card[:2] = (
                STEP.next(card[0], card[1], 3, since) if knows else project.relearnt(card[0], card[1], since, STEP)
            )
            low, high = fuzz_range(project.interval(card[0], 0.9, STEP), 36_500)
            card[2], card[3] = day, day + chance.randint(low, high)
        known.append(sum(STEP.recall(card[0], day - int(card[2])) for card in held))
    return mean(known)


def _rank(card: list[float], day: int, order: str) -> float:
    stability, difficulty, last, due = card
    since = day - int(last)
    match order:
        case "gain":
            on = START + timedelta(days=since)
            held = Memory(State.REVIEW, None, stability, difficulty, memory._EPOCH, START)
            return -memory.knowledge_gain(held, on, SETTINGS)
        case "due":
            return due
        case "retrievability ascending":
            return STEP.recall(stability, since)
        case "retrievability descending":
            return -STEP.recall(stability, since)
        case "difficulty ascending":
            return difficulty
        case "difficulty descending":
            return -difficulty
        case "stability ascending":
            return stability
        case "stability descending":
            return -stability
        case "interval ascending":
            return due - last
        case "interval descending":
            return last - due
        case "relative overdueness":
            return -(day - due + 1) / max(1.0, due - last)
        case _:
            return 0.0


class Balanced(NamedTuple):
    """Mean change of the load from one day to the next, as a share; recall at review; reviews."""

    volatility: float
    recall: float
    reviews: int


def balance(rule: str, *, new: int = 20, days: int = 365, seed: int = 1) -> Balanced:
    """A year with so many new cards a day, due days by plain `fuzz` or balanced."""
    chance = Random(seed)
    by_day: dict[date, list[list[float]]] = defaultdict(list)
    due: dict[date, int] = defaultdict(int)
    loads, recalls = [], []

    def put(card: list[float], on: date) -> None:
        low, high = fuzz_range(project.interval(card[0], 0.9, STEP), 36_500)
        seed_ = chance.random()
        span = (
            pick(low, high, on, seed_, Load(due))
            if rule == "balanced" and high > low
            else low + int(seed_ * (high - low + 1))
        )
        card[2] = on.toordinal()
        by_day[on + timedelta(days=span)].append(card)
        due[on + timedelta(days=span)] += 1

    for number in range(days):
        on = START + timedelta(days=number)
        todo = by_day.pop(on, [])
        loads.append(len(todo))
        for card in todo:
            since = on.toordinal() - int(card[2])
            recall = STEP.recall(card[0], since)
            knows = chance.random() < recall
            recalls.append(recall)
            card[:2] = (
                STEP.next(card[0], card[1], 3, since) if knows else project.relearnt(card[0], card[1], since, STEP)
            )
            put(card, on)
        for _ in range(new):
            rating = chance.choices((1, 2, 3, 4), (0.25, 0.1, 0.5, 0.15))[0]
            state = STEP.first(rating)
            put([*(STEP.next(*state, 3, 0) if rating == 1 else state), 0.0], on)
    half = loads[days // 2 :]
    changes = [abs(one - other) / ((one + other) / 2 or 1) for one, other in pairwise(half)]
    return Balanced(mean(changes), mean(recalls), len(recalls))
