"""One widget for each way of answering a card. They post `Answered` and know nothing of grading or of the schedule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from recall.deck.card import Card, Categories, Choice, Cloze, Interview, Lines, Match, Number, Order, Output, Sql, Typed

if TYPE_CHECKING:
    from recall.tui.answer.base import Answering


def answering(card: Card, order: Sequence[int]) -> Answering:  # noqa: PLR0911  one case a kind
    """The widget for this card; `order` is the order in which its options, steps, right sides or items are shown.

    Only the module that the card needs is loaded, since the first card waits for it.
    """
    match card.answer:
        case Choice() as answer:
            from recall.tui.answer.options import Options

            return Options(answer, order)
        case Order() as answer:
            from recall.tui.answer.sequence import Sequencing

            return Sequencing(answer, order)
        case Match() as answer:
            from recall.tui.answer.joining import Matching

            return Matching(answer, order)
        case Categories() as answer:
            from recall.tui.answer.joining import Boxing

            return Boxing(answer, order)
        case Typed() | Number() as answer:
            from recall.tui.answer.fields import Line

            return Line(answer.unit if isinstance(answer, Number) else "")
        case Cloze() as answer:
            from recall.tui.answer.fields import Gaps

            return Gaps(answer)
        case Output() | Sql() as answer:
            from recall.tui.answer.page import Page

            return Page(";" if isinstance(answer, Sql) else "")
        case Lines():
            from recall.tui.answer.lines import Marking
            from recall.tui.blocks import code

            return Marking(code(card.code, card.lang))
        case Interview() as answer:
            from recall.tui.answer.telling import Telling

            return Telling(answer, card.prompt)
        case _:
            from recall.tui.answer.flip import Flip

            return Flip()
