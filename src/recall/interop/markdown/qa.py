"""Cards that start with `Q:`, `A:` and `C:` at the margin, as hashcards and repeater read them. Pure."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from recall.interop import gaps
from recall.interop.markdown.text import lines_of
from recall.interop.notes import Note, Notes, shortened

_BRACKETS = re.compile(
    r"(?s)\\[\[\]]|(?P<code>`{1,4})(?!`).{0,2000}?(?<!`)(?P=code)(?!`)|!\[[^\]]*\]\([^)]*\)|\[(?P<gap>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])+)\](?P<link>\([^)]*\))?"
)

WHY = "<!-- why -->"  # between an answer and its explanation
_NAMED = re.compile(r"<!-- (recall:[a-z0-9-]+:[a-z0-9-]+)( reverse)?((?: #[a-z0-9-]+)*) -->")
_DECK = re.compile(r"<!-- deck: (.*) -->")


class _Name(NamedTuple):
    """What the comment below a card that recall wrote says of it."""

    guid: str = ""
    reverse: bool = False
    tags: tuple[str, ...] = ()
    deck: tuple[str, ...] = ()


def is_one(text: str) -> bool:
    """Whether a text has such cards."""
    return any(line.startswith(("Q:", "C:")) for line, code in lines_of(text) if not code)


def read(text: str, notes: Notes) -> None:
    """Adds the cards; what stands between them is prose."""
    part, kind = [""], ""
    asked = ""
    name = _Name()
    for line, code in [*lines_of(text), ("---", False)]:
        mark = line[:2] if not code and line[:2] in ("Q:", "A:", "C:") else ""
        ends = mark in ("Q:", "C:") or (not code and re.fullmatch(r"-{3,}[ \t]*", line))
        said = None if code or not line.startswith("<!--") else _named(line, name)
        if said:
            name = said
        elif ends:
            _card(notes, kind, asked, "\n".join(part).strip(), name)
            part, kind, asked = [line[2:]] if mark else [], mark[:1], ""
            name = _Name(deck=name.deck)
        elif mark == "A:" and kind == "Q":
            asked, part, kind = "\n".join(part).strip(), [line[2:]], "A"
        elif kind:
            part.append(line)


def _named(line: str, name: _Name) -> _Name | None:
    found, deck = _NAMED.fullmatch(line), _DECK.fullmatch(line)
    if found:
        tags = tuple(found[3].replace("#", "").split())
        return name._replace(guid=found[1], reverse=bool(found[2]), tags=tags)
    return name._replace(deck=tuple(deck[1].split("::"))) if deck else None


def _card(notes: Notes, kind: str, asked: str, text: str, name: _Name) -> None:
    if not kind:
        return
    notes.found += 1
    text, _, why = (each.strip() for each in text.partition(f"\n{WHY}\n"))
    further: dict[str, Any] = {"explanation": why} if why else {}
    if name.tags:
        further["tags"] = list(name.tags)
    key = f"markdown:{name.guid}" if name.guid else ""
    if kind == "A" and asked and text:
        notes.cards += 1 + name.reverse
        if name.reverse:
            further["reverse"] = True
        notes.notes.append(Note({"prompt": asked, "answer": text} | further, key, name.deck))
    elif kind == "C":
        cloze, count = (text, len(gaps.numbers(text))) if name.guid and gaps.numbers(text) else gapped(text)
        notes.cards += count
        if count:
            notes.notes.append(Note({"cloze": cloze} | further, key, name.deck))
        else:
            notes.dropped.add("cloze without a gap", shortened(text))
    else:
        notes.dropped.add("question without an answer", shortened(asked or text))


def gapped(text: str) -> tuple[str, int]:
    """The text with what stands in brackets as gaps, one card each; images, links and code are none."""
    count = 0

    def gap(found: re.Match[str]) -> str:
        nonlocal count
        if found[0] in ("\\[", "\\]"):
            return found[0][1]
        if found["gap"] is None or found["link"]:
            return found[0]
        count += 1
        inside = found["gap"].replace("\\[", "[").replace("\\]", "]").replace("::", r"\:\:")
        return f"{{{{c{count}::{inside}}}}}"

    return _BRACKETS.sub(gap, text), count
