"""Text as Quizlet and notebooks have it: a term, a tab, dash or colon, its definition. Pure."""

from __future__ import annotations

import re

from recall.interop import escape
from recall.interop.decode import text_of
from recall.interop.notes import Note, Notes, Progress, Source

_BETWEEN = ("\t", " :: ", " — ", " – ", " - ", ": ", " = ", ";", ",")


def read(source: Source, progress: Progress | None = None) -> Notes:
    notes = Notes("quizlet", decks=(source.stem,))
    text = text_of(source, notes.changed)
    parts = re.split(r"\n{2,}" if "\n\n" in text.strip() and "\t" in text else r"\n", text.strip("\n"))
    lines = [part for part in parts if part.strip()]
    sign = max(_BETWEEN, key=lambda each: (sum(each in line for line in lines), -_BETWEEN.index(each)))
    for line in lines:
        notes.found += 1
        notes.cards += 1
        term, found, definition = line.partition(source.options.delimiter or sign)
        if found and term.strip() and definition.strip():
            notes.notes.append(Note({"prompt": escape.plain(term), "answer": escape.plain(definition)}))
        else:
            notes.dropped.add("line without a term or a definition", line)
    return notes
