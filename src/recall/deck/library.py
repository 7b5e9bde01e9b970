"""The library: every deck that is installed, behind the compiled index. The edge through which cards are had.

Cards are fetched by key when they are asked for; a library of 100,000 cards is never in memory as a whole.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from recall.config import Home, shipped_decks
from recall.deck.card import Card, Place
from recall.deck.codec import card_from_json
from recall.deck.index import current_in, memory_index, open_index, removed
from recall.deck.problem import Problem

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from recall.deck.select import Names, Selection

_SHOWN = "FROM cards c JOIN files f ON f.id = c.file JOIN decks d ON d.file = c.file WHERE c.shown"
_BATCH = 500


class DeckInfo(NamedTuple):
    """A deck as lists show it. `ref` is `collection/deck`, `cards` a count, `requires` as the author wrote it."""

    ref: str
    collection: str
    stage: str
    deck: str
    title: str
    cards: int
    path: str
    requires: tuple[str, ...]


class CardRow(NamedTuple):
    """What the history keeps of a card. `deck` is `collection/deck`, `related` are notes, separated by spaces."""

    key: str
    note: str
    collection: str
    stage: str
    deck: str
    kind: str
    position: int
    core: int
    drilled: int
    related: str


class Library:
    """Not thread-safe: open it in the thread that uses it."""

    def __init__(self, home: Home, shipped: Path) -> None:
        self.home = home
        self.shipped = shipped
        self._copy: TemporaryDirectory[str] | None = None
        self._connection = open_index(home.deck_index)
        self.reload()

    @classmethod
    def open(cls, home: Home, shipped: Path | None = None) -> "Library":
        """The library as the files are now. Whatever is wrong with the index or with decks never stops it."""
        return cls(home, shipped or shipped_decks())

    def close(self) -> None:
        self._connection.close()
        if self._copy is not None:
            self._copy.cleanup()

    def reload(self) -> None:
        """Take in what changed on disk; where the index cannot be written, in memory."""
        self._decks: tuple[DeckInfo, ...] | None = None
        self._names: Names | None = None
        try:
            if self.is_current():
                return
            self._synchronise()
        except sqlite3.OperationalError:
            self._connection.close()
            self._connection = memory_index()
            self._synchronise()
        except sqlite3.DatabaseError:
            self._rebuild()

    def index_file(self) -> Path:
        """The index as a file that a search can look into; a copy of it where it stands in memory only."""
        found = self._connection.execute("PRAGMA database_list").fetchone()[2]
        if found:
            return Path(found)
        if self._copy is None:
            from tempfile import TemporaryDirectory

            self._copy = TemporaryDirectory(prefix="recall-")
        path = Path(self._copy.name) / "decks.db"
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as copy:
            self._connection.backup(copy)
        return path

    def is_current(self) -> bool:
        """Whether the files are as they were when this library last looked."""
        return bool(current_in(self._connection, self.home, self.shipped))

    def _synchronise(self) -> None:
        from recall.deck.indexing import synchronise  # brings the YAML parser, which a current index does without

        synchronise(self._connection, self.home, self.shipped)

    def _rebuild(self) -> None:
        """The index was damaged: it is derived, so it is made again."""
        self._connection.close()
        self._connection = open_index(self.home.deck_index) if removed(self.home.deck_index) else memory_index()
        self._synchronise()

    def _ask(self, sql: str, *values: object) -> list[Any]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self._rebuild()
            return self._connection.execute(sql, values).fetchall()

    # -- cards

    def card(self, key: str) -> Card | None:
        return self.cards([key]).get(key)

    def cards(self, keys: Iterable[str]) -> dict[str, Card]:
        """The cards of these keys that exist."""
        wanted = list(dict.fromkeys(keys))
        try:
            return self._cards(wanted)
        except (ValueError, KeyError, TypeError):
            self._rebuild()  # what stands there is not what was written
            return self._cards(wanted)

    def _cards(self, wanted: list[str]) -> dict[str, Card]:
        found: dict[str, Card] = {}
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            rows = self._ask(f"SELECT key, body FROM cards WHERE shown AND key IN ({marks})", *batch)
            bodies = dict(rows)
            found.update((key, card_from_json(bodies[key])) for key in batch if key in bodies)
        return found

    def terms(self) -> Iterator[str]:
        """Every right answer to a typed card: no typo may turn one into another. Read as far as it is asked for."""
        for (terms,) in self._connection.execute("SELECT terms FROM cards WHERE shown AND terms <> ''"):
            yield from terms.split("\n")

    def siblings(self, key: str) -> tuple[str, ...]:
        """The keys of all cards of the same note, this one included."""
        rows = self._ask("SELECT key FROM cards WHERE shown AND note = ? ORDER BY file, n", key.partition("#")[0])
        return tuple(key for (key,) in rows)

    def contrasts(self, card: Card) -> tuple[Card, ...]:
        """The cards that people mix up with this one, as far as they exist."""
        keys = [key for note in card.contrasts for key in self.siblings(note)[:1]]
        return tuple(self.cards(keys).values())

    def rows(self) -> Iterator[CardRow]:
        """Every card in the order of introduction."""
        rows = self._connection.execute(
            "SELECT c.key, c.note, f.collection, f.stage, f.collection || '/' || d.id, c.kind, c.position, c.core,"
            f" c.drilled, c.related {_SHOWN} ORDER BY c.position"
        )
        return map(CardRow._make, rows)

    def renames(self) -> dict[str, str]:
        """Old key to new key, from `formerly`."""
        return dict(self._ask("SELECT old, new FROM former ORDER BY file"))

    # -- decks and what is around them

    @property
    def version(self) -> str:
        """Another text whenever any deck, stage, collection or overlay has changed."""
        return self._meta("version")

    def decks(self) -> tuple[DeckInfo, ...]:
        """The decks of all collections, stage by stage."""
        if self._decks is None:
            rows = self._ask(
                "SELECT f.collection || '/' || d.id, f.collection, f.stage, d.id, d.title,"
                " d.cards, f.path, d.requires"
                " FROM decks d JOIN files f ON f.id = d.file WHERE d.shown ORDER BY f.rank"
            )
            self._decks = tuple(
                DeckInfo(ref, collection, stage, deck, title, cards, path, tuple(requires.split()))
                for ref, collection, stage, deck, title, cards, path, requires in rows
            )
        return self._decks

    def requires(self) -> Mapping[str, frozenset[str]]:
        """By deck the decks it needs, at any remove."""
        rows = self._ask(
            "SELECT f.collection, d.id, d.needs FROM decks d JOIN files f ON f.id = d.file"
            " WHERE d.shown AND d.needs <> ''"
        )
        return {
            f"{collection}/{deck}": frozenset(f"{collection}/{need}" for need in needs.split())
            for collection, deck, needs in rows
        }

    def collections(self) -> tuple[str, ...]:
        return tuple(name for (name,) in self._ask("SELECT id FROM collections ORDER BY rank"))

    def guests(self) -> frozenset[str]:
        """The collections of other people, by their local names."""
        return frozenset(name for (name,) in self._ask("SELECT id FROM collections WHERE guest"))

    def stages(self, collection: str) -> tuple[str, ...]:
        """The stages of a collection in order."""
        rows = self._ask("SELECT id FROM stages WHERE collection = ? ORDER BY rank, id", collection)
        return tuple(name for (name,) in rows)

    def stage_titles(self) -> dict[tuple[str, str], str]:
        """Titles by collection and stage; under the stage "" the collection's own."""
        rows = self._ask("SELECT id, '', title FROM collections UNION ALL SELECT collection, id, title FROM stages")
        return {(collection, stage): title for collection, stage, title in rows}

    def issues_address(self, collection: str) -> str:
        """Where a wrong card is reported; an empty text if the collection does not say."""
        rows = self._ask("SELECT issues FROM collections WHERE id = ?", collection)
        return str(rows[0][0]) if rows else ""

    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with decks, manifests and overlays."""
        texts = [text for (text,) in self._ask("SELECT problems FROM files WHERE problems <> '[]' ORDER BY rank, path")]
        texts += [self._meta("shelf_problems") or "[]", self._meta("problems") or "[]"]
        return tuple(Problem(**values) for text in texts for values in json.loads(text))

    def _meta(self, name: str) -> str:
        rows = self._ask("SELECT value FROM meta WHERE name = ?", name)
        return str(rows[0][0]) if rows else ""

    # -- selectors

    def select(self, selectors: Sequence[str]) -> "Selection":
        """The decks and cards that selectors name together. Raises UsageError with the nearest names."""
        from recall.deck.select import resolve

        return resolve(selectors, self._all_names(), cards=self.siblings_or_card, tagged=self._tagged, near=self._near)

    def siblings_or_card(self, key: str) -> tuple[str, ...]:
        """All cards of a note, or the one card of a key with a `#`."""
        found = self.siblings(key)
        return tuple(each for each in found if each == key) if "#" in key else found

    def _tagged(self, tag: str) -> tuple[str, ...]:
        rows = self._ask("SELECT key FROM cards WHERE shown AND instr(tags, ?)", f" {tag} ")
        return tuple(key for (key,) in rows)

    def _near(self, selector: str) -> list[str]:
        """Cards or tags that look like a selector which fits nothing."""
        from recall.deck.problem import nearest

        if selector.startswith("tag:"):
            tags = {tag for (text,) in self._ask("SELECT DISTINCT tags FROM cards") for tag in text.split()}
            return [f"tag:{tag}" for tag in nearest(selector[4:], sorted(tags), 3)]
        collection, _, name = selector.partition(":")
        for start in (name[:3], name[:1]):  # what is mistyped is seldom how it begins
            low = f"{collection}:{start}"
            rows = self._ask("SELECT DISTINCT note FROM cards WHERE note >= ? AND note < ? LIMIT 5000", low, f"{low}~")
            found = nearest(selector, [note for (note,) in rows], 3) if start else []
            if found:
                return found
        return []

    def _all_names(self) -> "Names":
        from recall.deck.select import Names

        if self._names is None:
            hosts, guests, strangers = Names(), Names(), self.guests()
            aliases = {
                row[0]: row[1].split()
                for row in self._ask(
                    "SELECT f.collection || '/' || d.id, d.aliases FROM decks d JOIN files f ON f.id = d.file"
                )
            }
            for info in self.decks():
                names = guests if info.collection in strangers else hosts
                names.add_deck(info.ref, info.stage, aliases[info.ref])
            for collection, stage, own, of_decks in self._ask(
                "SELECT collection, id, aliases, deck_aliases FROM stages"
            ):
                names = guests if collection in strangers else hosts
                names.alias(own.split(), names.stages.get(f"{collection}/{stage}/", ()))
                for alias, decks in json.loads(of_decks).items():
                    refs = {f"{collection}/{deck}" for deck in decks}
                    names.alias([alias], refs & names.collections.get(collection, set()))
            hosts.guests = guests if strangers else None
            self._names = hosts
        return self._names

    # -- the learner's own wording

    def edit_place(self, card: Card) -> Place:
        """Where the learner edits a card: its own file if that is theirs, else an overlay entry, made if absent.

        Raises NotSaved where the overlay cannot be written.
        """
        if self._ask("SELECT 1 FROM collections WHERE id = ? AND own", card.collection):
            return card.place
        from recall.deck.wording import entry_for

        return entry_for(self.home.edits / f"{card.collection}.yaml", card)
