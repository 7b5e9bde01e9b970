"""recall's own table: CSV or TSV whose cells are Markdown as the author wrote it, and Anki's text form. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from recall.interop import question
from recall.interop.anki.reader import tagged
from recall.interop.html import cloze_html, html
from recall.interop.notes import Note, Notes
from recall.interop.texts import Text

HEADER = ("guid", "kind", "deck", "tags", "front", "back", "explanation", "reverse")
_STOCK = {"basic": "Basic", "cloze": "Cloze", "typed": "Basic (type in the answer)"}


def is_own(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is that of a table which recall wrote."""
    return bool(rows) and tuple(rows[0]) == HEADER


def write(texts: Iterable[Text], delimiter: str) -> bytes:
    """One row a text. Of the kinds, basic, typed and cloze stay what they are; the others are question and answer."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(HEADER)
    for text in texts:
        front, back, why = _cells(text)
        tags = " ".join(text.fields.get("tags", ()))
        reverse = "yes" if text.fields.get("reverse") else ""
        writer.writerow((text.guid, text.kind, "::".join(text.deck), tags, front, back, why, reverse))
    return out.getvalue().encode()


def _cells(text: Text) -> tuple[str, str, str]:
    fields = text.fields
    why = str(fields.get("explanation", ""))
    if text.kind == "cloze" and "prompt" not in fields and "code" not in fields:
        return str(fields["cloze"]), "", why
    if text.kind == "typed":
        return question.front(text), "\n".join(map(str, fields["accept"])), why
    if text.kind == "basic":
        return question.front(text), str(fields["answer"]), why
    if text.kind == "cloze":
        return question.front(text), str(fields["cloze"]), why
    return question.front(text), question.back(text), question.further(text)


def read(rows: Iterable[Sequence[str]], notes: Notes) -> None:
    """The rows below the header as notes."""
    decks: dict[str, None] = {}
    for row in rows:
        if len(row) != len(HEADER):
            notes.dropped.add("row of another width than the first", " | ".join(row))
            continue
        guid, kind, deck, tags, front, back, why, reverse = row
        fields: dict[str, Any] = {"prompt": front}
        if kind == "cloze" and "{{c" in front:
            fields = {"cloze": front}
        elif kind == "cloze":
            fields |= {"cloze": back}
        elif kind == "typed":
            fields |= {"accept": back.split("\n")}
        else:
            fields |= {"answer": back}
        if why:
            fields["explanation"] = why
        if reverse:
            fields["reverse"] = True
        fields |= tagged(tags.split(), notes)
        decks[deck] = None
        notes.notes.append(Note(fields, f"table:{guid}" if guid else "", tuple(deck.split("::")) if deck else ()))
    notes.decks = tuple(deck for deck in decks if deck)


def anki_text(texts: Iterable[Text]) -> bytes:
    """Anki's text form for its stock note types: import it there with File, Import."""
    out = io.StringIO(newline="")
    out.write("#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:4\n")
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    for text in texts:
        fields = text.fields
        why = html(question.further(text))
        tags = " ".join(fields.get("tags", ()))
        notetype = _STOCK.get(text.kind, "Basic")
        front = html(question.front(text))
        if text.kind == "cloze":
            gaps = cloze_html(str(fields["cloze"]))
            front, back = (f"{front}<br><br>{gaps}" if front else gaps), why
        elif text.kind == "typed":
            back = html(str(fields["accept"][0]))  # a reason beside it would have to be typed too
        else:
            back = html(question.back(text)) + (f"<br><br>{why}" if why else "")
        if fields.get("reverse"):
            notetype, back = "Basic (and reversed card)", html(question.back(text))
        deck = "::".join(part.replace("::", ":") for part in text.deck)
        writer.writerow((text.guid, notetype, deck, tags, front, back))
    return out.getvalue().encode()
