"""Writes Moodle's GIFT: choices, short answers, numbers, matching; what GIFT does not know is an essay. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from recall.interop import question
from recall.interop.texts import Text

_SIGNS = re.compile(r"[~=#{}:\\]")
_SHORT = 100  # characters of an answer that somebody types


def write(texts: Iterable[Text]) -> bytes:
    """One question a text, under the category of its deck, with its key and tags in the comment above."""
    parts: list[str] = []
    deck: tuple[str, ...] = ()
    for text in texts:
        if text.deck != deck:
            deck = text.deck
            parts.append(f"$CATEGORY: $course$/top/{'/'.join(part.replace('/', '//') for part in deck)}\n")
        tags = "".join(f" [tag:{tag}]" for tag in text.fields.get("tags", ()))
        name = _text(text.key.partition(":")[2])
        asked = _text(_asked(text))
        parts.append(f"// [id:{text.guid}]{tags}\n::{name}::[markdown]{asked} {{{_answers(text)}}}\n")
    return "\n".join(parts).encode()


def _asked(text: Text) -> str:
    """What is asked; of choices and pairs without the list that the answers are."""
    if text.kind in ("single", "multi", "match", "categories", "number"):
        bare = text._replace(kind="basic", fields={**text.fields, "answer": ""})
        return question.front(bare)
    return question.front(text) + (str(text.fields.get("cloze", "")) if text.kind == "cloze" else "")


def _answers(text: Text) -> str:  # noqa: PLR0911  one case a kind
    fields = text.fields
    why = str(fields.get("explanation", ""))
    general = f"####{_text(why)}" if why else ""
    match text.kind:
        case "single" | "multi":
            return _choices(fields["options"]) + general
        case "typed":
            wrong = "".join(f" =%0%{_text(each['text'])}{_feedback(each)}" for each in fields.get("reject", ()))
            return "".join(f" ={_text(each)}" for each in fields["accept"]) + wrong + general
        case "number":
            return f"#{_number(fields)}{general}"
        case "match":
            pairs = "".join(f" ={_text(pair['left'])} -> {_text(pair['right'])}" for pair in fields["match"])
            return pairs + "".join(f" = -> {_text(each)}" for each in fields.get("spare", ())) + general
        case "categories":
            boxes = fields["categories"]
            return "".join(f" ={_text(item)} -> {_text(box)}" for box in boxes for item in boxes[box]) + general
    answer = question.back(text)
    if answer and len(answer) <= _SHORT and "\n" not in answer:
        return f"={_text(answer)}{general}"
    essay = "\n\n".join(filter(None, (answer, why)))
    return f"####{_text(essay)}" if essay else ""


def _choices(options: Iterable[dict[str, Any]]) -> str:
    options = list(options)
    right = sum(bool(option.get("correct")) for option in options)
    parts = []
    for option in options:
        if right == 1:
            sign = "=" if option.get("correct") else "~"
        else:
            sign = f"~%{100 / right:.5g}%" if option.get("correct") else "~%-100%"
        parts.append(f" {sign}{_text(option['text'])}{_feedback(option)}")
    return "".join(parts)


def _feedback(entry: dict[str, Any]) -> str:
    return f"#{_text(entry['why'])}" if entry.get("why") else ""


def _number(fields: dict[str, Any] | Any) -> str:
    value, tolerance = str(fields["number"]).replace("_", ""), str(fields.get("tolerance", "")).replace("_", "")
    if tolerance.endswith("%"):
        tolerance = f"{abs(float(value)) * float(tolerance[:-1]) / 100:.12g}"
    return f"{value}:{tolerance}" if tolerance else value


def _text(text: str) -> str:
    r"""The text with its signs escaped, in one line: an empty line would end the question."""
    return _SIGNS.sub(lambda found: f"\\{found[0]}", str(text).strip()).replace("\n", "\\n")
