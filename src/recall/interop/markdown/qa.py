"""Cards that start with `Q:`, `A:` and `C:` at the margin, as hashcards and repeater read them. Pure."""

from __future__ import annotations

import re

from recall.interop.markdown.text import lines_of
from recall.interop.notes import Note, Notes, shortened

_BRACKETS = re.compile(
    r"(?s)\\[\[\]]|(?P<code>`{1,4})(?!`).{0,2000}?(?<!`)(?P=code)(?!`)|!\[[^\]]*\]\([^)]*\)|\[(?P<gap>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])+)\](?P<link>\([^)]*\))?"
)


def is_one(text: str) -> bool:
    """Whether a text has such cards."""
    return any(line.startswith(("Q:", "C:")) for line, code in lines_of(text) if not code)


def read(text: str, notes: Notes) -> None:
    """Adds the cards; what stands between them is prose."""
    part, kind = [""], ""
    asked = ""
    for line, code in [*lines_of(text), ("---", False)]:
        mark = line[:2] if not code and line[:2] in ("Q:", "A:", "C:") else ""
        ends = mark in ("Q:", "C:") or (not code and re.fullmatch(r"-{3,}[ \t]*", line))
        if ends:
            _card(notes, kind, asked, "\n".join(part).strip())
            part, kind, asked = [line[2:]] if mark else [], mark[:1], ""
        elif mark == "A:" and kind == "Q":
            asked, part, kind = "\n".join(part).strip(), [line[2:]], "A"
        elif kind:
            part.append(line)


def _card(notes: Notes, kind: str, asked: str, text: str) -> None:
    if not kind:
        return
    notes.found += 1
    if kind == "A" and asked and text:
        notes.cards += 1
        notes.notes.append(Note({"prompt": asked, "answer": text}))
    elif kind == "C":
        cloze, count = gapped(text)
        notes.cards += count
        if count:
            notes.notes.append(Note({"cloze": cloze}))
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
