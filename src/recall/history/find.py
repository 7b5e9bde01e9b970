"""A search turned into SQL over the cards' states and the deck index beside it. Reads only; all values are bound.

It must not know how a query is written (`deck.search` does) or how hits are shown.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Any, NamedTuple, TypeGuard

from recall.deck.search import (
    Added,
    AllOf,
    AnyOf,
    Condition,
    Field,
    Is,
    Measure,
    Not,
    Rated,
    Word,
)
from recall.events import Moment
from recall.history.database import file_id
from recall.history.identity import to_ms
from recall.history.lapsed import leeches
from recall.history.registers import NOT_UNDONE
from recall.schedule.step import step_of
from recall.schedule.values import Settings

SORTS = ("position", "key", "deck", "state", "due", "recall", "stability", "difficulty", "lapses", "reps", "met")
_ORDER = {
    "position": "c.position",
    "key": "c.key",
    "deck": "c.collection, c.stage, c.deck, c.position",
    "state": "c.state",
    "due": "coalesce(c.due_on, date(c.due_at / 1000, 'unixepoch'))",
    "recall": "CASE WHEN c.stability IS NULL THEN NULL ELSE -(julianday(:on) - julianday(c.last_on)) / c.stability END",
    "stability": "c.stability",
    "difficulty": "c.difficulty",
    "lapses": "c.lapses",
    "reps": "c.reps",
    "met": "c.first_on",
}
# What is due or learning stands in two partial indexes. The first holds deck and note too: what these decide is decided
# there, and only the cards that are left are looked up.
_DUE = """c.rowid IN (
    SELECT rowid FROM card_states c INDEXED BY cards_due WHERE active AND due_on IS NOT NULL AND due_on <= :on AND {0}
    UNION ALL SELECT rowid FROM card_states c INDEXED BY cards_learning WHERE active AND due_at IS NOT NULL AND {0})"""
_DECK = "(c.deck = {0} OR substr(c.deck, instr(c.deck, '/') + 1) = {0})"
_DECK_FILES = (
    "SELECT d.file FROM library.decks d JOIN library.files f ON f.id = d.file"
    " WHERE d.id = {0} OR f.collection || '/' || d.id = {0}"
)
_TAGGED = "library.tags WHERE tag = {0} AND row NOT IN (SELECT row FROM library.cards WHERE NOT shown)"
_STATES = {
    "new": "(c.state = 0 AND c.drilled)",
    "learning": "c.state IN (1, 3)",
    "review": "c.state = 2",
    "suspended": "c.suspended",
    "marked": "c.marked",
    "buried": "(c.buried_until IS NOT NULL AND c.buried_until > :on)",
    "known": "c.known",
    "core": "c.core",
    "held-out": "NOT c.drilled",
    "picked": "c.picked",
}
_COLUMNS = {
    "s": "c.stability",
    "d": "c.difficulty",
    "lapses": "c.lapses",
    "reps": "c.reps",
    "interval": "CASE WHEN c.due_on IS NOT NULL AND c.last_on IS NOT NULL"
    " THEN julianday(c.due_on) - julianday(c.last_on) END",
    "due": "CASE WHEN c.due_on IS NOT NULL THEN julianday(c.due_on) - julianday(:on) END",
}
_CACHE_KIB = 40_000  # room for the states of 200,000 cards: most searches read them all
_DAY_MS = 86_400_000
_STUDY_DAYS = 3
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "="}


class Hit(NamedTuple):
    """One card found. `due` is a study day, or None; `recall` the chance of recall today, None without memory."""

    key: str
    deck: str
    stage: str
    kind: str
    state: int
    due_on: str | None
    due_at: int | None
    recall: float | None
    stability: float | None
    difficulty: float | None
    lapses: int
    reps: int
    suspended: bool
    marked: bool
    drilled: bool


# What a `Hit` is made of.
_HIT = (
    "c.key, c.deck, c.stage, c.kind, c.state, c.due_on, c.due_at, c.last_on, c.stability, c.difficulty, c.lapses,"
    " c.reps, c.suspended, c.marked, c.drilled"
)


class Finder:
    """Searches one history beside one deck index."""

    def __init__(self, connection: Connection, index: Path) -> None:
        self._connection = connection
        _attach(connection, index)

    def count(self, query: Condition, when: Moment, settings: Settings) -> int:
        """How many cards fit."""
        where, values = _where(self._connection, query, when, settings)
        row = self._connection.execute(f"SELECT count(*) FROM card_states c WHERE {where} AND c.present", values)
        return int(row.fetchone()[0])

    def keys(self, query: Condition, when: Moment, settings: Settings) -> frozenset[str]:
        """The keys of all cards that fit."""
        where, values = _where(self._connection, query, when, settings)
        rows = self._connection.execute(f"SELECT c.key FROM card_states c WHERE {where} AND c.present", values)
        return frozenset(key for (key,) in rows)

    def page(
        self,
        query: Condition,
        when: Moment,
        settings: Settings,
        *,
        sort: str = "position",
        descending: bool = False,
        limit: int = -1,
        offset: int = 0,
    ) -> list[Hit]:
        """Hits in order, from `offset` on. Cards without a value to sort by come last."""
        where, values = _where(self._connection, query, when, settings)
        rows = self._connection.execute(
            f"SELECT {_HIT} FROM card_states c WHERE {where} AND c.present ORDER BY {_order(sort, descending)}"
            " LIMIT :limit OFFSET :offset",
            {**values, "limit": limit, "offset": offset},
        )
        return [*self._hits(rows, when, settings)]

    def order(
        self, query: Condition, when: Moment, settings: Settings, *, sort: str = "position", descending: bool = False
    ) -> array[int]:
        """The places of all cards that fit (for `at`), in the order of `page`: of a long list the quickest to hold."""
        where, values = _where(self._connection, query, when, settings)
        rows = self._connection.execute(
            f"SELECT c.rowid FROM card_states c WHERE {where} AND c.present ORDER BY {_order(sort, descending)}", values
        )
        return array("q", [place for (place,) in rows])

    def at(self, places: Sequence[int], when: Moment, settings: Settings) -> list[Hit]:
        """The cards at these places (see `order`), those that left since left out."""
        marks = ", ".join("?" * len(places))
        rows = self._connection.execute(f"SELECT c.rowid, {_HIT} FROM card_states c WHERE c.rowid IN ({marks})", places)
        held = {place: rest for place, *rest in rows}
        return [*self._hits((held[place] for place in places if place in held), when, settings)]

    def tags(self) -> list[str]:
        """Every tag there is."""
        return [tag for (tag,) in self._connection.execute("SELECT DISTINCT tag FROM library.tags ORDER BY tag")]

    def _hits(self, rows: Iterable[Any], when: Moment, settings: Settings) -> Iterator[Hit]:
        from datetime import date

        step = step_of(settings.parameters.values)
        for key, deck, stage, kind, state, due_on, due_at, last_on, s, d, lapses, reps, *flags in rows:
            recall = None
            if s is not None and last_on is not None:
                recall = step.recall(s, max(0, (when.on - date.fromisoformat(last_on)).days))
            suspended, marked, drilled = map(bool, flags)
            yield Hit(
                key, deck, stage, kind, state, due_on, due_at, recall, s, d, lapses, reps, suspended, marked, drilled
            )


def _attach(connection: Connection, index: Path) -> None:
    """The index beside the states as `library`; what was read of it stays in memory until the file is made anew."""
    inode = str(file_id(index))
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS attached (inode TEXT)")
    held = connection.execute("SELECT inode FROM temp.attached").fetchone()
    if held is not None:
        if held[0] == inode:
            return
        connection.execute("DETACH DATABASE library")
        connection.execute("DELETE FROM temp.attached")
    connection.execute("ATTACH DATABASE ? AS library", (f"{index.resolve().as_uri()}?mode=ro",))
    connection.execute("INSERT INTO temp.attached VALUES (?)", (inode,))
    for name in ("main", "library"):
        connection.execute(f"PRAGMA {name}.cache_size = -{_CACHE_KIB}")


def _order(sort: str, descending: bool) -> str:
    """Cards without a value come last, and equal ones in the order of introduction."""
    by, direction = _ORDER[sort], "DESC" if descending else "ASC"
    last = "" if sort in ("position", "key", "deck") else " NULLS LAST, c.position"
    return f"{by} {direction}{last}, c.rowid"


class _Sql:
    """Collects bound values while conditions are turned into text."""

    def __init__(self, connection: Connection, when: Moment, settings: Settings) -> None:
        self.values: dict[str, object] = {"on": when.on.isoformat()}
        self.connection, self.leech_cap = connection, settings.leech_lapses
        self.when = when
        self.step = step_of(settings.parameters.values)
        found = connection.execute("SELECT sql FROM library.sqlite_master WHERE name = 'texts'").fetchone()
        self.full_text = found is not None and "fts5" in found[0].lower()

    def bind(self, value: object) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def of(self, query: Condition) -> str:  # noqa: PLR0911  one case a condition
        match query:
            case AllOf(parts):
                return self._all(parts)
            case AnyOf(parts):
                return "(" + " OR ".join(map(self.of, parts)) + ")"
            case Not(of):
                return f"NOT coalesce({self.of(of)}, 0)"
            case Word():
                return self._word(query)
            case Field(name, value):
                return self._field(name, value)
            case Is("due"):
                return _DUE.format("1")
            case Is("leech"):
                keys = [leech.key for leech in leeches(self.connection, self.leech_cap)]
                return f"c.key IN (SELECT value FROM json_each({self.bind(json.dumps(keys))}))"
            case Is(state):
                return _STATES[state]
            case Measure(name, sign, number):
                return self._measure(name, sign, number)
            case Rated(days, rating):
                return self._rated(days, rating)
            case Added(days):
                since = (self.when.on - timedelta(days=days - 1)).isoformat()
                return f"c.first_on >= {self.bind(since)}"

    def _all(self, parts: tuple[Condition, ...]) -> str:
        """Words are asked for together, and what is due is narrowed before any other row is looked at."""
        words = [part for part in parts if self._is_indexed(part)]
        others = [part for part in parts if part not in words]
        rest = [self._matched(words)] if words else []
        if Is("due") not in others:
            return "(" + " AND ".join([*rest, *map(self.of, others)]) + ")" if parts else "1"
        narrowing = []
        for part in others:
            if (narrow := self._narrows(part)) is not None:
                narrowing.append(narrow)
            elif part != Is("due"):
                rest.append(self.of(part))
        return "(" + " AND ".join([_DUE.format(" AND ".join(narrowing) or "1"), *rest]) + ")"

    def _narrows(self, part: Condition) -> str | None:
        """A condition as the index of what is due decides it, None where it does not."""
        match part:
            case Is("core") | Field("tag", "core"):
                return "c.core"
            case Field("tag", tag):
                return f"EXISTS (SELECT 1 FROM {_TAGGED.format(self.bind(tag))} AND note = c.note)"
            case Field("deck", deck):
                return _DECK.format(self.bind(deck))
            case _:
                return None

    def _rows(self, condition: str) -> str:
        return f"c.key IN (SELECT key FROM library.cards WHERE shown AND row IN ({condition}))"

    def _matched(self, words: Iterable[Word]) -> str:
        """Cards that hold all of these, asked of the full-text index at once: the rare word spares the common one."""
        phrases = ('"' + text.replace('"', '""') + '"' + ("" if whole else "*") for text, whole in words)
        return self._rows(f"SELECT rowid FROM library.texts WHERE texts MATCH {self.bind(' AND '.join(phrases))}")

    def _is_indexed(self, part: Condition) -> TypeGuard[Word]:
        return self.full_text and isinstance(part, Word) and any(sign.isalnum() for sign in part.text)

    def _word(self, word: Word) -> str:
        if self._is_indexed(word):
            return self._matched([word])
        text = word.text
        pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        return self._rows(f"SELECT rowid FROM library.texts WHERE text LIKE {self.bind(pattern)} ESCAPE '\\'")

    def _field(self, name: str, value: str) -> str:  # noqa: PLR0911  one case a field
        bound = self.bind(value)
        match name:
            case "tag":
                if value == "core":
                    return "c.core"
                return f"c.key IN (SELECT key FROM {_TAGGED.format(bound)})"
            case "level":
                return f"c.key IN (SELECT key FROM library.cards WHERE shown AND level = {bound})"
            case "deck":
                files = _DECK_FILES.format(bound)
                return f"c.key IN (SELECT key FROM library.cards WHERE shown AND file IN ({files}))"
            case "card":
                return f"(c.note = {bound} OR c.key = {bound} OR substr(c.note, instr(c.note, ':') + 1) = {bound})"
            case "note":
                pattern = self.bind(f"%{value}%")
                return f"c.key IN (SELECT card FROM marks WHERE name = 'note' AND value LIKE {pattern})"
            case _:
                return f"c.{name} = {bound}"

    def _measure(self, name: str, sign: str, number: float) -> str:
        if name != "r":
            return f"{_COLUMNS[name]} {sign} {self.bind(number)}"
        # R(t) = (1 + F t / S)^-w20 falls with t: R < x is t > S (x^(-1/w20) - 1) / F, no function in SQL needed.
        if not 0 < number < 1:
            always = number <= 0 if sign.startswith(">") else number >= 1
            return "c.stability IS NOT NULL" if always else "0"
        share = (number ** (1 / self.step.decay) - 1) / self.step.factor
        elapsed = "(julianday(:on) - julianday(c.last_on))"
        exact = f"c.stability IS NOT NULL AND {elapsed} {_TURNED[sign]} c.stability * {self.bind(share)}"
        if not sign.startswith("<"):
            return f"({exact})"
        # Days of the clock differ from study days by less than _STUDY_DAYS, and need no calendar.
        latest = self.bind((to_ms(self.when.at) / _DAY_MS + _STUDY_DAYS) / share)
        return f"(c.stability < {latest} - c.last_at * {self.bind(1 / _DAY_MS / share)} AND {exact})"

    def _rated(self, days: int, rating: int | None) -> str:
        since = self.when.on - timedelta(days=days - 1)
        first = to_ms(self.when.at - timedelta(days=days + 2)).to_bytes(6, "big") + bytes(10)
        values = f"day >= {self.bind(since.isoformat())} AND {NOT_UNDONE}"
        if rating is not None:
            values += f" AND rating = {self.bind(rating)}"
        return (
            f"c.key IN (SELECT card FROM reviews WHERE id >= {self.bind(first)} AND source IS NOT 'import' AND {values}"
            f" UNION SELECT card FROM reviews INDEXED BY reviews_imported WHERE source = 'import' AND {values})"
        )


def _where(connection: Connection, query: Condition, when: Moment, settings: Settings) -> tuple[str, dict[str, object]]:
    sql = _Sql(connection, when, settings)
    return sql.of(query), sql.values
