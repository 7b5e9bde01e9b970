"""A card and its place in the schedule as JSON objects, with the keys that a deck file and the events use. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from recall.deck.card import (
    Answer,
    Basic,
    Card,
    Categories,
    Choice,
    Cloze,
    Gap,
    Interview,
    Lines,
    Match,
    Number,
    Order,
    Output,
    Sql,
    Typed,
)
from recall.events import format_instant
from recall.schedule.values import CardState

_SHARED = (
    "prompt", "level", "difficulty", "code", "lang", "explanation", "as_of", "tags", "use", "related", "contrasts",
    "rev", "formerly", "checked", "run",
)  # fmt: skip


def as_written(card: Card) -> dict[str, Any]:
    """The card with the keys of a deck file, and `key`, `deck`, `stage`, `kind`; of the others none that is empty."""
    place = {"key": card.key, "deck": card.deck, "stage": card.stage, "kind": card.kind}
    form = {"id": card.id, **{name: getattr(card, name) for name in _SHARED}, **_answer(card.answer)}
    form["sources"] = [_filled(source._asdict()) for source in card.sources]
    return {**place, **_filled(form)}


def as_state(state: CardState) -> dict[str, Any] | None:
    """Where a card stands; None for one that was never answered. `due` is a study day, for a step an instant."""
    memory = state.memory
    if memory is None:
        return None
    return {
        "state": memory.state.name.lower(),
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "due": due_text(state),
        "reps": state.reps,
        "lapses": state.lapses,
    }


def due_text(state: CardState) -> str | None:
    """When the card is due: a study day, an instant for a learning step, None for a card that waits for its turn."""
    if state.memory is None:
        return state.awaited_on.isoformat() if state.awaited_on else None
    if state.memory.due_at is not None:
        return format_instant(state.memory.due_at)
    return state.memory.due_on.isoformat() if state.memory.due_on else None


def _answer(answer: Answer) -> dict[str, Any]:  # noqa: PLR0911  one case a kind
    match answer:
        case Basic(answer=text, accept=accept):
            return {"answer": text, "accept": accept}
        case Choice(options=options, fixed=fixed):
            return {"options": [_filled(option._asdict()) for option in options], "fixed": fixed}
        case Typed():
            return {**_typed(answer), "patterns": answer.patterns}
        case Number(value=value, tolerance=tolerance, unit=unit, accept=accept):
            return {"number": value, "tolerance": tolerance, "unit": unit, "accept": accept}
        case Cloze(parts=parts):
            return {"cloze": "".join(map(_gap, parts)), **_typed(answer)}
        case Order(steps=steps):
            return {"order": steps}
        case Match(pairs=pairs, spare=spare):
            return {"match": [pair._asdict() for pair in pairs], "spare": spare}
        case Categories(boxes=boxes):
            return {"categories": {box.name: box.items for box in boxes}}
        case Output(output=output, accept=accept):
            return {"output": output, "accept": accept}
        case Lines(lines=lines, accept=accept):
            return {"lines": lines, "accept": accept}
        case Sql(setup=setup, sql=sql, ordered=ordered):
            return {"setup": setup, "sql": sql, "ordered": ordered}
        case Interview():
            points, follow_ups, red_flags = (
                [_filled(part._asdict()) for part in parts]
                for parts in (answer.points, answer.follow_ups, answer.red_flags)
            )
            return {
                "rubric": points,
                "model_answer": answer.model_answer,
                "minutes": answer.minutes,
                "follow_ups": follow_ups,
                "red_flags": red_flags,
            }


def _typed(answer: Typed | Cloze) -> dict[str, Any]:
    rejects = [_filled(reject._asdict()) for reject in answer.reject]
    return {"accept": answer.accept, "reject": rejects, "exact": answer.exact}


def _gap(part: str | Gap) -> str:
    if isinstance(part, str):
        return part
    text, hint = (each.replace("::", "\\:\\:") for each in (part.text, part.hint))
    return f"{{{{c{part.number}::{text}{f'::{hint}' if hint else ''}}}}}"


def _filled(form: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in form.items() if value not in ("", (), [], {}, False, None)}
