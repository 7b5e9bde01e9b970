"""A card as lines of plain text: its question, its answer, its background. Pure; it must not know the schedule.

Markdown stays as the author wrote it: a screen reader or a dumb terminal gets words and nothing else. Every line is
cleaned again here, since this is the last place before a terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

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
from recall.deck.clean import clean, clean_line
from recall.grade.lineinput import LETTERS
from recall.grade.response import offered

if TYPE_CHECKING:
    from recall.grade.graded import Graded

_INDENT = "    "


def question(card: Card, shown: Sequence[int] = ()) -> list[str]:
    """What is asked; `shown` is the order in which the things to choose between are listed."""
    order = list(shown) or list(range(len(offered(card.answer))))
    lines = _paragraphs(card.prompt)
    if isinstance(card.answer, Cloze):
        lines += _paragraphs(_blanked(card.answer))
    lines += listing(card)
    if isinstance(card.answer, Sql):
        lines += _code(card.answer.setup)
    return _cleaned([*lines, *_choices(card.answer, order)])


def listing(card: Card) -> list[str]:
    """The code of a card, with line numbers where the answer names them."""
    return _cleaned(_code(card.code, numbered=isinstance(card.answer, Lines))) if card.code else []


def headline(card: Card) -> str:
    """What is asked, in short: the prompt, or the text of a cloze that has none."""
    return card.prompt or (_blanked(card.answer) if isinstance(card.answer, Cloze) else "")


def solution(card: Card) -> list[str]:
    """What is right, whatever the learner answered."""
    return _cleaned(_solution(card))


def background(card: Card) -> list[str]:
    """Why it is so, and where it stands."""
    lines = _paragraphs(card.explanation)
    lines += [f"Source: {' '.join(part for part in (source.ref, source.url) if part)}" for source in card.sources]
    return _cleaned([*lines, *([f"As of {card.as_of}"] if card.as_of else [])])


def verdict(graded: Graded) -> list[str]:
    """How it went, with the evidence: one line a piece. Nothing where the learner is the judge."""
    from recall.grade.choice import MISSED  # brings fractions, which no question waits for

    if graded.by_self:
        return _cleaned([graded.note] if graded.note else [])
    if graded.correct:
        said = "Right."
    elif graded.score > 0:
        said = f"Partly right, {graded.percent}" + (":" if graded.note else ".")
    else:
        said = "Wrong." if graded.evidence else "Not known."
    lines = [f"{said} {graded.note}".strip()]
    if len(graded.evidence) > 1 or not graded.correct:
        for mark in graded.evidence:
            missed = not mark.ok and mark.detail.startswith(MISSED)
            why = mark.detail.removeprefix(MISSED).removeprefix(": ") if missed else mark.detail
            said = "right" if mark.ok else "missed" if missed else "wrong"
            lines.append(f"  {said}: {mark.label or '(nothing)'}{f' ({why})' if why and why != mark.label else ''}")
    return _cleaned(lines)


def _choices(answer: Answer, order: Sequence[int]) -> list[str]:
    texts = offered(answer)
    shown = [texts[place] for place in order]
    match answer:
        case Match(pairs=pairs):
            rows = _numbered([pair.left for pair in pairs])
            lettered = zip(LETTERS, shown, strict=False)
            return [*rows, "with", *(f"  {letter}  {clean_line(text)}" for letter, text in lettered)]
        case Categories(boxes=boxes):
            return ["Items, in this order:", *_dashed(shown), "Boxes:", *_numbered([box.name for box in boxes])]
        case _:
            return _numbered(shown)


def _solution(card: Card) -> list[str]:  # noqa: PLR0911  one case a kind
    match card.answer:
        case Basic(answer=text, accept=accept):
            return [*_paragraphs(text), *([f"Also: {'; '.join(accept)}"] if accept else [])]
        case Choice(options=options):
            return _dashed([option.text for option in options if option.correct])
        case Typed(accept=accept):
            return [accept[0], *([f"Also: {'; '.join(accept[1:])}"] if accept[1:] else [])]
        case Number(value=value, unit=unit, tolerance=tolerance):
            within = f" (within {tolerance})" if tolerance else ""
            return [f"{value} {unit}".strip() + within]
        case Cloze(parts=parts):
            return _paragraphs("".join(part if isinstance(part, str) else part.text for part in parts))
        case Order(steps=steps):
            return _numbered(steps)
        case Match(pairs=pairs, spare=spare):
            return [
                *_dashed(f"{pair.left} → {pair.right}" for pair in pairs),
                *(f"  decoy: {clean_line(text)}" for text in spare),
            ]
        case Categories(boxes=boxes):
            return _dashed([f"{box.name}: {', '.join(box.items)}" for box in boxes])
        case Output(output=text) | Sql(sql=text):
            return _code(text)
        case Lines(lines=numbers):
            code = card.code.splitlines()
            return [f"line {number}: {code[number - 1].strip()}" for number in numbers if number <= len(code)]
        case Interview(points=points, model_answer=model):
            worth = [f"{point.point} ({point.weight}{', must' if point.must else ''})" for point in points]
            return [*_dashed(worth), *(["Model answer:", *_paragraphs(model)] if model else [])]


def _blanked(answer: Cloze) -> str:
    def shown(part: str | Gap) -> str:
        if isinstance(part, str):
            return part
        return part.text if part.number != answer.asked else f"[{part.hint or '...'}]"

    return "".join(shown(part) for part in answer.parts)


def _code(text: str, *, numbered: bool = False) -> list[str]:
    lines = text.rstrip("\n").split("\n")
    if numbered:
        return [f"{number:>4}  {line}" for number, line in enumerate(lines, 1)]
    return [_INDENT + line for line in lines]


def _paragraphs(text: str) -> list[str]:
    return text.rstrip("\n").split("\n") if text.strip() else []


def _numbered(texts: Iterable[str]) -> list[str]:
    return [f"  {number}  {clean_line(text)}" for number, text in enumerate(texts, 1)]


def _dashed(texts: Iterable[str]) -> list[str]:
    return [f"  - {clean_line(text)}" for text in texts]


def _cleaned(lines: Iterable[str]) -> list[str]:
    return [clean(line) for line in lines]
