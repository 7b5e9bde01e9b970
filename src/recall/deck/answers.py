"""The kinds of answer a card can have, by the key that names them, and how they are read.

Kinds that are arranged or about code stand in modules of their own, and so does the interview. It must not know the
keys that all cards share.
"""

from __future__ import annotations

import re

from recall.deck import arranged, cloze, coded, interview
from recall.deck.card import Basic, Choice, Cloze, Gap, Number, Option, Reject, Typed
from recall.deck.fields import FieldReader, Reading, entries, flag, line, text, texts
from recall.deck.forms import AnswerForm, Side, Values, one
from recall.deck.nodes import Map, Node

MAX_PATTERN = 200
DECIMAL = re.compile(r"[+-]?(?:[0-9][0-9_]*(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
TOLERANCE = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?\s?%?")


def _basic(reading: Reading, node: Map, values: Values) -> tuple[Side, ...]:
    prompt, answer = values.get("prompt", ""), values["answer"]
    sides = one(Basic(answer, values.get("accept", ())), values)
    if values.get("reverse"):
        sides += (Side("reverse", Basic(prompt), answer),)
    return sides


_OPTION: dict[str, FieldReader] = {"text": text, "correct": flag, "why": text}


def _options(reading: Reading, node: Node, key: str) -> tuple[Option, ...]:
    found = entries(reading, node, key, _OPTION, ("text",))
    seen: set[str] = set()
    for child, values in found:
        if values["text"] in seen:
            reading.add(child, "two options have the same text", "make them differ or drop one", "twice")
        seen.add(values["text"])
    return tuple(Option(v["text"], v.get("correct", False), v.get("why", "")) for _, v in found)


def _choice(reading: Reading, node: Map, values: Values) -> tuple[Side, ...]:
    options: tuple[Option, ...] = values["options"]
    keys = sum(option.correct for option in options)
    if not keys:
        reading.add(node.items["options"], "no option is marked as right", "add `correct: true` to it", "options")
    elif keys == len(options):
        reading.add(node.items["options"], "every option is marked as right", "add one that is wrong", "options")
    return one(Choice(options, "single" if keys == 1 else "multi", values.get("fixed", False)), values)


def _patterns(reading: Reading, node: Node, key: str) -> tuple[str, ...]:
    found = texts(reading, node, key)
    for pattern in found:
        if len(pattern) > MAX_PATTERN:
            message = f"a pattern has {len(pattern)} characters, the limit is {MAX_PATTERN}"
            reading.add(node, message, "list more answers in `accept` instead", "pattern")
    return found


def _rejects(reading: Reading, node: Node, key: str) -> tuple[Reject, ...]:
    found = entries(reading, node, key, {"text": text, "why": text}, ("text",))
    return tuple(Reject(values["text"], values.get("why", "")) for _, values in found)


def _typed(reading: Reading, node: Map, values: Values) -> tuple[Side, ...]:
    typed = Typed(values["accept"], values.get("patterns", ()), values.get("reject", ()), values.get("exact", False))
    return one(typed, values)


def _decimal(reading: Reading, node: Node, key: str) -> str:
    value = line(reading, node, key)
    if value and not DECIMAL.fullmatch(value):
        reading.add(node, f"`{value}` is not a number", "write digits, such as 1_000, 0.5 or 1e6", "number")
    return value


def _tolerance(reading: Reading, node: Node, key: str) -> str:
    value = line(reading, node, key)
    if value and not TOLERANCE.fullmatch(value):
        reading.add(node, f"`{value}` is not a tolerance", "write a number or a share such as 5%", "number")
    return value


def _number(reading: Reading, node: Map, values: Values) -> tuple[Side, ...]:
    number = Number(values["number"], values.get("tolerance", ""), values.get("unit", ""), values.get("accept", ()))
    return one(number, values)


def _gap_accept(reading: Reading, node: Node, key: str) -> dict[str, tuple[str, ...]]:
    """A list holds for the only gap number there is; a mapping `c1: [...]` says which."""
    if isinstance(node, Map):
        return {gap: texts(reading, child, f"{key} {gap}") for gap, child in node.items.items()}
    return {"": texts(reading, node, key)}


def _cloze(reading: Reading, node: Map, values: Values) -> tuple[Side, ...]:
    try:
        parts = cloze.parse(values["cloze"])
    except cloze.BadCloze as bad:
        reading.add(node.items["cloze"], bad.message, bad.hint, "cloze")
        return ()
    numbers = sorted({part.number for part in parts if isinstance(part, Gap)})
    accept: dict[str, tuple[str, ...]] = values.get("accept", {})
    for gap in accept:
        if gap and gap not in {f"c{number}" for number in numbers}:
            reading.add(node.items["accept"], f"there is no gap `{gap}`", "name gaps as c1, c2", "cloze")
    if "" in accept and len(numbers) > 1:
        hint = "write `accept: {c1: [...], c2: [...]}`"
        reading.add(node.items["accept"], "`accept` does not say for which gap", hint, "cloze")
    reject, exact, prompt = values.get("reject", ()), values.get("exact", False), values.get("prompt", "")
    return tuple(
        Side(
            f"c{number}",
            Cloze(parts, number, accept.get(f"c{number}", accept.get("", ())), reject, exact),
            prompt,
        )
        for number in numbers
    )


def _interview(reading: Reading, node: Map, values: Values) -> tuple[Side, ...]:
    return one(interview.build(reading, node, values), values)


FORMS: dict[str, AnswerForm] = {
    "answer": AnswerForm({"answer": text, "accept": texts, "reverse": flag}, _basic),
    "options": AnswerForm({"options": _options, "fixed": flag}, _choice),
    "accept": AnswerForm({"accept": texts, "patterns": _patterns, "reject": _rejects, "exact": flag}, _typed),
    "number": AnswerForm({"number": _decimal, "tolerance": _tolerance, "unit": line, "accept": texts}, _number),
    "cloze": AnswerForm({"cloze": text, "accept": _gap_accept, "reject": _rejects, "exact": flag}, _cloze, ()),
    "order": arranged.ORDER,
    "match": arranged.MATCH,
    "categories": arranged.CATEGORIES,
    "output": coded.OUTPUT,
    "lines": coded.LINES,
    "sql": coded.SQL,
    "rubric": AnswerForm(interview.FIELDS, _interview),
}
"""By the key that names the kind. `accept` names one only where no other of these stands."""


_NAMING = FORMS.keys() - {"accept"}


def answer_key(node: Map) -> tuple[str, ...]:
    """The keys of a card that name its kind: one, unless the author made a mistake."""
    found = _NAMING & node.items.keys()
    if found:
        return tuple(found) if len(found) == 1 else tuple(key for key in node.items if key in found)
    return ("accept",) if "accept" in node.items else ()
