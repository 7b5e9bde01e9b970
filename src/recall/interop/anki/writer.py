"""Writes a package that Anki opens with cards, decks, tags and, if wanted, the whole schedule. Pure on bytes.

Each note carries the whole card in a field that no template shows, so that nothing is lost on the way back.
"""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from hashlib import sha1
from typing import Any, NamedTuple

from recall.interop import question
from recall.interop.anki import schema
from recall.interop.anki.schedule import When, log, new, row
from recall.interop.html import cloze_html, html
from recall.interop.markup import bare
from recall.interop.notes import Progress, digest
from recall.interop.texts import Learned, Text, Written, to_json

STAMP = (1980, 1, 1, 0, 0, 0)  # of the members of the archive
_SHOWN = "asked in Anki as question and answer, whole again in recall"
_TYPEABLE = 100  # characters that somebody types into Anki


class Situation(NamedTuple):
    """When and where a package is written, and what the learner set."""

    at: datetime
    off: int
    today: date
    day_start: int
    retention: float
    history: bool


def write(texts: Sequence[Text], situation: Situation, progress: Progress | None = None) -> Written:
    """The package. Equal texts in an equal situation give equal bytes."""
    written = Written(b"")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(schema.TABLES)
        _Package(connection, situation, written).fill(texts, progress)
        connection.commit()
        database = connection.serialize()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("collection.anki21", database), ("media", b"{}")):
            archive.writestr(zipfile.ZipInfo(name, STAMP), data, zipfile.ZIP_DEFLATED, 6)
    written.data = file.getvalue()
    return written


class _Package:
    """A collection that is being filled."""

    def __init__(self, connection: sqlite3.Connection, situation: Situation, written: Written) -> None:
        self.connection = connection
        self.situation = situation
        self.written = written
        self.second = int(situation.at.timestamp())
        self.next_id = self.second * 1000
        self.decks: dict[tuple[str, ...], int] = {}
        self.used: set[int] = set()
        self.position = 0

    def fill(self, texts: Sequence[Text], progress: Progress | None) -> None:
        now = self.situation
        days = [date.fromisoformat(event.day) for text in texts for card in text.cards for event in card.events]
        created = min([now.today, *days]) if now.history else now.today
        self.when = When(now.today, created, now.retention)
        for number, text in enumerate(texts):
            if progress and not number % 200:
                progress("writing cards", number, len(texts))
            self._note(text)
        start = datetime(created.year, created.month, created.day, tzinfo=UTC) + timedelta(
            minutes=now.day_start - now.off
        )
        decks = {1: schema.deck(1, "Default", 0)}
        for path, id_ in self.decks.items():
            decks[id_] = schema.deck(id_, "::".join(path), self.second)
        values = (
            json.dumps(schema.conf(now.day_start, now.off, self.position + 1)),
            json.dumps({str(each.id): schema.model(each) for each in schema.NOTE_TYPES}),
            json.dumps({str(id_): each for id_, each in decks.items()}, ensure_ascii=False),
            json.dumps({"1": schema.preset()}),
        )
        self.connection.execute(
            "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')",
            (int(start.timestamp()), self.second * 1000, self.second * 1000, *values),
        )

    def _note(self, text: Text) -> None:
        notetype, shown = _rendered(text)
        if notetype is schema.BASIC and text.kind != "basic":
            self.written.changed.add(f"{text.kind}: {_SHOWN}", text.key)
        fields = [*shown, to_json({"of": digest(*shown), "fields": text.fields})]
        note, tags = self._id(), text.fields.get("tags", ())
        listed = f" {' '.join(tags)} " if tags else ""
        first = bare(fields[0])
        checksum = int(sha1(first.encode(), usedforsecurity=False).hexdigest()[:8], 16)
        values = (note, text.guid, notetype.id, self.second, -1, listed, "\x1f".join(fields), first, checksum, 0, "")
        self.connection.execute("INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        deck = self.decks.setdefault(_deck(text.deck), len(self.decks) + self.second * 1000 + 1)
        for learned in text.cards:
            self._card(note, deck, learned)

    def _card(self, note: int, deck: int, learned: Learned) -> None:
        side = learned.side
        ord_ = int(side[1:]) - 1 if side.startswith("c") else int(side == "reverse")
        self.position += 1
        placed = row(learned, self.position, self.when) if self.situation.history else new(self.position)
        card = self._id()
        (type_, queue, due, ivl, factor, reps, lapses, left, flags, data) = placed
        values = (card, note, deck, ord_, self.second, -1, type_, queue, due, ivl, factor, reps, lapses, left)
        self.connection.execute(
            "INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)", (*values, flags, data)
        )
        if not self.situation.history:
            return
        for line in log(learned):
            at = line.at
            while at in self.used:  # Anki's log has one line a millisecond
                at += 1
            self.used.add(at)
            entry = (at, card, -1, line.ease, line.ivl, line.last, line.factor, line.ms, line.kind)
            self.connection.execute("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", entry)
            self.written.reviews += line.ease > 0

    def _id(self) -> int:
        self.next_id += 1
        return self.next_id


def _deck(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(part.replace("::", ":").replace('"', "'").strip() or "-" for part in path)


def _rendered(text: Text) -> tuple[schema.NoteType, list[str]]:
    """The note type of a text, and its fields as HTML, all but the last."""
    fields: dict[str, Any] = dict(text.fields)
    why = html(question.further(text))
    if text.kind == "cloze":
        asked = html(question.front(text))
        gaps = cloze_html(str(fields["cloze"]))
        return schema.CLOZE, [f"{asked}<br><br>{gaps}" if asked else gaps, why]
    front = html(question.front(text))
    typed = _typed(text)
    if typed:
        whole = question.back(text)
        also = html(whole.removeprefix(typed).strip() if text.kind == "typed" else whole) if whole != typed else ""
        return schema.TYPED, [front, html_text(typed), "<br>".join(filter(None, (also, why)))]
    both = text.kind == "basic" and fields.get("reverse")
    return schema.REVERSED if both else schema.BASIC, [front, html(question.back(text)), why]


def html_text(text: str) -> str:
    """Plain text as HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _typed(text: Text) -> str:
    """What is typed in Anki, empty where the answer is none that one types."""
    if text.kind == "typed":
        answer = str(text.fields["accept"][0])
    elif text.kind == "number":
        answer = str(text.fields["number"])
    else:
        return ""
    return answer if len(answer) <= _TYPEABLE and "\n" not in answer else ""
