"""Learners who press anything: interviews of random events, to see that a log always gives the same interview again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from recall.quiz import machine
from recall.quiz.plan import plan
from recall.quiz.values import (
    CONFIDENCES,
    TARGETS,
    Answer,
    Confirm,
    Event,
    Flag,
    Hint,
    Interview,
    Judge,
    Next,
    Options,
    Pause,
    Plan,
    Probe,
    Probed,
    Question,
    Quit,
    Rate,
    Resume,
    RubricPoint,
    Skip,
    Start,
    Sure,
    Topic,
)

KINDS = (
    "basic",
    "single",
    "multi",
    "typed",
    "number",
    "cloze",
    "order",
    "match",
    "output",
    "lines",
    "sql",
    "interview",
)


def random_pool(rng: Random, size: int, topics: int) -> list[Question]:
    """Questions of every kind, some siblings, some related, some seen, some held out, some reviewed."""
    pool = []
    for number in range(size):
        kind = rng.choice(KINDS)
        note = f"b:n{number // 2 if rng.random() < 0.1 else number}"
        points = tuple(RubricPoint(f"p{at}", 2, card=f"b:n{rng.randrange(size)}") for at in range(5))
        probes = (Probe(0, "p1"), Probe(1, "p3"), Probe(2))
        pool.append(
            Question(
                key=f"b:n{number}#c{number}",
                note=note,
                topic=rng.randrange(topics),
                kind=kind,
                level=rng.choice(("recall", "understand", "apply")),
                difficulty=rng.randint(1, 5),
                guess=rng.choice((0.0, 0.02, 0.2, 0.33)),
                seconds=rng.choice((45, 90, 180)),
                rev=1,
                fp=f"{number:016x}",
                read_ms=rng.choice((0, 3000)),
                held_out=rng.random() < 0.2,
                known=rng.choice((None, 0.4, 0.9)),
                related=tuple(f"b:n{rng.randrange(size)}" for _ in range(rng.randrange(3))),
                points=points if kind == "interview" else (),
                probes=probes if kind == "interview" else (),
            )
        )
    return pool


def random_plan(rng: Random) -> Plan:
    """A plan that asks for anything that can be asked for."""
    topics = [
        Topic(f"b/{at}", f"Topic {at}", rng.choice((None, rng.uniform(0.5, 1.0)))) for at in range(rng.randint(1, 9))
    ]
    options = Options(
        number=rng.randint(1, 15),
        minutes=rng.choice((None, None, 5, 30)),
        target=rng.choice(TARGETS),
        fixed=rng.random() < 0.2,
        feedback=rng.choice(("now", "end")),
        strict=rng.random() < 0.3,
    )
    pool = random_pool(rng, rng.randint(60, 200), len(topics))
    recent = {question.key: rng.randint(1, 5) for question in pool if rng.random() < 0.2}
    return plan("q", f"{rng.getrandbits(32):x}", options, pool, topics, recent=recent)


def random_event(state: Interview, at: datetime, rng: Random) -> Event:
    """An event that fits where the interview stands."""
    usual = _usual(state, at, rng)
    if state.phase in ("asking", "rubric", "probing", "feedback") and rng.random() < 0.25:
        hints = [Hint(at)] if state.phase == "asking" and state.current and state.current.kind == "typed" else []
        sure = [Sure(at, rng.choice(CONFIDENCES)), Skip(at)] if state.phase == "asking" else []
        return rng.choice([Flag(at), Pause(at), Resume(at), *hints, *sure])
    if state.phase in ("asking", "rubric", "probing", "paused", "walk") and rng.random() < 0.01:
        return Quit(at)
    return usual


def _usual(state: Interview, at: datetime, rng: Random) -> Event:
    question = state.current
    match state.phase:
        case "intro":
            return Start(at)
        case "asking" if question is not None and question.kind == "basic":
            return Answer(at, {"kind": "flipped"})
        case "asking":
            score = rng.choice((0.0, 0.0, 0.3, 0.5, 0.9, 1.0, 1.0, 1.0))
            said = (
                None if rng.random() < 0.1 else {"kind": "wrote", "text": rng.choice(("", "ü\n\x00 text", "x" * 500))}
            )
            return Answer(at, said, score if said else 0.0, score == 1.0 and said is not None)
        case "rubric" if question is not None and question.open:
            return Confirm(at, tuple(p.id for p in question.points if rng.random() < 0.5), rng.randrange(2))
        case "rubric":
            return Rate(at, rng.randint(1, 4))
        case "probing":
            return Probed(at, rng.choice((None, "because")), (("p1", "ask"),))
        case "paused":
            return Resume(at)
        case "wrap-up":
            return Judge(at, rng.randint(0, len(state.answered)))
        case _:
            return Next(at)


def random_interview(seed: int) -> tuple[Plan, list[Event], Interview]:
    """A plan, the events of a whole interview, and where it stands at the end."""
    rng = Random(f"taker {seed}")
    made = random_plan(rng)
    state, events = machine.start(made), []
    at = datetime(2026, 1, 5, 12, tzinfo=UTC)
    while not state.over:
        at += timedelta(microseconds=rng.randrange(80_000_000))
        event = machine.addressed(state, random_event(state, at, rng))
        state, _ = machine.step(state, event)
        events.append(event)
    return made, events, state
