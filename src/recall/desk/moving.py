"""The whole of one's data as one file, and such a file taken in: events by union, files where none stand yet."""

from __future__ import annotations

import io
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from recall.desk.exporting import check_free, part_of, settle
from recall.errors import NotSaved, RecallError, Refused, UsageError
from recall.events import format_instant
from recall.interop import archive
from recall.interop.archive import MANIFEST, Member
from recall.interop.notes import Loss, Progress, Tally, Unreadable
from recall.machine import parse_machine

if TYPE_CHECKING:
    from recall.config import Home
    from recall.desk.desk import Desk

_EDITOR = re.compile(rb"\s*[\"']?editor[\"']?\s*=")
_ROOM = 0o600  # of a file that holds somebody's history


@dataclass(frozen=True, slots=True)
class Packed:
    """An archive that was written: its journals, its events, its other files; what could not go along."""

    path: Path
    events: int
    files: int
    size: int
    dropped: tuple[Loss, ...]


@dataclass(slots=True)
class Taken:
    """An archive that was taken in: events by union, files that were not here yet; `kept` stayed as they were."""

    path: Path
    events: int = 0
    known: int = 0
    files: int = 0
    same: int = 0
    kept: list[str] = field(default_factory=list)
    dropped: Tally = field(default_factory=Tally)
    backup: Path | None = None


def pack(desk: Desk, path: Path, *, force: bool = False, progress: Progress | None = None) -> Packed:
    """Writes journals, own decks, edits, installed collections and settings. Raises Refused, NotSaved."""
    check_free(path, force=force)
    dropped = Tally()
    places = list(_places(desk.home, dropped))
    part = part_of(path)
    events = 0
    try:
        with part.open("xb") as file:
            part.chmod(_ROOM)
            with tarfile.open(fileobj=file, mode="w:gz", format=tarfile.PAX_FORMAT) as packed:
                _add(packed, MANIFEST, archive.manifest(format_instant(desk.moment.at)))
                for name, data in _read(places, progress):
                    events += data.count(b"\n") if name.startswith("journal/") else 0
                    _add(packed, name, data)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        settle(part, path, force=force)
    except OSError as error:
        raise NotSaved(f"{path} was not written: {error.strerror or error}", "is there room?") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Packed(path, events, len(places), size, dropped.losses())


def _places(home: Home, dropped: Tally) -> Iterator[tuple[str, Path]]:
    """The files that go along, by their place in the archive."""
    for folder in ("journal", "decks", "edits", "collections"):
        root = home.data / folder
        for path in sorted(root.rglob("*")):
            name = f"{folder}/{path.relative_to(root).as_posix()}"
            if path.is_symlink() or not path.is_file():
                continue
            if archive.is_place(name):
                yield name, path
            elif not path.name.startswith("."):
                dropped.add("file that is no part of recall's data", name)
    if home.settings_file.is_file():
        yield "config.toml", home.settings_file


def _read(places: list[tuple[str, Path]], progress: Progress | None) -> Iterator[tuple[str, bytes]]:
    for number, (name, path) in enumerate(places):
        if progress:
            progress("packing files", number, len(places))
        data = path.read_bytes()
        if name.startswith("journal/"):
            data = data[: data.rfind(b"\n") + 1]  # a line that is being written belongs to the next archive
        yield name, data


def _add(packed: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), _ROOM
    packed.addfile(info, io.BytesIO(data))


def is_archive(path: Path) -> bool:
    """Whether a file may be an archive that `pack` wrote."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return archive.is_archive(file.read(4))
    except OSError:
        return False


def take_in(desk: Desk, path: Path, *, dry_run: bool = False, progress: Progress | None = None) -> Taken:
    """Takes an archive in: all of it is read and judged before the first byte is written. Raises RecallError kinds."""
    taken = Taken(path)
    try:
        with path.open("rb") as file:
            found = list(archive.members(file))
    except Unreadable as error:
        raise RecallError(f"{path.name}: {error.message}", error.hint) from error
    except FileNotFoundError as error:
        raise UsageError(f"there is no file {path}") from error
    except OSError as error:
        raise RecallError(f"{path} cannot be read: {error.strerror or error}") from error
    news = _judge(desk.home, found, taken)
    lines = [line for member in found if member.name.startswith("journal/") for line in member.data.splitlines(True)]
    if dry_run:
        taken.events = len(lines)
        return taken
    if progress:
        progress("taking files in", 0, len(news))
    for member in news:
        _put(_target(desk.home, member.name), member.data)
    _take_events(desk, lines, taken, progress)
    return taken


def _judge(home: Home, found: list[Member], taken: Taken) -> list[Member]:
    """The files that are not here yet. Of an installed collection all files come, or none."""
    news: list[Member] = []
    held = {path.name for path in (home.data / "collections").glob("*") if path.is_dir()}
    for given in found:
        if given.name.startswith("journal/"):
            continue
        member = _without_programs(given, taken) if given.name == "config.toml" else given
        target = _target(home, member.name)
        parts = member.name.split("/")
        if target.exists() or (parts[0] == "collections" and parts[1] in held):
            if target.is_file() and target.read_bytes() == member.data:
                taken.same += 1
            else:
                taken.kept.append(member.name)
                taken.dropped.add("file that is another one here: yours is kept", member.name)
            continue
        news.append(member)
    taken.files = len(news)
    return news


def _without_programs(member: Member, taken: Taken) -> Member:
    """The settings of a machine without the editor: no file from elsewhere says what is started here."""
    lines = member.data.splitlines(keepends=True)
    kept = [line for line in lines if not _EDITOR.match(line)]
    if len(kept) < len(lines):
        taken.dropped.add("editor of the other machine: recall config set editor", member.name)
    data = b"".join(kept)
    if parse_machine(data.decode("utf-8", "replace"), member.name)[0].editor:
        taken.dropped.add("settings of the other machine, which hide an editor", member.name)
        data = b""
    return member._replace(data=data)


def _target(home: Home, name: str) -> Path:
    return home.settings_file if name == "config.toml" else home.data.joinpath(*name.split("/"))


def _put(target: Path, data: bytes) -> None:
    part = part_of(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(Refused):  # what somebody else put there just now stays
            settle(part, target, force=False)
    except OSError as error:
        raise NotSaved(f"{target} was not written: {error.strerror or error}", "import the archive again") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _take_events(desk: Desk, lines: list[bytes], taken: Taken, progress: Progress | None) -> None:
    from recall.desk.importing import backed_up

    if not lines:
        return
    if progress:
        progress("taking reviews in", 0, 0)
    taken.backup = backed_up(desk)
    done = desk.history.import_events(lines, (desk.moment.at, desk.moment.off))
    taken.events, taken.known = done.added, done.known
    for refusal in done.refused:
        taken.dropped.add("event that cannot be right, set aside", refusal.reason)
