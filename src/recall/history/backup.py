"""Backups: every event as its journal line in one gzip file, read again before it counts. It must not know SQL.

`zcat FILE | less` reads one without recall; everything else is computed from the lines. Its name is
`recall-<instant>-<events>.jsonl.gz`, with a word at the end where something that recall was about to do asked for it.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from recall.errors import RecallError, UsageError
from recall.events import digest
from recall.history.database import sync_folder
from recall.history.journal import End, Journal, sync

EVERY = timedelta(hours=1)
_NAME = re.compile(r"recall-(\d{8}T\d{6}Z)-(\d+)(?:-([a-z]+(?:-[a-z]+)*))?(?:-(\d+))?\.jsonl\.gz")
_STAMP = "%Y%m%dT%H%M%SZ"
_LEVEL = 6
_LONGEST_LINE = 1 << 20
_HOURS, _DAYS, _MONTHS = timedelta(hours=24), timedelta(days=30), timedelta(days=366)


class Backup(NamedTuple):
    """One backup: where it is, when it was made (UTC), how many events it holds, what for ("" for the hourly ones)."""

    path: Path
    at: datetime
    events: int
    why: str

    @property
    def size(self) -> int:
        """Bytes, 0 when the file went away meanwhile."""
        with suppress(OSError):
            return self.path.stat().st_size
        return 0


def write(journals: Mapping[Journal, End], folder: Path, now: datetime, why: str = "") -> Backup:
    """Writes the lines of the journals, each up to an end, into a new file of a folder, and reads them again.

    The file is there as a whole or not at all. Raises RecallError where the disk refuses or the copy is not sound.
    """
    begun = folder / f".recall-{now:{_STAMP}}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = _write(journals, begun)
        if (found := sum(1 for _ in lines(begun))) != written:
            raise RecallError(f"the copy is not sound: {found} of {written} lines can be read", "try another disk")
        path = _free(folder, f"recall-{now:{_STAMP}}-{written}{f'-{why}' if why else ''}")
        begun.replace(path)
        sync_folder(folder)
    except OSError as error:
        raise RecallError(f"no backup was made: {error.strerror or error}", f"is there room in {folder}?") from error
    finally:
        with suppress(OSError):
            begun.unlink(missing_ok=True)
    return Backup(path, now, written, why)


def _write(journals: Mapping[Journal, End], path: Path) -> int:
    """Every sound line, as it stands; how many. A line that cannot be read is no event and is kept where it is."""
    count = 0
    with path.open("wb") as file:
        with gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packed:
            for journal, end in journals.items():
                for line in journal.lines(stop=end.length):
                    if _is_sound(line):
                        packed.write(line)
                        count += 1
        file.flush()
        sync(file.fileno())
    return count


def lines(path: Path) -> Iterator[bytes]:
    """The sound lines of a backup. Raises RecallError where the file is damaged, after those before the damage."""
    count = 0
    try:
        with gzip.open(path, "rb") as packed:
            while line := packed.readline(_LONGEST_LINE):
                if not _is_sound(line):
                    raise zlib.error("a line's digest is wrong")
                count += 1
                yield line
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise RecallError(
            f"{path.name} is damaged after {count} events ({error})", "recall backup list names the others"
        ) from error
    except OSError as error:
        raise RecallError(f"{path} cannot be read: {error.strerror or error}") from error


def _is_sound(line: bytes) -> bool:
    data, _, given = line.rstrip(b"\n").rpartition(b"\t")
    return line.endswith(b"\n") and digest(data) == given


def _free(folder: Path, stem: str) -> Path:
    """A name that nothing in the folder has."""
    path, number = folder / f"{stem}.jsonl.gz", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.jsonl.gz"
    return path


def found(folder: Path) -> list[Backup]:
    """The backups in a folder, the newest first."""
    try:
        backups = [backup for path in folder.iterdir() if (backup := parsed(path))]
    except OSError:
        return []
    return sorted(backups, key=lambda backup: (backup.at, backup.path.name), reverse=True)


def parsed(path: Path) -> Backup | None:
    """What a file's name says, None where it is no backup's."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    try:
        at = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Backup(path, at, int(match[2]), match[3] or "")


def named(folder: Path, name: str | None) -> Path:
    """The backup of a name or path; the newest where none is given. Raises UsageError."""
    if name is None:
        backups = found(folder)
        if not backups:
            raise UsageError(f"there is no backup in {folder}", "recall backup now makes one")
        return backups[0].path
    for path in (folder / name, Path(name)):
        if path.is_file():
            return path
    raise UsageError(f"there is no backup {name}", "recall backup list names them")


def is_due(backups: Iterable[Backup], events: int, now: datetime) -> bool:
    """Whether the hourly backup should be made: the newest is an hour old (or of the future) and lacks something."""
    newest = max(backups, key=lambda backup: backup.at, default=None)
    if newest is None:
        return events > 0
    return newest.events != events and not now - EVERY < newest.at <= now


def superfluous(backups: Iterable[Backup], now: datetime) -> list[Backup]:
    """Those that may go: kept are the newest of each hour for a day (and all that something asked for), of each day
    for 30 days, of each month for a year, and the newest of all."""
    kept: set[object] = set()
    drop = []
    for number, backup in enumerate(sorted(backups, key=lambda backup: backup.at, reverse=True)):
        age, at = now - backup.at, backup.at
        period: object = (at.year, at.month) if age <= _MONTHS else None
        if age <= _DAYS:
            period = at.date()
        if age <= _HOURS:
            period = backup.path if backup.why else (at.date(), at.hour)
        if number and (period is None or period in kept):
            drop.append(backup)
        kept.add(period)
    return drop


def thin(folder: Path, now: datetime) -> list[Path]:
    """Removes what `superfluous` names; gives what is gone."""
    gone = []
    for backup in superfluous(found(folder), now):
        with suppress(OSError):
            backup.path.unlink()
            gone.append(backup.path)
    return gone
