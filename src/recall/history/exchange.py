"""The whole history out as JSON lines, and in again: a union by id, nothing twice, nothing believed without a look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice
from sqlite3 import Connection
from typing import NamedTuple

from recall.events import Event, decode, encode, from_json, parse
from recall.history import rows
from recall.history.accept import AHEAD, Early
from recall.history.aside import Aside
from recall.history.clocks import Corrections
from recall.history.database import transaction
from recall.history.ends import store_end, stored_end
from recall.history.healing import Healing
from recall.history.identity import pack
from recall.history.intake import Pair, absorb, sound, stored, wins
from recall.history.journal import End, Journal, tail_of
from recall.history.reconcile import mend, take_in
from recall.history.registers import corrections

CHUNK = 1000  # lines that are put on the disk at a time


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was set aside: its number, from 1, why, and whether it may come in when its time has come."""

    line: int
    reason: str
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: events added, events that were there already, lines set aside."""

    added: int
    known: int
    refused: tuple[Refusal, ...]


def export(connection: Connection) -> Iterator[bytes]:
    """Every event as one JSON object a line, in the order of replay."""
    streams = (
        map(back, connection.execute(f"SELECT {columns} FROM {table} ORDER BY at, hlc, dev, n"))
        for table, columns, back in rows.TABLES
    )
    for event in merge(*streams, key=lambda event: event.order):
        yield encode(event).rpartition(b"\t")[0] + b"\n"


def known_ids(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Those of some ids whose events the database holds."""
    found: set[str] = set()
    pending = iter(ids)
    while chunk := [*islice(pending, CHUNK)]:
        found.update(event.id for event in stored(connection, chunk))
    return found


class _News(NamedTuple):
    """An event that is to come in, with its row and its journal line."""

    pair: Pair
    line: bytes


class Import:
    """One import: lines go to the journals of their devices and, in one transaction, into the database.

    A crash in between leaves the journals ahead, which the next start takes in.
    """

    def __init__(self, connection: Connection, healing: Healing) -> None:
        self.connection = connection
        self.healing = healing
        self.added = 0
        self.known = 0
        self.refused: list[Refusal] = []
        self.replaces = False  # whether an event took the place of another: the database is to be rebuilt
        self._journals: dict[str, Journal] = {}
        self._ends: dict[str, End] = {}
        self._wrong_clocks = corrections(connection)

    @property
    def result(self) -> Imported:
        return Imported(self.added, self.known, tuple(self.refused))

    def run(self, lines: Iterable[bytes]) -> None:
        """Takes the lines of `export` and those of a journal; clocks more than a day ahead wait in the side file."""
        try:
            with transaction(self.connection):
                absorb(self.connection, self._chunks(lines))
                for dev, end in self._ends.items():
                    store_end(self.connection, dev, end)
        finally:
            for journal in self._journals.values():
                journal.close()
            self.healing.keep_aside()

    def _chunks(self, lines: Iterable[bytes]) -> Iterator[list[Pair]]:
        numbered = enumerate(lines, 1)
        while chunk := [*islice(numbered, CHUNK)]:
            news = self._news(chunk)
            by_device: dict[str, list[_News]] = {}
            for each in news:
                by_device.setdefault(each.pair[0].dev, []).append(each)
            for dev, some in by_device.items():
                self._append(dev, some)
            self.added += len(news)
            yield [each.pair for each in news]

    def _news(self, chunk: list[tuple[int, bytes]]) -> list[_News]:
        """The events of some numbered lines that neither the database nor the lines before hold."""
        read: dict[int, Pair] = {}
        for number, line in chunk:
            try:
                if line.strip():
                    read[number] = _read(line, self.healing.now, self._wrong_clocks)
            except ValueError as error:
                self._refuse(number, line, str(error), waits=isinstance(error, Early))
        held = {event.id: event for event in stored(self.connection, {event.id for event, _ in read.values()})}
        news: list[_News] = []
        lines = dict(chunk)
        for number, (event, row) in read.items():
            other = held.setdefault(event.id, event)
            if other is event:
                news.append(_News((event, row), _as_written(lines[number], event)))
            elif other == event:
                self.known += 1
            elif wins(event, other):
                self._append(event.dev, [_News((event, row), encode(event))])
                self.replaces = True
            else:
                self._refuse(number, encode(event), "another event has the same id")
        return news

    def _append(self, dev: str, news: list[_News]) -> None:
        """Puts events at the end of a device's journal, which is brought in step first."""
        journal = self._journals.get(dev)
        if journal is None:
            journal = self._journals[dev] = Journal(self.healing.home.journal, dev)
            end, _ = stored_end(self.connection, dev)
            if journal.size() < end.length or not journal.matches(end):
                end = mend(self.connection, journal, self.healing)
            elif journal.size() > end.length:
                end = take_in(self.connection, journal, end, self.healing, cut=True)
            self._ends[dev] = end
        length, count, _, n, hlc = self._ends[dev]
        data = b"".join(each.line for each in news)
        journal.append(data, length)
        self._ends[dev] = End(
            length + len(data),
            count + len(news),
            tail_of(news[-1].line),
            max(n, *(each.pair[0].n for each in news)),
            max(hlc, *(pack(each.pair[0].hlc) for each in news)),
        )

    def _refuse(self, number: int, line: bytes, reason: str, *, waits: bool = False) -> None:
        self.refused.append(Refusal(number, reason, waits))
        self.healing.aside.append(Aside("import", reason, line))


def _as_written(line: bytes, event: Event) -> bytes:
    """The journal line of an event: the one that came, which its digest vouches for, else one made for it."""
    text = line.strip()
    return encode(event) if text.endswith(b"}") else text + b"\n"


def _read(line: bytes, now: datetime, wrong_clocks: Corrections) -> Pair:
    """One line, of an export or of a journal. Raises ValueError with the reason."""
    text = line.strip()
    if text.endswith(b"}"):
        try:
            event = from_json(parse(text))
        except (KeyError, TypeError) as error:
            raise ValueError(f"not an event: {error}") from error
    else:
        event = decode(text)
    return sound(text, event, now + AHEAD + (wrong_clocks.offset(event) if wrong_clocks else timedelta(0)))
