"""Markdown notes as cards: finds the dialect that a file is in. Pure."""

from __future__ import annotations

import re

from recall.interop.decode import text_of
from recall.interop.markdown import headings, obsidian, qa, quiz
from recall.interop.markdown.text import front_matter, sections, with_headings
from recall.interop.notes import Notes, Progress, Source

_PROSE = re.compile(r"(?m)^#review\b")  # Obsidian's mark of notes that are read again as a whole
_NAME = re.compile(r"(?m)^(?:name|title|deck)\s*[:=]\s*[\"']?(.*?)[\"']?\s*$")


def read(source: Source, progress: Progress | None = None) -> Notes:
    """The cards of a file; none where it is only prose, which is counted as such."""
    notes = Notes("markdown")
    front, text = front_matter(text_of(source, notes.changed))
    title = _NAME.search(front)
    deck = title[1] if title and title[1] else source.stem
    notes.decks = (deck,)
    if qa.is_one(text):
        qa.read(text, notes)
    elif quiz.is_tasks(text):
        quiz.read_tasks(text, notes)
    elif quiz.is_lettered(text):
        quiz.read_lettered(text, notes)
    elif obsidian.is_one(text):
        obsidian.read(text, notes, deck)
    else:
        _question_list(text, notes)
    if not notes.found:
        notes.dropped.add("text without a card", text)
    return notes


def _question_list(text: str, notes: Notes) -> None:
    if _PROSE.search(text):
        return
    text = with_headings(text)
    found = sections(text)
    answered = any(section.level and (section.body.strip() or "{{c" in section.title) for section in found)
    if (headings.is_details(text) and not answered) or (
        headings.is_details(text) and sum("<details" in section.body for section in found) * 2 > len(found) - 1
    ):
        headings.read_details(text, notes)
    elif answered or "<h" in text:
        headings.read_headings(text, notes)
    elif headings.is_table(text):
        headings.read_tables(text, notes)
