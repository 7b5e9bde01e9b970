"""Opens a package of Anki: which of its databases is the real one, and the names of its media. Pure.

New packages hold a decoy `collection.anki2` that tells old programs to update; `meta` says what is to be read.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import IO, NamedTuple

from recall.interop.anki.protobuf import fields, number
from recall.interop.notes import Unreadable

MAX_COLLECTION = 512 << 20
MAX_LIST = 64 << 20
_CHUNK = 1 << 20
_MEMBERS = {1: "collection.anki2", 2: "collection.anki21", 3: "collection.anki21b"}
_KNOWN = frozenset({*_MEMBERS.values(), "meta", "media"})
_AGAIN = "export it from Anki again"


class Package(NamedTuple):
    """A package: the bytes of its database, that member's name, the names of its media, members that are neither."""

    member: str
    database: bytes
    media: tuple[str, ...]
    strays: tuple[str, ...]


def unpack(data: bytes) -> Package:
    """Raises Unreadable with the reason and a next step."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            version = _version(archive)
            member = _MEMBERS.get(version, "")
            if not member:
                raise Unreadable("the package is of a newer Anki", "export it with `Support older Anki versions`")
            if member not in archive.namelist():
                raise Unreadable(f"the package has no {member}", "is this an export of Anki?")
            database = _member(archive, member, MAX_COLLECTION, packed=version == 3)
            strays = (name for name in archive.namelist() if name not in _KNOWN and not name.isdecimal())
            return Package(member, database, _media(archive, packed=version == 3), tuple(strays))
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RecursionError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"the package is damaged or cut off: {error}", _AGAIN) from error
    except Exception as error:
        if type(error).__name__ in ("error", "ZstdError", "LZMAError"):  # of zlib, zstd and lzma
            raise Unreadable(f"the package is damaged: {error}", _AGAIN) from error
        raise


def _version(archive: zipfile.ZipFile) -> int:
    names = set(archive.namelist())
    if "meta" in names:
        return number(_member(archive, "meta", _CHUNK), 1)
    if "collection.anki21b" in names:
        return 3
    return 2 if "collection.anki21" in names else 1


def _member(archive: zipfile.ZipFile, name: str, limit: int, *, packed: bool = False) -> bytes:
    """The bytes of a member, never more than `limit` of them."""
    info = archive.getinfo(name)
    if info.flag_bits & 1:
        raise Unreadable("the package is locked with a password", "unpack it and zip it again without one")
    if info.file_size > limit:  # as the archive says; what it does not say is counted
        raise _too_large(name, limit)
    with archive.open(info) as file:
        return _bounded(_unzstd(file) if packed else file, limit, name)


def _bounded(file: IO[bytes], limit: int, name: str) -> bytes:
    parts = bytearray()
    while chunk := file.read(_CHUNK):
        parts += chunk
        if len(parts) > limit:
            raise _too_large(name, limit)
    return bytes(parts)


def _too_large(name: str, limit: int) -> Unreadable:
    return Unreadable(f"{name} unpacks to more than {limit >> 20} MiB", "export single decks instead")


def _unzstd(file: IO[bytes]) -> IO[bytes]:
    try:
        from compression import zstd  # type: ignore[import-not-found,unused-ignore]  # Python 3.14
    except ImportError:
        try:
            from backports import zstd
        except ImportError as error:
            raise Unreadable(
                "new packages of Anki are packed with zstd, which this Python cannot read",
                "pip install 'recall-srs[anki]', or export with `Support older Anki versions`",
            ) from error
    opened: IO[bytes] = zstd.ZstdFile(file)
    return opened


def _media(archive: zipfile.ZipFile, *, packed: bool) -> tuple[str, ...]:
    """The names of the media that a package says it has."""
    if "media" not in archive.namelist():
        return ()
    data = _member(archive, "media", MAX_LIST, packed=packed)
    if not data.strip():
        return ()
    if packed:
        entries = (value for field, value in fields(data) if field == 1 and isinstance(value, bytes))
        return tuple(_name(entry) for entry in entries)
    listed = json.loads(data)
    if not isinstance(listed, dict):
        raise Unreadable("the list of media cannot be read", _AGAIN)
    return tuple(str(name) for name in listed.values())


def _name(entry: bytes) -> str:
    found = next((value for field, value in fields(entry) if field == 1 and isinstance(value, bytes)), b"")
    return found.decode("utf-8", "replace")
