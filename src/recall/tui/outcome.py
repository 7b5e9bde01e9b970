"""What became of an answer: the right one with the learner's beside it, sign by sign. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from recall.deck.card import Card, Choice, Cloze, Lines, Output, Sql
from recall.grade.graded import Graded, Mark
from recall.grade.response import Filled, Named, Picked, Response, Ticked
from recall.tui import cloze
from recall.tui.blocks import ACCENT, QUIET, Block, Prose, code, tidy
from recall.tui.markdown import inline
from recall.tui.sides import decoys, numbered_code, solution

RIGHT, WRONG, MISSED, ANSWER = "✓", "✗", "!", "→"
_ONE_LINE = 64
_GOOD, _BAD = "$text-success", "$text-error"


def outcome(  # noqa: PLR0911  one case a kind
    card: Card, response: Response | None, graded: Graded, order: Sequence[int]
) -> tuple[Block, ...]:
    """The back of the card after an answer; `order` is the order in which options were shown."""
    verdict = _verdict(response, graded)
    match card.answer, response:
        case Choice() as answer, _:
            return (*_options(answer, response, graded, order), *verdict)  # so that no row moves at the flip
        case Cloze() as answer, Filled(gaps=texts):
            return (
                *verdict,
                *cloze.filled(answer, lambda place, gap: _gap(graded.evidence[place], gap.text, texts[place])),
            )
        case Lines(lines=faulty), Named(lines=named):
            signs = {number: RIGHT if number in faulty else WRONG for number in named}
            missed = {number: MISSED for number in faulty if number not in named}
            return (*verdict, *numbered_code(card, signs | missed))
        case Output(output=text), _:
            written = () if graded.correct or response is None else _marks(graded.evidence, yours=True)
            return (*verdict, code(text), *written)
        case Sql(sql=sql), _:
            return (*verdict, *_marks(graded.evidence), code(sql, "sql"))
        case _ if graded.by_self or response is None:
            return (*verdict, *solution(card))
        case _ if len(graded.evidence) == 1:
            yours = Content.assemble(("you: ", QUIET), tidy(graded.evidence[0].label))
            return (
                *verdict,
                *solution(card),
                *([] if graded.correct and not graded.note else [Prose(yours, gap=False)]),
            )
        case _:
            return (*verdict, *_marks(graded.evidence), *decoys(card))


def _verdict(response: Response | None, graded: Graded) -> tuple[Block, ...]:
    """One line that says how it went; nothing where the learner is the judge."""
    note = tidy(graded.note)
    if graded.by_self:
        return (Prose(Content(note)),) if note else ()
    if response is None:
        said = Content.styled("Not known: here it is.", QUIET)
    elif graded.correct:
        said = Content.styled(f"{RIGHT} Right", f"bold {_GOOD}")
    elif graded.score > 0:
        said = Content.styled(f"{WRONG} Partly right, {graded.percent}", "bold $text-warning")
    else:
        said = Content.styled(f"{WRONG} Wrong", f"bold {_BAD}")
    return (Prose(Content.assemble(said, f": {note}") if note else said),)


def _picked(response: Response | None) -> frozenset[int]:
    match response:
        case Picked(option=option):
            return frozenset({option})
        case Ticked(options=options):
            return options
        case _:
            return frozenset()


def _options(answer: Choice, response: Response | None, graded: Graded, order: Sequence[int]) -> tuple[Block, ...]:
    """Every option in its place; unless the answer was right, each with what speaks for or against it.

    A tick praises: a right option that was not picked has another sign.
    """
    rows: list[Block] = []
    picked = _picked(response)
    unpicked = MISSED if isinstance(response, Ticked) else ANSWER
    for number, place in enumerate(order, 1):
        option = answer.options[place]
        chosen = place in picked
        sign = (RIGHT if chosen else unpicked) if option.correct else WRONG if chosen else " "
        tick = ("[x]" if chosen else "[ ]") if answer.kind == "multi" else ("(•)" if chosen else "( )")
        style = (ACCENT if sign is MISSED else _GOOD) if option.correct else _BAD if chosen else QUIET
        missed = ("  (missed)", QUIET) if sign is MISSED else ""
        first = f"{sign} {number} {tick} "
        rest = " " * len(first)
        text = Content.assemble(inline(option.text).stylize_before(style), missed)
        rows.append(Prose(text, first, rest, gap=number == 1))
        if option.why and not graded.correct and option.why != graded.note:
            rows.append(Prose(inline(option.why).stylize_before(QUIET), rest, rest, gap=False))
    return tuple(rows)


def _gap(mark: Mark, right: str, given: str) -> Content:
    if mark.ok:
        return Content.styled(f"{tidy(right)} {RIGHT}", f"bold {_GOOD}")
    yours = f" (you: {tidy(given)})" if given.strip() else ""
    return Content.assemble((tidy(right), f"bold {ACCENT}"), (f" {WRONG}{yours}", _BAD))


def _marks(marks: Sequence[Mark], *, yours: bool = False) -> tuple[Block, ...]:
    """One line a piece of evidence, with its sign and what should be known of it."""
    rows: list[Block] = [Prose(Content.styled("You wrote", QUIET))] if yours else []
    for mark in marks:
        detail = "" if yours or not mark.detail else f"  {tidy(mark.detail)}"
        label = Content(tidy(mark.label) or "(missing)") if yours else inline(mark.label)
        sign = f"{RIGHT if mark.ok else WRONG} "
        apart = label.cell_length + len(detail) > _ONE_LINE
        rows.append(Prose(label if apart else Content.assemble(label, (detail, QUIET)), sign, "  ", gap=not rows))
        if apart and detail:
            rows.append(Prose(Content.styled(detail.strip(), QUIET), "  ", "  ", gap=False))
    return tuple(rows)
