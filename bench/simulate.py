"""Simulated people who take simulated interviews, driven through the shipped machine. It must not know the goals.

A bank is not what its authors think: difficulties are off by an sd of 0.5 logits, discriminations vary, and the points
of an open answer stand or fall together to some degree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from math import exp
from random import Random
from typing import NamedTuple

from recall.quiz import belief as beliefs
from recall.quiz import machine
from recall.quiz.plan import plan
from recall.quiz.values import Answer, Belief, Confirm, Options, Question, RubricPoint, Start, Topic

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
POINT_SD = 0.8  # between the difficulties of one rubric's points, in logits
TOLD_SD = 1.0  # what the points of one answer share beyond ability
DISCRIMINATION_SD = 0.25  # of its logarithm
LEVELS = (1, 2, 3, 4, 5)
# How many cards of a kind the shipped collection has (those that a machine or a rubric scores), and their chance score.
KINDS = {
    "single": (180, 0.33),
    "typed": (147, 0.02),
    "cloze": (139, 0.02),
    "output": (137, 0.02),
    "number": (133, 0.02),
    "interview": (127, 0.0),
    "match": (126, 0.1),
    "categories": (106, 0.12),
    "lines": (53, 0.15),
    "order": (44, 0.16),
    "multi": (37, 0.19),
    "sql": (14, 0.02),
}
GUESSABLE = frozenset(kind for kind, (_, guess) in KINDS.items() if guess > 0.05)


class Item(NamedTuple):
    """A question and what is true of it, in logits: its difficulty `b`, its discrimination `a`, its points' offsets."""

    question: Question
    b: float
    a: float
    points: tuple[float, ...]


class Bank(NamedTuple):
    items: dict[str, Item]
    topics: int

    @property
    def questions(self) -> list[Question]:
        return [item.question for item in self.items.values()]


class Taken(NamedTuple):
    """One interview or form that was taken: the true abilities of the topics, and what was asked and scored.

    `belief` is what the machine believes at the end, `alone` what the answers say alone.
    """

    thetas: tuple[float, ...]
    belief: Belief
    alone: Belief
    asked: tuple[tuple[Question, float], ...]


def make_bank(
    seed: int, size: int = 300, topics: int = 1, *, error: float = 0.5, levels: Sequence[int] = LEVELS
) -> Bank:
    """A bank of `size` questions, half of them guessable; the kinds in each half as often as in the shipped decks."""
    rng = Random(f"bank {seed}")
    items = {}
    for number in range(size):
        guessable = rng.random() < 0.5
        fitting = [kind for kind in KINDS if (kind in GUESSABLE) == guessable]
        kind = rng.choices(fitting, [KINDS[each][0] for each in fitting])[0]
        points = (
            [RubricPoint(f"p{at}", weight) for at, weight in enumerate((3, 3, 2, 2))] if kind == "interview" else []
        )
        key, level = f"b:{number:04}", rng.choice(levels)
        items[key] = Item(
            Question(
                key=key,
                note=key,
                topic=number % topics,
                kind=kind,
                level="apply",
                difficulty=level,
                guess=KINDS[kind][1],
                seconds=60,
                rev=1,
                fp=key,
                points=tuple(points),
            ),
            beliefs.place(level) + rng.gauss(0, error),
            exp(rng.gauss(0, DISCRIMINATION_SD)),
            tuple(rng.gauss(0, POINT_SD) for _ in points),
        )
    return Bank(items, topics)


def interview(
    bank: Bank, thetas: Sequence[float], rng: Random, *, number: int, seed: str, recall: Sequence[float] = ()
) -> Taken:
    """An interview in its own shape, event by event through the machine. `recall` is that of each topic's cards."""
    topics = _topics(bank, recall)
    made = plan("q", seed, Options(number=number), bank.questions, topics, recent={})
    state, at = machine.start(made), NOON
    state, _ = machine.step(state, Start(at))
    while state.current is not None:
        at += timedelta(seconds=30)
        score, points = _answer(bank.items[state.current.key], thetas[state.current.topic], rng)
        state, _ = machine.step(state, Answer(at, {"kind": "wrote", "text": ""}, score, score == 1.0))
        if state.phase == "rubric":
            state, _ = machine.step(state, Confirm(at, points))
    return _taken(topics, thetas, [(each.question, each.score) for each in state.answered])


def given_form(bank: Bank, thetas: Sequence[float], form: Iterable[str], rng: Random) -> Taken:
    """The answers to a form that was made before, scored by the same model."""
    items = [bank.items[key] for key in form]
    asked = [(item.question, _answer(item, thetas[item.question.topic], rng)[0]) for item in items]
    return _taken(_topics(bank, ()), thetas, asked)


def _topics(bank: Bank, recall: Sequence[float]) -> tuple[Topic, ...]:
    known = recall or [None] * bank.topics
    return tuple(Topic(f"b/{at}", str(at), each) for at, each in enumerate(known))


def _taken(topics: Sequence[Topic], thetas: Sequence[float], asked: Sequence[tuple[Question, float]]) -> Taken:
    return Taken(tuple(thetas), scored(beliefs.prior(topics), asked), scored(beliefs.wide(topics), asked), tuple(asked))


def scored(belief: Belief, asked: Iterable[tuple[Question, float]]) -> Belief:
    """The belief after all answers."""
    for question, score in asked:
        belief = beliefs.update(belief, question, score)
    return belief


def _answer(item: Item, theta: float, rng: Random) -> tuple[float, tuple[str, ...]]:
    """The score of one answer, and the points it made if the question is open."""
    question = item.question
    if not question.open:
        knows = logistic(item.a * (theta - item.b))
        return float(rng.random() < question.guess + (1 - question.guess) * knows), ()
    told = theta - item.b + rng.gauss(0, TOLD_SD)
    made = [
        point
        for point, offset in zip(question.points, item.points, strict=True)
        if rng.random() < logistic(item.a * (told - offset))
    ]
    return sum(point.weight for point in made) / 10, tuple(point.id for point in made)


def logistic(x: float) -> float:
    return 1 / (1 + exp(-x))
