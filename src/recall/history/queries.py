"""What the rest of the program asks of the derived tables: plain rows of `schedule.queue`, in order. Reads only."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from sqlite3 import Connection, DatabaseError
from typing import Any, NamedTuple

from recall.errors import RecallError
from recall.events import Moment
from recall.history.database import is_damage
from recall.history.identity import from_ms, to_ms
from recall.history.registers import NOT_UNDONE
from recall.history.schema import ANSWERED, day_bounds
from recall.history.waiting import AWAKE, count_waiting
from recall.schedule.queue import AnsweredRow, DueRow, FreshRow, LearningRow
from recall.schedule.studyday import day_begins_at

PACE_DAYS = 30
SOON = 4000  # rows after today that are looked at for the next day of each deck
FIRST_SIGHTS = 2000  # the newest ones say how first sights go
ENOUGH_ANSWERS = 20  # before the learner's own pace is believed

_DUE = "key, note, related, stage, deck, kind, state, due_on, stability, difficulty, last_on, reps, lapses, tie"


class Scope(NamedTuple):
    """Which cards are asked for: those of some decks (`collection/deck`) and some keys; by default all picked ones."""

    decks: frozenset[str] | None = None
    keys: frozenset[str] | None = None

    @property
    def everything(self) -> bool:
        """Whether no deck and no card was named."""
        return self.decks is None and self.keys is None


class DeckCounts(NamedTuple):
    """One deck on a study day: cards never asked, in learning steps, due."""

    deck: str
    new: int
    learning: int
    due: int


class DayTotal(NamedTuple):
    """One study day with answers; the words are those of the table `day_totals`."""

    on: str
    reviews: int
    ms: int
    again: int
    hard: int
    good: int
    easy: int
    seen: int
    recalled: int
    introduced: int
    learning: int
    learning_ms: int


class Usage(NamedTuple):
    """How much of a day was used, and the learner's pace (None before there are answers enough to tell)."""

    seconds_spent: float
    seconds_per_review: float | None
    seconds_per_new: float | None


@contextmanager
def _believed() -> Iterator[None]:
    """A page that cannot be read is told in words."""
    try:
        yield
    except DatabaseError as error:
        if not is_damage(error):
            raise
        raise RecallError(
            f"the database is damaged ({error})", "run `recall doctor --repair`: the journal has everything"
        ) from error


class Queries:
    """The questions, asked of one connection. A row is read when it is asked for: take what you need before writing."""

    _connection: Connection

    def _ask(self, query: str, values: Any = ()) -> Iterator[tuple[Any, ...]]:
        with _believed():
            yield from self._connection.execute(query, values)

    def _all(self, query: str, values: Any = ()) -> list[Any]:
        """All rows at once, for thousands of them."""
        with _believed():
            return self._connection.execute(query, values).fetchall()

    def due(self, scope: Scope, on: str) -> Iterator[DueRow]:
        """Cards due by a study day, oldest due day first and ties by chance; read as they are asked for."""
        condition, values = where(scope)
        query = (
            f"SELECT {_DUE} FROM card_states INDEXED BY cards_due WHERE active AND due_on <= :on AND {condition}"
            f" AND {AWAKE} ORDER BY due_on, tie"
        )
        return map(DueRow._make, self._ask(query, {"on": on, **values}))

    def in_review(self, scope: Scope, on: str) -> list[tuple[float, float, str, str]]:
        """`(stability, difficulty, last_on, due_on)` of the cards that wait for a study day, the next one first."""
        condition, values = where(scope)
        query = (
            "SELECT stability, difficulty, last_on, due_on FROM card_states WHERE active AND due_on IS NOT NULL"
            f" AND stability IS NOT NULL AND last_on IS NOT NULL AND {condition} AND {AWAKE} ORDER BY due_on, tie"
        )
        return self._all(query, {"on": on, **values})

    def due_count(self, scope: Scope, on: str) -> int:
        condition, values = where(scope)
        query = f"SELECT count(*) FROM card_states WHERE active AND due_on <= :on AND {condition} AND {AWAKE}"
        return int(next(self._ask(query, {"on": on, **values}))[0])

    def waiting_count(
        self, scope: Scope, until: str, on: str, buried: set[str], answered: Iterable[AnsweredRow]
    ) -> tuple[int, int]:
        """The cards that `due` gives by the day `until`, of siblings and relations one; how many were due before `on`.

        `answered` are the cards answered on the study day `on`, `buried` the notes that this hides.
        """
        condition, values = where(scope)
        rows = ((row.key, row.note, row.related, row.due_on) for row in answered)
        values |= {"on": until, "today": on}
        return count_waiting(self._all, condition, values, buried=buried, answered=rows)

    def awaited_count(self, scope: Scope, on: str) -> int:
        """Due cards that were never asked nor called known: they take the places of new cards."""
        condition, values = where(scope)
        query = (
            "SELECT count(*) FROM card_states INDEXED BY cards_awaited WHERE active AND state = 0 AND due_on <= :on"
            f" AND NOT known AND {condition} AND {AWAKE}"
        )
        return int(next(self._ask(query, {"on": on, **values}))[0])

    def due_by_day(self, after: str) -> dict[date, int]:
        """How many cards are due on each study day after one."""
        query = "SELECT due_on, count(*) FROM card_states WHERE active AND due_on IS NOT NULL AND due_on > ? GROUP BY 1"
        return {date.fromisoformat(on): count for on, count in self._ask(query, (after,))}

    def sure_and_wrong(self, on: str) -> frozenset[str]:
        """The cards due by a study day that were missed on the day they were last answered by a learner who was sure.

        Goes through the answers of every due card: ask only where confidence is told at all.
        """
        query = (
            "SELECT DISTINCT key FROM card_states JOIN reviews ON card = key AND day = last_on"
            " WHERE active AND due_on <= ? AND rating = 1"
            f" AND json_extract(evidence, '$.confidence') = 'certain' AND {NOT_UNDONE}"
        )
        return frozenset(key for (key,) in self._ask(query, (on,)))

    def placed_by(self) -> frozenset[str]:
        """The cards that a placement asked. Goes through the whole log."""
        return frozenset(key for (key,) in self._ask("SELECT DISTINCT card FROM reviews WHERE source = 'placement'"))

    def verified_by_day(self, after: str) -> dict[date, int]:
        """How many cards presumed known wait to be asked for the first time, on each study day after one."""
        query = (
            "SELECT due_on, count(*) FROM card_states"
            " WHERE active AND known AND state = 0 AND due_on IS NOT NULL AND due_on > ? GROUP BY 1"
        )
        return {date.fromisoformat(on): count for on, count in self._ask(query, (after,))}

    def first_ratings(self) -> tuple[int, int, int, int]:
        """How often the newest first sights were rated Again, Hard, Good and Easy."""
        query = (
            "SELECT rating, count(*) FROM (SELECT rating FROM reviews WHERE forecast IS NULL AND source = 'review'"
            f" ORDER BY id DESC LIMIT {FIRST_SIGHTS}) GROUP BY rating"
        )
        found = dict(self._all(query))
        return found.get(1, 0), found.get(2, 0), found.get(3, 0), found.get(4, 0)

    def due_notes(self, scope: Scope, on: str) -> list[tuple[str, str, str]]:
        """`(note, related, due_on)` of the cards that `due` gives, in its order; answered by the index alone."""
        condition, values = where(scope)
        query = (
            f"SELECT note, related, due_on FROM card_states INDEXED BY cards_due WHERE active AND due_on <= :on"
            f" AND {condition} AND {AWAKE} ORDER BY due_on, tie"
        )
        return self._all(query, {"on": on, **values})

    def learning(self, scope: Scope, on: str) -> list[LearningRow]:
        """Cards in a learning step, soonest first, but for those buried on the study day."""
        condition, values = where(scope)
        query = (
            "SELECT key, note, related, stage, deck, kind, state, due_at FROM card_states INDEXED BY cards_learning"
            f" WHERE active AND due_at IS NOT NULL AND {condition} AND {AWAKE} ORDER BY due_at"
        )
        return [*map(LearningRow._make, self._all(query, {"on": on, **values}))]

    def fresh(self, scope: Scope, on: str, limit: int = -1, offset: int = 0) -> Iterator[FreshRow]:
        """Cards never asked, in the order of introduction; read as they are asked for."""
        condition, values = where(scope)
        query = (
            "SELECT key, note, related, stage, deck, kind, position FROM card_states INDEXED BY cards_fresh"
            f" WHERE active AND state = 0 AND due_on IS NULL AND {condition} AND {AWAKE}"
            " ORDER BY position, key LIMIT :limit OFFSET :offset"
        )
        return map(FreshRow._make, self._ask(query, {"on": on, "limit": limit, "offset": offset, **values}))

    def fresh_count(self, scope: Scope, on: str) -> int:
        """How many cards `fresh` gives."""
        condition, values = where(scope)
        query = (
            "SELECT count(*) FROM card_states INDEXED BY cards_fresh"
            f" WHERE active AND state = 0 AND due_on IS NULL AND {condition} AND {AWAKE}"
        )
        return int(next(self._ask(query, {"on": on, **values}))[0])

    def all_rows(self, scope: Scope) -> list[DueRow]:
        """Every active card of a scope, whatever its date (for a cram)."""
        condition, values = where(scope)
        columns = _DUE.replace("due_on", "coalesce(due_on, '')")
        query = f"SELECT {columns} FROM card_states WHERE active AND {condition}"
        return [*map(DueRow._make, self._all(query, values))]

    def row(self, key: str) -> DueRow | FreshRow | None:
        """One card as the queue would hold it, None for a card that no deck has."""
        query = f"SELECT {_DUE}, position FROM card_states WHERE present AND key = ?"
        found = next(self._ask(query, (key,)), None)
        if found is None:
            return None
        card = DueRow._make(found[:-1])
        if card.state:
            return card
        return FreshRow(card.key, card.note, card.related, card.stage, card.deck, card.kind, found[-1])

    def all_suspended(self, scope: Scope) -> bool:
        """Whether the scope holds cards and every one of them is suspended."""
        condition, values = where(scope)
        query = f"SELECT count(*), sum(suspended) FROM card_states WHERE present AND drilled AND {condition}"
        total, suspended = next(self._ask(query, values))
        return bool(total) and total == suspended

    def has_answers(self) -> bool:
        """Whether any card was ever answered."""
        return next(self._ask("SELECT 1 FROM day_totals LIMIT 1"), None) is not None

    def answered(self, on: str) -> list[AnsweredRow]:
        """The cards answered on a study day."""
        midnight = to_ms(datetime.fromisoformat(f"{on}T00:00:00+00:00"))
        return [*map(AnsweredRow._make, self._all(ANSWERED, {"on": on, **day_bounds(midnight)}))]

    def positions(self, scope: Scope) -> dict[str, int]:
        """The place of each active card in the order of introduction."""
        condition, values = where(scope)
        return dict(self._ask(f"SELECT key, position FROM card_states WHERE active AND {condition}", values))

    def deck_counts(self, on: str) -> list[DeckCounts]:
        """What each deck holds for a study day, buried cards left out."""
        counts: dict[str, list[int]] = {}
        for column, query in enumerate(
            (
                f"SELECT deck, count(*) FROM card_states INDEXED BY cards_fresh"
                f" WHERE active AND state = 0 AND due_on IS NULL AND {AWAKE} GROUP BY deck",
                f"SELECT deck, count(*) FROM card_states INDEXED BY cards_learning"
                f" WHERE active AND due_at IS NOT NULL AND {AWAKE} GROUP BY deck",
                f"SELECT deck, count(*) FROM card_states INDEXED BY cards_due"
                f" WHERE active AND due_on <= :on AND {AWAKE} GROUP BY deck",
            )
        ):
            for deck, value in self._all(query, {"on": on}):
                counts.setdefault(deck, [0, 0, 0])[column] = value
        return [DeckCounts(deck, *values) for deck, values in sorted(counts.items())]

    def next_days(self, counts: Iterable[DeckCounts], on: str) -> dict[str, str]:
        """By deck the first study day after one on which a card of it is due. `counts` are those of `deck_counts`.

        Most decks have one soon: the next rows of the index are read until none is missing. Decks whose cards are all
        in `counts` have none; what the first `SOON` rows lack is sought in all.
        """
        row = next(self._ask("SELECT value FROM meta WHERE name = 'drilled'"), ("{}",))
        cards: dict[str, int] = json.loads(row[0])
        for deck, *held in counts:
            if deck in cards:
                cards[deck] -= sum(held)
        missing = {deck for deck, many in cards.items() if many > 0}
        found: dict[str, str] = {}
        ahead = "FROM card_states INDEXED BY cards_due WHERE active AND due_on > ?"
        soon = self._ask(f"SELECT deck, due_on {ahead} ORDER BY due_on LIMIT {SOON}", (on,)) if missing else ()
        for deck, day in soon:
            if deck in missing:
                found[deck] = day
                missing.discard(deck)
                if not missing:
                    break
        if not missing:
            return found
        rest = f"SELECT deck, min(due_on) {ahead} AND deck IN (SELECT value FROM json_each(?)) GROUP BY deck"
        found.update(self._all(rest, (on, json.dumps(sorted(missing)))))
        return found

    def next_due_at(self, scope: Scope, moment: Moment, day_start: int) -> datetime | None:
        """The next instant after `moment` at which a card comes due: a learning step, or the start of a study day."""
        condition, values = where(scope)
        steps = self._ask(
            f"SELECT due_at FROM card_states WHERE active AND due_at > :at AND {condition} ORDER BY due_at LIMIT 1",
            {"at": to_ms(moment.at), **values},
        )
        days = self._ask(
            f"SELECT due_on FROM card_states WHERE active AND due_on > :on AND {condition} ORDER BY due_on LIMIT 1",
            {"on": moment.on.isoformat(), **values},
        )
        found = [from_ms(at) for (at,) in steps]
        found += (day_begins_at(date.fromisoformat(on), moment.off, day_start) for (on,) in days)
        return min(found, default=None)

    def totals(self, until: str, days: int) -> list[DayTotal]:
        """The last `days` study days up to `until`, those without answers left out, oldest first."""
        since = (date.fromisoformat(until) - timedelta(days=days - 1)).isoformat()
        query = "SELECT * FROM day_totals WHERE day BETWEEN ? AND ? ORDER BY day"
        return [*map(DayTotal._make, self._all(query, (since, until)))]

    def first_day(self) -> str | None:
        """The study day of the first answer ever."""
        return next(self._ask("SELECT min(day) FROM day_totals"))[0]  # type: ignore[no-any-return]

    def study_days(self) -> list[tuple[str, int]]:
        """Every study day with its number of answers, oldest first."""
        return self._all("SELECT day, reviews FROM day_totals ORDER BY day")

    def usage(self, on: str) -> Usage:
        """What a study day used up, and the pace of the last `PACE_DAYS` days with their answers."""
        days = self.totals(on, PACE_DAYS)
        spent = sum(day.ms for day in days if day.on == on) / 1000
        reviews = sum(day.reviews - day.learning for day in days)
        review_ms = sum(day.ms - day.learning_ms for day in days)
        introduced = sum(day.introduced for day in days)
        learning_ms = sum(day.learning_ms for day in days)
        return Usage(
            spent,
            review_ms / reviews / 1000 if reviews >= ENOUGH_ANSWERS and review_ms else None,
            learning_ms / introduced / 1000 if introduced >= ENOUGH_ANSWERS and learning_ms else None,
        )

    def studied(self, collection: str) -> frozenset[str]:
        """The cards of a collection that were ever answered, those that no deck holds any more among them."""
        query = "SELECT key FROM card_states WHERE collection = ? AND state > 0"
        return frozenset(key for (key,) in self._all(query, (collection,)))

    def cared_for(self, collection: str) -> frozenset[str]:
        """The cards of a collection that the learner answered, suspended, marked or wrote a note on."""
        begins = f"{collection}:"
        query = "SELECT card FROM marks WHERE card >= ? AND card < ?"
        marked = self._all(query, (begins, f"{collection};"))  # `;` comes after `:`
        return self.studied(collection).union(card for (card,) in marked)

    def devices(self) -> list[tuple[str, int, datetime, int]]:
        """Each device: its events, the instant of the newest, how many numbers below its highest are missing."""
        query = (
            "SELECT dev, sum(many), max(at), max(n) - sum(numbers) FROM ("
            "SELECT dev, count(*) AS many, max(at) AS at, max(n) AS n, count(DISTINCT n) AS numbers FROM reviews"
            " GROUP BY dev UNION ALL SELECT dev, count(*), max(at), max(n), count(DISTINCT n) FROM events GROUP BY dev)"
            " GROUP BY dev ORDER BY dev"
        )
        return [(dev, many, from_ms(at), max(0, missing)) for dev, many, at, missing in self._ask(query)]

    def core_counts(self) -> tuple[int, int]:
        """How many `core` cards of the picked decks were ever answered, and how many there are."""
        query = (
            "SELECT (SELECT value FROM meta WHERE name = 'core'), count(*) FROM card_states INDEXED BY cards_unseen"
            " WHERE state = 0 AND core AND drilled AND present AND picked"
        )
        total, unseen = next(self._ask(query))
        total = int(total or 0)
        return total - unseen, total


def where(scope: Scope) -> tuple[str, dict[str, Any]]:
    """The condition that a scope is, with its values."""
    if scope.everything:
        return "picked", {}
    decks, keys = scope.decks or frozenset(), scope.keys or frozenset()
    terms = {
        "decks": ("deck IN (SELECT value FROM json_each(:decks))", decks),
        "keys": ("key IN (SELECT value FROM json_each(:keys))", keys),
    }
    used = {name: term for name, term in terms.items() if term[1]} or {"keys": terms["keys"]}
    condition = " OR ".join(text for text, _ in used.values())
    return f"({condition})", {name: json.dumps(sorted(values)) for name, (_, values) in used.items()}
