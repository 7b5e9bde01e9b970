"""A query whose result set is compared with that of the model query: the kind `sql`."""

from __future__ import annotations

from collections import Counter
from contextlib import closing

from recall.deck.card import Sql
from recall.grade.graded import Graded, Mark, scored, self_rated, unknown
from recall.grade.response import Wrote
from recall.grade.sandbox import Failed, Row, Sandbox, Table, Value

GUESS = 0.02
_SHOWN = 5
_DIGITS = 9


def grade_sql(answer: Sql, response: Wrote) -> Graded:
    """1 when the query returns the model's rows (their order counts on an `ordered` card), else 0.

    Where the card's own setup or model query fails, the learner is asked to rate themself.
    """
    if not response.text.strip():
        return unknown(GUESS)
    try:
        box = Sandbox(answer.setup)
    except Failed as failed:
        return self_rated(f"the card's setup fails: {failed}")
    with closing(box):
        try:
            wanted = box.query(answer.sql)
        except Failed as failed:
            return self_rated(f"the card's own query fails: {failed}")
        try:
            given = box.query(response.text)
        except Failed as failed:
            return scored(0.0, GUESS, (Mark(response.text.strip(), False),), str(failed))
    return _compared(wanted, given, answer.ordered)


def _compared(wanted: Table, given: Table, ordered: bool) -> Graded:
    if len(given.columns) != len(wanted.columns):
        note = f"{_count(len(given.columns), 'column')} where {len(wanted.columns)} belong"
        return scored(0.0, GUESS, (Mark(", ".join(given.columns), False, ", ".join(wanted.columns)),), note)
    right, mine = [_comparable(row) for row in wanted.rows], [_comparable(row) for row in given.rows]
    if right == mine or (not ordered and Counter(right) == Counter(mine)):
        return scored(1.0, GUESS, (Mark(_count(len(mine), "row"), True),))
    missing, extra = Counter(right) - Counter(mine), Counter(mine) - Counter(right)
    if not missing and not extra:
        mark = Mark(_count(len(mine), "row"), False, "in another order")
        return scored(0.0, GUESS, (mark,), "the order of rows counts")
    marks = [Mark(_text(row), False, "missing") for row in list(missing.elements())[:_SHOWN]]
    marks += [Mark(_text(row), False, "does not belong") for row in list(extra.elements())[:_SHOWN]]
    note = f"{_count(missing.total(), 'row')} missing, {extra.total()} too many"
    return scored(0.0, GUESS, tuple(marks), note)


def _comparable(row: Row) -> Row:
    """The row with decimals cut to nine digits, so that the order of an addition does not matter."""
    return tuple(float(f"{cell:.{_DIGITS}g}") if isinstance(cell, float) else cell for cell in row)


def _text(row: Row) -> str:
    return " | ".join(_cell(cell) for cell in row)


def _cell(cell: Value) -> str:
    match cell:
        case None:
            return "NULL"
        case bytes():
            return f"x'{cell.hex()}'"
        case _:
            return str(cell)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
