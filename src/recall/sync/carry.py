"""One sync: what the remote has and this history lacks comes in, what this history has and the remote lacks goes out.

Nothing is locked and nothing is believed from names: a segment counts when it was opened, and what is sent is decided
by comparing lines. So a remote that loses, withholds or repeats objects costs a second transfer and never an event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from recall.events import digest, format_instant, parse_instant
from recall.history.identity import current_device
from recall.history.journal import START, End, Journal, tail_of
from recall.history.store import History
from recall.sync import marker
from recall.sync.kept import State
from recall.sync.remote import Missing, Remote
from recall.sync.seal import Seal, close, open_segment
from recall.sync.segment import MAX_CONTENT, MAX_LINES, MAX_OBJECT, Name, Untrue, parse_name

Tell = Callable[[str, int, int], None]  # what is going on, how much of it is done, how much there is
BATCH = 1_000  # lines that are taken in under one lock, so that nobody waits long for it
BULK = 20_000  # lines from which on everything is taken in at once: a new machine
TOGETHER = 16  # segments put at a time
SMALL, MANY = 5_000, 30  # so many own segments below so many lines are put together into one
KEPT = timedelta(days=30)  # how long segments stay after that, for machines that are on their way


class Refused(NamedTuple):
    """A segment that was not taken, and why. It stays where it is and is looked at again the next time."""

    name: str
    reason: str


class Outcome(NamedTuple):
    """What a sync did, in events: brought in, sent, waiting (of a time that has not come); and what it passed over."""

    brought: int
    sent: int
    waiting: int
    refused: tuple[Refused, ...]
    set_aside: int
    strangers: int  # objects on the remote that are not recall's


class _Pulled(NamedTuple):
    name: Name
    lines: list[bytes]


def sync(history: History, remote: Remote, seal: Seal, state: State, now: tuple[datetime, int], tell: Tell) -> Outcome:
    """Brings history and remote together. `state` is changed in place and right at every moment, after an error too.

    Raises RecallError kinds: Unreachable from the remote, NotSaved from the history.
    """
    listed = dict(remote.names())
    segments = {text: name for text in listed if (name := parse_name(text))}
    _forget_doubtful(history, state, segments)
    job = _Job(history, remote, seal, state, now, tell)
    job.pull({name: listed[str(name)] for text, name in sorted(segments.items()) if text not in state.taken})
    job.push()
    job.compact([segments[text] for text in sorted(segments.keys() & state.taken)])
    strangers = len(listed) - len(segments) - (marker.NAME in listed)
    return Outcome(job.brought, job.sent, job.waiting, tuple(job.refused), job.set_aside, strangers)


def _forget_doubtful(history: History, state: State, segments: Iterable[str]) -> None:
    """Forgets how far each device is whose segments went away or whose journal is another: it is compared anew."""
    gone = state.taken - set(segments)
    state.taken -= gone
    doubtful = {name.dev for text in gone if (name := parse_name(text))}
    for dev, (length, tail) in state.positions.items():
        journal = Journal(history.home.journal, dev)
        if journal.size() < length or not journal.matches(End(length, digest=tail.encode())):
            doubtful.add(dev)
    for dev in doubtful:
        state.positions.pop(dev, None)
    state.taken = {text for text in state.taken if (name := parse_name(text)) and name.dev in state.positions}


class _Job:
    """One sync under way."""

    def __init__(
        self, history: History, remote: Remote, seal: Seal, state: State, now: tuple[datetime, int], tell: Tell
    ) -> None:
        self.history, self.remote, self.seal, self.state, self.now, self.tell = history, remote, seal, state, now, tell
        self.brought = self.sent = self.waiting = self.set_aside = 0
        self.refused: list[Refused] = []
        self._pulled: set[bytes] = set()  # the digests of all lines that came from the remote in this sync

    # -- in

    def pull(self, sizes: dict[Name, int]) -> None:
        """Takes in segments; each counts as taken when all its events are here."""
        bulk = sum(min(name.span, MAX_LINES) for name in sizes) > BULK
        batch: list[_Pulled] = []
        for number, (name, size) in enumerate(sizes.items()):
            self.tell("fetching", number, len(sizes))
            found = self._fetch(name, size)
            if found is not None:
                batch.append(found)
            if not bulk and sum(len(pulled.lines) for pulled in batch) >= BATCH:
                self._take_in(batch)
                batch = []
        if bulk:
            self.tell("taking in", 0, sum(len(pulled.lines) for pulled in batch))
        self._take_in(batch)

    def _fetch(self, name: Name, size: int) -> _Pulled | None:
        try:
            if size > MAX_OBJECT:
                raise Untrue("it is larger than any segment")
            lines = open_segment(self.seal, name, self.remote.get(str(name)))
        except Missing:
            return None  # its device put it together with others; those are listed too, now or the next time
        except Untrue as error:
            self.refused.append(Refused(str(name), str(error)))
            return None
        self._pulled.update(map(tail_of, lines))
        return _Pulled(name, lines)

    def _take_in(self, batch: list[_Pulled]) -> None:
        if not batch:
            return
        before = self.history.ends()
        done = self.history.import_events([line for pulled in batch for line in pulled.lines], self.now)
        self._advance(before, self.history.ends(), done.added)
        early = sorted(refusal.line for refusal in done.refused if refusal.waits)
        self.brought += done.added
        self.waiting += len(early)
        self.set_aside += len(done.refused) - len(early)
        last = 0
        for pulled in batch:
            first, last = last + 1, last + len(pulled.lines)
            if not any(first <= line <= last for line in early):
                self.state.taken.add(str(pulled.name))

    def _advance(self, before: dict[str, End], after: dict[str, End], added: int) -> None:
        """What came in need not be sent, where the journals grew by that alone and all before it is on the remote."""
        grown = {dev: end for dev, end in after.items() if end != before.get(dev, START)}
        if sum(end.lines - before.get(dev, START).lines for dev, end in grown.items()) != added:
            return  # another recall wrote meanwhile
        for dev, end in grown.items():
            if self.state.positions.get(dev, (0, ""))[0] == before.get(dev, START).length:
                self.state.positions[dev] = (end.length, end.digest.decode())

    # -- out

    def push(self) -> None:
        """Sends every line that did not just come from the remote, device by device."""
        for dev, end in self.history.ends().items():
            length, _ = self.state.positions.get(dev, (0, ""))
            journal = Journal(self.history.home.journal, dev)
            if end.length > length and journal.matches(end):
                self._send(journal, length, end)
            if journal.matches(end):
                self.state.positions[dev] = (end.length, end.digest.decode())

    def _send(self, journal: Journal, start: int, end: End) -> None:
        waiting: dict[str, bytes] = {}
        count = 0
        for lines in _portions(self._unsent(journal, start, end)):
            name, data = close(self.seal, lines)
            waiting[str(name)] = data
            count += len(lines)
            self.tell("sending", self.sent + count, self.sent + count)
            if len(waiting) == TOGETHER:
                self._put(waiting)
                waiting = {}
        self._put(waiting)
        self.sent += count

    def _unsent(self, journal: Journal, start: int, end: End) -> Iterator[bytes]:
        for line in journal.lines(start, end.length):
            data, _, given = line.rstrip(b"\n").rpartition(b"\t")
            if digest(data) == given and given not in self._pulled:
                yield line

    def _put(self, objects: dict[str, bytes]) -> None:
        if objects:
            if broken := [refused.name for refused in self.refused if refused.name in objects]:
                self.remote.drop(broken)  # they hold nothing that anybody could read, and these hold what they should
            self.remote.put(objects)
            self.state.taken |= objects.keys()

    # -- fewer and larger segments

    def compact(self, held: list[Name]) -> None:
        """Puts many small segments of this device together; a month later drops them where the large one is whole."""
        own = current_device(self.history.home.data)
        self._drop_replaced({str(name): name for name in held})
        small = [
            name for name in held if name.dev == own and name.span < SMALL and str(name) not in self.state.replaced
        ]
        if len(small) < MANY:
            return
        lines: dict[bytes, bytes] = {}
        whole = []
        for name in small:
            found = self._fetch(name, 0)
            if found is not None:
                lines |= {tail_of(line): line for line in found.lines}
                whole.append(str(name))
        for portion in _portions(iter(lines.values())):
            name, data = close(self.seal, portion)
            self._put({str(name): data})
            if len(portion) == len(lines):
                self.state.replaced |= {text: (str(name), format_instant(self.now[0])) for text in whole}

    def _drop_replaced(self, held: dict[str, Name]) -> None:
        """Drops own segments that another one holds whole, a month after that was put."""
        ripe = {old: new for old, (new, at) in self.state.replaced.items() if self.now[0] - parse_instant(at) >= KEPT}
        for new in sorted(set(ripe.values())):
            olds = [old for old in ripe if ripe[old] == new and old in held]
            large = self._fetch(held[new], 0) if new in held else None
            parts = [self._fetch(held[old], 0) for old in olds]
            if large is not None and all(part and set(part.lines) <= set(large.lines) for part in parts):
                self.remote.drop(olds)
                self.state.taken -= set(olds)
            for old in [old for old in ripe if ripe[old] == new]:
                del self.state.replaced[old]


def _portions(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    """Lines in portions that a segment may hold."""
    portion: list[bytes] = []
    size = 0
    for line in lines:
        if len(portion) == MAX_LINES or (portion and size + len(line) > MAX_CONTENT // 4):
            yield portion
            portion, size = [], 0
        portion.append(line)
        size += len(line)
    if portion:
        yield portion
