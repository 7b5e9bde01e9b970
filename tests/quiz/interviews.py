"""Plans and interviews for the tests of the quiz: small pools, a clock of one's own, learners who follow a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from recall.quiz import machine
from recall.quiz.plan import plan
from recall.quiz.values import (
    Answer,
    Confidence,
    Confirm,
    Event,
    Interview,
    Next,
    Options,
    Plan,
    Probe,
    Probed,
    Question,
    RubricPoint,
    Start,
    Sure,
    Topic,
)

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
POINTS = tuple(RubricPoint(f"p{at}", weight) for at, weight in enumerate((4, 3, 2, 1)))
PROBES = (Probe(0, "p1"), Probe(1), Probe(2, "p0"))
WROTE = {"kind": "wrote", "text": "so"}


def question(key: str = "b:one", **fields: Any) -> Question:
    found = Question(key, key, 0, "typed", "apply", 3, 0.02, 45, 1, "f" * 16)
    if fields.get("kind") == "interview":
        fields = {"points": POINTS, "probes": PROBES, "guess": 0.0, "seconds": 180} | fields
    return found._replace(**fields)


def pool(size: int = 40, topics: int = 4) -> list[Question]:
    """Questions of several kinds and difficulties, spread over topics."""
    kinds = ("typed", "single", "interview", "order", "cloze", "number", "match", "basic")
    guesses = {"single": 0.33, "order": 0.16, "match": 0.1}
    return [
        question(
            f"b:n{at}",
            topic=at % topics,
            kind=kinds[at // topics % len(kinds)],
            difficulty=1 + at % 5,
            guess=guesses.get(kinds[at // topics % len(kinds)], 0.0),
        )
        for at in range(size)
    ]


def made_plan(
    questions: Sequence[Question] | None = None,
    *,
    seed: str = "7f3a",
    recent: Mapping[str, int] | None = None,
    topics: int = 4,
    recall: float | None = None,
    **options: Any,
) -> Plan:
    found = pool(topics=topics) if questions is None else questions
    named = [Topic(f"b/t{at}", f"Topic {at}", recall) for at in range(topics)]
    return plan("q1", seed, Options(**{"number": 12, **options}), found, named, recent=recent or {})


def one_question(asked: Question, **options: Any) -> Interview:
    """An interview of one question, which is on the table since noon."""
    made = made_plan([asked], topics=1, number=1, **options)
    return step(machine.start(made), Start(NOON))


def step(state: Interview, *events: Event) -> Interview:
    for event in events:
        state, _ = machine.step(state, event)
    return state


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


Score = Callable[[Question], float | None]


def taken(
    made: Plan,
    score: Score = lambda question: 1.0,
    *,
    sure: Confidence | None = None,
    until: str = "wrap-up",
) -> Interview:
    """The interview up to a phase, every question answered after ten seconds; a score of None is "don't know"."""
    state, at = machine.start(made), NOON
    while state.phase != until and not state.over:
        at += timedelta(seconds=10)
        for event in _events(state, at, score, sure):
            state, _ = machine.step(state, event)
    return state


def _events(state: Interview, at: datetime, score: Score, sure: Confidence | None) -> list[Event]:
    asked = state.current
    if state.phase == "intro":
        return [Start(at)]
    if asked is None:
        return [Next(at)]
    if state.phase == "probing":
        return [Probed(at, None)]
    earned = score(asked)
    if state.phase == "rubric":
        return [Confirm(at, tuple(point.id for point in asked.points if earned))]
    said = [Sure(at, sure)] if sure else []
    return [*said, Answer(at, None if earned is None else WROTE, earned or 0.0, earned == 1.0)]
