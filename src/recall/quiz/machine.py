"""One interview as a state machine: `start` from a plan, then one `step` an event. A replay of the events is a resume.

No clock, no chance, no input or output: instants come with the events, choices are a function of seed and number.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from recall.grade.graded import RIGHT
from recall.quiz import answering, probes
from recall.quiz import belief as beliefs
from recall.quiz.values import (
    Answer,
    Answered,
    Confirm,
    Effect,
    Event,
    Flag,
    Hint,
    Interview,
    Judge,
    Next,
    Pause,
    Phase,
    Plan,
    Probed,
    Quit,
    Rate,
    Resume,
    Schedule,
    Show,
    Skip,
    Start,
    Sure,
)


def start(plan: Plan) -> Interview:
    """The interview before its first event."""
    return Interview(plan=plan, phase="intro", belief=beliefs.prior(plan.topics), number=plan.number)


def step(state: Interview, event: Event) -> tuple[Interview, tuple[Effect, ...]]:
    """The interview after `event`. Raises ValueError, with nothing changed, for one that does not fit its phase."""
    handle = _HANDLERS.get((state.phase, type(event)))
    if handle is None:
        raise ValueError(f"{type(event).__name__} does not fit while {state.phase}")
    at = max(_to_ms(event.at), state.last_at or _to_ms(event.at))
    event = event._replace(at=at)
    after = handle(answering.on_the_table(state, event), event)._replace(seq=state.seq + 1, last_at=at)
    closes = state.phase == "wrap-up" and after.phase != "wrap-up"
    return after, (Show(), Schedule()) if closes else (Show(),)


def addressed(state: Interview, event: Event) -> Event:
    """The event as it is to be recorded: an answer or a skip names the question on the table."""
    if isinstance(event, Answer | Skip) and state.current is not None:
        return event._replace(asked=state.current.key)
    return event


def remaining(state: Interview, now: datetime) -> tuple[float | None, float | None]:
    """Seconds left of the question (or probe) and of the interview; below 0 is over time, None is no clock.

    Only answering takes the interview's time: no pause, no rubric, no feedback.
    """
    used = sum(each.ms for each in state.answered) + (state.draft.ms if state.draft else 0)
    phase = state.paused_from if state.phase == "paused" else state.phase
    question = None
    if phase in ("asking", "probing") and state.current is not None:
        running = answering.spent(state, state.paused_at or now)
        question = (probes.SECONDS if phase == "probing" else state.current.seconds) - running / 1000
        used += running
    minutes = state.plan.options.minutes
    return question, None if minutes is None else minutes * 60 - used / 1000


def missed(state: Interview) -> tuple[Answered, ...]:
    """What the walk goes through: sure and wrong first, then as asked."""
    wrong = [each for each in state.answered if not right(each)]
    return tuple(sorted(wrong, key=lambda each: not sure_and_wrong(each)))


def right(answered: Answered) -> bool:
    """Whether it counts as answered right: answered at all, and worth at least 85 of 100."""
    return answered.outcome == "answered" and answered.score >= RIGHT


def sure_and_wrong(answered: Answered) -> bool:
    return answered.confidence == "certain" and answered.outcome == "answered" and answered.score < RIGHT


# -- the events that are not about one answer


def _start(state: Interview, event: Start) -> Interview:
    return answering.deal(state._replace(started_at=event.at), event.at)


def _next(state: Interview, event: Next) -> Interview:
    return answering.deal(state, event.at)


def _flag_last(state: Interview, event: Flag) -> Interview:
    """Feedback shows the question just done: its mark is set there."""
    del event
    *before, last = state.answered
    return state._replace(answered=(*before, last._replace(flagged=not last.flagged)))


def _pause(state: Interview, event: Pause) -> Interview:
    return state._replace(phase="paused", paused_from=state.phase, paused_at=event.at)


def _resume(state: Interview, event: Resume) -> Interview:
    assert state.paused_from is not None and state.paused_at is not None
    away = answering.milliseconds(event.at - state.paused_at)
    return state._replace(
        phase=state.paused_from,
        paused_from=None,
        paused_at=None,
        away_ms=state.away_ms + away,
        paused_ms=state.paused_ms + away,
    )


def _come_back(state: Interview, event: Resume) -> Interview:
    """Recall was gone since the last event."""
    assert state.last_at is not None
    away = answering.milliseconds(event.at - state.last_at)
    return state._replace(away_ms=state.away_ms + away, paused_ms=state.paused_ms + away)


def _quit(state: Interview, event: Quit) -> Interview:
    """What was answered counts. An open answer whose points were never confirmed is kept as skipped."""
    phase = state.paused_from if state.phase == "paused" else state.phase
    if phase == "rubric" and state.probe is None and state.draft is not None:
        state = answering.put(state, state.draft._replace(outcome="skipped"))
    elif phase in ("rubric", "probing") and state.draft is not None:
        state = answering.put(state, answering.with_worth(state.draft))
    state = answering.cleared(state)._replace(paused_from=None, paused_at=None, ended_at=event.at)
    return state._replace(phase="wrap-up" if state.answered else "abandoned")


def _judge(state: Interview, event: Judge) -> Interview:
    if not 0 <= event.right <= len(state.answered):
        raise ValueError(f"{event.right} of {len(state.answered)} cannot be right")
    return _to_walk(state._replace(judged=event.right))


def _no_judgement(state: Interview, event: Next) -> Interview:
    del event
    return _to_walk(state)


def _to_walk(state: Interview) -> Interview:
    return state._replace(phase="walk" if missed(state) else "reported")


def _walk(state: Interview, event: Next) -> Interview:
    del event
    walked = state.walked + 1
    return state._replace(walked=walked, phase="reported" if walked >= len(missed(state)) else "walk")


def _leave(state: Interview, event: Quit) -> Interview:
    del event
    return state._replace(phase="reported")


def _to_ms(at: datetime) -> datetime:
    """The instant as a log holds it."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


_LIVE: tuple[Phase, ...] = ("asking", "rubric", "probing", "feedback")
_HANDLERS: dict[tuple[str, type[Any]], Callable[[Interview, Any], Interview]] = {
    ("intro", Start): _start,
    ("intro", Quit): _quit,
    ("asking", Sure): answering.sure,
    ("asking", Hint): answering.hint,
    ("asking", Answer): answering.answer,
    ("asking", Skip): answering.skip,
    ("rubric", Confirm): answering.confirm,
    ("rubric", Rate): answering.rate,
    ("probing", Probed): answering.probed,
    ("feedback", Next): _next,
    ("feedback", Flag): _flag_last,
    ("asking", Flag): answering.flag,
    ("rubric", Flag): answering.flag,
    ("probing", Flag): answering.flag,
    **{(phase, Pause): _pause for phase in _LIVE},
    **{(phase, Resume): _come_back for phase in _LIVE},
    **{(phase, Quit): _quit for phase in (*_LIVE, "paused")},
    ("paused", Resume): _resume,
    ("wrap-up", Judge): _judge,
    ("wrap-up", Next): _no_judgement,
    ("wrap-up", Quit): _no_judgement,
    ("walk", Next): _walk,
    ("walk", Quit): _leave,
}
