"""One device's journal: lines are appended, synced and read here. It must not know SQL or what events mean."""

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from recall.history.database import sync_folder

SUFFIX = ".jsonl"
_BINARY = getattr(os, "O_BINARY", 0)
_DIGEST = 17  # 16 hex digits and the newline
_CHUNK = 1 << 20


class End(NamedTuple):
    """How far a journal was taken in: its length, its lines, the digest of the last, its highest `n` and clock."""

    length: int = 0
    lines: int = 0
    digest: bytes = b""
    n: int = 0
    hlc: int = 0


START = End()


class Journal:
    """The file `<folder>/<dev>.jsonl`, held open between appends and opened again when it was replaced."""

    def __init__(self, folder: Path, dev: str) -> None:
        self.dev = dev
        self.path = folder / f"{dev}{SUFFIX}"
        self._name = str(self.path)
        self._descriptor: int | None = None
        self._file = 0

    def size(self) -> int:
        """The length of the file as it stands now, 0 when there is none."""
        try:
            status = os.stat(self._name)  # noqa: PTH116  called for every answer
        except FileNotFoundError:
            self.close()
            return 0
        if status.st_ino != self._file:
            self.close()
        return status.st_size

    def append(self, data: bytes, length: int) -> None:
        """Puts whole lines at the end, at `length`, and on the disk; when that fails they are cut off again."""
        descriptor = self._opened()
        try:
            rest = memoryview(data)
            while rest:
                written = os.write(descriptor, rest)
                if written == 0:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
                rest = rest[written:]
            sync(descriptor)
        except BaseException:
            with suppress(OSError):
                os.ftruncate(descriptor, length)
            raise

    def cut(self, length: int) -> bytes:
        """Shortens the file to `length` bytes and gives what was cut off."""
        with self.path.open("r+b") as file:
            file.seek(length)
            torn = file.read()
            file.truncate(length)
            file.flush()
            sync(file.fileno())
        return torn

    def matches(self, end: End) -> bool:
        """Whether the file still has, at the stored end, the digest that was stored with it."""
        if end.length == 0:
            return True
        with self.path.open("rb") as file:
            file.seek(max(0, end.length - _DIGEST))
            return tail_of(file.read(min(_DIGEST, end.length))) == end.digest

    def lines(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Every line from a position on, up to another, newline included; a torn last one comes without."""
        if not self.path.exists():
            return
        with self.path.open("rb", buffering=_CHUNK) as file:
            file.seek(start)
            if stop is None:
                yield from file
                return
            for line in file:
                if start >= stop:
                    return
                start += len(line)
                yield line

    def backwards(self, end: int | None = None) -> Iterator[bytes]:
        """Whole lines, the newest first, read in pieces from the end of the file or from a length it had before."""
        position = self.size() if end is None else min(end, self.size())
        if not position:
            return
        with self.path.open("rb") as file:
            rest = b""
            while position:
                step = min(_CHUNK >> 4, position)
                position -= step
                file.seek(position)
                first, *whole = (file.read(step) + rest).split(b"\n")
                rest = first
                for line in reversed(whole):
                    if line:
                        yield line
            if rest:
                yield rest

    def rewrite(self, lines: Iterable[bytes], now: datetime) -> Path | None:
        """Replaces the file by `lines`; what stood there is kept beside it (its new name is given)."""
        fresh = self.path.with_suffix(".new")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb", buffering=_CHUNK) as file:
            file.writelines(lines)
            file.flush()
            sync(file.fileno())
        kept = None
        if self.path.exists():
            kept = self.path.with_name(f"{self.path.name}.damaged-{now.strftime('%Y%m%dT%H%M%SZ')}")
            if not kept.exists():
                _copy(self.path, kept)
        fresh.replace(self.path)
        sync_folder(self.path.parent)
        self.close()
        return kept

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor, self._file = None, 0

    def _opened(self) -> int:
        if self._descriptor is None:
            new = not self.path.exists()
            if new:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | _BINARY
            self._descriptor = os.open(self.path, flags, 0o600)
            self._file = os.fstat(self._descriptor).st_ino
            if new:
                sync_folder(self.path.parent)
                sync_folder(self.path.parent.parent)
        return self._descriptor


def _copy(path: Path, copy: Path) -> None:
    """A second name for the same content, a real copy where the file system knows no links."""
    try:
        os.link(path, copy)
    except OSError:
        from shutil import copyfile

        copyfile(path, copy)


def tail_of(line: bytes) -> bytes:
    """The 16 hex digits that close a line, newline or not."""
    return line.rstrip(b"\n")[-16:]


def journals(folder: Path) -> dict[str, Journal]:
    """The journals in a folder by device, in the order of their names."""
    try:
        names = [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return {}
    devices = sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX))
    return {dev: Journal(folder, dev) for dev in devices}


def sync(descriptor: int) -> None:
    """Puts a file's content on the disk; macOS needs its own call for the disk's cache."""
    if sys.platform == "darwin":
        import fcntl

        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        except OSError:  # a file system that does not know it
            os.fsync(descriptor)
    else:
        os.fsync(descriptor)
