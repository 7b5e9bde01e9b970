"""The decks of a collection as they were: in a revision of the author's own git repository, or in another folder.

git reads objects and nothing else here: no hook, no filter, no other program of the repository's settings can run.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from recall.community import bounded
from recall.community.folder import read_folder
from recall.community.parcel import MAX_NAMES, MAX_TOTAL, Basket, Parcel, is_wanted
from recall.deck.card import Card
from recall.deck.compile import read_deck
from recall.deck.manifest import COLLECTION_FILE, STAGE_FILE
from recall.deck.nodes import Map, Scalar, Seq
from recall.deck.reader import read_events
from recall.errors import RecallError, UsageError

_SECONDS = 20
_LISTING = MAX_NAMES * 256
_SETTINGS = ("core.fsmonitor=false", "core.hooksPath=" + os.devnull, "protocol.allow=never", "core.pager=cat")


def at(collection: Path, version: str) -> Parcel:
    """The deck files of a collection's folder in `version`: another folder, or a git revision of this one.

    Raises UsageError where it is neither, RecallError, Refused.
    """
    if Path(version).is_dir():
        return read_folder(Path(version))
    commit = _git(collection, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{version}^{{commit}}", out=200)
    if commit.code or version.startswith("-"):
        hint = "name a commit, branch or tag of this folder's repository, or a folder with the version before"
        raise UsageError(f"`{version}` is no revision and no folder", hint)
    name = commit.out.decode().strip()
    listed = _git(collection, "ls-tree", "-r", "-z", name, "--", ".", out=_LISTING)
    entries = [entry for entry in listed.out.split(b"\0") if entry]
    if listed.code or listed.cut or len(entries) > MAX_NAMES:
        raise RecallError(f"`{version}` cannot be listed: {listed.said.strip() or 'it has too many files'}")
    basket = Basket()
    for path, data in _blobs(collection, list(_wanted(entries))):
        basket.put(path, data)
    return basket.parcel(name)


def _wanted(entries: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """Path and blob of each plain YAML file."""
    for entry in entries:
        head, _, raw = entry.decode(errors="replace").partition("\t")
        mode, _, blob = head.split(" ", 2)
        if mode.startswith("100") and is_wanted(raw):
            yield raw, blob


def _blobs(collection: Path, entries: Sequence[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    asked = "".join(f"{blob}\n" for _, blob in entries).encode()
    read = _git(collection, "cat-file", "--batch", out=MAX_TOTAL, given=asked)
    if read.code or read.cut:
        raise RecallError("git could not read the decks of that revision", read.said.strip()[:200])
    start = 0
    for path, _ in entries:
        end = read.out.index(b"\n", start)
        length = int(read.out[start:end].rpartition(b" ")[2])
        yield path, read.out[end + 1 : end + 1 + length]
        start = end + length + 2


def cards_of(parcel: Parcel, collection: str) -> list[Card]:
    """The cards of a version, under the collection's present name; what cannot be read is not among them."""
    cards: list[Card] = []
    for path, data in sorted(parcel.files.items()):
        if path.rpartition("/")[2] not in (COLLECTION_FILE, STAGE_FILE):
            deck = read_deck(data, path, collection).deck
            cards += deck.cards if deck else ()
    return cards


def retired(manifest: bytes, path: str) -> frozenset[str]:
    """The ids that a manifest says are retired on purpose: `x-retired: [old-id]`."""
    root, _ = read_events(manifest, path)
    listed = root.items.get("x-retired") if isinstance(root, Map) else None
    return (
        frozenset(each.value for each in listed.items if isinstance(each, Scalar))
        if isinstance(listed, Seq)
        else frozenset()
    )


def _git(collection: Path, *arguments: str, out: int, given: bytes = b"") -> bounded.Ran:
    program = shutil.which("git")
    if program is None:
        raise RecallError("git is not installed", "--against takes a folder with the version before, too")
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    with tempfile.TemporaryDirectory(prefix="recall-git-") as empty:
        return bounded.run(
            [program, "-C", str(collection.resolve()), "--no-pager", "--no-replace-objects", *settings, *arguments],
            environment=_environment(),
            folder=Path(empty),
            seconds=_SECONDS,
            out=out,
            disk=2 * MAX_TOTAL,
            given=given,
        )


def _environment() -> Mapping[str, str]:
    """The author's own settings stay, since git may need them to trust the folder; nothing may be asked or fetched."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_TERMINAL_PROMPT": "0",
    }
