"""Small packages of Anki, made with the standard library: the old database, and the new one with its decoy."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from typing import Any

BASIC, CLOZE, REVERSED, TYPED, EMPTY, SECTIONS, TYPED_CLOZE = 1, 2, 3, 4, 5, 6, 7
CREATED = 1_600_000_000

_LINE = "<hr id=answer>"
MODELS: dict[str, Any] = {
    str(BASIC): ("Basic", 0, ["Front", "Back"], [("{{Front}}", f"{{{{FrontSide}}}}{_LINE}{{{{Back}}}}")]),
    str(CLOZE): ("Cloze", 1, ["Text", "Extra"], [("{{cloze:Text}}", "{{cloze:Text}}<br>{{Extra}}")]),
    str(REVERSED): (
        "Both ways",
        0,
        ["Front", "Back"],
        [
            ("{{Front}}", f"{{{{FrontSide}}}}{_LINE}{{{{Back}}}}"),
            ("{{Back}}", f"{{{{FrontSide}}}}{_LINE}{{{{Front}}}}"),
        ],
    ),
    str(TYPED): (
        "Type in",
        0,
        ["Front", "Back"],
        [("{{Front}} {{type:Back}}", f"{{{{Front}}}}{_LINE}{{{{type:Back}}}}")],
    ),
    str(EMPTY): ("No template", 0, ["Front", "Back"], []),
    str(TYPED_CLOZE): (
        "Typed cloze",
        1,
        ["Text", "Extra"],
        [("{{type:cloze:Text}}", "{{type:cloze:Text}}<br>{{Extra}}")],
    ),
    str(SECTIONS): (
        "Basic in other words",
        0,
        ["Front", "Back"],
        [("{{#Front}}{{Front}}{{/Front}}", f"{{{{FrontSide}}}}{_LINE}{{{{#Back}}}}{{{{Back}}}}{{{{/Back}}}}")],
    ),
}


class Row:
    """One note: `cards` are (ord, queue, type, due)."""

    def __init__(
        self,
        fields: Sequence[str],
        model: int = BASIC,
        guid: str = "",
        tags: str = "",
        cards: Sequence[tuple[int, int, int, int]] = ((0, 0, 0, 1),),
        deck: int = 1,
    ) -> None:
        self.fields, self.model, self.guid, self.tags, self.cards, self.deck = fields, model, guid, tags, cards, deck


def database(rows: Sequence[Row], log: Sequence[tuple[int, ...]] = (), decks: Sequence[str] = ("Default",)) -> bytes:
    """Anki's old database. `log` are rows of the review log: id, cid, usn, ease, ivl, lastIvl, factor, time, type."""
    models = {
        key: {
            "name": name,
            "type": kind,
            "flds": [{"name": each, "ord": at} for at, each in enumerate(fields)],
            "tmpls": [{"name": f"Card {at}", "ord": at, "qfmt": q, "afmt": a} for at, (q, a) in enumerate(templates)],
        }
        for key, (name, kind, fields, templates) in MODELS.items()
    }
    named = {str(at): {"name": name} for at, name in enumerate(decks, 1)}
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(
            "CREATE TABLE col (id, crt, conf, models, decks);"
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, guid, mid, tags, flds);"
            "CREATE TABLE cards (id INTEGER PRIMARY KEY, nid, did, ord, mod, type, queue, due, odue, odid, flags);"
            "CREATE TABLE revlog (id INTEGER PRIMARY KEY, cid, usn, ease, ivl, lastIvl, factor, time, type);"
        )
        conf = json.dumps({"rollover": 4, "localOffset": 0})
        connection.execute(
            "INSERT INTO col VALUES (1, ?, ?, ?, ?)", (CREATED, conf, json.dumps(models), json.dumps(named))
        )
        card = 0
        for number, row in enumerate(rows, 1):
            values = (number, row.guid or f"guid{number}", row.model, row.tags, "\x1f".join(row.fields))
            connection.execute("INSERT INTO notes VALUES (?, ?, ?, ?, ?)", values)
            for ord_, queue, type_, due in row.cards:
                card += 1
                of_card = (card, number, row.deck, ord_, CREATED, type_, queue, due, 0, 0, 0)
                connection.execute("INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", of_card)
        connection.executemany("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", log)
        connection.commit()
        return connection.serialize()


def package(data: bytes, member: str = "collection.anki2", media: object = None, **others: bytes) -> bytes:
    """A zip archive with a database in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, data)
        archive.writestr("media", json.dumps(media or {}))
        for name, content in others.items():
            archive.writestr(name, content)
    return file.getvalue()
