"""The two sides of a card as blocks: what is asked, what is right, what became of the learner's answer, and why.

Pure; it must not know widgets, keys or the schedule.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from recall.deck.card import (
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
from recall.tui.blocks import ACCENT, QUIET, Block, Code, Prose, code, lay_out, tidy
from recall.tui.markdown import inline, parse

_COPY_WIDTH = 100


def question(card: Card) -> tuple[Block, ...]:
    """What is asked. Code that is answered on (`lines`) and the text of a cloze are left to the answering widget."""
    blocks = parse(card.prompt)
    if isinstance(card.answer, Sql) and not card.code:
        blocks += (code(card.answer.setup, "sql"),)
    elif card.code and not isinstance(card.answer, Lines):
        blocks += (code(card.code, card.lang),)
    return blocks


def solution(card: Card) -> tuple[Block, ...]:  # noqa: PLR0911  one case a kind
    """What is right, whatever the learner answered."""
    match card.answer:
        case Basic(answer=text):
            return parse(text)
        case Choice(options=options):
            return _listed([inline(option.text) for option in options if option.correct])
        case Typed(accept=accept):
            return _typed(accept)
        case Number(value=value, tolerance=tolerance, unit=unit):
            within = f" (within {tolerance})" if tolerance else ""
            return (_answer(Content.assemble(tidy(f"{value} {unit}".strip()), (tidy(within), QUIET))),)
        case Cloze() as answer:
            from recall.tui import cloze

            return cloze.filled(answer, lambda place, gap: _known(gap))
        case Order(steps=steps):
            return tuple(_row(f"{number}. ", inline(step), number) for number, step in enumerate(steps, 1))
        case Match(pairs=pairs):
            joined = _listed([_joined(inline(pair.left), inline(pair.right)) for pair in pairs], many=True)
            return (*joined, *decoys(card))
        case Categories(boxes=boxes):
            return _listed([_box(box.name, box.items) for box in boxes], many=True)
        case Output(output=output):
            return (code(output),)
        case Lines(lines=numbers):
            return numbered_code(card, dict.fromkeys(numbers, "▸"))
        case Sql(sql=sql):
            return (code(sql, "sql"),)
        case Interview(points=points, model_answer=model):
            return (*_listed([inline(point.point) for point in points], many=True), *parse(model))


def decoys(card: Card) -> tuple[Block, ...]:
    """The right sides of a `match` card that belong to nothing: explanations speak of them."""
    texts = card.answer.spare if isinstance(card.answer, Match) else ()
    return tuple(
        Prose(Content.assemble("decoy: ", inline(text)).stylize(QUIET), "  ", "  ", gap=False) for text in texts
    )


def solution_text(card: Card) -> str:
    """The answer as plain text, for the clipboard."""
    match card.answer:
        case Basic(answer=text) | Sql(sql=text) | Output(output=text):
            return text.strip("\n")
        case Typed(accept=accept):
            return accept[0] if accept else ""
        case _:
            return "\n".join(line.plain.rstrip() for line in lay_out(solution(card), _COPY_WIDTH))


def background(card: Card) -> tuple[Block, ...]:
    """Why it is so, and where it stands."""
    return (*parse(card.explanation), *sources(card))


def sources(card: Card) -> tuple[Block, ...]:
    """Where it stands, and since when it was so."""
    foot = [("ref: ", "; ".join(source.ref or source.url for source in card.sources)), ("as of ", card.as_of)]
    lines = [Content.styled(name + tidy(text), QUIET) for name, text in foot if text]
    return tuple(Prose(line, gap=number == 0) for number, line in enumerate(lines))


def contrast(other: Card) -> tuple[Block, ...]:
    """A card that people mix up with the one on the table, with its answer."""
    title = Prose(Content.styled("Not to be mixed up with", "bold"))
    first, *others = _indented(solution(other), "→ ") or (Prose(Content("")),)
    return (title, *_indented(question(other)), first._replace(gap=False), *others)


def numbered_code(card: Card, signs: dict[int, str]) -> tuple[Block, ...]:
    """The card's code with line numbers; `signs` stand before the lines they belong to."""
    lines = code(card.code, card.lang).text.split(allow_blank=True)
    digits = len(str(len(lines)))
    return tuple(
        _row(f"{signs.get(number, ' ')} {number:>{digits}} ┃ ", line, number) for number, line in enumerate(lines, 1)
    )


def _typed(accept: Sequence[str]) -> tuple[Block, ...]:
    first, *others = accept or ("",)
    also = Prose(Content.styled(tidy("also: " + ", ".join(others)), QUIET), gap=False)
    return (_answer(Content(tidy(first))), *([also] if others else []))


def _answer(text: Content) -> Prose:
    return Prose(text.stylize("bold"))


def _known(gap: Gap) -> Content:
    return Content.styled(tidy(gap.text), f"bold {ACCENT}")


def _listed(texts: Sequence[Content], *, many: bool = False) -> tuple[Block, ...]:
    if len(texts) == 1 and not many:
        return (_answer(texts[0]),)
    return tuple(_row("• ", text, number) for number, text in enumerate(texts, 1))


def _row(mark: str, text: Content, number: int) -> Prose:
    return Prose(text, mark, " " * Content(mark).cell_length, gap=number == 1)


def _joined(left: Content, right: Content) -> Content:
    return Content.assemble(left, (" → ", QUIET), right)


def _box(name: str, items: Sequence[str]) -> Content:
    return Content.assemble(inline(name).stylize("bold"), ": ", Content(", ").join(inline(item) for item in items))


def _indented(blocks: Sequence[Block], first: str = "  ") -> tuple[Block, ...]:
    """Blocks moved to the right, the first one's first line behind `first`."""
    moved: list[Block] = []
    for block in blocks:
        match block:
            case Prose(text, own_first, own_rest, gap):
                moved.append(Prose(text, first + own_first, "  " + own_rest, gap))
            case Code(text, lang, indent, gap):
                moved.append(Code(text, lang, "  " + indent, gap))
            case grid:
                moved.append(grid)
        first = "  "
    return tuple(moved)
