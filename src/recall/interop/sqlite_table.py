"""A table of questions and answers in any SQLite file: its columns found by their names. Pure."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from recall.interop import escape, marks
from recall.interop.anki.collection import guarded, tables, without_wal
from recall.interop.anki.reader import tagged
from recall.interop.notes import Note, Notes, Progress, Source, Unreadable

_FRONT = ("front", "question", "prompt", "term", "word", "q")
_BACK = ("back", "answer", "definition", "meaning", "translation", "a")
_TAGS = ("tags", "tag")
_DECK = ("deck", "category", "topic", "subject")
_WHY = ("explanation", "notes", "note", "extra", "hint", "example")


def read(source: Source, progress: Progress | None = None) -> Notes:
    """Raises Unreadable where no table has both."""
    notes = Notes("sqlite")
    if not source.data.startswith(b"SQLite format 3\0"):
        raise Unreadable("this is no database", "is the file whole?")
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.deserialize(without_wal(source.data))
            guarded(connection)
            found = [table for table in sorted(tables(connection)) if _read_table(connection, table, notes, source)]
        except (sqlite3.Error, OverflowError) as error:
            raise Unreadable(f"the database is damaged: {error}", "is the file whole?") from error
    if not found:
        raise Unreadable(
            "this is a database, but no collection of Anki, and no table has questions and answers",
            f"a table needs a column such as {', '.join(_FRONT[:3])} and one such as {', '.join(_BACK[:3])}",
        )
    notes.decks = tuple(found)
    return notes


def _read_table(connection: sqlite3.Connection, table: str, notes: Notes, source: Source) -> bool:
    quoted = '"' + table.replace('"', '""') + '"'
    columns = {str(row[1]).lower(): str(row[1]) for row in connection.execute(f"PRAGMA table_info({quoted})")}
    front = next((columns[name] for name in _FRONT if name in columns), "")
    back = next((columns[name] for name in _BACK if name in columns), "")
    if not front or not back:
        return False
    others = [next((columns[name] for name in names if name in columns), "") for names in (_TAGS, _DECK, _WHY)]
    names = [front, back, columns.get("id", ""), *others]
    for name in columns.values():
        if name not in names:
            notes.dropped.add("column that is not read", f"{table}.{name}")
    listed = ", ".join('"' + name.replace('"', '""') + '"' if name else "NULL" for name in names)
    for asked, answer, key, tags, deck, why in connection.execute(f"SELECT {listed} FROM {quoted}"):
        notes.found += 1
        notes.cards += 1
        fields = {"prompt": _text(asked), "answer": _text(answer)}
        if not all(fields.values()):
            notes.dropped.add("row without a question or an answer", f"{asked} | {answer}")
            continue
        if _text(why):
            fields["explanation"] = _text(why)
        more = tagged(str(tags or "").replace(",", " ").split(), notes)
        path = (table, str(deck)) if deck and str(deck).strip() else (table,)
        notes.notes.append(Note(fields | more, f"{table}:{key}" if key is not None else "", path))
    return True


def _text(value: object) -> str:
    if value is None or isinstance(value, bytes):
        return ""
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    if "\n" in text.strip() and any(line.startswith(("  ", "\t")) for line in text.split("\n")):
        return marks.fence(text).strip(marks.SIGNS)
    return escape.plain(text)
