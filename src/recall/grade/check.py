"""The one door of the room: a card and a response in, a graded answer out. It must not know any kind's rules."""

from __future__ import annotations

from collections.abc import Iterable

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
from recall.grade import arrange, choice, interview, number, output, sql, typed
from recall.grade.graded import Graded, self_rated, unknown
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
)


def grade(  # noqa: PLR0911, PLR0912  one case a kind
    card: Card, response: Response | None, *, terms: Iterable[str] = ()
) -> Graded:
    """The graded answer. `None` is "don't know", `Flipped` leaves the rating to the learner.

    `terms` are the right answers of the whole bank (`typed.terms_of`): no typo turns one into another. They are gone
    through only for a near miss, perhaps more than once. Raises TypeError for a response of another kind than the card.
    """
    if response is None:
        return unknown(guess(card))
    if isinstance(response, Flipped):
        return self_rated()
    match card.answer, response:
        case Choice(kind="single") as answer, Picked():
            return choice.grade_single(answer, response)
        case Choice(kind="multi") as answer, Ticked():
            return choice.grade_multi(answer, response)
        case Typed() as answer, Wrote():
            return typed.grade_typed(answer, response, terms)
        case Number() as answer, Wrote():
            return number.grade_number(answer, response)
        case Cloze() as answer, Filled():
            return typed.grade_cloze(answer, response, terms)
        case Order() as answer, Arranged():
            return arrange.grade_order(answer, response)
        case Match() as answer, Joined():
            return arrange.grade_match(answer, response)
        case Categories() as answer, Boxed():
            return arrange.grade_categories(answer, response)
        case Output() as answer, Wrote():
            return output.grade_output(answer, response)
        case Lines() as answer, Named():
            return choice.grade_lines(answer, card.code, response)
        case Sql() as answer, Wrote():
            return sql.grade_sql(answer, response)
        case Interview() as answer, Made():
            return interview.grade_interview(answer, response)
    raise TypeError(f"a {card.kind} card cannot be answered by {type(response).__name__}")


def guess(card: Card) -> float:  # noqa: PLR0911  one case a kind
    """What blind guessing earns on this card, on average."""
    match card.answer:
        case Choice() as answer:
            return choice.guess_choice(answer)
        case Typed() | Cloze():
            return typed.GUESS
        case Number():
            return number.GUESS
        case Output():
            return output.GUESS
        case Sql():
            return sql.GUESS
        case Order() as answer:
            return arrange.guess_order(answer)
        case Match() as answer:
            return arrange.guess_match(answer)
        case Categories() as answer:
            return arrange.guess_categories(answer)
        case Lines():
            return choice.guess_lines(card.code)
        case Basic() | Interview():
            return 0.0
