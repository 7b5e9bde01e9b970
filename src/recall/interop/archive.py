"""The whole of one's data as one archive: what may stand in it, and how it is read without trusting it. Pure on bytes.

Nothing is ever extracted: members are read one by one in memory, and only plain files with a known place are taken.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import zlib
from collections.abc import Iterator
from typing import IO, NamedTuple, Self

from recall.interop.notes import Unreadable

MANIFEST = "recall-archive.json"
VERSION = "recall/archive/1"
MAX_MEMBER = 512 << 20
MAX_ALL = 2 << 30
MAX_MEMBERS = 50_000
MAX_EXTENSION = 4096
_EXTENSIONS = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
_PART = r"\w[^\x00-\x1f\x7f/\\:*?\"<>|]{0,120}"
_PLACES = re.compile(
    rf"journal/{_PART}\.jsonl|edits/{_PART}\.yaml|decks/(?:{_PART}/){{0,2}}{_PART}\.ya?ml"
    rf"|collections/(?:{_PART}/){{1,4}}{_PART}|config\.toml|{re.escape(MANIFEST)}"
)
_AGAIN = "copy it again, or write a new one with recall export"


class Member(NamedTuple):
    """One file of an archive: its place in a home, with `/` between the parts, and its bytes."""

    name: str
    data: bytes


def is_archive(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a packed archive."""
    return head.startswith(b"\x1f\x8b")


def is_place(name: str) -> bool:
    """Whether a file of this name belongs into an archive."""
    return _PLACES.fullmatch(name) is not None and ".." not in name


def manifest(made_at: str) -> bytes:
    """The member that says what the archive is; it stands first."""
    return json.dumps({"format": VERSION, "made_at": made_at}).encode() + b"\n"


def members(file: IO[bytes]) -> Iterator[Member]:
    """The members, the manifest checked and left out. Raises Unreadable for whatever is not such an archive."""
    total = count = 0
    seen: set[str] = set()
    first = True
    try:
        plain = _Bounded(gzip.GzipFile(fileobj=file))
        with tarfile.open(fileobj=plain, mode="r|", tarinfo=_Info) as archive:
            for info in archive:
                count += 1
                total += info.size
                if count > MAX_MEMBERS or total > MAX_ALL or info.size > MAX_MEMBER:
                    raise Unreadable("the archive holds more than a learner's data", "is it the right file?")
                if first and info.name != MANIFEST:
                    raise Unreadable("this is no archive of recall", "unpack it and import the files in it")
                if not info.isreg() or not is_place(info.name) or info.name in seen or info.issparse():
                    raise Unreadable(f"the archive has a member that is none of ours: {info.name[:80]!r}", _AGAIN)
                seen.add(info.name)
                opened = archive.extractfile(info)
                data = opened.read() if opened else b""
                if first:
                    _check(data)
                    first = False
                else:
                    yield Member(info.name, data)
    except (tarfile.TarError, EOFError, OSError, zlib.error, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"the archive is damaged or cut off: {error}", _AGAIN) from error
    if first:
        raise Unreadable("the archive is empty", _AGAIN)


def _check(data: bytes) -> None:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable("this is no archive of recall", _AGAIN) from error
    if not isinstance(found, dict) or found.get("format") != VERSION:
        raise Unreadable("the archive is of a newer recall", "install the newest recall and try again")


class _Bounded(io.RawIOBase):
    """Unpacked bytes, no more of them than a learner's data may have."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self.file = file
        self.left = MAX_ALL

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        data = self.file.read(size)
        self.left -= len(data)
        if self.left < 0:
            raise Unreadable("the archive holds more than a learner's data", "is it the right file?")
        return data


class _Info(tarfile.TarInfo):
    """A member whose name and attributes are short: longer ones would be read into memory as a whole."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        info = super().frombuf(buf, encoding, errors)
        if info.type in _EXTENSIONS and info.size > MAX_EXTENSION:
            raise Unreadable("the archive has a member with too long a name", _AGAIN)
        return info
