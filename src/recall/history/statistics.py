"""What statistics and readiness ask of the derived tables: sums by day, cards counted in groups. Reads only."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from math import log2
from typing import Any, NamedTuple

from recall.history.derive import fold_group
from recall.history.identity import to_ms
from recall.history.lapsed import LeechRow, leeches
from recall.history.queries import Queries, Scope, where
from recall.history.registers import NOT_UNDONE, group_of, known_parameters
from recall.history.schema import day_bounds
from recall.history.store import History
from recall.schedule.confidence import Told
from recall.schedule.values import Parameters
from recall.stats.readiness import DeckRow
from recall.stats.record import Sums
from recall.stats.tally import MATURE_DAYS, Entry, Kind


class AnswerRow(NamedTuple):
    """The answers of some study days by phase and rating (`key` is `phase * 10 + rating`); `day` is one of the days."""

    day: str
    key: int
    n: int
    recalled: int
    ms: int


class CardGroup(NamedTuple):
    """Cards with a memory alike: mature or not, doubling steps of interval and stability (`stats.figures.step_name`),
    difficulty."""

    mature: int
    interval: int
    stability: int
    difficulty: int
    cards: int


class Statistics(Queries):
    """The questions, asked of a history's connection. Days are ISO dates, both ends included.

    Apart from `History`, since the first card of a morning does not wait for it.
    """

    def __init__(self, history: History) -> None:
        self._connection = history.connection

    def answer_rows(self, since: str, until: str, step: int) -> list[AnswerRow]:
        """The answers of each `step` days, counted from `since`."""
        query = (
            "SELECT min(day), key, sum(n), sum(recalled), sum(ms) FROM tallies WHERE day BETWEEN :since AND :until"
            " AND kind = :kind GROUP BY CAST((julianday(day) - julianday(:since)) / :step AS INTEGER) * 100 + key"
        )
        values = {"since": since, "until": until, "step": step, "kind": Kind.ANSWER}
        return [*map(AnswerRow._make, self._all(query, values))]

    def sums(self, since: str, until: str) -> dict[tuple[int, int], Sums]:
        """The other tallies of some days together, by kind and key."""
        query = (
            "SELECT kind * 1000000 + key, sum(n), sum(recalled), sum(ms), sum(expected), sum(loss) FROM tallies"
            " WHERE day BETWEEN ? AND ? AND kind > ? GROUP BY 1"
        )
        found = self._all(query, (since, until, Kind.ANSWER))
        return {divmod(packed, 1_000_000): Sums(*rest) for packed, *rest in found}

    def entries(self, scope: Scope) -> Iterator[tuple[int, list[Entry]]]:
        """For each answered card of a scope: how many cards there are in all, and what its answers add to the tallies.

        It replays the cards, some thousands a second: read it in pieces.
        """
        condition, values = where(scope)
        query = f"SELECT key FROM card_states WHERE present AND reps AND {condition}"
        keys = [key for (key,) in self._all(query, values)]
        known = known_parameters(self._connection)
        for key in keys:
            folded, _ = fold_group(self._connection, group_of(self._connection, key), known)
            yield len(keys), [*folded.entries]

    def due_days(self, scope: Scope) -> list[tuple[str, int]]:
        """How many cards are due on each day as the schedule stands, suspended ones left out."""
        condition, values = where(scope)
        query = (
            "SELECT due_on, count(*) FROM card_states INDEXED BY cards_due"
            f" WHERE active AND due_on IS NOT NULL AND {condition} GROUP BY due_on"
        )
        return self._all(query, values)

    def new_count(self, scope: Scope) -> int:
        """Cards never asked."""
        condition, values = where(scope)
        count = f"(SELECT count(*) FROM card_states WHERE active AND state = 0 AND due_on IS {{}} AND {condition})"
        query = f"SELECT {count.format('NULL')} + {count.format('NOT NULL')}"  # each has a small index of its own
        return int(next(self._ask(query, values))[0])

    def card_groups(self, scope: Scope) -> list[CardGroup]:
        """Cards with a memory, counted by interval, stability and difficulty."""
        condition, values = where(scope)
        self._have_functions()
        query = (
            "SELECT (days >= :mature) * 1000000 + CAST(log2(1 + days) AS INTEGER) * 10000"
            " + CAST(log2(1 + stability) AS INTEGER) * 100 + CAST(difficulty AS INTEGER) FROM (SELECT stability,"
            " difficulty, coalesce(max(0, julianday(due_on) - julianday(last_on)), 0) AS days FROM card_states"
            f" WHERE present AND drilled AND state > 0 AND {condition} LIMIT -1)"
        )
        counts = Counter(self._all(query, {"mature": MATURE_DAYS, **values}))  # faster than sorting them into groups
        return [
            CardGroup(packed // 1_000_000, packed // 10_000 % 100, packed // 100 % 100, packed % 100, cards)
            for (packed,), cards in counts.items()
        ]

    def told(self, scope: Scope, since: str, until: str) -> list[Told]:
        """The answers of some study days that came with a confidence, by the deck that their card is in now."""
        condition, values = where(scope)
        query = (
            "SELECT deck, json_extract(evidence, '$.confidence') AS said, rating > 1 FROM reviews"
            " JOIN card_states ON key = card WHERE id >= :first AND day BETWEEN :since AND :until"
            f" AND said IS NOT NULL AND present AND {condition} AND {NOT_UNDONE}"
        )
        midnight = to_ms(datetime.fromisoformat(f"{since}T00:00:00+00:00"))
        days = {"since": since, "until": until, "first": day_bounds(midnight)["first"]}
        return [Told(deck, str(said), bool(right)) for deck, said, right in self._all(query, {**days, **values})]

    def leeches(self, scope: Scope, cap: int) -> list[LeechRow]:
        """The leeches of a scope, the most missed first; so many lapses make one whatever was forecast."""
        condition, values = where(scope)
        return leeches(self._connection, cap, condition, values)

    def standing(self, scope: Scope, on: str, later: str, parameters: Parameters) -> list[DeckRow]:
        """Each deck's cards, how many of them are covered, and the recall expected of these on two days.

        Recall is R = (1 + F t / S)^-w20 as in `schedule.memory`, summed where the rows are. A card answered today
        counts by its recall tomorrow: minutes after an answer everything is known.
        """
        condition, values = where(scope)
        self._have_functions()
        decay = -parameters.values[20]
        recall = "pow(1 + :factor * max(1, julianday(:{}) - julianday(last_on)) / stability, :decay)"
        days = {"now": on} if later == on else {"now": on, "later": later}
        expected = ", ".join(f"{recall.format(name)} AS {name}" for name in days)
        sums = ", ".join(f"total({name}), total({name} * (1 - {name}))" for name in days)
        query = f"""
            SELECT deck, count(*), count(now), sum(core), sum(core AND now IS NOT NULL), {sums}
            FROM (SELECT deck, core, {expected} FROM card_states WHERE present AND drilled AND {condition} LIMIT -1)
            GROUP BY deck"""  # LIMIT -1 keeps SQLite from raising to a power twice; without a memory there is no recall
        factor = 0.9 ** (1 / decay) - 1
        found = self._all(query, {**days, "factor": factor, "decay": decay, **values})
        return [DeckRow(*row, *(row[5:] if later == on else ())) for row in found]

    def _have_functions(self) -> None:
        """SQLite has its mathematical functions only where it was built with them."""
        try:
            self._connection.execute("SELECT pow(2, 2), log2(2)")
        except sqlite3.OperationalError:
            self._connection.create_function("pow", 2, pow, deterministic=True)
            self._connection.create_function("log2", 1, log2, deterministic=True)

    def error_by_month(self, since: str) -> list[tuple[Any, ...]]:
        """`(month, n, recalled, expected in millionths)` of the forecasts that were checked."""
        query = (
            "SELECT substr(day, 1, 7), sum(n), sum(recalled), sum(expected) FROM tallies"
            " WHERE day >= ? AND kind = ? GROUP BY 1"
        )
        return self._all(query, (since, Kind.FORECAST))
