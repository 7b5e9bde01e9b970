"""Open Trivia's text files: `#Q` a question, `^` its answer, `A` to `D` the options. Pure."""

from __future__ import annotations

import re

from recall.interop import escape
from recall.interop.decode import text_of
from recall.interop.hascard import choice, option
from recall.interop.notes import Note, Notes, Progress, Source, shortened

_PART = re.compile(r"(?:#Q|\^|[A-Z])(?= |\Z)")


def read(source: Source, progress: Progress | None = None) -> Notes:
    notes = Notes("trivia", decks=(source.stem,))
    blocks = re.split(r"(?m)^#Q(?= |$)", text_of(source, notes.changed))
    for number, block in enumerate(blocks[1:]):
        if progress and not number % 1000:
            progress("reading questions", number, len(blocks))
        notes.found += 1
        notes.cards += 1
        parts: list[tuple[str, str]] = [("Q", "")]
        for line in block.split("\n"):
            mark = line[:1] if re.match(r"[\^A-Z](?: |$)", line) and (line[:1] == "^" or len(parts) > 1) else ""
            if mark:
                parts.append((mark, line[1:].strip()))
            else:
                parts[-1] = (parts[-1][0], f"{parts[-1][1]}\n{line}".strip())
        key = next((text for mark, text in parts if mark == "^"), "")
        options = [option(escape.plain(text), text == key) for mark, text in parts if mark not in ("Q", "^")]
        if key and not any(each.get("correct") for each in options):
            same = [each for each in options if each["text"].casefold() == escape.plain(key).casefold()]
            if same:
                same[0]["correct"] = True
            else:
                options.append(option(escape.plain(key), True))
        fields = choice(escape.plain(parts[0][1]), options, "", notes)
        if fields is None:
            notes.dropped.add("question without an answer", shortened(block))
        else:
            notes.notes.append(Note(fields))
    return notes
