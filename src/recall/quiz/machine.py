"""One interview as a state machine: `start` from a plan, then one `step` an event. A replay of the events is a resume.

No clock, no chance, no input or output: instants come with the events, choices are a function of seed and number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from recall.grade.graded import RIGHT
from recall.quiz import belief as beliefs
from recall.quiz import probes
from recall.quiz.choice import fitting, next_question, stages
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

GRACE_MS = 2_000  # what an answer sent by the clock itself may come late under `--strict`
_SELF_SCORES = {1: 0.0, 2: 0.5, 3: 1.0, 4: 1.0}
_WITH_HINTS = ("typed", "cloze")


def start(plan: Plan) -> Interview:
    """The interview before its first event. `--minutes` may leave room for fewer questions than were asked for."""
    return Interview(plan=plan, phase="intro", belief=beliefs.prior(plan.topics), number=fitting(plan))


def step(state: Interview, event: Event) -> tuple[Interview, tuple[Effect, ...]]:
    """The interview after `event`. Raises ValueError, with nothing changed, for one that does not fit its phase."""
    handle = _HANDLERS.get((state.phase, type(event))) or _HANDLERS.get(("any", type(event)))
    if handle is None:
        raise ValueError(f"{type(event).__name__} does not fit while {state.phase}")
    at = max(_to_ms(event.at), state.last_at or _to_ms(event.at))
    event = event._replace(at=at)
    after = handle(_on_the_table(state, event), event)._replace(seq=state.seq + 1, last_at=at)
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
        running = _spent(state, state.paused_at or now)
        question = _limit(state) - running / 1000
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


# -- what each event does


def _start(state: Interview, event: Start) -> Interview:
    return _deal(state._replace(started_at=event.at), event.at)


def _sure(state: Interview, event: Sure) -> Interview:
    return state._replace(confidence=event.confidence)


def _flag(state: Interview, event: Flag) -> Interview:
    del event
    return state._replace(flagged=not state.flagged)


def _flag_last(state: Interview, event: Flag) -> Interview:
    """Feedback shows the question just done: its mark is set there."""
    del event
    *before, last = state.answered
    return state._replace(answered=(*before, last._replace(flagged=not last.flagged)))


def _hint(state: Interview, event: Hint) -> Interview:
    del event
    assert state.current is not None
    if state.current.kind not in _WITH_HINTS:
        raise ValueError(f"a question of the kind {state.current.kind} has no hint")
    return state._replace(hinted=True)


def _answer(state: Interview, event: Answer) -> Interview:
    """A graded answer is done; an open one goes to its rubric, a card that was turned over to its rating."""
    assert state.current is not None
    draft = _draft(state, event.at)._replace(response=event.response, ticks=event.ticks)
    late = draft.ms > state.current.seconds * 1000
    if state.plan.options.strict and draft.ms > state.current.seconds * 1000 + (
        GRACE_MS if event.response is not None else 0
    ):
        return _done(state, draft._replace(outcome="timed out", over_time=True), event.at)
    draft = draft._replace(over_time=late, rapid=draft.ms < state.current.read_ms)
    if event.response is None:
        return _done(state, draft._replace(outcome="unknown"), event.at)
    if state.current.open or _flipped(event.response):
        return state._replace(phase="rubric", draft=draft)
    score = min(max(event.score, 0.0), 1.0) * (0.5 if state.hinted else 1.0)
    return _done(state, draft._replace(score=score, correct=event.correct), event.at)


def _skip(state: Interview, event: Skip) -> Interview:
    return _done(state, _draft(state, event.at)._replace(outcome="skipped"), event.at)


def _rate(state: Interview, event: Rate) -> Interview:
    assert state.draft is not None
    if state.draft.question.open or event.rating not in _SELF_SCORES:
        raise ValueError("a card that was turned over is rated 1 to 4")
    score = _SELF_SCORES[event.rating]
    return _done(state, state.draft._replace(rating=event.rating, score=score, correct=score == 1.0), event.at)


def _confirm(state: Interview, event: Confirm) -> Interview:
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


def _probed(state: Interview, event: Probed) -> Interview:
    draft = state.draft
    assert draft is not None
    draft = draft._replace(
        probe_answers=(*draft.probe_answers, event.response),
        ticks=(*draft.ticks, *event.ticks),
        ms=draft.ms + _spent(state, event.at),
    )
    if event.response is None:
        return _probe_or_done(state, draft, event.at)
    return state._replace(phase="rubric", draft=draft)


def _probe_or_done(state: Interview, draft: Answered, at: datetime) -> Interview:
    probe = probes.next_probe(draft)
    if probe is None:
        return _done(state, _worth(draft), at)
    draft = draft._replace(asked_probes=(*draft.asked_probes, probe.place))
    return state._replace(phase="probing", probe=probe, draft=draft, shown_at=at, away_ms=0)


def _next(state: Interview, event: Next) -> Interview:
    return _deal(state, event.at)


def _pause(state: Interview, event: Pause) -> Interview:
    return state._replace(phase="paused", paused_from=state.phase, paused_at=event.at)


def _resume(state: Interview, event: Resume) -> Interview:
    assert state.paused_from is not None and state.paused_at is not None
    away = _ms(event.at - state.paused_at)
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
    away = _ms(event.at - state.last_at)
    return state._replace(away_ms=state.away_ms + away, paused_ms=state.paused_ms + away)


def _quit(state: Interview, event: Quit) -> Interview:
    """What was answered counts. An open answer whose points were never confirmed is kept as skipped."""
    phase = state.paused_from if state.phase == "paused" else state.phase
    if phase == "rubric" and state.probe is None and state.draft is not None:
        state = _put(state, state.draft._replace(outcome="skipped"))
    elif phase in ("rubric", "probing") and state.draft is not None:
        state = _put(state, _worth(state.draft))
    state = _cleared(state)._replace(paused_from=None, paused_at=None, ended_at=event.at)
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


# -- parts


def _deal(state: Interview, at: datetime) -> Interview:
    """The next question on the table, or the wrap-up when all are asked, the pool is dry or the time is up."""
    state = _cleared(state)
    question = next_question(state)
    if question is None:
        return state._replace(phase="wrap-up" if state.answered else "abandoned", ended_at=at)
    stage = stages(state.number)[len(state.answered)]
    return state._replace(phase="asking", stage=stage, current=question, shown_at=at)


def _done(state: Interview, done: Answered, at: datetime) -> Interview:
    """The question is over: its answer moves the belief, then feedback shows or the next question comes."""
    state = _put(state, done)
    if state.plan.options.feedback == "now":
        return _cleared(state)._replace(phase="feedback")
    return _deal(state, at)


def _put(state: Interview, done: Answered) -> Interview:
    done = done._replace(flagged=state.flagged)
    belief = beliefs.believed(state.belief, [done])
    return state._replace(belief=belief, answered=(*state.answered, done))


def _worth(draft: Answered) -> Answered:
    score = probes.worth(draft)
    return draft._replace(score=score, correct=score >= 1.0)


def _cleared(state: Interview) -> Interview:
    return state._replace(
        current=None, draft=None, probe=None, shown_at=None, away_ms=0, confidence=None, hinted=False, flagged=False
    )


def _draft(state: Interview, at: datetime) -> Answered:
    assert state.current is not None
    return Answered(
        question=state.current,
        stage=state.stage,
        outcome="answered",
        score=0.0,
        correct=False,
        response=None,
        confidence=state.confidence,
        ms=_spent(state, at),
        over_time=_spent(state, at) > state.current.seconds * 1000,
        rapid=False,
        hinted=state.hinted,
        flagged=state.flagged,
    )


def _on_the_table(state: Interview, event: Event) -> Interview:
    """An answer names its question: should this program have chosen another one, the log is right."""
    if not isinstance(event, Answer | Skip) or state.current is None or event.asked in ("", state.current.key):
        return state
    for question in state.plan.pool:
        if question.key == event.asked:
            return state._replace(current=question)
    raise ValueError(f"{event.asked} is no question of this interview")


def _limit(state: Interview) -> int:
    assert state.current is not None
    phase = state.paused_from if state.phase == "paused" else state.phase
    return probes.SECONDS if phase == "probing" else state.current.seconds


def _spent(state: Interview, at: datetime) -> int:
    """Milliseconds since the prompt appeared, pauses left out."""
    return max(0, _ms(at - state.shown_at) - state.away_ms) if state.shown_at else 0


def _flipped(response: Any) -> bool:
    return isinstance(response, Mapping) and response.get("kind") == "flipped"


def _ms(span: timedelta) -> int:
    return max(0, span // timedelta(milliseconds=1))


def _to_ms(at: datetime) -> datetime:
    """The instant as a log holds it."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


_LIVE: tuple[Phase, ...] = ("asking", "rubric", "probing", "feedback")
_HANDLERS: dict[tuple[str, type[Any]], Callable[[Interview, Any], Interview]] = {
    ("intro", Start): _start,
    ("intro", Quit): _quit,
    ("asking", Sure): _sure,
    ("asking", Hint): _hint,
    ("asking", Answer): _answer,
    ("asking", Skip): _skip,
    ("rubric", Confirm): _confirm,
    ("rubric", Rate): _rate,
    ("probing", Probed): _probed,
    ("feedback", Next): _next,
    ("feedback", Flag): _flag_last,
    ("asking", Flag): _flag,
    ("rubric", Flag): _flag,
    ("probing", Flag): _flag,
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
