"""A card's memory: one review advances it, a replay of the log gives it again. The only place that calls `fsrs`.

`fsrs` moves a card through its learning steps; stability and difficulty come from `step`, whose oracle it is. It counts
whole 24-hour periods where recall counts study days, so it is handed a card whose last review lies exactly (difference
of study days) x 24 h before now. It is imported inside functions: it is slow to load.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from math import exp, isclose, log
from typing import TYPE_CHECKING, Any

from recall.events import Event, Moment, format_instant, parse_instant
from recall.schedule.fuzz import fuzzed
from recall.schedule.step import Step, step_of
from recall.schedule.values import CardState, Memory, Parameters, Rating, Settings, State

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

    from recall.schedule.balance import Load

DECISION = frozenset({"state", "step", "s", "d", "due", "interval", "forecast", "params"})  # what a cram leaves out
HORIZON_DAYS = 90  # over which `knowledge_gain` weighs what a review adds
GUESSABLE = 0.05  # a smaller chance of guessing right (typed answers) says nothing about memory
UNSEEN_RECALL = 0.5  # the chance, before any review, that a learner knows a card: says little, so one half
SAME_STABILITY = 1e-6  # relative: libraries of mathematics differ in the last digits
LONGEST_INTERVAL = 36_500  # days
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_STATE_NAMES = {State.LEARNING: "learning", State.REVIEW: "review", State.RELEARNING: "relearning"}
_STATES = {name: state for state, name in _STATE_NAMES.items()}


def review(
    state: CardState,
    rating: Rating,
    moment: Moment,
    settings: Settings,
    *,
    guess: float = 0.0,
    load: Load | None = None,
) -> CardState:
    """The card after an answer: new memory, due date (fuzz included), counts.

    `guess` is the chance of a right answer without knowledge; from `GUESSABLE` on a success moves memory
    by the soft update. With `load` the day inside the fuzz range is a quiet one (see `balance`).
    A clock that went back counts as no time passed.
    """
    before = state.memory
    at = moment.at if before is None else max(moment.at, before.last_at)
    on = moment.on if before is None else max(moment.on, before.last_on)
    days = _days_between(before, on)
    stability, difficulty = _soft(before, rating, on, settings.parameters, guess)
    state_after, step, delay = _step(before, rating, days, settings)
    memory = Memory(
        state=state_after,
        step=step,
        stability=stability,
        difficulty=difficulty,
        last_at=at,
        last_on=on,
    )
    if memory.state is State.REVIEW:
        interval = interval_days(stability, settings)
        if settings.fuzz:
            interval = fuzzed(interval, state.key, state.reps, settings.maximum_interval, on=on, load=load)
        memory = memory._replace(due_on=on + timedelta(days=interval))
    else:
        memory = memory._replace(due_at=at + delay)
    return _counted(state, memory, rating)


def shifted(after: CardState, at: datetime) -> CardState:
    """What `review` gives at another instant of the same study day: the memory at that instant, its step as long."""
    held = after.memory
    if held is None or at <= held.last_at:
        return after
    due_at = None if held.due_at is None else held.due_at + (at - held.last_at)
    return after._replace(memory=held._replace(last_at=at, due_at=due_at))


def replay(state: CardState, event: Event, parameters: Parameters, *, merged: bool = False) -> CardState:
    """The card after a recorded `review`, `reset` or `set_due`.

    Stability and difficulty are computed anew with the parameters in force at the event; state, step and due date are
    facts of the event. A review without `state` (a cram that leaves memory alone) changes nothing.

    `merged` says that something another device recorded stands before the event. Where that gives another stability
    than the writer saw, the due day was decided without it: the interval is moved in proportion, which keeps the
    retention and the fuzz that the writer decided by.
    """
    body = event.body
    if event.type == "reset":
        return CardState(state.key)
    if event.type == "set_due":
        return with_due(state, date.fromisoformat(body["due"]))
    if event.type != "review" or "state" not in body:
        return state
    rating = Rating(body["rating"])
    before = state.memory
    on = date.fromisoformat(event.day)
    if before is not None:
        on = max(on, before.last_on)
    guess = float((body.get("evidence") or {}).get("guess") or 0.0)
    stability, difficulty = _soft(before, rating, on, parameters, guess)
    due = body["due"]
    due_on = date.fromisoformat(due) if len(due) == 10 else None
    if due_on is not None and merged and not isclose(stability, body["s"], rel_tol=SAME_STABILITY):
        due_on = on + timedelta(days=proportional(int(body.get("interval") or 0), stability, body["s"]))
    memory = Memory(
        state=_STATES[body["state"]],
        step=body["step"],
        stability=stability,
        difficulty=difficulty,
        last_at=event.at if before is None else max(event.at, before.last_at),
        last_on=on,
        due_at=parse_instant(due) if len(due) > 10 else None,
        due_on=due_on,
    )
    return _counted(state, memory, rating)


def proportional(interval: int, stability: float, seen: float) -> int:
    """The interval in days that goes with `stability` where `seen` led to `interval`: linear in FSRS-6, at least 1."""
    return min(max(1, round(interval * stability / seen)), LONGEST_INTERVAL) if seen > 0 else max(1, interval)


def review_body(
    before: CardState,
    after: CardState,
    rating: Rating,
    settings: Settings,
    *,
    card: Mapping[str, Any],
    source: str = "review",
    score: float | None = None,
    ms: int = 0,
    evidence: Mapping[str, Any] | None = None,
    forecast: float | None = None,
) -> dict[str, Any]:
    """What the `review` event carries. `card` gives `card`, `rev` and `fp`; `ms` is the time the answer took.

    `forecast` is the chance of recall told before the answer; FSRS's own where none is given.
    """
    memory = after.memory
    assert memory is not None
    due = memory.due_on.isoformat() if memory.due_on else format_instant(memory.due_at or memory.last_at)
    if forecast is None:
        forecast = retrievability(before.memory, memory.last_on, settings.parameters)
    return {
        **card,
        "rating": int(rating),
        "score": score if score is not None else (0.0 if rating is Rating.AGAIN else 1.0),
        "source": source,
        "ms": ms,
        "evidence": dict(evidence or {}),
        "forecast": forecast,
        "params": settings.parameters.id,
        "state": _STATE_NAMES[memory.state],
        "step": memory.step,
        "s": memory.stability,
        "d": memory.difficulty,
        "due": due,
        "interval": (memory.due_on - memory.last_on).days if memory.due_on else 0,
    }


def retrievability(memory: Memory | None, on: date, parameters: Parameters) -> float | None:
    """The chance of recall on a study day: (1 + F t / S)^-w20 with R(S) = 0.9 (FSRS-6); None without memory."""
    if memory is None:
        return None
    return step_of(parameters.values).recall(memory.stability, max(0, (on - memory.last_on).days))


def interval_days(stability: float, settings: Settings) -> int:
    """Whole days until recall falls to the desired retention: at least 1, rounded half to even as `fsrs` does."""
    decay = -settings.parameters.values[20]
    factor = 0.9 ** (1 / decay) - 1
    days = round(stability / factor * (settings.retention ** (1 / decay) - 1))
    return int(min(max(days, 1), settings.maximum_interval))


def probability_known(recall: float, guess: float) -> float:
    """The chance that a right answer was known: R / (R + (1 - R) g)."""
    return recall / (recall + (1 - recall) * guess)


def knowledge_gain(memory: Memory, on: date, settings: Settings) -> float:
    """What a review on that day is expected to add to mean recall over the next `HORIZON_DAYS`, for the time it takes.

    Both outcomes are weighed by their chance; a lapse is counted as two answers.
    """
    recall = retrievability(memory, on, settings.parameters) or 0.0
    days = _days_between(memory, on)
    step = step_of(settings.parameters.values)
    good, _ = step.next(memory.stability, memory.difficulty, Rating.GOOD, days)
    again, _ = step.next(memory.stability, memory.difficulty, Rating.AGAIN, days)
    mean = partial(_mean_recall, parameters=settings.parameters)
    reviewed = recall * mean(good, 0) + (1 - recall) * mean(again, 0)
    return (reviewed - mean(memory.stability, days)) / (2 - recall)


def _mean_recall(stability: float, start: int, parameters: Parameters) -> float:
    """The mean of R(t) = (1 + F t / S)^-w20 over `HORIZON_DAYS` from day `start` after a review (antiderivative)."""
    decay = -parameters.values[20]
    rate = (0.9 ** (1 / decay) - 1) / stability
    end = start + HORIZON_DAYS
    area = ((1 + rate * end) ** (decay + 1) - (1 + rate * start) ** (decay + 1)) / (rate * (decay + 1))
    return float(area / HORIZON_DAYS)


def with_due(state: CardState, on: date) -> CardState:
    """The card moved to a study day, as the learner asked; memory stays what it is."""
    if state.memory is None:
        return state._replace(awaited_on=on)
    return state._replace(memory=state.memory._replace(state=State.REVIEW, step=None, due_on=on, due_at=None))


def _counted(state: CardState, memory: Memory, rating: Rating) -> CardState:
    lapsed = rating is Rating.AGAIN and state.memory is not None and state.memory.state is State.REVIEW
    return CardState(
        key=state.key,
        memory=memory,
        reps=state.reps + 1,
        lapses=state.lapses + lapsed,
        first_on=state.first_on or memory.last_on,
    )


def _days_between(before: Memory | None, on: date) -> int:
    return 0 if before is None else max(0, (on - before.last_on).days)


def _soft(before: Memory | None, rating: Rating, on: date, parameters: Parameters, guess: float) -> tuple[float, float]:
    """Stability and difficulty after an answer."""
    held = None if before is None else (before.stability, before.difficulty)
    return transition(step_of(parameters.values), held, rating, _days_between(before, on), guess)


def transition(
    step: Step, held: tuple[float, float] | None, rating: int, days: int, guess: float = 0.0
) -> tuple[float, float]:
    """Stability and difficulty after an answer that may have been guessed, `days` after the one before (`held`).

    The transitions of knowing and of not knowing (Again) are blended in log S and D by the chance that it was known.
    """
    stability, difficulty = step.first(rating) if held is None else step.next(*held, rating, days)
    if guess < GUESSABLE or rating == Rating.AGAIN:
        return stability, difficulty
    known = probability_known(UNSEEN_RECALL if held is None else step.recall(held[0], days), guess)
    again = Rating.AGAIN
    missed_stability, missed_difficulty = step.first(again) if held is None else step.next(*held, again, days)
    return (
        exp(known * log(stability) + (1 - known) * log(missed_stability)),
        known * difficulty + (1 - known) * missed_difficulty,
    )


def _step(before: Memory | None, rating: Rating, days: int, settings: Settings) -> tuple[State, int | None, timedelta]:
    """The state and step that `fsrs` gives, and how long a learning step waits."""
    if before is not None and before.state is State.REVIEW and rating is not Rating.AGAIN:
        return State.REVIEW, None, timedelta()
    card = _advanced(before, rating, days, settings)
    return State(int(card.state)), card.step, card.due - _EPOCH


def _advanced(before: Memory | None, rating: Rating, days: int, settings: Settings) -> Card:
    """`fsrs`' own card after the answer, reviewed at `_EPOCH`; its `due` counts from there."""
    import fsrs

    scheduler = _scheduler(
        settings.parameters.values,
        settings.retention,
        settings.learning_steps,
        settings.relearning_steps,
        settings.maximum_interval,
    )
    card = fsrs.Card(card_id=0, due=_EPOCH)
    if before is not None:
        card.state = fsrs.State(int(before.state))
        # A step that the settings no longer have is the card's last one: fsrs graduates it.
        card.step = before.step
        card.stability, card.difficulty = before.stability, before.difficulty
        card.last_review = _EPOCH - timedelta(days=days)
    return scheduler.review_card(card, fsrs.Rating(int(rating)), _EPOCH)[0]


@lru_cache(maxsize=16)
def _scheduler(
    parameters: tuple[float, ...],
    retention: float,
    learning_steps: tuple[int, ...],
    relearning_steps: tuple[int, ...],
    maximum_interval: int,
) -> Scheduler:
    import fsrs

    return fsrs.Scheduler(
        parameters=parameters,
        desired_retention=retention,
        learning_steps=[timedelta(seconds=seconds) for seconds in learning_steps],
        relearning_steps=[timedelta(seconds=seconds) for seconds in relearning_steps],
        maximum_interval=maximum_interval,
        enable_fuzzing=False,
    )
