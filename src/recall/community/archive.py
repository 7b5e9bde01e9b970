"""Archives read in memory: `.zip`, `.tar`, `.tar.gz`. Nothing is unpacked to the disk; only plain files are taken.

Headers are judged before their contents are touched, and what is decompressed is counted, so that a bomb stops early.
"""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import Self

from recall.community.parcel import MAX_NAMES, MAX_TOTAL, Basket, Parcel, Watch, fault_of, is_wanted, no_watch
from recall.deck.clean import clean_line
from recall.deck.reader import MAX_BYTES
from recall.errors import RecallError, Refused

_CHUNK = 1 << 20
_MAX_RATIO = 500  # libyaml's own texts never come near it
_MAX_DIRECTORY = MAX_NAMES * 512
_MAX_EXTENSION = 2048
_ALL_EXTENSIONS = 512 * 1024
_EXTENSIONS = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME)
_PLAIN = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.DIRTYPE)
_UNREADABLE = (
    tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, OverflowError, RecursionError,
    NotImplementedError, RuntimeError, UnicodeError,
)  # fmt: skip


def read_archive(path: Path, watch: Watch = no_watch) -> Parcel:
    """The decks in an archive. Raises Refused for one that tries something, RecallError for one that cannot be read."""
    watch(f"reading {path.name}")
    try:
        if path.stat().st_size > MAX_TOTAL:
            raise Refused(f"{path.name} is larger than {MAX_TOTAL >> 20} MiB")
        data = path.read_bytes()
    except OSError as error:
        raise RecallError(f"{path} cannot be read: {error.strerror or error}", "look at its permissions") from error
    return parcel_of(data, path.name, watch)


def parcel_of(data: bytes, name: str, watch: Watch = no_watch) -> Parcel:
    """The decks in the bytes of an archive; the end of `name` says its format."""
    basket = Basket()
    try:
        if name.lower().endswith(".zip"):
            _zip(data, basket, watch)
        else:
            _tar(_inflated(data) if name.lower().endswith("gz") else data, basket, watch)
    except RecallError:
        raise
    except _UNREADABLE as error:
        raise Refused(f"{name} is no archive that can be read: {clean_line(str(error))[:200]}") from error
    return basket.parcel()


def _check_name(name: str) -> None:
    fault = fault_of(name.rstrip("/"))
    if fault:
        raise Refused(f"a name in it is refused: {clean_line(name)[:80]!r} ({fault})", "nothing was taken from it")


# -- zip


def _zip(data: bytes, basket: Basket, watch: Watch) -> None:
    _check_directory(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if len(archive.infolist()) > MAX_NAMES:
            raise Refused(f"there are more than {MAX_NAMES:,} files in it")
        seen: set[str] = set()
        for info in archive.infolist():
            _check_member(info, seen)
        wanted = [info for info in archive.infolist() if not info.is_dir() and is_wanted(info.filename)]
        for number, info in enumerate(wanted, 1):
            watch(f"reading file {number} of {len(wanted)}")
            basket.put(info.filename, _member(archive, info, basket))


def _check_directory(data: bytes) -> None:
    """Refuses a table of contents that would take long to read; `zipfile` would read it all at once."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0 or len(data) < end + 22:
        raise Refused("it is no whole zip archive: its table of contents is missing")
    if data[max(0, end - 20) : end].startswith(b"PK\x06\x07"):
        raise Refused("it is a zip64 archive, made for more than a deck is allowed to hold")
    if int.from_bytes(data[end + 12 : end + 16], "little") > _MAX_DIRECTORY:
        raise Refused(f"there are more than {MAX_NAMES:,} files in it")


def _check_member(info: zipfile.ZipInfo, seen: set[str]) -> None:
    if info.orig_filename != info.filename:
        raise Refused(f"a name in it is refused: {clean_line(info.orig_filename)[:80]!r} (no plain name)")
    _check_name(info.filename)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refused(f"{clean_line(info.filename)} is a link or a device, not a plain file")
    if info.flag_bits & 1:
        raise Refused(f"{clean_line(info.filename)} is encrypted", "unpack it yourself and add the folder")
    if info.filename in seen:
        raise Refused(f"{clean_line(info.filename)} is in it twice", "nobody could tell which of the two is meant")
    seen.add(info.filename)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, basket: Basket) -> bytes:
    basket.room(info.filename, info.file_size)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(f"{clean_line(info.filename)} is compressed in a way that is not read", "use plain zip")
    if info.file_size > _CHUNK and info.file_size > _MAX_RATIO * max(1, info.compress_size):
        raise Refused(f"{clean_line(info.filename)} grows {_MAX_RATIO} times when it is unpacked")
    with archive.open(info) as member:
        return member.read(MAX_BYTES + 1)


# -- tar


def _inflated(data: bytes) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        found = stream.read(MAX_TOTAL + 1)
    if len(found) > MAX_TOTAL:
        raise Refused(f"it unpacks to more than {MAX_TOTAL >> 20} MiB")
    return found


class _Header(tarfile.TarInfo):
    """A header that is judged as soon as it is parsed: before tarfile seeks, allocates or follows anything for it."""

    count = 0
    extensions = 0

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        found = super().frombuf(buf, encoding, errors)
        cls.count += 1
        if cls.count > 2 * MAX_NAMES:
            raise Refused(f"there are more than {MAX_NAMES:,} files in it")
        if not 0 <= found.size <= MAX_TOTAL:
            raise Refused(f"{clean_line(found.name)} claims a size that is not allowed")
        if found.type in _EXTENSIONS:
            cls.extensions += found.size
            if found.size > _MAX_EXTENSION or cls.extensions > _ALL_EXTENSIONS:
                raise Refused("a header in it is too long")
        elif found.type not in _PLAIN:
            raise Refused(f"{clean_line(found.name)} is a link or a device, not a plain file")
        return found


def _tar(data: bytes, basket: Basket, watch: Watch) -> None:
    header = type("Header", (_Header,), {})  # it counts, so every archive has its own
    names = 0
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:", tarinfo=header) as archive:
        while (member := archive.next()) is not None:
            names += 1
            if names > MAX_NAMES or not 0 <= member.size <= MAX_TOTAL or member.issparse():
                raise Refused(f"{clean_line(member.name)} is more than a deck is allowed to be")
            _check_name(member.name.removeprefix("./") or "folder")
            name = member.name.removeprefix("./")
            if member.isreg() and is_wanted(name):
                watch(f"reading file {names}")
                basket.room(name, member.size)
                content = archive.extractfile(member)
                basket.put(name, content.read(MAX_BYTES + 1) if content else b"")
