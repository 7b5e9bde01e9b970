"""A card's state as the columns of `card_states`, there and back. Pure: values in, values out."""

from __future__ import annotations

from datetime import date
from typing import Any

from recall.history.identity import from_ms, to_ms
from recall.schedule.fuzz import chance
from recall.schedule.values import CardState, Memory, State

STATE_COLUMNS = (
    "state", "step", "stability", "difficulty", "due_on", "due_at", "last_at", "last_on", "first_on", "reps", "lapses",
)  # fmt: skip


def to_columns(state: CardState) -> tuple[Any, ...]:
    """The state as the `STATE_COLUMNS` of `card_states`. Without memory `due_on` is the day it is awaited on."""
    held = state.memory
    first = state.first_on.isoformat() if state.first_on else None
    if held is None:
        due = state.awaited_on.isoformat() if state.awaited_on else None
        return (0, None, None, None, due, None, None, None, first, state.reps, state.lapses)
    return (
        int(held.state),
        held.step,
        held.stability,
        held.difficulty,
        held.due_on.isoformat() if held.due_on else None,
        to_ms(held.due_at) if held.due_at else None,
        to_ms(held.last_at),
        held.last_on.isoformat(),
        first,
        state.reps,
        state.lapses,
    )


def state_of(key: str, columns: tuple[Any, ...]) -> CardState:
    """The state of `STATE_COLUMNS`."""
    state, step, stability, difficulty, due_on, due_at, last_at, last_on, first_on, reps, lapses = columns
    first = date.fromisoformat(first_on) if first_on else None
    due = date.fromisoformat(due_on) if due_on else None
    if not state:
        return CardState(key, None, reps, lapses, first, due)
    held = Memory(
        State(state),
        step,
        stability,
        difficulty,
        from_ms(last_at),
        date.fromisoformat(last_on),
        None if due_at is None else from_ms(due_at),
        due,
    )
    return CardState(key, held, reps, lapses, first)


def tie(key: str, reps: int) -> int:
    """A number by chance, the same on every machine, that orders cards of equal due dates."""
    return int(chance(key, reps, "tie") * (1 << 53))
