"""The one way in: events are numbered, put into the journal and on the disk, then in the database, then said saved."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from sqlite3 import Connection

from recall.events import ENVELOPE, TYPES, VERSION, Draft, Event, Moment, encode
from recall.history import derive, states
from recall.history.accept import AHEAD, Fault, check
from recall.history.database import take_lock
from recall.history.ends import store_end, stored_end
from recall.history.healing import Healing
from recall.history.identity import id_text, next_clock, to_ms, unpack, uuid7
from recall.history.journal import End, Journal, tail_of
from recall.history.newest import NewestAnswers
from recall.history.reconcile import mend, take_in
from recall.schedule.studyday import moment
from recall.schedule.values import CardState, Settings


class Writer:
    """Open under the database's write lock: reads states, takes drafts, and leaves the disk to `commit`."""

    def __init__(
        self,
        connection: Connection,
        end: End,
        clock: int,
        dev: str,
        now: tuple[datetime, int],
        settings: Settings,
        newest: NewestAnswers,
    ) -> None:
        self.settings = settings
        self.moment: Moment = moment(now, settings.day_start)
        self.lines: list[bytes] = []
        self.events: list[Event] = []
        self.unsettled = False  # whether settings may have changed
        self._connection = connection
        self._newest = newest
        self.start = end.length
        self._end = end
        self._clock = clock
        self._dev = dev
        self._held: states.Held | None = None  # the card that was read last, with nothing written since

    @property
    def end(self) -> End:
        """Where this device's journal will end when the lines are in it."""
        return self._end

    def not_before(self, at: datetime) -> Moment:
        """The moment of what is written: now, or `at` where the clock went back behind it."""
        if at > self.moment.at:
            self.moment = moment((at, self.moment.off), self.settings.day_start)
        return self.moment

    def state(self, key: str) -> CardState:
        """A card's state, with all that was appended so far."""
        self._held = states.held(self._connection, key)
        return self._held.state

    def state_at(self, key: str, at: datetime) -> CardState:
        """A card's state as it was at an instant, for an answer that is recorded later than it was given."""
        return derive.state_at(self._connection, key, at)

    def append(
        self, drafts: Sequence[Draft], *, at: Moment | None = None, after: CardState | None = None
    ) -> list[Event]:
        """One action: numbers the drafts and derives from them. They are saved when the `writing` block ends.

        `at` is when it happened, if that is not now. `after` is the state that a single review was decided to lead to
        from the `state` just read, so that it need not be computed again. Raises Fault for a draft that could not be
        read back.
        """
        if not drafts:
            return []
        when = at or self.moment
        if when.at > self.moment.at + AHEAD:
            raise Fault(f"{when.at.isoformat()} lies in the future")
        now_ms = to_ms(self.moment.at)
        ids = [id_text(uuid7(to_ms(when.at))) for _ in drafts]
        group = ids[0] if len(ids) > 1 else None
        events = []
        for id_, draft in zip(ids, drafts, strict=True):
            assert draft.type in TYPES and not ENVELOPE & draft.body.keys(), draft
            self._clock = next_clock(self._clock, now_ms)
            event = Event(
                id=id_,
                dev=self._dev,
                n=self._end.n + 1,
                hlc=unpack(self._clock),
                at=when.at,
                off=when.off,
                day=when.on.isoformat(),
                type=draft.type,
                body=draft.body,
                group=group,
                v=VERSION,
            )
            check(event)
            line = encode(event)
            length, count, _, n, hlc = self._end
            self._end = End(length + len(line), count + 1, tail_of(line), n + 1, max(hlc, self._clock))
            self.lines.append(line)
            events.append(event)
        before, self._held = self._held, None
        if before is None or before.state.key != drafts[0].body.get("card"):
            before = after = None
        self.unsettled |= derive.record(self._connection, events, self._newest, before, after)
        self.events += events
        return events


def begin(
    connection: Connection, journal: Journal, healing: Healing, waiting: Callable[[], None] | None = None
) -> tuple[End, int]:
    """Takes the write lock and brings the database up to the journal's end; gives that end and the newest clock."""
    take_lock(connection, waiting)
    end, clock = stored_end(connection, journal.dev)
    size = journal.size()
    if size != end.length:
        if size > end.length and journal.matches(end):
            end = take_in(connection, journal, end, healing, cut=True)
        else:
            end = mend(connection, journal, healing)
        clock = max(clock, end.hlc)
    return end, clock


def commit(connection: Connection, journal: Journal, writer: Writer, retry: Callable[[], None]) -> None:
    """Puts the lines on the disk, then commits. When the database fails after that, it is tried once more.

    `retry` takes the lines in again from the journal, under the same ids. When that fails too they are cut off the
    journal, so that nothing is recorded that was not said to be saved.
    """
    if not writer.lines:
        connection.execute("COMMIT")
        return
    length = writer.start
    journal.append(b"".join(writer.lines), length)
    try:
        store_end(connection, journal.dev, writer.end)
        connection.execute("COMMIT")
    except BaseException as error:
        rollback(connection)
        try:
            if not isinstance(error, Exception):
                raise
            retry()
        except BaseException:
            rollback(connection)
            _take_back(connection, journal, length, writer.lines)
            raise


def _take_back(connection: Connection, journal: Journal, length: int, lines: Iterable[bytes]) -> None:
    """Cuts lines off the journal that the database could not take, if they are still its last."""
    with suppress(sqlite3.Error, OSError):
        connection.execute("BEGIN IMMEDIATE")
        taken_in = stored_end(connection, journal.dev)[0].length > length
        if not taken_in and journal.size() == length + sum(map(len, lines)):
            journal.cut(length)
    rollback(connection)


def rollback(connection: Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")
