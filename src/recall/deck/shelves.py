"""Finds collections, stages and deck files on disk. An edge: it lists and reads, and never writes."""

from __future__ import annotations

import json
import os
import re
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from recall.config import Home
from recall.deck.index import folder_mtime, stamp
from recall.deck.manifest import COLLECTION_FILE, STAGE_FILE, Manifest, Stage, read_collection, read_stage
from recall.deck.problem import Problem
from recall.deck.reader import MAX_BYTES

OWN = "own"
LOCK_FILE = "lock.json"
NO_STAGE_RANK = 0
TICK = 20_000_000  # ns: no file system in use counts more coarsely, FAT aside


@dataclass(frozen=True, slots=True)
class DeckFound:
    """A deck file, and the id and rank of the stage that its folder is ("" and 0 beside the manifest)."""

    path: Path
    stage: str = ""
    stage_rank: int = NO_STAGE_RANK


@dataclass(frozen=True, slots=True)
class Collection:
    """What stands in one collection's folder. `own` says that the learner writes it, `guest` that a stranger does."""

    manifest: Manifest
    path: Path
    own: bool
    guest: bool
    stages: tuple[tuple[Stage, int], ...]
    decks: tuple[DeckFound, ...]


@dataclass(frozen=True, slots=True)
class ManifestFound:
    """A `collection` or `stage` file, and its stamp from before it was read."""

    path: Path
    what: str
    stamp: tuple[int, int]
    data: bytes


@dataclass(slots=True)
class Shelves:
    """Everything found; `folders` (with their times) and `manifests` have to stay as they are for this to hold."""

    collections: list[Collection] = field(default_factory=list)
    folders: dict[str, int] = field(default_factory=dict)
    manifests: list[ManifestFound] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def scan(home: Home, shipped: Path) -> Shelves:
    """The collection that ships, then the learner's own, then those of other people."""
    shelves = Shelves()
    _watch(shelves, home.edits)
    _watch(shelves, home.own_decks)
    if shipped.is_dir():
        _collection(shelves, shipped, own=False)
    else:
        _watch(shelves, shipped)
    if home.own_decks.is_dir():
        _own(shelves, home.own_decks)
    _installed(shelves, home.collections)
    return shelves


def scan_folder(path: Path) -> Shelves:
    """One collection that stands in a folder of its own."""
    shelves = Shelves()
    _collection(shelves, path, own=True)
    return shelves


def _own(shelves: Shelves, root: Path) -> None:
    """Folders with a manifest are collections; what else is there belongs to the collection `own`."""
    with_manifest = [folder for folder in _folders(root) if (folder / COLLECTION_FILE).is_file()]
    _collection(shelves, root, own=True, without=frozenset(with_manifest))
    for folder in with_manifest:
        _collection(shelves, folder, own=True)


def _installed(shelves: Shelves, root: Path) -> None:
    """Collections of other people: each under the name of its folder, in the version that its lock file names."""
    _watch(shelves, root)
    for folder in _folders(root):
        _watch(shelves, folder)
        lock = folder / LOCK_FILE
        if not lock.exists():
            continue
        digest = locked_digest(_read(shelves, lock, "lock"))
        if digest and (folder / version_folder(digest)).is_dir():
            _collection(shelves, folder / version_folder(digest), own=False, guest=folder.name)
        else:
            hint = f"recall deck remove {folder.name}, then add it again: its history is kept"
            shelves.problems.append(Problem(str(lock), 0, 0, "its lock file is damaged", hint, rule="lock"))


def version_folder(digest: str) -> str:
    """The name of the folder of a version, below its collection's."""
    return f"v-{digest[:16]}"


def locked_digest(data: bytes | Problem) -> str:
    """The content hash that a lock file names; empty where it names none."""
    try:
        digest = json.loads(data)["digest"] if isinstance(data, bytes) else ""
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return digest if isinstance(digest, str) and re.fullmatch(r"[0-9a-f]{64}", digest) else ""


def _collection(
    shelves: Shelves, root: Path, *, own: bool, without: frozenset[Path] = frozenset(), guest: str = ""
) -> None:
    """`guest` is the local name of a stranger's collection, whatever it calls itself."""
    _watch(shelves, root)
    manifest = _manifest(shelves, root)
    if guest:
        named = manifest if (root / COLLECTION_FILE).exists() else None
        manifest = replace(named or Manifest(id=guest), id=guest)
    if manifest is None:
        return
    if manifest.id in {collection.manifest.id for collection in shelves.collections}:
        message = f"a collection `{manifest.id}` is already there; this one is left out"
        shelves.problems.append(Problem(str(root / COLLECTION_FILE), 0, 0, message, "give it another id", rule="id"))
        return
    stages: list[tuple[Stage, int]] = []
    decks = [DeckFound(path) for path in deck_files(root) if path.name not in (COLLECTION_FILE, STAGE_FILE)]
    order = {stage: number for number, stage in enumerate(manifest.stages)}
    for folder in _folders(root):
        if folder in without:
            continue
        _watch(shelves, folder)
        stage = _stage(shelves, folder)
        rank = 1 + (order[stage.id] if stage.id in order else len(order) + stage.number)
        stages.append((stage, rank))
        decks += [DeckFound(path, stage.id, rank) for path in deck_files(folder) if path.name != STAGE_FILE]
    decks.sort(key=lambda deck: (deck.stage_rank, deck.stage, deck.path.name))
    stages.sort(key=lambda found: (found[1], found[0].id))
    shelves.collections.append(Collection(manifest, root, own, bool(guest), tuple(stages), tuple(decks)))


def _manifest(shelves: Shelves, root: Path) -> Manifest | None:
    path = root / COLLECTION_FILE
    if not path.exists():
        return Manifest(id=OWN, title="My decks")
    data = _read(shelves, path, "collection")
    if isinstance(data, Problem):
        shelves.problems.append(data)
        return None
    manifest, problems = read_collection(data, str(path))
    shelves.problems += problems
    return manifest


def _stage(shelves: Shelves, folder: Path) -> Stage:
    path = folder / STAGE_FILE
    fallback = Stage(id=folder.name, title=folder.name.replace("-", " ").capitalize())
    if not path.exists():
        return fallback
    data = _read(shelves, path, "stage")
    if isinstance(data, Problem):
        shelves.problems.append(data)
        return fallback
    stage, problems = read_stage(data, str(path))
    shelves.problems += problems
    return stage or fallback


def _read(shelves: Shelves, path: Path, what: str) -> bytes | Problem:
    found = stamp(path)
    data = load(path)
    shelves.manifests.append(ManifestFound(path, what, found, data if isinstance(data, bytes) else b""))
    return data


def _watch(shelves: Shelves, folder: Path) -> None:
    let_settle(folder)
    shelves.folders[str(folder)] = folder_mtime(folder)


def _folders(root: Path) -> Iterator[Path]:
    try:
        yield from sorted(path for path in root.iterdir() if path.is_dir() and _ordinary(path) and not _is_deck(path))
    except OSError:
        return


def deck_files(folder: Path) -> list[Path]:
    """The YAML files of a folder, by name; what an editor or a system hides there is left out."""
    try:
        return sorted(path for path in folder.iterdir() if _is_deck(path) and _ordinary(path))
    except OSError:
        return []


def _is_deck(path: Path) -> bool:
    return path.suffix in (".yaml", ".yml")


def _ordinary(path: Path) -> bool:
    return not path.name.startswith((".", "#", "_")) and not path.name.endswith("~")


def let_settle(path: Path) -> None:
    """Wait until the file system's clock has moved on since the last change, some milliseconds at most.

    What is written within one tick of that clock has one time of change: it could change again and not show it.
    """
    try:
        age = time.time_ns() - path.stat().st_mtime_ns
    except OSError:
        return
    if 0 <= age < TICK:
        time.sleep((TICK - age) / 1e9)


def load(path: Path) -> bytes | Problem:  # noqa: PLR0911  one a reason
    """A file's bytes, or why it cannot be read; never more of it than a deck may have."""
    try:
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # a pipe would be waited for
            return Problem(str(path), 0, 0, "this is no file that can be read", "rename or remove it", rule="file")
        let_settle(path)
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > MAX_BYTES:
                message = f"the file has {size / 2**20:.1f} MiB, the limit is {MAX_BYTES >> 20} MiB"
                return Problem(str(path), 0, 0, message, "split the deck", rule="size")
            return file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        return Problem(str(path), 0, 0, "this is a folder, not a deck file", "rename or remove it", rule="file")
    except FileNotFoundError:
        return Problem(str(path), 0, 0, "there is no such file", "", rule="file")
    except PermissionError:
        return Problem(str(path), 0, 0, "the file may not be read", "look at its permissions", rule="file")
    except OSError as error:
        return Problem(str(path), 0, 0, f"the file cannot be read: {error.strerror or error}", "", rule="file")
