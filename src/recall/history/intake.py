"""Lines taken into the database: read, judged, kept apart from those already known, inserted, derived from.

Few events are derived from one by one, many by deriving everything anew. Every function stands inside the caller's
transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from sqlite3 import Connection

from recall.collector import collector_off
from recall.events import Event, decode, encode
from recall.history import rows
from recall.history.accept import LATEST, check
from recall.history.aside import Aside
from recall.history.database import Damaged, index
from recall.history.derive import Recording
from recall.history.healing import Healing
from recall.history.identity import id_bytes, pack
from recall.history.journal import START, End, Journal, tail_of
from recall.history.rebuild import derive_all

CHUNK = 100  # lines read at a time: more of them fall out of the processor's cache
LONG = 8 << 20  # bytes of journal that take a second or more
FEW = 1000  # events that are derived from one by one in any case
Pair = tuple[Event, rows.Row]


def sound(line: bytes, event: Event, latest: datetime = LATEST) -> Pair:
    """The event with its row. Raises ValueError, with the reason in words, where it cannot be believed or stored."""
    check(event, latest)
    if b"\\u" in line:
        encode(event)  # refuses halves of characters, which no database can hold
    return event, rows.to_row(event)


class Reader:
    """Reads one journal from a stored end on; keeps count of the new end and of what cannot be believed."""

    def __init__(
        self,
        journal: Journal,
        end: End = START,
        *,
        stop: int | None = None,
        judge: Callable[[bytes, Event], Pair] = sound,
    ) -> None:
        self.journal = journal
        self.end = end  # behind the lines of the chunks given so far, a torn one left out
        self.aside: list[Aside] = []
        self.torn = b""
        self._stop = stop  # where to stop reading, None for the end of the file
        self._judge = judge

    def chunks(self) -> Iterator[list[Pair]]:
        """The believable events, some at a time."""
        lines = self.journal.lines(self.end.length, self._stop)
        while chunk := [*islice(lines, CHUNK)]:
            if not chunk[-1].endswith(b"\n"):
                self.torn = chunk.pop()
            yield self._read(chunk)

    def _read(self, lines: list[bytes]) -> list[Pair]:
        length, count, digest, n, clock = self.end
        pairs: list[Pair] = []
        for line in lines:
            length += len(line)
            try:
                event = decode(line)
                if event.dev != self.journal.dev:
                    raise ValueError(f"it is of another device, {event.dev}")
                pair = self._judge(line, event)
            except ValueError as error:
                self.aside.append(Aside(self.journal.path.name, str(error), line))
                continue
            n = max(n, event.n)
            clock = max(clock, pack(event.hlc))
            pairs.append(pair)
        self.end = End(length, count + len(lines), tail_of(lines[-1]) if lines else digest, n, clock)
        return pairs


def read_all(readers: Sequence[Reader], healing: Healing, what: str) -> Iterator[list[Pair]]:
    """The believable events of some journals; where there are many, whoever waits is told how far it is."""
    starts = [reader.end.length for reader in readers]
    length = sum(reader.journal.size() for reader in readers) - sum(starts)
    for reader in readers:
        for chunk in reader.chunks():
            if length > LONG:
                healing.say(what, sum(each.end.length for each in readers) - sum(starts), length)
            yield chunk
    if length > LONG:
        healing.say("computing every card anew")


def absorb(
    connection: Connection,
    chunks: Iterable[list[Pair]],
    *,
    fresh: bool = False,
) -> tuple[int, list[Aside]]:
    """Takes events in and derives from them; gives how many were new, and those that lost to another of the same id.

    In a `fresh` database (bare tables, indexes are made here) the event with the smaller digest replaces the other;
    elsewhere that is `Damaged`: the database is to be rebuilt.
    """
    held = connection.execute("SELECT coalesce(sum(lines), 0) FROM journals").fetchone()[0]
    many = max(FEW, held // 5)
    recording = None if fresh else Recording(connection)
    count = 0
    lost: list[Aside] = []
    with collector_off():
        for chunk in chunks:
            new = _unknown(connection, chunk, lost, fresh=fresh)
            count += len(new)
            if count > many:
                recording = None  # from here on it is cheaper to derive everything anew
            if recording is None:
                _insert(connection, new)
            else:
                recording.add([event for event, _ in new])
        if fresh:
            index(connection)
        if recording is None:
            derive_all(connection)
        else:
            recording.finish()
    return count, lost


def _unknown(connection: Connection, chunk: list[Pair], lost: list[Aside], *, fresh: bool) -> list[Pair]:
    """The events of a chunk that the database does not hold; what loses to another event of its id goes to `lost`."""
    found: dict[str, Pair] = {}
    clashes: list[Pair] = []
    for pair in chunk:
        if found.setdefault(pair[0].id, pair) is not pair:
            clashes.append(pair)
    for other in stored(connection, found):
        clashes.append(found.pop(other.id))
    for event, row in clashes:
        if event.id in found:
            held, inside = found[event.id][0], False
        else:
            held, inside = next(stored(connection, [event.id])), True
        if held == event:
            continue
        loser = held if wins(event, held) else event
        lost.append(Aside(loser.dev, "another event has the same id", encode(loser)))
        if loser is held:
            if inside:
                if not fresh:
                    raise Damaged(f"two different events have the id {event.id}")
                for table, _, _ in rows.TABLES:
                    connection.execute(f"DELETE FROM {table} WHERE id = ?", (id_bytes(event.id),))
            found[event.id] = (event, row)
    return list(found.values())


def wins(event: Event, other: Event) -> bool:
    """Which of two events of one id stays, on every machine alike: the one whose line has the smaller digest."""
    return encode(event)[-17:] < encode(other)[-17:]


def stored(connection: Connection, ids: Iterable[str]) -> Iterator[Event]:
    """The events that the database holds of some ids."""
    values = [id_bytes(text) for text in ids]
    places = ", ".join("?" * len(values))
    for table, columns, back in rows.TABLES:
        for row in connection.execute(f"SELECT {columns} FROM {table} WHERE id IN ({places})", values).fetchall():
            yield back(row)


def _insert(connection: Connection, pairs: list[Pair]) -> None:
    connection.executemany(rows.INSERT_REVIEW, (row for event, row in pairs if rows.is_review(event)))
    connection.executemany(rows.INSERT_EVENT, (row for event, row in pairs if not rows.is_review(event)))
