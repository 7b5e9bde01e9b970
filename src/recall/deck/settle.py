"""Settles in the index what concerns all cards together: who owns an id, in which order cards are met, what is related.

Runs once when any file has changed. It must not know YAML or files.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from recall.deck.introduce import Shelf, merge, needs, order
from recall.deck.problem import Problem

MAX_CARDS = 200_000


def settle(connection: sqlite3.Connection) -> None:
    problems = [
        *_taken_cards(connection),
        *_taken_decks(connection),
        *_too_many(connection),
        *_lost_edits(connection),
        *_living_names(connection),
    ]
    _positions(connection)
    _related(connection)
    text = json.dumps([problem._asdict() for problem in problems], ensure_ascii=False)
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('problems', ?)", (text,))


def _taken_cards(connection: sqlite3.Connection) -> Iterator[Problem]:
    """A card id that several files of a collection use belongs to the first of them."""
    connection.execute("UPDATE cards SET shown = 1 WHERE shown = 0")
    twice = "SELECT note FROM cards GROUP BY note HAVING min(file) <> max(file)"
    rows = connection.execute(
        "SELECT c.note, c.file, min(c.line), f.path FROM cards c JOIN files f ON f.id = c.file"
        f" WHERE c.note IN ({twice}) GROUP BY c.note, c.file ORDER BY c.note, f.rank"
    ).fetchall()
    owner: dict[str, tuple[str, int]] = {}
    for note, file, line, path in rows:
        if note not in owner:
            owner[note] = (path, line)
            continue
        connection.execute("UPDATE cards SET shown = 0 WHERE note = ? AND file = ?", (note, file))
        card = note.partition(":")[2]
        first = f"{owner[note][0]}:{owner[note][1]}"
        yield Problem(path, line, 1, f"the id is taken by the card at {first}", "choose another id", card, "id")


def _taken_decks(connection: sqlite3.Connection) -> Iterator[Problem]:
    connection.execute("UPDATE decks SET shown = 1 WHERE shown = 0")
    rows = connection.execute(
        "SELECT d.file, f.collection, d.id, f.path FROM decks d JOIN files f ON f.id = d.file ORDER BY f.rank"
    ).fetchall()
    owner: dict[tuple[str, str], str] = {}
    for file, collection, deck, path in rows:
        first = owner.setdefault((collection, deck), path)
        if first != path:
            connection.execute("UPDATE decks SET shown = 0 WHERE file = ?", (file,))
            yield Problem(path, 0, 0, f"the deck id `{deck}` is taken by {first}", "choose another id", rule="id")


def _too_many(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Collections beyond the limit lose what comes last."""
    counts = connection.execute(
        "SELECT f.collection, count(*), col.path FROM cards c JOIN files f ON f.id = c.file"
        " JOIN collections col ON col.id = f.collection WHERE c.shown GROUP BY f.collection HAVING count(*) > ?",
        (MAX_CARDS,),
    ).fetchall()
    for collection, count, path in counts:
        connection.execute(
            "UPDATE cards SET shown = 0 WHERE row IN (SELECT c.row FROM cards c JOIN files f ON f.id = c.file"
            " WHERE f.collection = ? AND c.shown ORDER BY f.rank, c.n LIMIT -1 OFFSET ?)",
            (collection, MAX_CARDS),
        )
        message = f"the collection has {count:,} cards, the limit is {MAX_CARDS:,}; the rest is left out"
        yield Problem(path, 0, 0, message, "split the collection", rule="size")


def _lost_edits(connection: sqlite3.Connection) -> Iterator[Problem]:
    rows = connection.execute(
        "SELECT card, path, line FROM edits e WHERE NOT EXISTS"
        " (SELECT 1 FROM cards WHERE note = e.collection || ':' || e.card)"
        " AND NOT EXISTS (SELECT 1 FROM collections WHERE id = e.collection AND guest)"
    )
    for card, path, line in rows:
        message = f"there is no card `{card}` in this collection (any more)"
        yield Problem(path, line, 1, message, "delete the entry or mend the id", card, "edits", "warning")


def _living_names(connection: sqlite3.Connection) -> Iterator[Problem]:
    """`formerly` that names a card which still exists would give its history to another."""
    rows = connection.execute(
        "SELECT o.old, o.new, f.path, c.line FROM former o JOIN files f ON f.id = o.file"
        " JOIN cards c ON c.key = o.new AND c.file = o.file JOIN cards alive ON alive.key = o.old"
    ).fetchall()
    for old, new, path, line in rows:
        connection.execute("DELETE FROM former WHERE old = ? AND new = ?", (old, new))
        message = f"`formerly` names `{old.partition(':')[2]}`, which is a card still"
        yield Problem(path, line, 1, message, "take it out of `formerly`", new.partition(":")[2], "formerly")


def _positions(connection: sqlite3.Connection) -> None:
    """Number the cards in the order of introduction; note what each deck needs and how many cards it has."""
    cards: dict[int, list[tuple[int, bool]]] = {}
    for file, row, core in connection.execute("SELECT file, row, core FROM cards WHERE shown ORDER BY file, n"):
        cards.setdefault(file, []).append((row, bool(core)))
    connection.executemany(
        "UPDATE decks SET cards = ? WHERE file = ?",
        [(len(cards.get(file, ())), file) for (file,) in connection.execute("SELECT file FROM decks").fetchall()],
    )
    orders = []
    for (collection,) in connection.execute("SELECT id FROM collections ORDER BY rank").fetchall():
        files, shelves = _shelves(connection, collection, cards)
        stages = connection.execute("SELECT id, requires FROM stages WHERE collection = ?", (collection,))
        needed = needs(shelves, {stage: tuple(names.split()) for stage, names in stages})
        connection.executemany(
            "UPDATE decks SET needs = ? WHERE file = ?",
            [(" ".join(sorted(needed[shelf.name])), file) for file, shelf in zip(files, shelves, strict=True)],
        )
        orders.append(order(shelves, needed))
    before = dict(connection.execute("SELECT row, position FROM cards"))
    connection.executemany(
        "UPDATE cards SET position = ? WHERE row = ?",
        [(position, row) for position, row in enumerate(merge(orders), 1) if before[row] != position],
    )


def _shelves(
    connection: sqlite3.Connection, collection: str, cards: dict[int, list[tuple[int, bool]]]
) -> tuple[list[int], list[Shelf]]:
    """The decks of a collection; files that claim one deck id are one deck."""
    rows = connection.execute(
        "SELECT d.file, d.id, d.requires, f.stage, coalesce(s.rank, 0) FROM decks d JOIN files f ON f.id = d.file"
        " LEFT JOIN stages s ON s.collection = f.collection AND s.id = f.stage"
        " WHERE f.collection = ? ORDER BY d.shown DESC, f.rank",
        (collection,),
    ).fetchall()
    found: dict[str, tuple[int, Shelf]] = {}
    for file, deck, requires, stage, rank in rows:
        mine = tuple(cards.get(file, ()))
        if deck in found:
            first, shelf = found[deck]
            found[deck] = (first, Shelf(deck, shelf.stage, shelf.stage_rank, shelf.requires, shelf.cards + mine))
        else:
            found[deck] = (file, Shelf(deck, stage, rank, tuple(requires.split()), mine))
    return [file for file, _ in found.values()], [shelf for _, shelf in found.values()]


def _related(connection: sqlite3.Connection) -> None:
    """What gives a card away does so in both directions, whichever of the two says it."""
    links: dict[str, set[str]] = {}
    rows = connection.execute("SELECT DISTINCT note, names FROM cards WHERE names <> '' AND shown").fetchall()
    for note, names in rows:
        for name in names.split():
            if name != note and connection.execute("SELECT 1 FROM cards WHERE note = ?", (name,)).fetchone():
                links.setdefault(note, set()).add(name)
                links.setdefault(name, set()).add(note)
    before = dict(connection.execute("SELECT DISTINCT note, related FROM cards WHERE related <> ''"))
    wanted = {note: " ".join(sorted(found)) for note, found in links.items()}
    connection.executemany(
        "UPDATE cards SET related = ? WHERE note = ?",
        [
            (wanted.get(note, ""), note)
            for note in before.keys() | wanted.keys()
            if before.get(note) != wanted.get(note, "")
        ],
    )
