"""Rewrites a learner's overlay after an update: what has to change changes, every other line stays as it was written.

Pure: text in, text out. What it makes is read again before it is believed; where lines cannot be cut, the whole file is
written anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from recall.community.merge import Fields, Plain, plain
from recall.deck.nodes import Node
from recall.deck.overlay import HEADER, Overlay, card_lines, read_overlay

_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def own_fields(overlay: Overlay) -> dict[str, Fields]:
    """The learner's fields by card id."""
    return {
        card: {name: plain(child) for name, child in node.items.items() if name != "id"}
        for card, node in overlay.entries.items()
    }


def rewritten(text: str, collection: str, wanted: Mapping[str, Fields], ids: Mapping[str, str]) -> str:
    """The overlay's text so that it holds the fields `wanted` by card id; `ids` are old ids to new ones.

    Entries that are no longer wanted are taken out; comments inside an entry that changes go with its old wording.
    """
    overlay, problems = read_overlay(text.encode(), "") if text.strip() else (Overlay(), ())
    if not problems:
        changed = _by_lines(text, overlay, wanted, ids)
        if _says(changed, wanted):
            return changed
    return HEADER.format(collection=collection) + "".join(_entry(card, fields) for card, fields in wanted.items())


def _says(text: str, wanted: Mapping[str, Fields]) -> bool:
    overlay, problems = read_overlay(text.encode(), "")
    found = {card: fields for card, fields in own_fields(overlay).items() if fields}
    return not problems and found == {card: fields for card, fields in wanted.items() if fields}


def _by_lines(text: str, overlay: Overlay, wanted: Mapping[str, Fields], ids: Mapping[str, str]) -> str:
    lines = text.split("\n")
    left = dict(wanted)
    for card, node in sorted(overlay.entries.items(), key=lambda entry: -_line(entry[1])):
        name = ids.get(card, card)
        fields = left.pop(name, {})
        was = {key: plain(child) for key, child in node.items.items() if key != "id"}
        if fields == was and name == card:
            continue
        start = _line(node)
        old = card_lines(lines, start)
        indent = len(old[0]) - len(old[0].lstrip())
        lines[start : start + len(old)] = _entry(name, fields, " " * indent).splitlines() if fields else []
    text = "\n".join(lines)
    return text.rstrip("\n") + "\n" + "".join(_entry(card, fields) for card, fields in left.items() if fields)


def _line(node: Node) -> int:
    mark = node.start_mark
    return int(mark.line) if mark is not None else 0


def _entry(card: str, fields: Fields, indent: str = "") -> str:
    """One card as a list item of the overlay."""
    lines = [f"{indent}- id: {card}"]
    for name, value in fields.items():
        lines += [f"{indent}  {line}" for line in _field(name, value)]
    return "\n".join(lines) + "\n"


def _field(name: str, value: Plain) -> Iterator[str]:
    if isinstance(value, list | dict) and value:
        yield f"{_text(name)}:"
        yield from (f"  {line}" for line in _lines(value))
    else:
        yield f"{_text(name)}: {_flat(value)}"


def _lines(value: Plain) -> Iterator[str]:
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _field(name, child)
    elif isinstance(value, list):
        for child in value:
            if isinstance(child, list | dict) and child:
                first, *rest = _lines(child)
                yield f"- {first}"
                yield from (f"  {line}" for line in rest)
            else:
                yield f"- {_flat(child)}"


def _flat(value: Plain) -> str:
    if isinstance(value, list | dict):
        return "[]" if isinstance(value, list) else "{}"
    return _text(value or "")


def _text(text: str) -> str:
    """A text as YAML reads it back, with quotes only where they are needed."""
    if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_ .,()/-]*(?<! )", text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
