"""Reads the tables of Anki's database, of the old kind (JSON in one row) and the new (tables of messages). Pure."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from recall.interop.anki import protobuf
from recall.interop.notes import Unreadable

STEPS = 2_000_000_000  # of SQLite's machine, after which a file is taken for hostile
_STRIDE = 1_000_000
_NEEDED = frozenset({"col", "notes", "cards"})
_NONE = "this is a database, but no collection of Anki"


class Template(NamedTuple):
    name: str
    question: str
    answer: str


class NoteType(NamedTuple):
    name: str
    cloze: bool
    fields: tuple[str, ...]
    templates: tuple[Template, ...]


class CardRow(NamedTuple):
    note: int
    id: int
    deck: int
    ord: int
    type: int
    queue: int
    due: int
    changed: int
    flags: int


class LogRow(NamedTuple):
    id: int
    rating: int
    interval: int
    factor: int
    ms: int
    kind: int


class NoteRow(NamedTuple):
    id: int
    guid: str
    notetype: int
    tags: str
    fields: list[str]


@dataclass(slots=True)
class Collection:
    """The tables. `notes` gives them one by one; `decks` are names from the top, `created` seconds since 1970."""

    connection: sqlite3.Connection
    created: int
    config: dict[str, Any]
    notetypes: dict[int, NoteType]
    decks: dict[int, tuple[str, ...]]
    cards: dict[int, list[CardRow]] = field(default_factory=dict)
    log: dict[int, list[LogRow]] = field(default_factory=dict)
    log_rows: int = 0
    note_count: int = 0

    def notes(self) -> Iterator[NoteRow]:
        rows = "SELECT id, guid, mid, tags, flds FROM notes ORDER BY id"
        done = 0
        self.connection.text_factory = str
        try:
            for id_, guid, notetype, tags, fields in self.connection.execute(rows):
                yield NoteRow(id_, _text(guid), notetype, _text(tags), _text(fields).split("\x1f"))
                done += 1
        except sqlite3.OperationalError:  # text that is not UTF-8: mended from here on, which takes longer
            self.connection.text_factory = _mended
            for id_, guid, notetype, tags, fields in islice(self.connection.execute(rows), done, None):
                yield NoteRow(id_, _text(guid), notetype, _text(tags), _text(fields).split("\x1f"))


@contextmanager
def opened(database: bytes) -> Iterator[Collection]:
    """The collection in the bytes of a database. Raises Unreadable where they hold none."""
    if not database.startswith(b"SQLite format 3\0"):
        raise Unreadable("there is no collection of Anki in it", "export it from Anki again")
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.deserialize(without_wal(database))
            guarded(connection)
            connection.create_collation("unicase", _unicase)
            yield _read(connection)
        except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
            raise Unreadable(f"the database is damaged: {error}", "Anki: Tools, Check Database") from error


def without_wal(database: bytes) -> bytes:
    """The database with its mark for a write-ahead log taken off: in memory there is none."""
    return database[:18] + b"\x01\x01" + database[20:] if database[18:20] == b"\x02\x02" else database


def guarded(connection: sqlite3.Connection) -> None:
    """A stranger's database: nothing in its schema runs for long or reaches outside, bad text does not stop it."""
    left = STEPS // _STRIDE

    def count() -> int:
        nonlocal left
        left -= 1
        return int(left < 0)

    connection.set_progress_handler(count, _STRIDE)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    connection.text_factory = _mended


def _mended(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def tables(connection: sqlite3.Connection) -> set[str]:
    """The names of true tables: a view could be anything."""
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _unicase(one: str, other: str) -> int:
    left, right = one.casefold(), other.casefold()
    return (left > right) - (left < right)


def _text(value: object) -> str:
    if type(value) is str:
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)


def _read(connection: sqlite3.Connection) -> Collection:
    found = tables(connection)
    if not found >= _NEEDED:
        raise Unreadable(_NONE, "recall import --format sqlite reads tables of questions and answers")
    row = connection.execute("SELECT crt, conf, models, decks FROM col LIMIT 1").fetchone()
    if row is None:
        raise Unreadable(_NONE, "export it from Anki again")
    new = "notetypes" in found
    if new:
        config = {key: _json(value) for key, value in connection.execute("SELECT key, val FROM config")}
        notetypes, decks = _new_types(connection), _new_decks(connection)
    else:
        parsed = _json(row[1])
        config = parsed if isinstance(parsed, dict) else {}
        notetypes, decks = _old_types(_json(row[2])), _old_decks(_json(row[3]))
    collection = Collection(connection, int(row[0] or 0), config, notetypes, decks)
    collection.note_count = connection.execute("SELECT count(*) FROM notes").fetchone()[0]
    _read_cards(collection)
    if "revlog" in found:
        _read_log(collection)
    return collection


def _read_cards(collection: Collection) -> None:
    rows = collection.connection.execute(
        "SELECT nid, id, iif(odid, odid, did), ord, type, queue, iif(odid AND odue, odue, due), mod, flags"
        " FROM cards ORDER BY nid, ord"
    )
    cards = collection.cards
    for card in map(CardRow._make, rows):
        cards.setdefault(card.note, []).append(card)


def _read_log(collection: Collection) -> None:
    rows = collection.connection.execute("SELECT cid, id, ease, ivl, factor, time, type FROM revlog ORDER BY cid, id")
    log = collection.log
    for card, *values in rows:
        log.setdefault(card, []).append(LogRow._make(values))
        collection.log_rows += 1


def _json(value: object) -> Any:
    try:
        return json.loads(_text(value) or "{}")
    except (ValueError, RecursionError):
        return {}


def _old_types(models: Any) -> dict[int, NoteType]:
    found: dict[int, NoteType] = {}
    for key, model in models.items() if isinstance(models, dict) else ():
        if not isinstance(model, dict):
            continue
        fields = sorted(_mappings(model.get("flds")), key=_ord)
        templates = sorted(_mappings(model.get("tmpls")), key=_ord)
        found[int(key)] = NoteType(
            str(model.get("name", "")),
            model.get("type") == 1,
            tuple(str(each.get("name", "")) for each in fields),
            tuple(Template(*(str(each.get(name, "")) for name in ("name", "qfmt", "afmt"))) for each in templates),
        )
    return found


def _mappings(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _ord(each: dict[str, Any]) -> int:
    found = each.get("ord")
    return found if isinstance(found, int) else 0


def _old_decks(decks: Any) -> dict[int, tuple[str, ...]]:
    if not isinstance(decks, dict):
        return {}
    return {
        int(key): tuple(str(deck.get("name", "")).split("::")) for key, deck in decks.items() if isinstance(deck, dict)
    }


def _new_types(connection: sqlite3.Connection) -> dict[int, NoteType]:
    fields: dict[int, list[str]] = {}
    for notetype, name in connection.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        fields.setdefault(notetype, []).append(name)
    templates: dict[int, list[Template]] = {}
    for notetype, name, config in connection.execute("SELECT ntid, name, config FROM templates ORDER BY ntid, ord"):
        template = Template(name, protobuf.text(config, 1), protobuf.text(config, 2))
        templates.setdefault(notetype, []).append(template)
    return {
        id_: NoteType(name, protobuf.number(config, 1) == 1, tuple(fields.get(id_, ())), tuple(templates.get(id_, ())))
        for id_, name, config in connection.execute("SELECT id, name, config FROM notetypes")
    }


def _new_decks(connection: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
    return {id_: tuple(name.split("\x1f")) for id_, name in connection.execute("SELECT id, name FROM decks")}
