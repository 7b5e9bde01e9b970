"""What was answered, and what would have been right, in words for a report. It must not know scores or screens."""

from __future__ import annotations

from recall.deck.card import (
    Basic,
    Card,
    Categories,
    Choice,
    Cloze,
    Interview,
    Lines,
    Match,
    Number,
    Order,
    Output,
    Sql,
    Typed,
)
from recall.grade.response import (
    Arranged,
    Boxed,
    Filled,
    Flipped,
    Joined,
    Made,
    Named,
    Picked,
    Response,
    Ticked,
    Wrote,
    offered,
)
from recall.grade.typed import plain

GAP = "____"


def asked(card: Card) -> str:
    """The question: the prompt, and the text of a cloze with its gaps open."""
    if not isinstance(card.answer, Cloze):
        return card.prompt
    asked_for = card.answer.asked
    parts = [
        part if isinstance(part, str) else GAP if part.number == asked_for else part.text for part in card.answer.parts
    ]
    return "\n\n".join(text for text in (card.prompt, "".join(parts)) if text)


def given(card: Card, response: Response) -> str:  # noqa: PLR0911  one case a kind
    """The answer that was given, one line an item. A response of another kind than the card's is an empty text."""
    texts = offered(card.answer)
    match card.answer, response:
        case _, Wrote(text):
            return text
        case Choice(), Picked(option):
            return _named(texts, option)
        case Choice(), Ticked(options):
            return "\n".join(_named(texts, option) for option in sorted(options)) or "(nothing ticked)"
        case Cloze(), Filled(gaps):
            return "\n".join(gaps)
        case Order(), Arranged(steps):
            return "\n".join(f"{at}. {_named(texts, step)}" for at, step in enumerate(steps, 1))
        case Match(pairs=pairs), Joined(rights):
            return "\n".join(
                f"{pair.left} → {_named(texts, right)}" for pair, right in zip(pairs, rights, strict=False)
            )
        case Categories(boxes=boxes), Boxed(places):
            names = tuple(box.name for box in boxes)
            return "\n".join(f"{item} → {_named(names, place)}" for item, place in zip(texts, places, strict=False))
        case Lines(), Named(lines):
            return _lines(card.code, lines)
        case Interview(points=points), Made(made):
            return "\n".join(point.point for point in points if point.id in made)
        case _, Flipped():
            return "(turned over)"
    return ""


def solution(card: Card) -> str:  # noqa: PLR0911  one case a kind
    """What is right, one line an item."""
    match card.answer:
        case Basic(answer=answer):
            return answer
        case Choice(options=options):
            return "\n".join(option.text for option in options if option.correct)
        case Typed(accept=accept):
            return accept[0] if accept else ""
        case Number(value=value, unit=unit):
            return f"{value} {unit}".strip()
        case Cloze() as cloze:
            return "\n".join(plain(gap.text) for gap in cloze.gaps)
        case Order(steps=steps):
            return "\n".join(f"{at}. {step}" for at, step in enumerate(steps, 1))
        case Match(pairs=pairs):
            return "\n".join(f"{pair.left} → {pair.right}" for pair in pairs)
        case Categories(boxes=boxes):
            return "\n".join(f"{item} → {box.name}" for box in boxes for item in box.items)
        case Output(output=output):
            return output
        case Lines(lines=lines):
            return _lines(card.code, frozenset(lines))
        case Sql(sql=sql):
            return sql
        case Interview(model_answer=model_answer):
            return model_answer


def _named(texts: tuple[str, ...], place: int | None) -> str:
    if place is None:
        return "(left open)"
    return texts[place] if 0 <= place < len(texts) else "(an item that is gone)"


def _lines(code: str, numbers: frozenset[int]) -> str:
    text = code.splitlines()
    return "\n".join(
        f"line {number}: {text[number - 1].strip()}" for number in sorted(numbers) if 0 < number <= len(text)
    )
