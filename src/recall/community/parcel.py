"""What came from an address: deck files in memory, under names that are safe to write. Pure, and bounded.

Only YAML files are taken, from the collection's folder and one level below it; whatever else is there is never read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath

from recall.deck.clean import clean_line
from recall.deck.reader import MAX_BYTES
from recall.errors import RecallError, Refused

MAX_NAMES = 5_000
MAX_FILES = 2_000
MAX_TOTAL = 64 * 2**20
_MAX_DEPTH = 4  # folders above a file, until the collection's own folder is known
_MANIFEST = "collection.yaml"
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"|?*\\\ufffd]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\.|$)", re.IGNORECASE)
_LOOKS_LIKE_A_DECK = re.compile(rb"^['\"]?(?:format|deck|cards|id)['\"]?\s*:", re.MULTILINE)

Watch = Callable[[str], None]
"""Told what is being done, a few times a second at most; raises to stop it."""


class Cancelled(RecallError):
    """The learner stopped it; nothing was kept."""

    def __init__(self) -> None:
        super().__init__("stopped, nothing was changed", exit_code=130)


def no_watch(_: str) -> None:
    """For work that nobody watches."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Deck files by their path in the collection; `revision` is their commit, `notes` say what was not taken."""

    files: Mapping[str, bytes]
    revision: str = ""
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The content hash by which a version is pinned: SHA-256 over names and bytes, in hex."""
        found = sha256()
        for name, data in sorted(self.files.items()):
            found.update(f"{len(name.encode())}:{name}:{len(data)}:".encode())
            found.update(data)
        return found.hexdigest()

    @property
    def size(self) -> int:
        return sum(map(len, self.files.values()))


def fault_of(name: str) -> str:
    """Why a path cannot be written below a folder, in a word; empty for one that can, on every system."""
    if not name or name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
        return "absolute"
    if "\\" in name or ".." in name.split("/"):
        return "leads out of its folder"
    for part in name.split("/"):
        if part in ("", ".") or len(part.encode(errors="replace")) > 120:
            return "no plain name"
        if _FORBIDDEN.search(part) or clean_line(part) != part or part[0] == "-" or part[-1] in ". ":
            return "no plain name"
        if _DEVICES.match(part):
            return "the name of a device"
    return ""


def is_wanted(name: str) -> bool:
    """Whether a path may be a deck or a manifest: YAML, in no hidden folder, not too deep."""
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith((".", "#", "_")) for part in parts)
    return name.lower().endswith((".yaml", ".yml")) and len(parts) <= _MAX_DEPTH + 1 and not hidden


@dataclass(slots=True)
class Basket:
    """Collects files and keeps the limits. A name that comes twice is refused: which of the two would be believed?"""

    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _total: int = 0

    def room(self, name: str, size: int) -> None:
        """Raises Refused where a file of this size is too large, or too much with those before it."""
        if size > MAX_BYTES:
            raise Refused(f"{clean_line(name)} has {size / 2**20:.0f} MiB, the limit is {MAX_BYTES >> 20} MiB")
        if self._total + size > MAX_TOTAL:
            raise Refused(f"there is more than {MAX_TOTAL >> 20} MiB of decks in it", "ask its author to split it")

    def put(self, name: str, data: bytes) -> None:
        self.room(name, len(data))
        same = unicodedata.normalize("NFC", name).casefold()
        if same in self._seen:
            raise Refused(f"{clean_line(name)} is in it twice", "nobody could tell which of the two is meant")
        if len(self.files) >= MAX_FILES:
            raise Refused(f"there are more than {MAX_FILES:,} deck files in it")
        self._seen.add(same)
        self._total += len(data)
        self.files[name] = data

    def parcel(self, revision: str = "") -> Parcel:
        """The collection that was found. Raises Refused where there is none, or several."""
        files, strangers = _decks_only(_from_root(self.files))
        if not files:
            raise Refused("there is no deck in it", "a deck is a YAML file that begins with `format: recall/1`")
        notes = [*self.notes, *(f"{name} is no deck and was left out" for name in strangers[:5])]
        return Parcel(files, revision, tuple(notes))


def _from_root(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of the collection's folder and the folders in it, by their path from there."""
    root = _root(files)
    start = f"{root}/" if root else ""
    inside = {name[len(start) :]: data for name, data in files.items() if name.startswith(start)}
    return {name: data for name, data in inside.items() if name.count("/") <= 1}


def _root(files: Mapping[str, bytes]) -> str:
    manifests = [name for name in files if PurePosixPath(name).name == _MANIFEST]
    if manifests:
        least = min(name.count("/") for name in manifests)
        highest = sorted(name for name in manifests if name.count("/") == least)
        if len(highest) > 1:
            raise Refused(f"there are several collections in it: {', '.join(map(clean_line, highest[:3]))}")
        return highest[0].rpartition("/")[0]
    tops = {name.partition("/")[0] if "/" in name else "" for name in files}
    return tops.pop() if len(tops) == 1 else ""


def _decks_only(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[str]]:
    """Without the YAML files of other programs, which say nothing that a deck says."""
    taken: dict[str, bytes] = {}
    strangers: list[str] = []
    for name, data in files.items():
        if _LOOKS_LIKE_A_DECK.search(data) or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            taken[name] = data
        else:
            strangers.append(name)
    return taken, strangers
