"""Every format that cards leave in, and an honest account of each file: it is read again and compared. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from recall.interop import formats, gift_writer, own_table, sheet
from recall.interop.anki import writer as anki_writer
from recall.interop.anki.writer import Situation
from recall.interop.markdown import writer as markdown_writer
from recall.interop.notes import Note, Options, Progress, Source
from recall.interop.texts import Text, Written, differences, own_key, plain

FORMATS: dict[str, tuple[str, str]] = {
    "apkg": (".apkg", "a package for Anki, with decks, tags and the schedule"),
    "anki-text": (".txt", "text for Anki's File, Import"),
    "csv": (".csv", "a table with commas"),
    "tsv": (".tsv", "a table with tabs"),
    "markdown": (".md", "Q:, A: and C: cards"),
    "gift": (".gift", "a quiz for Moodle"),
    "json": (".json", "every field of every card, for scripts"),
    "html": (".html", "a sheet to print, questions beside answers"),
}
_READERS = {"apkg": "anki", "json": "recall", "tsv": "csv"}
REVIEWS = "review history (only apkg and archive hold it)"


def write(
    texts: Sequence[Text], format_: str, title: str, situation: Situation, progress: Progress | None = None
) -> Written:
    """A file of a format, with what it does not hold by kind of card."""
    if format_ == "apkg":
        written = anki_writer.write(texts, situation, progress)
    else:
        written = Written(_PLAIN[format_](texts, title))
        if situation.history:
            written.dropped.add(REVIEWS, "", sum(text.reviews for text in texts))
    if format_ == "html":
        written.dropped.add("what prints cannot be read back; the other formats can", title, len(texts))
    else:
        _compare(written, texts, format_, progress)
    return written


def _compare(written: Written, texts: Sequence[Text], format_: str, progress: Progress | None) -> None:
    """Reads the file again and accounts for what did not come back as it was."""
    if progress:
        progress("reading it again", 0, 0)
    options = Options(delimiter="tab" if format_ == "tsv" else "")
    notes = formats.read(Source(f"x{FORMATS[format_][0]}", written.data, options), _READERS.get(format_, format_))
    back: dict[str, list[Note]] = {}
    for note in notes.notes:
        back.setdefault(own_key(note), []).append(note)
    for text in texts:
        kind, gone, other = differences(text, back.get(text.key, ()))
        if not kind:
            written.dropped.add(f"{text.kind}: cannot be read back", text.key)
            continue
        if kind != text.kind:
            written.changed.add(f"{text.kind}: comes back as {kind}", text.key)
            continue
        for name in gone:
            written.dropped.add(f"{text.kind}: {name}", text.key)
        for name in other:
            written.changed.add(f"{text.kind}: {name} in other words or marks", text.key)


def _json(texts: Sequence[Text], title: str) -> bytes:
    cards = [
        {"key": text.key, "kind": text.kind, "deck": list(text.deck), "fields": plain(text.fields)} for text in texts
    ]
    found = {"format": "recall/1", "title": title, "cards": cards}
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


_PLAIN: dict[str, Callable[[Sequence[Text], str], bytes]] = {
    "anki-text": lambda texts, _: own_table.anki_text(texts),
    "csv": lambda texts, _: own_table.write(texts, ","),
    "tsv": lambda texts, _: own_table.write(texts, "\t"),
    "markdown": lambda texts, _: markdown_writer.write(texts),
    "gift": lambda texts, _: gift_writer.write(texts),
    "json": _json,
    "html": sheet.write,
}
