"""The history as the rest of the program holds it: the only door to `recall.db` and the journal.

A start only reads; whatever writes or heals is imported where that is done.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from recall.config import Home
from recall.errors import NotSaved, RecallError
from recall.events import Draft, Event
from recall.history import cards, database, states
from recall.history.cards import CardRow
from recall.history.columns import tie
from recall.history.database import transaction
from recall.history.heal import is_mendable, opened, replace_damaged, writable
from recall.history.healing import Healing, Notice, Tell
from recall.history.identity import copied_from, current_device, id_text, this_device
from recall.history.journal import End, Journal
from recall.history.newest import NewestAnswers
from recall.history.queries import Queries, Scope
from recall.history.registers import NOT_UNDONE, group_of, live, parameters_in_force, winners
from recall.history.settings import read_settings
from recall.schedule.values import CardState, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from recall.history.actions import Action
    from recall.history.backup import Backup
    from recall.history.doctor import Report
    from recall.history.exchange import Imported
    from recall.history.writer import Writer

__all__ = ["History", "Scope"]

_NEXT_DUE = "SELECT 1 FROM card_states INDEXED BY cards_due WHERE active AND due_on = ? AND tie > ? LIMIT 1"
MOVED_AFTER = 50  # transactions of about ten pages each
COPIED = (
    "this folder is a copy of another machine's, or was moved: it goes on as a machine of its own; undo still reaches"
    " what was answered before"
)


class History(Queries):
    """One learner's history. `read_only` says why nothing can be written, None when it can.

    `notices` says what was mended when it was opened. `waiting` is called when another recall has kept the lock for a
    moment; it may raise Busy to wait no longer.
    """

    def __init__(self, home: Home, connection: sqlite3.Connection, read_only: str | None, healing: Healing) -> None:
        self.home = home
        self.read_only = read_only
        self.notices: tuple[Notice, ...] = tuple(healing.notices)
        self.waiting: Callable[[], None] | None = None
        self.wrote = False  # whether this process recorded anything
        self._connection = connection
        self._database = str(home.database)
        self._file = database.file_id(self._database)
        self._journal: Journal | None = None
        self._settings: tuple[int, Settings, tuple[str, ...]] | None = None
        self._newest = NewestAnswers()
        self._unmoved = 0  # transactions since `tidy` did something

    # Opening and closing

    @classmethod
    def open(cls, home: Home, *, now: tuple[datetime, int], tell: Tell | None = None) -> Self:
        """Opens the history, mended where it had to be; in memory and read-only where nothing can be written.

        `tell` hears what takes longer than a moment: a rebuild, a new format.

        Raises Refused for a history of a newer recall, and RecallError where it cannot even be read.
        """
        healing = Healing(home, now[0], tell)
        try:
            if not writable(home):
                raise PermissionError(13, "cannot be written", str(home.data))
            connection = opened(healing)
            if copied_from(home.data):
                healing.note("device", COPIED)
            return cls(home, connection, None, healing)
        except (OSError, sqlite3.Error, database.Damaged) as error:
            from recall.history.fallback import in_memory

            why = database.reason(error, home.data)
            healing = Healing(home, now[0], tell)
            return cls(home, in_memory(healing), why, healing)

    def close(self) -> None:
        self._connection.close()
        if self._journal is not None:
            self._journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def connection(self) -> sqlite3.Connection:
        """The database, for the other modules of this room."""
        return self._connection

    # Writing

    @contextmanager
    def writing(self, now: tuple[datetime, int]) -> Iterator[Writer]:
        """Holds the write lock; what was appended is on the disk when the block ends without an error.

        Raises NotSaved, and records nothing, where the disk or another recall says no.
        """
        from recall.history import writer

        self._check_can_write(now[0])
        healing = Healing(self.home, now[0])
        try:
            pen = self._begin(now, healing)
            try:
                yield pen
                assert self._journal is not None
                retry = partial(self._take_in_again, self._journal, now[0])
                writer.commit(self._connection, self._journal, pen, retry)
            except BaseException:
                writer.rollback(self._connection)
                raise
        except Exception as error:
            if not database.is_refusal(error):
                raise
            why = database.reason(error, self.home.data)
            if is_mendable(error, self.home):
                replace_damaged(healing, self._file, str(error))
                why = f"{why}; the database was damaged and is rebuilt now"
            raise NotSaved(f"not saved: {why}", "nothing was recorded; try again") from error
        finally:
            healing.keep_aside()
            self.notices += tuple(healing.notices)
        self.wrote = self.wrote or bool(pen.events)
        self._unmoved += 1
        if pen.unsettled:
            self._settings = None

    def tidy(self) -> None:
        """Moves what was written lately into the database's own file, when nobody waits for an answer.

        SQLite would do it inside some commit otherwise, ten times as long as the others.
        """
        if self._unmoved < MOVED_AFTER:
            return
        self._unmoved = 0
        with suppress(sqlite3.Error):  # it loses nothing: SQLite tries again
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def read_ahead(self, states: Iterable[CardState]) -> None:
        """Reads the pages that an answer which leads a card to one of these states will write, so that it need not."""
        for state in states:
            due_on = state.memory.due_on if state.memory else None
            if due_on is not None:
                place = (due_on.isoformat(), tie(state.key, state.reps))
                self._connection.execute(_NEXT_DUE, place).fetchone()
            self._connection.execute("SELECT max(id) FROM reviews WHERE card = ?", (state.key,)).fetchone()

    def append(self, drafts: Iterable[Draft], now: tuple[datetime, int]) -> list[Event]:
        """Records one action by itself; on the disk when this returns."""
        with self.writing(now) as pen:
            return pen.append([*drafts])

    def _check_can_write(self, now: datetime) -> None:
        if self.read_only is not None:
            raise NotSaved(f"not saved: {self.read_only}", "answers can be read, not recorded, until that is mended")
        from recall.history.accept import EARLIEST, LATEST

        if not EARLIEST <= now <= LATEST:
            raise NotSaved(f"not saved: this computer's clock says {now:%Y-%m-%d}", "set the clock and answer again")

    def _begin(self, now: tuple[datetime, int], healing: Healing) -> Writer:
        """Takes the lock, on another database where ours was replaced or found damaged."""
        from recall.history import writer

        for attempt in (1, 2):
            try:
                if database.file_id(self._database) != self._file:
                    self._reopen(healing)
                if self._journal is None:
                    self._journal = Journal(self.home.journal, this_device(self.home.data))
                end, clock = writer.begin(self._connection, self._journal, healing, self.waiting)
                if healing.notices:
                    self._settings = None
                return writer.Writer(
                    self._connection, end, clock, self._journal.dev, now, self.settings(), self._newest
                )
            except Exception as error:
                writer.rollback(self._connection)
                if attempt == 2 or not is_mendable(error, self.home):
                    raise
                replace_damaged(healing, self._file, str(error))
        raise AssertionError("unreachable")

    def _reopen(self, healing: Healing) -> None:
        self._connection.close()
        self._connection = opened(healing)
        self._file = database.file_id(self._database)
        self._settings = None

    def _take_in_again(self, journal: Journal, now: datetime) -> None:
        from recall.history import writer

        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # a full disk may find room there
        writer.begin(self._connection, journal, Healing(self.home, now))
        self._connection.execute("COMMIT")

    # What happened

    def undo_target(self) -> Action | None:
        """The newest action of this device that was not taken back, None when there is none."""
        from recall.history.actions import newest_action

        return newest_action(self._connection, self.home)

    def redo_target(self) -> Action | None:
        """The action that was taken back last, if nothing else was done since."""
        from recall.history.actions import last_taken_back

        return last_taken_back(self._connection, self.home)

    def reviews(self, key: str) -> list[tuple[Event, bool]]:
        """Every review of a card under all its names, oldest first, each with whether it was taken back."""
        from recall.history.actions import is_undone
        from recall.history.derive import timeline

        line, _ = timeline(self._connection, group_of(self._connection, key), undone=True)
        return [(event, is_undone(self._connection, event.id, event.group)) for event in line if event.type == "review"]

    def collections(self) -> dict[str, Mapping[str, Any]]:
        """What was last done with each collection of other people, by its local name: the body of that event."""
        events = live(self._connection, "collection")
        return {name: event.body for name, event in winners(events, "name").items()}

    def answers(self, key: str) -> list[Event]:
        """The reviews of a card since it was last made new, oldest first, those taken back left out."""
        found: list[Event] = []
        for event in self.timeline(key):
            if event.type == "reset":
                found.clear()
            elif event.type == "review":
                found.append(event)
        return found

    def timeline(self, key: str) -> list[Event]:
        """The reviews, resets and set dates of a card that were not taken back, oldest first."""
        from recall.history.derive import timeline

        return timeline(self._connection, group_of(self._connection, key))[0]

    def live_reviews(self) -> Iterator[str]:
        """The id of every review that was not taken back."""
        query = f"SELECT id FROM reviews WHERE {NOT_UNDONE}"
        return (id_text(id_) for (id_,) in self._ask(query))

    def known_ids(self, ids: Iterable[str]) -> set[str]:
        """Those of some ids whose events are here already."""
        from recall.history.exchange import known_ids

        return known_ids(self._connection, ids)

    def export(self) -> Iterator[bytes]:
        """Every event as one JSON object a line, oldest first."""
        from recall.history.exchange import export

        return export(self._connection)

    def import_events(self, lines: Iterable[bytes], now: tuple[datetime, int]) -> Imported:
        """Takes in what `export` gave, here or elsewhere; nothing twice. What cannot be right is set aside."""
        from recall.history.exchange import Import

        self._check_can_write(now[0])
        healing = Healing(self.home, now[0])
        job = Import(self._connection, healing)
        try:
            job.run(lines)
            if job.replaces:
                self.rebuild(healing, "another event took the place of one of its rows")
        except Exception as error:
            if not database.is_refusal(error):
                raise
            raise NotSaved(f"not imported: {database.reason(error, self.home.data)}", "try again") from error
        self._settings = None
        self.notices += tuple(healing.notices)
        return job.result

    # Devices

    def device(self) -> str:
        """This device's id; one is made where there is none."""
        return this_device(self.home.data)

    @property
    def own_device(self) -> str | None:
        return current_device(self.home.data)

    def settings_named(self, prefix: str) -> dict[str, Any]:
        """The settings whose names begin so, by the rest of the name."""
        rows = self._ask("SELECT name, value FROM settings WHERE substr(name, 1, ?) = ?", (len(prefix), prefix))
        return {name.removeprefix(prefix): json.loads(value) for name, value in rows}

    # Backups

    @property
    def events(self) -> int:
        """How many lines the journals hold."""
        return int(next(self._ask("SELECT coalesce(sum(lines), 0) FROM journals"))[0])

    def ends(self) -> dict[str, End]:
        """How much of each device's journal the database holds."""
        return {dev: End(*rest) for dev, *rest in self._ask("SELECT * FROM journals ORDER BY dev")}

    def back_up(self, now: datetime, folder: Path | None = None, why: str = "") -> Backup:
        """Writes every event into a new backup, in the home's own folder if no other is given. Raises RecallError."""
        return self._backing_up(now, folder, why)()

    def back_up_before(self, what: str, now: datetime) -> Callable[[], Backup | None]:
        """What makes a backup of all that is here now, in any thread; nothing where the newest one holds it all."""
        from recall.history import backup

        newest = next(iter(backup.found(self.home.backups)), None)
        held = newest.events if newest else 0
        return (lambda: None) if held == self.events else self._backing_up(now, None, f"before-{what}")

    def _backing_up(self, now: datetime, folder: Path | None, why: str) -> Callable[[], Backup]:
        from recall.history import backup

        journals = {Journal(self.home.journal, dev): end for dev, end in self.ends().items()}

        def write() -> Backup:
            made = backup.write(journals, folder or self.home.backups, now, why)
            if folder is None:
                backup.thin(self.home.backups, now)
            return made

        return write

    def backup_is_due(self, now: datetime) -> bool:
        """Whether an hour has passed since the last backup and something happened."""
        from recall.history import backup

        return self.read_only is None and backup.is_due(backup.found(self.home.backups), self.events, now)

    def restore(self, path: Path, now: tuple[datetime, int], *, exactly: bool = False) -> tuple[Imported, Backup]:
        """Brings a backup back; gives what came in and the backup made just before.

        `exactly` also takes back what came after it. Raises RecallError where that backup is damaged.
        """
        from recall.history import restore

        self._check_can_write(now[0])
        if exactly and (damage := restore.plan(self._connection, path).damage):
            raise RecallError(
                f"{damage}; what came after it cannot be told", "without --exactly the rest of it comes back"
            )
        before = self.back_up(now[0], why="before-restore")
        done = self.import_events(restore.readable(path), now)
        if exactly and (drafts := restore.plan(self._connection, path).takes_back):
            self.append(drafts, now)
        return done, before

    def doctor(self, now: tuple[datetime, int], *, repair: bool = False) -> Report:
        """Examines journals, database and everything derived; `repair` mends what can be mended."""
        from recall.history.doctor import examine

        report = examine(self, Healing(self.home, now[0]), repair=repair)
        self._settings = None
        return report

    def rebuild(self, healing: Healing, why: str) -> None:
        """Builds the database anew out of the journals; the old one is kept beside it."""
        replace_damaged(healing, self._file, why)
        self._reopen(healing)

    # States, marks, settings

    def state(self, key: str) -> CardState:
        return states.held(self._connection, key).state

    def states(self, keys: Iterable[str]) -> dict[str, CardState]:
        return {key: states.held(self._connection, key).state for key in keys}

    def marks(self, key: str) -> Mapping[str, Any]:
        """What the learner attached to a card: `suspended`, `marked`, `note`, `known`, `buried_until`."""
        query = "SELECT name, value FROM marks WHERE card = ?"
        return {name: json.loads(value) for name, value in self._connection.execute(query, (key,))}

    def settings(self) -> Settings:
        """The learner's settings; a value that cannot be right is left out (see `setting_warnings`)."""
        return self._read_settings()[0]

    @property
    def setting_warnings(self) -> tuple[str, ...]:
        """A sentence for each setting that was left out."""
        return self._read_settings()[1]

    def _read_settings(self) -> tuple[Settings, tuple[str, ...]]:
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if self._settings is None or self._settings[0] != version:
            self._newest.forget()  # another recall may have written
            rows = self._connection.execute("SELECT name, value FROM settings ORDER BY name")
            read = read_settings(((n, json.loads(v)) for n, v in rows), parameters_in_force(self._connection))
            self._settings = (version, *read)
        return self._settings[1:]

    # The library's cards

    @property
    def library_version(self) -> str:
        """The version that the last `sync_cards` was given, empty before the first."""
        return cards.library_version(self._connection)

    def sync_cards(
        self,
        rows: Iterable[CardRow],
        version: str,
        now: tuple[datetime, int],
        *,
        renames: Mapping[str, str] | None = None,
        picks: Collection[str] | None = None,
    ) -> int:
        """Makes the library's cards known to the queue; gives how many changed.

        `renames` (old key to new) are recorded where they are news; `picks` are the decks that count, None for all.
        In a read-only history the cards are known for this run only.
        """
        if self.read_only is not None:
            with transaction(self._connection):
                return cards.sync(self._connection, rows, version, picks)
        with self.writing(now) as pen:
            held = dict(self._connection.execute("SELECT old, new FROM names"))
            news = {old: new for old, new in (renames or {}).items() if old != new and held.get(old) != new}
            if news:
                pen.append([Draft("rename", {"from": old, "to": new}) for old, new in news.items()])
            return cards.sync(self._connection, rows, version, picks)
