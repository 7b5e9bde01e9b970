"""What the events about one question do: the answer, its rubric and probes, and the step to the next question.

It must not know pauses, the wrap-up or the walk (see `machine`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from recall.quiz import belief as beliefs
from recall.quiz import probes
from recall.quiz.choice import next_question, stages
from recall.quiz.values import (
    Answer,
    Answered,
    Confirm,
    Event,
    Flag,
    Hint,
    Interview,
    Probed,
    Rate,
    Skip,
    Sure,
)

GRACE_MS = 2_000  # what an answer sent by the clock itself may come late under `--strict`
_SELF_SCORES = {1: 0.0, 2: 0.5, 3: 1.0, 4: 1.0}
_WITH_HINTS = ("typed", "cloze")


def sure(state: Interview, event: Sure) -> Interview:
    return state._replace(confidence=event.confidence)


def flag(state: Interview, event: Flag) -> Interview:
    del event
    return state._replace(flagged=not state.flagged)


def hint(state: Interview, event: Hint) -> Interview:
    del event
    assert state.current is not None
    if state.current.kind not in _WITH_HINTS:
        raise ValueError(f"a question of the kind {state.current.kind} has no hint")
    return state._replace(hinted=True)


def answer(state: Interview, event: Answer) -> Interview:
    """A graded answer is done; an open one goes to its rubric, a card that was turned over to its rating."""
    assert state.current is not None
    draft = _draft(state, event.at)._replace(response=event.response, ticks=event.ticks)
    grace = 0 if event.response is None else GRACE_MS
    if state.plan.options.strict and draft.ms > state.current.seconds * 1000 + grace:
        return _done(state, draft._replace(outcome="timed out"), event.at)
    draft = draft._replace(rapid=draft.ms < state.current.read_ms)
    if event.response is None:
        return _done(state, draft._replace(outcome="unknown"), event.at)
    if state.current.open or _flipped(event.response):
        return state._replace(phase="rubric", draft=draft)
    score = min(max(event.score, 0.0), 1.0) * (0.5 if state.hinted else 1.0)
    return _done(state, draft._replace(score=score, correct=event.correct), event.at)


def skip(state: Interview, event: Skip) -> Interview:
    return _done(state, _draft(state, event.at)._replace(outcome="skipped"), event.at)


def rate(state: Interview, event: Rate) -> Interview:
    assert state.draft is not None
    if state.draft.question.open or event.rating not in _SELF_SCORES:
        raise ValueError("a card that was turned over is rated 1 to 4")
    score = _SELF_SCORES[event.rating]
    return _done(state, state.draft._replace(rating=event.rating, score=score, correct=score == 1.0), event.at)


def confirm(state: Interview, event: Confirm) -> Interview:
    """Takes in what the learner says was said, then asks the next probe, if one is due."""
    draft = state.draft
    assert draft is not None
    known = [point.id for point in draft.question.points]
    if not draft.question.open or event.red_flags < 0 or not set(event.points) <= set(known):
        raise ValueError("these are no points of the question's rubric")
    told = tuple(id_ for id_ in known if id_ in event.points)
    if state.probe is None:
        draft = draft._replace(made=told)
    else:
        draft = draft._replace(
            probed=tuple(id_ for id_ in known if id_ in (*draft.probed, *told) and id_ not in draft.made)
        )
    return _probe_or_done(state, draft._replace(red_flags=draft.red_flags + event.red_flags), event.at)


def probed(state: Interview, event: Probed) -> Interview:
    draft = state.draft
    assert draft is not None
    draft = draft._replace(
        probe_answers=(*draft.probe_answers, event.response),
        ticks=(*draft.ticks, *event.ticks),
        ms=draft.ms + spent(state, event.at),
    )
    if event.response is None:
        return _probe_or_done(state, draft, event.at)
    return state._replace(phase="rubric", draft=draft)


def _probe_or_done(state: Interview, draft: Answered, at: datetime) -> Interview:
    probe = probes.next_probe(draft)
    if probe is None:
        return _done(state, with_worth(draft), at)
    draft = draft._replace(asked_probes=(*draft.asked_probes, probe.place))
    return state._replace(phase="probing", probe=probe, draft=draft, shown_at=at, away_ms=0)


def with_worth(draft: Answered) -> Answered:
    """The open answer with the score that its points earn so far."""
    score = probes.worth(draft)
    return draft._replace(score=score, correct=score >= 1.0)


def deal(state: Interview, at: datetime) -> Interview:
    """The next question on the table, or the wrap-up when all are asked, the pool is dry or the time is up."""
    state = cleared(state)
    question = next_question(state)
    if question is None:
        return state._replace(phase="wrap-up" if state.answered else "abandoned", ended_at=at)
    stage = stages(state.number)[len(state.answered)]
    return state._replace(phase="asking", stage=stage, current=question, shown_at=at)


def _done(state: Interview, done: Answered, at: datetime) -> Interview:
    """The question is over: its answer moves the belief, then feedback shows or the next question comes."""
    state = put(state, done)
    if state.plan.options.feedback == "now":
        return cleared(state)._replace(phase="feedback")
    return deal(state, at)


def put(state: Interview, done: Answered) -> Interview:
    """The interview with one more question done, and what its answer says of ability."""
    done = done._replace(flagged=state.flagged)
    belief = beliefs.believed(state.belief, [done])
    return state._replace(belief=belief, answered=(*state.answered, done))


def cleared(state: Interview) -> Interview:
    """The interview with nothing on the table."""
    return state._replace(
        current=None, draft=None, probe=None, shown_at=None, away_ms=0, confidence=None, hinted=False, flagged=False
    )


def _draft(state: Interview, at: datetime) -> Answered:
    assert state.current is not None
    ms = spent(state, at)
    return Answered(
        question=state.current,
        stage=state.stage,
        outcome="answered",
        score=0.0,
        correct=False,
        response=None,
        confidence=state.confidence,
        ms=ms,
        over_time=ms > state.current.seconds * 1000,
        rapid=False,
        hinted=state.hinted,
        flagged=state.flagged,
    )


def on_the_table(state: Interview, event: Event) -> Interview:
    """An answer names its question: should this program have chosen another one, the log is right."""
    if not isinstance(event, Answer | Skip) or state.current is None or event.asked in ("", state.current.key):
        return state
    for question in state.plan.pool:
        if question.key == event.asked:
            return state._replace(current=question)
    raise ValueError(f"{event.asked} is no question of this interview")


def spent(state: Interview, at: datetime) -> int:
    """Milliseconds since the prompt appeared, pauses left out."""
    return max(0, milliseconds(at - state.shown_at) - state.away_ms) if state.shown_at else 0


def _flipped(response: Any) -> bool:
    return isinstance(response, Mapping) and response.get("kind") == "flipped"


def milliseconds(span: timedelta) -> int:
    return max(0, span // timedelta(milliseconds=1))
