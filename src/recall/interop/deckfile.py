"""Writes cards as a person would write a deck: block texts, short lists, folded long lines. Pure.

Each imported card ends with `x-source: <key of the source> <digest of what was written>`: the key finds the card again
in a newer export, the digest tells whether the learner has changed it since.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from recall.deck.clean import clean
from recall.interop.notes import digest

WIDTH = 116
SHORT = 4_000  # characters that are surely less than a field may have
_SURE = frozenset({"prompt", "answer", "explanation", "reverse", "tags"})
_PLAIN = re.compile(r"[A-Za-z0-9(/.À-ɏͰ-῿⺀-鿿가-힣][^\x00-\x1f\x7f]*")
_SIMPLE = re.compile(r"[A-Za-z][A-Za-z0-9 ,.'()/_-]*[A-Za-z0-9.)]")  # most texts, seen at once
_ORDER = ("prompt", "code", "lang", "cloze", "answer", "options", "accept", "number", "tolerance", "unit", "order")
_RANKS = {name: at for at, name in enumerate(_ORDER)} | dict.fromkeys(("explanation", "sources", "tags", "related"), 60)
_CODE = frozenset({"code", "output", "setup", "sql"})
_SOURCE = re.compile(r"^  x-source: .*\n?", re.MULTILINE)


def scalar(text: str, indent: str = "  ") -> str:
    """A text as the value of a key whose own indent is `indent`, in the form that reads best and means the same."""
    if _SIMPLE.fullmatch(text) and "  " not in text:
        return text if len(text) <= WIDTH else ">-\n" + _folded(text, f"{indent}  ")
    text = clean(text).strip()
    if "\n" in text:
        lines = text.split("\n")
        if lines[0][:1] in (" ", "\t") or "\t\n" in text:
            return _double(text)
        return "|-\n" + _indented(lines, f"{indent}  ")
    if len(text) > WIDTH and "  " not in text and "\t" not in text:
        return ">-\n" + _folded(text, f"{indent}  ")
    if ": " not in text and " #" not in text and text[-1:] != ":" and text[:3] != "..." and _PLAIN.fullmatch(text):
        return text
    return f"'{text.replace(chr(39), chr(39) * 2)}'" if "\t" not in text else _double(text)


def verbatim(text: str, indent: str = "  ") -> str:
    """Code as the value of a key: as `scalar`, but the blanks before its first line are part of it."""
    text = clean(text).rstrip().lstrip("\n")
    first, several, _ = text.partition("\n")
    if first[:1] != " ":
        return scalar(text, indent) if first[:1] != "\t" else _double(text)
    if "\t\n" in text or "\t" in first or not first.strip():
        return _double(text)
    if not several:
        return f"'{text.replace(chr(39), chr(39) * 2)}'"
    return "|2-\n" + _indented(text.split("\n"), f"{indent}  ")


def _indented(lines: list[str], pad: str) -> str:
    return "\n".join([pad + line if line.strip() else (pad + line).rstrip(" ") for line in lines])


def _double(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _folded(text: str, indent: str) -> str:
    lines: list[str] = []
    room = WIDTH - len(indent)
    while len(text) > room:
        at = text.rfind(" ", 1, room + 1)
        if at < 0:
            at = text.find(" ", room)
            if at < 0:
                break
        lines.append(text[:at])
        text = text[at + 1 :]
    return indent + f"\n{indent}".join([*lines, text])


def card(id_: str, fields: Mapping[str, Any], key: str) -> str:
    """A card of a deck's list, with its line of origin."""
    lines = [f"- id: {id_}"]
    for name in sorted(fields, key=_rank) if len(fields) > 2 else fields:
        value = fields[name]
        if type(value) is str:
            lines.append(f"  {name}: {verbatim(value) if name in _CODE else scalar(value)}")
        elif name == "tags":
            lines.append(f"  tags: [{', '.join(value)}]")
        else:
            lines += _value(name, value, "  ")
    lines.append("")
    body = "\n".join(lines)
    origin = f"{key} {digest(body)}"
    return f"{body}  x-source: {origin if key.startswith('text:') else scalar(origin)}\n"


def is_surely_sound(fields: Mapping[str, Any]) -> bool:
    """Whether a card is a question and an answer of some length and nothing else, which any deck can hold."""
    if not fields.keys() <= _SURE:
        return False
    for text in (fields.get("prompt", ""), fields.get("answer", ""), fields.get("explanation", "x")):
        if not isinstance(text, str) or len(text) >= SHORT or not (text[:1].isalnum() or text[2:3].isalnum()):
            return False
    return True


def _rank(name: str) -> int:
    return _RANKS.get(name, 50)


def _value(name: str, value: Any, indent: str) -> list[str]:
    if isinstance(value, bool):
        return [f"{indent}{name}: {'true' if value else 'false'}"]
    if isinstance(value, Mapping):
        key = name if indent == "  " else scalar(name)
        lines = [f"{indent}{key}:"]
        for each, inside in value.items():
            lines += _value(scalar(each) if not re.fullmatch(r"[a-z]\w*", each) else each, inside, f"{indent}  ")
        return lines
    if isinstance(value, list | tuple):
        return _list(name, value, indent)
    return [f"{indent}{name}: {scalar(str(value), indent)}"]


def _list(name: str, value: list[Any] | tuple[Any, ...], indent: str) -> list[str]:
    if name in ("related", "lines"):
        return [f"{indent}{name}: [{', '.join(map(str, value))}]"]
    lines = [f"{indent}{name}:"]
    for entry in value:
        if isinstance(entry, Mapping):
            inner = [line for each, inside in entry.items() for line in _value(each, inside, f"{indent}  ")]
            lines += [f"{indent}- {inner[0].lstrip()}", *inner[1:]]
        else:
            lines.append(f"{indent}- {verbatim(str(entry), indent)}")
    return lines


def header(deck: str, title: str) -> str:
    """The head of a deck file."""
    return f"format: recall/1\ndeck: {deck}\ntitle: {scalar(title or deck)}\ncards:\n"


def manifest(collection: str, title: str) -> str:
    """The `collection.yaml` of an imported collection."""
    return f"format: recall/1\nid: {collection}\ntitle: {scalar(title or collection)}\n"


def stage(id_: str, title: str) -> str:
    """The `stage.yaml` of a folder of decks."""
    return f"format: recall/1\nid: {id_}\ntitle: {scalar(title or id_)}\n"


def is_as_written(text: str, written: str) -> bool:
    """Whether a card's text is still what an import wrote, its line of origin aside."""
    return digest(_SOURCE.sub("", text)) == written
