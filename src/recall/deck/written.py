"""Cards back into what an author writes: the keys of a deck file with their values. Pure; it must not know YAML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

_SHARED = (
    "prompt", "level", "difficulty", "code", "lang", "explanation", "as_of", "tags", "use", "related", "contrasts",
    "rev", "formerly", "checked", "run",
)  # fmt: skip


def card_fields(card: Card) -> dict[str, Any]:
    """The fields of one card, `id` first; none that is empty."""
    form = {"id": card.id, **{name: getattr(card, name) for name in _SHARED}, **_answer(card.answer)}
    form["sources"] = [_filled(source._asdict()) for source in card.sources]
    return _filled(form)


def text_fields(cards: Sequence[Card]) -> dict[str, Any]:
    """The fields of the text that makes these siblings, without `id` and without what says nothing new."""
    first = cards[0]
    fields = card_fields(first)
    del fields["id"]
    spoken = first.kind == "interview"
    usual = {
        "level": "interview" if spoken else "recall",
        "use": "quiz" if spoken else "both",
        "difficulty": 3,
        "rev": 1,
    }
    for name, value in usual.items():
        if fields.get(name) == value:
            del fields[name]
    for name in ("related", "contrasts"):
        if name in fields:
            fields[name] = [key.removeprefix(f"{first.collection}:") for key in fields[name]]
    if any(card.side == "reverse" for card in cards):
        fields["reverse"] = True
    if "red_flags" in fields:
        fields["red_flags"] = [flag if "terms" in flag else flag["say"] for flag in fields["red_flags"]]
    if first.kind == "cloze":
        accept = {card.side: card.answer.accept for card in cards if isinstance(card.answer, Cloze)}
        fields.pop("accept", None)
        if any(accept.values()):
            fields["accept"] = {side: texts for side, texts in accept.items() if texts}
    return fields


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
