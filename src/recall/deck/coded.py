"""Reads the kinds that are about code: what it prints, where it is wrong, the query to be written."""

from __future__ import annotations

from recall.deck.card import Lines, Output, Sql
from recall.deck.fields import FieldReader, Reading, code, flag, line, whole
from recall.deck.forms import AnswerForm, Side, Values, one
from recall.deck.nodes import Map, Node, Scalar, Seq


def _output(reading: Reading, node: Map, values: Values) -> tuple[Side, ...]:
    return one(Output(values["output"], values.get("accept", ())), values)


def _outputs(reading: Reading, node: Node, key: str) -> tuple[str, ...]:
    if not isinstance(node, Seq):
        reading.wrong_shape(node, key, "a list of texts")
        return ()
    for entry in node.items:
        if isinstance(entry, Scalar) and not entry.value.strip():
            reading.add(entry, f"an entry of `{key}` is empty", "write `(nothing)` where nothing is printed", "empty")
    return tuple(code(reading, entry, f"{key} entry") for entry in node.items)


_line_number = whole(1, 9999)


def _line_set(reading: Reading, node: Node, key: str) -> tuple[int, ...]:
    if not isinstance(node, Seq):
        reading.wrong_shape(node, key, "a list of line numbers")
        return ()
    numbers = tuple(sorted({_line_number(reading, entry, f"{key} entry") for entry in node.items}))
    if not numbers:
        reading.add(node, f"`{key}` is empty", "give the number of each faulty line, from 1", "empty")
    return numbers


def _line_sets(reading: Reading, node: Node, key: str) -> tuple[tuple[int, ...], ...]:
    if not isinstance(node, Seq):
        reading.wrong_shape(node, key, "a list of lists, such as [[2], [2, 3]]")
        return ()
    return tuple(_line_set(reading, entry, f"{key} entry") for entry in node.items)


def _lines(reading: Reading, node: Map, values: Values) -> tuple[Side, ...]:
    there = values["code"].count("\n") + 1
    for key in ("lines", "accept"):
        named = values.get(key, ())
        numbers = named if key == "lines" else tuple(number for group in named for number in group)
        if numbers and max(numbers) > there:
            message = f"line {max(numbers)} is named, but `code` has {there}"
            reading.add(node.items[key], message, "lines count from 1", "lines")
    return one(Lines(values["lines"], values.get("accept", ())), values)


def _sql(reading: Reading, node: Map, values: Values) -> tuple[Side, ...]:
    return one(Sql(values["setup"], values["sql"], values.get("ordered", False)), values)


_RUN: dict[str, FieldReader] = {"run": line}
OUTPUT = AnswerForm({"output": code, "accept": _outputs} | _RUN, _output)
LINES = AnswerForm({"lines": _line_set, "accept": _line_sets} | _RUN, _lines, ("prompt", "code"))
SQL = AnswerForm({"sql": code, "setup": code, "ordered": flag} | _RUN, _sql, ("prompt", "setup"))
