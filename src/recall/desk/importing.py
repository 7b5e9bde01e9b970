"""Takes other programs' files into the learner's own decks and history: all of a file, or nothing of it.

Decks are written beside their place and put there together; the history takes in reviews by ids of their source, so
that importing twice adds nothing.
"""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

from recall.config import Home
from recall.deck.manifest import read_collection
from recall.desk.returning import WORD, Returning, returned_events, take_out
from recall.errors import NotSaved, RecallError, UsageError
from recall.events import encode
from recall.interop import deckfile, formats
from recall.interop.naming import slug
from recall.interop.notes import MAX_FILE, Notes, Options, Progress, Source, Unreadable, digest
from recall.interop.past import events, numbered
from recall.interop.plan import Plan, Shelf, made
from recall.interop.texts import own_key

if TYPE_CHECKING:
    from recall.desk.desk import Desk

OWN = "own"
_STAMP = re.compile(r"[-_ @]*\d{4}-?\d{2}-?\d{2}.*$|[-_ ]*\(\d+\)$")
_KEY = re.compile(r"(?m)^  x-source: (.+)$")
_MANIFEST = "collection.yaml"


@dataclass(slots=True)
class Import:
    """A file on its way in: what it holds, where it goes, what it will change."""

    path: Path
    notes: Notes
    collection: str
    folder: Path
    plan: Plan
    returning: Returning = field(default_factory=Returning)
    new_reviews: int = 0
    backup: Path | None = None


def look(
    desk: Desk,
    path: Path,
    *,
    to: str = "",
    format_: str = "",
    options: Options = Options(),  # noqa: B008  a frozen value
    progress: Progress | None = None,
) -> Import:
    """Reads a file and plans its import; changes nothing. Raises RecallError kinds."""
    moment = desk.moment
    options = options._replace(offset=moment.off, day_start=desk.settings.day_start)
    try:
        notes = formats.read(Source(path.name, _bytes(path), options), format_, progress)
    except Unreadable as error:
        raise RecallError(f"{path.name}: {error.message}", error.hint) from error
    except MemoryError as error:
        raise RecallError(f"{path.name} needs more memory than there is", "split it") from error
    returning = Returning() if to else take_out(desk, notes, _imported(desk.home, notes))
    _without_top(notes)
    collection, folder = _target(desk.home, path, notes, to)
    title = _title(path)
    shelf = _shelf(folder, collection)
    plan = made(notes, shelf, title, progress)
    if plan.added and collection != OWN and not (folder / _MANIFEST).exists():
        plan.files[_MANIFEST] = deckfile.manifest(collection, title)
    return Import(path, notes, collection, folder, plan, returning)


def carry_out(desk: Desk, found: Import, *, history: bool | None = None, progress: Progress | None = None) -> None:
    """Writes the decks, then takes in the reviews: for cards that were here before only where `history` is true.

    Raises NotSaved where the disk says no; nothing is there by half.
    """
    if found.plan.files:
        _write(found.folder, found.plan.files)
    if history is not False:
        _remember(desk, found, progress, everything=bool(history))


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            listed = [path / "deck.json", *sorted(path.glob("*.json"))]
            folder, path = path, next(filter(Path.is_file, listed), path)
            if path == folder:
                raise UsageError(f"{path} is a folder without a deck.json", f"name the files in it: {path.name}/*.md")
        found = path.stat()
        if not S_ISREG(found.st_mode):  # a pipe or a device may never end
            raise RecallError(f"{path.name} is no plain file", "save what it gives as a file, and import that")
        if found.st_size > MAX_FILE:
            raise RecallError(f"{path.name} has more than 1 GiB", "export it without media")
        with path.open("rb") as file:
            return file.read(MAX_FILE + 1)
    except FileNotFoundError as error:
        raise UsageError(f"there is no file {path}") from error
    except OSError as error:
        raise RecallError(f"{path} cannot be read: {error.strerror or error}") from error


def _title(path: Path) -> str:
    return _STAMP.sub("", path.stem).replace("_", " ").strip() or path.stem


def _target(home: Home, path: Path, notes: Notes, to: str) -> tuple[str, Path]:
    """The collection that a file goes into: the one named, one that holds its cards already, else one of its own."""
    if to:
        name = slug(to, 64)
        if name != to:
            raise UsageError(f"`{to}` cannot be a collection", f"did you mean {name or 'my-cards'}?")
        if to == OWN:
            return OWN, home.own_decks
        return to, _collections(home).get(to, home.own_decks / to)
    keys = {note.key for note in notes.notes if note.key}  # the same words in two files say nothing
    best, shared = "", 0
    collections = _collections(home)
    for name, folder in collections.items():
        held = _keys(folder)
        common = len(keys & held) if keys else 0
        if common > shared and 2 * common >= min(len(keys), len(held)):
            best, shared = name, common
    if best:
        return best, collections[best]
    origins = {own_key(note).partition(":")[0] for note in notes.notes}
    origin = origins.pop() if len(origins) == 1 else ""
    if origin == OWN:
        return OWN, home.own_decks
    name = origin or slug(_title(path)) or f"import-{digest(path.stem, size=3)}"
    if name in (OWN, "backend"):
        name = f"{name}-import"
    return name, collections.get(name, home.own_decks / name)


def _collections(home: Home) -> dict[str, Path]:
    """The learner's own collections by id."""
    found: dict[str, Path] = {}
    for manifest in filter(Path.is_file, sorted(home.own_decks.glob(f"*/{_MANIFEST}"))):
        with suppress(OSError):
            read = read_collection(manifest.read_bytes(), str(manifest))[0]
            if read is not None:
                found[read.id] = manifest.parent
    return found


def _without_top(notes: Notes) -> None:
    """Takes the collection's title off the decks of cards that recall wrote: it is what they go into."""
    tops = {note.deck[:1] for note in notes.notes}
    if len(tops) == 1 and all(own_key(note) and len(note.deck) > 1 for note in notes.notes):
        notes.notes[:] = [note._replace(deck=note.deck[1:]) for note in notes.notes]


def _imported(home: Home, notes: Notes) -> set[str]:
    """The keys of sources that the learner's own decks name, if the file has cards of recall at all."""
    if not any(own_key(note) for note in notes.notes):
        return set()
    return _keys(home.own_decks).union(*(_keys(folder) for folder in _collections(home).values()))


def _deck_files(folder: Path) -> Iterator[Path]:
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*/*.yaml")]):
        if path.name != _MANIFEST and not path.name.startswith(".") and path.is_file():
            yield path


def _keys(folder: Path) -> set[str]:
    found: set[str] = set()
    for path in _deck_files(folder):
        with suppress(OSError):
            for line in _KEY.findall(path.read_text("utf-8", "replace")):
                found.add(line.strip("'\"").rpartition(" ")[0].replace("''", "'"))
    return found


def _shelf(folder: Path, collection: str) -> Shelf:
    shelf = Shelf()
    for path in _deck_files(folder):
        if collection == OWN and path.parent != folder and (path.parent / _MANIFEST).exists():
            continue  # a collection of its own
        try:
            shelf.add(str(path.relative_to(folder)), path.read_bytes())
        except OSError as error:
            raise RecallError(f"{path} cannot be read: {error.strerror or error}") from error
    return shelf


def _write(folder: Path, files: dict[str, str]) -> None:
    """All files beside their places first, then all into them: none is ever there by half."""
    begun: list[tuple[Path, Path]] = []
    new = not folder.exists()
    try:
        for name, text in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f".{target.name}.part")
            begun.append((part, target))
            with part.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        with _undisturbed():
            for part, target in sorted(begun, key=lambda pair: pair[1].name == _MANIFEST):
                part.replace(target)
    except BaseException as error:
        for part, _ in begun:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        if new:
            with suppress(OSError):
                for inner in sorted(folder.glob("*/")):
                    inner.rmdir()
                folder.rmdir()
        if isinstance(error, OSError):
            raise NotSaved(f"no deck was written: {error.strerror or error}", f"is there room in {folder}?") from error
        raise


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C waits until this is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting = False

    def wait(*_: object) -> None:
        nonlocal waiting
        waiting = True

    before = signal.signal(signal.SIGINT, wait)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if waiting:
            raise KeyboardInterrupt


def _remember(desk: Desk, found: Import, progress: Progress | None, *, everything: bool) -> None:
    """Takes the reviews in that are news, as those of a device of their own."""
    if progress:
        progress("replaying reviews", 0, 0)
    made_events = list(events(found.plan.placed, found.collection, desk.moment.off, desk.settings.parameters))
    back = returned_events(desk, found.returning)
    if everything:
        made_events += back
    else:
        many = sum(event.type == "review" for event in back)
        found.notes.dropped.add(f"review of a card that is here already ({WORD} takes them in)", "", many)
    known = desk.history.known_ids(event.id for event in made_events)
    news = {event.id: event for event in made_events if event.id not in known}
    if not news:
        return
    found.backup = backed_up(desk)
    device = f"import-{digest(*sorted(news), size=6)}"
    lines = (encode(event).rpartition(b"\t")[0] + b"\n" for event in numbered(news.values(), device))
    done = desk.history.import_events(lines, (desk.moment.at, desk.moment.off))
    found.new_reviews = sum(event.type == "review" for event in news.values()) - len(done.refused)
    for refusal in done.refused:
        found.notes.dropped.add("review that cannot be right", refusal.reason)


def backed_up(desk: Desk) -> Path | None:
    """A copy of a history that has something in it."""
    if desk.history.undo_target() is None and not any(True for _ in desk.history.live_reviews()):
        return None
    return desk.history.back_up(desk.moment.at, why="before-import").path
