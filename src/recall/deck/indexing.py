"""Brings the index in step with the files: compiles what changed, then settles what concerns all cards together.

An edge. Within one transaction, so that another recall sees the old index or the new one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from recall.collector import collector_off
from recall.config import Home
from recall.deck import settle
from recall.deck.clean import clean_line
from recall.deck.codec import card_to_json
from recall.deck.compile import Deck, read_deck
from recall.deck.current import ABSENT, VERSION
from recall.deck.index import places, stamp
from recall.deck.overlay import NO_OVERLAY, Overlay, card_lines, read_overlay
from recall.deck.problem import Problem
from recall.deck.renames import renamed
from recall.deck.search import searched
from recall.deck.shelves import Collection, DeckFound, Shelves, deck_files, load, scan
from recall.grade.typed import terms_of


def synchronise(connection: sqlite3.Connection, home: Home, shipped: Path) -> None:
    """Make the index say what the files say now. Raises sqlite3.Error where it cannot be written."""
    shelves = scan(home, shipped)
    connection.execute("BEGIN IMMEDIATE")
    try:
        with collector_off():
            _Synchroniser(connection, home, shelves).run(places(home, shipped))
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@dataclass(frozen=True, slots=True)
class _Looked:
    """What a file held, and its stamp from before it was read. One that failed has none, so it is looked at again."""

    path: Path
    stamp: tuple[int, int]
    data: bytes
    failure: tuple[Problem, ...] = ()


def _look(path: Path) -> _Looked:
    before = stamp(path)
    data = load(path)
    if isinstance(data, Problem):
        return _Looked(path, (ABSENT, ABSENT), b"", (data,))
    return _Looked(path, before, data)


class _Synchroniser:
    """One run: what is on the shelves against what the index knows."""

    def __init__(self, connection: sqlite3.Connection, home: Home, shelves: Shelves) -> None:
        self.connection = connection
        self.home = home
        self.shelves = shelves
        self.overlays: dict[str, Overlay] = {}

    def run(self, where: str) -> None:
        before = self._version()
        self._structure()
        stale = self._overlays()
        for rank, (collection, deck) in enumerate(self._decks()):
            self._deck(collection, deck, rank, stale)
        self._forget()
        after = self._version()
        if after != before or not self._meta("version"):
            settle.settle(self.connection)
        self._set_meta(version=after, places=where)

    def _decks(self) -> Iterable[tuple[Collection, DeckFound]]:
        return ((collection, deck) for collection in self.shelves.collections for deck in collection.decks)

    # -- collections, stages, folders: few and small, so written anew each time

    def _structure(self) -> None:
        run = self.connection
        for table in ("folders", "collections", "stages"):
            run.execute(f"DELETE FROM {table}")
        run.executemany(
            "INSERT INTO folders VALUES (?, ?)",
            self.shelves.folders.items(),
        )
        for rank, shelf in enumerate(self.shelves.collections):
            manifest = shelf.manifest
            run.execute(
                "INSERT INTO collections VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    manifest.id,
                    rank,
                    manifest.title or manifest.id,
                    manifest.issues,
                    str(shelf.path),
                    shelf.own,
                    shelf.guest,
                ),
            )
            run.executemany(
                "INSERT OR IGNORE INTO stages VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        manifest.id,
                        stage.id,
                        stage_rank,
                        stage.title or stage.id,
                        " ".join(stage.aliases),
                        " ".join(stage.requires),
                        json.dumps(dict(stage.deck_aliases)),
                    )
                    for stage, stage_rank in shelf.stages
                ],
            )
        for found in self.shelves.manifests:
            self._file(_Looked(found.path, found.stamp, found.data), found.what)
        self._set_meta(shelf_problems=_problems_to_json(self.shelves.problems))

    # -- the learner's own wording

    def _overlays(self) -> frozenset[tuple[str, str]]:
        """Read overlays that changed; the cards (collection, id) whose wording is another now."""
        stale: set[tuple[str, str]] = set()
        known = {row[0]: row[1:] for row in self.connection.execute("SELECT path, size, mtime_ns FROM files")}
        there = {str(path): path for path in deck_files(self.home.edits)}
        for name, path in there.items():
            if known.get(name) != stamp(path):
                stale |= self._overlay(path)
        for name in [
            name for (name,) in self._rows("SELECT path FROM files WHERE what = 'edits'") if name not in there
        ]:
            collection = Path(name).stem
            stale |= {(collection, card) for (card,) in self._rows("SELECT card FROM edits WHERE path = ?", name)}
            self.connection.execute("DELETE FROM edits WHERE path = ?", (name,))
            self.connection.execute("DELETE FROM files WHERE path = ?", (name,))
        return frozenset(stale)

    def _overlay(self, path: Path) -> set[tuple[str, str]]:
        collection = path.stem
        looked = _look(path)
        overlay, problems = (NO_OVERLAY, looked.failure) if looked.failure else read_overlay(looked.data, str(path))
        lines = looked.data.decode(errors="replace").split("\n")
        found = {
            card: (node.start_mark.line + 1, _digest("\n".join(card_lines(lines, node.start_mark.line)).encode()))
            for card, node in overlay.entries.items()
        }
        before = dict(self._rows("SELECT card, digest FROM edits WHERE path = ?", str(path)))
        self.connection.execute("DELETE FROM edits WHERE path = ?", (str(path),))
        self.connection.executemany(
            "INSERT OR REPLACE INTO edits VALUES (?, ?, ?, ?, ?)",
            [(collection, card, str(path), line, digest) for card, (line, digest) in found.items()],
        )
        self._file(looked, "edits", collection, problems=problems)
        self.overlays[collection] = overlay
        after = {card: digest for card, (_, digest) in found.items()}
        return {(collection, card) for card in before.keys() | after.keys() if before.get(card) != after.get(card)}

    def _overlay_of(self, collection: str) -> Overlay:
        if collection not in self.overlays:
            path = self.home.edits / f"{collection}.yaml"
            data = _look(path).data if path.exists() else b""
            self.overlays[collection] = read_overlay(data, str(path))[0] if data else NO_OVERLAY
        return self.overlays[collection]

    # -- decks

    def _deck(self, collection: Collection, deck: DeckFound, rank: int, stale: frozenset[tuple[str, str]]) -> None:
        name = collection.manifest.id
        row = self.connection.execute(
            "SELECT id, collection, stage, size, mtime_ns, digest FROM files WHERE path = ? AND what = 'deck'",
            (str(deck.path),),
        ).fetchone()
        placed = row is not None and row[1:3] == (name, deck.stage)
        reworded = row is not None and self._holds(row[0], stale)
        if placed and not reworded and row[3:5] == stamp(deck.path):
            self.connection.execute("UPDATE files SET rank = ? WHERE id = ?", (rank, row[0]))
            return
        looked = _look(deck.path)
        if looked.failure:
            self._file(looked, "deck", name, deck.stage, rank, looked.failure)
        elif placed and not reworded and row[5] == _digest(looked.data):
            self.connection.execute(
                "UPDATE files SET rank = ?, size = ?, mtime_ns = ? WHERE id = ?", (rank, *looked.stamp, row[0])
            )
        else:
            read = read_deck(looked.data, str(deck.path), name, deck.stage, edits=self._overlay_of(name))
            file = self._file(looked, "deck", name, deck.stage, rank, read.problems)
            if read.deck:
                self._insert(file, read.deck, guest=collection.guest)

    def _holds(self, file: int, stale: frozenset[tuple[str, str]]) -> bool:
        return any(
            self.connection.execute(
                "SELECT 1 FROM cards WHERE note = ? AND file = ?", (f"{collection}:{card}", file)
            ).fetchone()
            for collection, card in stale
        )

    def _insert(self, file: int, deck: Deck, *, guest: bool) -> None:
        """A stranger's card is related to cards of its own collection alone: it must not bury those of another."""
        run = self.connection
        within = f"{deck.collection}:" if guest else ""
        run.execute(
            "INSERT INTO decks (file, id, title, requires, aliases) VALUES (?, ?, ?, ?, ?)",
            (file, deck.id, deck.title, " ".join(deck.requires), " ".join(deck.aliases)),
        )
        run.executemany(
            "INSERT INTO cards (file, n, line, key, note, kind, level, core, drilled, tags, names, terms, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    file,
                    number,
                    card.place.line,
                    card.key,
                    card.note,
                    card.kind,
                    card.level,
                    "core" in card.tags,
                    card.drilled,
                    f" {' '.join(card.tags)} ",
                    " ".join(note for note in card.related if note.startswith(within)),
                    "\n".join(clean_line(term) for term in terms_of(card)),
                    card_to_json(card),
                )
                for number, card in enumerate(deck.cards)
            ],
        )
        rows = [row for (row,) in self._rows("SELECT row FROM cards WHERE file = ? ORDER BY n", file)]
        run.executemany(
            "INSERT INTO texts (rowid, text) VALUES (?, ?)", zip(rows, map(searched, deck.cards), strict=True)
        )
        tags = [
            (tag.lower(), card.note, card.key, row)
            for row, card in zip(rows, deck.cards, strict=True)
            for tag in set(card.tags)
        ]
        run.executemany("INSERT OR IGNORE INTO tags VALUES (?, ?, ?, ?)", tags)
        run.executemany("INSERT INTO former VALUES (?, ?, ?)", [(file, *pair) for pair in renamed(deck.cards)])

    # -- the table of files

    def _file(
        self,
        looked: _Looked,
        what: str,
        collection: str = "",
        stage: str = "",
        rank: int = 0,
        problems: Iterable[Problem] = (),
    ) -> int:
        """Note a file as read, without what stood in it before; its number."""
        for (old,) in self._rows("SELECT id FROM files WHERE path = ?", str(looked.path)):
            self._drop(old)
        size, mtime_ns = looked.stamp
        cursor = self.connection.execute(
            "INSERT INTO files (path, what, collection, stage, rank, size, mtime_ns, digest, problems)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                str(looked.path),
                what,
                collection,
                stage,
                rank,
                size,
                mtime_ns,
                _digest(looked.data),
                _problems_to_json(problems),
            ),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def _drop(self, file: int) -> None:
        mine = "SELECT row FROM cards WHERE file = ?"
        self.connection.execute(f"DELETE FROM texts WHERE rowid IN ({mine})", (file,))
        self.connection.execute(f"DELETE FROM tags WHERE row IN ({mine})", (file,))
        for table in ("cards", "decks", "former"):
            self.connection.execute(f"DELETE FROM {table} WHERE file = ?", (file,))
        self.connection.execute("DELETE FROM files WHERE id = ?", (file,))

    def _forget(self) -> None:
        there = {str(deck.path) for _, deck in self._decks()} | {str(found.path) for found in self.shelves.manifests}
        for file, path in self._rows("SELECT id, path FROM files WHERE what <> 'edits'"):
            if path not in there:
                self._drop(file)

    def _version(self) -> str:
        """A hash over all that the cards come from."""
        rows = self._rows("SELECT path, collection, stage, rank, digest, problems = '[]' FROM files ORDER BY path")
        return _digest(json.dumps([VERSION, *rows]).encode())

    def _rows(self, sql: str, *values: object) -> list[Any]:
        return self.connection.execute(sql, values).fetchall()

    def _meta(self, name: str) -> str:
        row = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def _set_meta(self, **values: str) -> None:
        self.connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _problems_to_json(problems: Iterable[Problem]) -> str:
    return json.dumps([problem._asdict() for problem in problems], ensure_ascii=False)
