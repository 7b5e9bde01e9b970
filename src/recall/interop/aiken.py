"""Moodle's Aiken: a question, lines `A. option`, and `ANSWER: B`. Pure."""

from __future__ import annotations

import re

from recall.interop import escape
from recall.interop.decode import text_of
from recall.interop.hascard import choice, option
from recall.interop.notes import Note, Notes, Progress, Source

_OPTION = re.compile(r"([A-Za-z])[.)][ \t]+(.*)")
_ANSWER = re.compile(r"ANSWER[ \t]*:[ \t]*([A-Z])[.)]?", re.IGNORECASE)


def read(source: Source, progress: Progress | None = None) -> Notes:
    notes = Notes("aiken", decks=(source.stem,))
    prompt: list[str] = []
    options: list[tuple[str, str]] = []
    for line in map(str.strip, text_of(source, notes.changed).split("\n")):
        answer, found = _ANSWER.fullmatch(line), _OPTION.fullmatch(line)
        if answer:
            _question(notes, prompt, options, answer[1].upper())
            prompt, options = [], []
        elif found and prompt:
            options.append((found[1].upper(), found[2]))
        elif line and options:
            _question(notes, prompt, options, "")
            prompt, options = [line], []
        elif line:
            prompt.append(line)
    if prompt:
        _question(notes, prompt, options, "")
    return notes


def _question(notes: Notes, prompt: list[str], options: list[tuple[str, str]], key: str) -> None:
    notes.found += 1
    notes.cards += 1
    made = [option(escape.plain(text), letter == key) for letter, text in options]
    fields = choice(escape.plain("\n".join(prompt)), made, "", notes)
    if fields is None:
        notes.dropped.add("question without an answer", " ".join(prompt))
    else:
        notes.notes.append(Note(fields))
