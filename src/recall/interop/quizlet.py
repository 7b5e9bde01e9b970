"""Text as Quizlet and notebooks have it: a term, a tab, dash or colon, its definition; or signs of one's own. Pure."""

from __future__ import annotations

import re

from recall.interop import escape
from recall.interop.decode import text_of
from recall.interop.notes import Note, Notes, Progress, Source

_BETWEEN = ("\t", " :: ", " — ", " – ", " - ", ": ", " = ", ";", ",")
_CARDS = (r"\n", r"\n[ \t]*(?:-{3,}|\*{3,}|={3,}|_{3,})[ \t]*(?:\n|\Z)", r"\n(?:[ \t]*\n)+", r";")


def read(source: Source, progress: Progress | None = None) -> Notes:
    notes = Notes("quizlet", decks=(source.stem,))
    text = text_of(source, notes.changed).strip("\n")
    sign = source.options.delimiter or _sign(text)
    for line in _parts(text, sign):
        notes.found += 1
        notes.cards += 1
        term, found, definition = line.partition(sign)
        if found and term.strip() and definition.strip():
            notes.notes.append(Note({"prompt": escape.plain(term), "answer": escape.plain(definition)}))
        else:
            notes.dropped.add("line without a term or a definition", line)
    return notes


def _sign(text: str) -> str:
    """What stands between term and definition on most lines."""
    lines = [line for line in text.split("\n") if line.strip()]
    return max(_BETWEEN, key=lambda each: (sum(each in line for line in lines), -_BETWEEN.index(each)))


def _parts(text: str, sign: str) -> list[str]:
    """The cards: lines, or what rules, empty lines or semicolons set apart if then each has one sign between."""
    lines: list[str] = []
    for pattern in _CARDS:
        parts = [part for part in re.split(pattern, text) if part.strip()]
        if all(part.count(sign) == 1 for part in parts):
            return parts
        lines = lines or parts
    return lines
