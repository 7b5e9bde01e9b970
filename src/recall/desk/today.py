"""What today asks for: the history's rows, the learner's limits and the pure queue put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from recall.desk.options import Options
from recall.events import Moment
from recall.history.store import History, Scope
from recall.review.sitting import Item, Pace, Waiting
from recall.schedule.queue import (
    DueRow,
    FreshRow,
    LearningRow,
    Row,
    Tally,
    apart,
    first,
    gentle,
    interleave,
    ordered,
    pick_due,
    pick_new,
)
from recall.schedule.quota import SECONDS_PER_NEW, SECONDS_PER_REVIEW, new_quota, review_quota
from recall.schedule.values import Memory, Order, Settings, State

CHUNK = 200  # cards a sitting holds at a time; the rest of a long day is fetched when they are answered
FRESH_SEARCHED = 2000  # new cards looked at for those that no limit, sibling or prerequisite holds back


class Today(NamedTuple):
    """What is still asked for today in one scope: `due` and `new` within the limits, `waiting` all that is due."""

    due: int
    new: int
    learning: int
    waiting: int
    overdue: int
    pace: Pace
    spent: float

    @property
    def seconds_left(self) -> float:
        return (self.due + self.learning) * self.pace.review + self.new * self.pace.new

    def backlog_days(self, minutes: int) -> int:
        """Days at `minutes` a day until nothing overdue is left; 0 without a backlog."""
        if self.overdue == 0 or self.due >= self.waiting:
            return 0
        return -(-int(self.waiting * self.pace.review) // max(60, minutes * 60))


def look(history: History, settings: Settings, moment: Moment, scope: Scope) -> Today:
    """Counts what today asks for in a scope, limits and burying applied as the queue itself applies them."""
    return _Builder(history, settings, moment, scope, Options(), {}).today()


def build(
    history: History,
    settings: Settings,
    moment: Moment,
    scope: Scope,
    options: Options,
    requires: Mapping[str, frozenset[str]],
) -> tuple[Today, list[Item], list[Waiting]]:
    """Today's queue: the first `CHUNK` items in order, and the learning cards with their instants."""
    builder = _Builder(history, settings, moment, scope, options, requires)
    today = builder.today()
    learning = [Waiting(_instant(row.due_at), item_of(row)) for row in builder.learning]
    return today, builder.items(today), learning


def cram(history: History, scope: Scope, seed: str, limit: int | None) -> list[Item]:
    """Every card of a scope in a random order, whatever its date."""
    rows = ordered(
        history.all_rows(scope),
        "random",
        recall=lambda row: 1.0,
        gain=lambda row: 0.0,
        position=lambda row: 0,
        on=seed,
    )
    return [item_of(row) for row in rows[:limit]]


def item_of(row: Row) -> Item:
    """The item of a sitting for a row of the history."""
    state = State.NEW if isinstance(row, FreshRow) else State(row.state)
    if isinstance(row, DueRow) and row.stability is None:
        state = State.NEW
    return Item(row.key, row.note, row.deck, row.stage, row.kind, state, tuple(row.related.split()))


class _Builder:
    """Rows of one scope on one day, fetched once and shared by counting and queueing."""

    def __init__(
        self,
        history: History,
        settings: Settings,
        moment: Moment,
        scope: Scope,
        options: Options,
        requires: Mapping[str, frozenset[str]],
    ) -> None:
        self.history = history
        self.settings = settings
        self.scope = scope
        self.options = options
        self.requires = requires
        self.moment = moment
        self.bury = settings.bury_siblings and not options.every
        self.on = moment.on.isoformat()
        self.until = (moment.on + timedelta(days=options.ahead)).isoformat()
        self._answered = history.answered(self.on)
        self._used = Tally(self._answered, self.on, {} if options.every else settings.limits)
        self.learning: list[LearningRow] = history.learning(scope, self.on)

    def tally(self) -> Tally:
        """What the day has used up so far, to be used up further."""
        return self._used.copy()

    def today(self) -> Today:
        settings, options = self.settings, self.options
        tally = self.tally()
        waiting, overdue = self._waiting(tally.buried)
        usage = self.history.usage(self.on)
        pace = Pace(usage.seconds_per_review or SECONDS_PER_REVIEW, usage.seconds_per_new or SECONDS_PER_NEW)
        minutes = settings.minutes if options.minutes is None else options.minutes
        spent = 0.0 if options.minutes is not None else usage.seconds_spent
        due = waiting
        if not options.every or options.minutes is not None:
            due = review_quota(
                due=waiting,
                overdue=overdue,
                minutes=minutes,
                seconds_spent=spent,
                seconds_per_review=pace.review,
                reviews_per_day=settings.reviews_per_day,
                reviewed=tally.reviewed,
                strict=options.minutes is not None,
            )
        if self.settings.limits:
            due = len(self._due_rows(due))
        wanted = options.new
        if wanted is None:
            wanted = new_quota(
                new_per_day=settings.new_per_day,
                introduced=tally.introduced + self.history.awaited_count(self.scope, self.until),
                waiting=due + len(self.learning),
                pause_above=settings.new_pause_above,
                minutes=minutes,
                seconds_spent=spent,
                seconds_per_review=pace.review,
                seconds_per_new=pace.new,
            )
        new = len(self._new_rows(wanted, self._due_rows(due) if wanted else []))
        if options.limit is not None:
            due = min(due, options.limit)
            new = min(new, options.limit - due)
        return Today(due, new, len(self.learning), waiting, overdue, pace, spent)

    def _waiting(self, buried: set[str]) -> tuple[int, int]:
        """Cards that are due, of siblings and relations one unless they come together, and those of them overdue."""
        if self.bury:
            return self.history.waiting_count(self.scope, self.until, self.on, buried, self._answered)
        days = [on for _, _, on in self.history.due_notes(self.scope, self.until)]
        return len(days), sum(on < self.on for on in days)

    def items(self, today: Today) -> list[Item]:
        due = self._due_rows(min(today.due, CHUNK))
        new = self._new_rows(today.new, due)
        leading = [row for row in due if row.key in self._sure_and_wrong]
        rows = [*leading, *interleave(due[len(leading) :], new)]
        if self.options.every:
            rows = apart(rows)
        elif not due and not self.history.has_answers():
            rows = gentle(rows)
        return [item_of(row) for row in rows]

    @cached_property
    def _sure_and_wrong(self) -> frozenset[str]:
        return self.history.sure_and_wrong(self.until) if self.settings.confidence else frozenset()

    def _due_rows(self, quota: int) -> list[DueRow]:
        rows: Iterable[DueRow] = self.history.due(self.scope, self.until)
        if self._order != "due":
            rows = self._ordered(list(rows))
        if self._sure_and_wrong:
            rows = first(rows, self._sure_and_wrong)
        return pick_due(rows, self.tally(), quota, bury=self.bury)

    @property
    def _order(self) -> Order:
        """The order of the cards that are due; in a time-boxed sitting most knowledge a second comes first."""
        if self.options.order is not None:
            return self.options.order
        return "gain" if self.options.minutes is not None else self.settings.order

    def _ordered(self, rows: list[DueRow]) -> list[DueRow]:
        from recall.schedule.memory import knowledge_gain, retrievability

        on, settings, order = self.moment.on, self.settings, self._order

        def recall(row: DueRow) -> float:
            memory = _memory(row)
            return (retrievability(memory, on, settings.parameters) or 0.0) if memory else 0.0

        def gain(row: DueRow) -> float:
            memory = _memory(row)
            return knowledge_gain(memory, on, settings) if memory else 1.0

        positions = self.history.positions(self.scope) if order == "added" else {}
        return ordered(
            rows, order, recall=recall, gain=gain, position=lambda row: positions.get(row.key, 0), on=self.on
        )

    def _new_rows(self, quota: int, due: Iterable[DueRow]) -> list[FreshRow]:
        if quota <= 0:
            return []
        tally = self.tally()
        for row in due:
            tally.take(row, new=False)
        rows = self.history.fresh(self.scope, self.on, limit=FRESH_SEARCHED)
        needs = self.requires if self.scope.everything else {}
        return pick_new(rows, tally, quota, bury=self.bury, requires=needs)


def _memory(row: DueRow) -> Memory | None:
    if row.stability is None or row.difficulty is None or row.last_on is None:
        return None
    last_on = date.fromisoformat(row.last_on)
    last_at = datetime.combine(last_on, datetime.min.time(), UTC)
    return Memory(State(row.state), None, row.stability, row.difficulty, last_at, last_on, due_on=last_on)


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
