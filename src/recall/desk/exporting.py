"""Writes decks in the formats of other programs: the whole file or none, never over another one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from recall.desk.gathering import gather
from recall.errors import NotSaved, Refused, UsageError
from recall.interop.anki.writer import Situation
from recall.interop.notes import Loss, Progress
from recall.interop.texts import Text
from recall.interop.writers import FORMATS, write

if TYPE_CHECKING:
    from recall.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Export:
    """A file that was written. `kinds` counts the texts by kind; `dropped` and `changed` are what it does not hold."""

    path: Path
    format: str
    notes: int
    cards: int
    reviews: int
    size: int
    kinds: dict[str, int]
    dropped: tuple[Loss, ...]
    changed: tuple[Loss, ...]


def export(
    desk: Desk,
    selectors: Sequence[str],
    format_: str,
    path: Path,
    *,
    history: bool = True,
    force: bool = False,
    progress: Progress | None = None,
) -> Export:
    """Raises Refused where the file exists and `force` is false, NotSaved where the disk says no."""
    check_free(path, force=force)
    texts = gather(desk, selectors, history=history, progress=progress)
    moment, settings = desk.moment, desk.settings
    situation = Situation(moment.at, moment.off, moment.on, settings.day_start, settings.retention, history)
    written = write(texts, format_, _title(texts), situation, progress)
    put(path, written.data, force=force)
    kinds: dict[str, int] = {}
    for text in texts:
        kinds[text.kind] = kinds.get(text.kind, 0) + 1
    cards = sum(len(text.cards) for text in texts)
    losses = written.dropped.losses(), written.changed.losses()
    return Export(path, format_, len(texts), cards, written.reviews, len(written.data), kinds, *losses)


def _title(texts: Sequence[Text]) -> str:
    """The innermost title that all decks share."""
    shared = [*takewhile(lambda titles: len(set(titles)) == 1, zip(*(text.deck for text in texts), strict=False))]
    return shared[-1][0] if shared else "recall"


def format_of(path: Path) -> str:
    """The format that a file's name asks for. Raises UsageError."""
    if path.name.endswith((".tar.gz", ".tgz")):
        return "archive"
    for name, (suffix, _) in FORMATS.items():
        if path.suffix.lower() == suffix:
            return name
    raise UsageError(f"{path.name} does not say what to write", f"--format {'|'.join([*FORMATS, 'archive'])}")


def check_free(path: Path, *, force: bool) -> None:
    """Raises Refused where something stands there that must not be replaced."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder", "name a file in it")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}", "make it first")
    if not force and (path.exists() or path.is_symlink()):
        raise Refused(f"{path} exists", "--force replaces it")


def put(path: Path, data: bytes, *, force: bool) -> None:
    """The file as a whole, on disk, or nothing. Raises NotSaved."""
    part = part_of(path)
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        settle(part, path, force=force)
    except OSError as error:
        raise NotSaved(f"{path} was not written: {error.strerror or error}", "is there room?") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def part_of(path: Path) -> Path:
    """Where a file grows, beside its place."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def settle(part: Path, path: Path, *, force: bool) -> None:
    """Puts a finished file into its place; without `force` only where nothing stands, even if it came just now."""
    if force:
        part.replace(path)
        return
    try:
        os.link(part, path)
    except FileExistsError as error:
        raise Refused(f"{path} exists", "--force replaces it") from error
    except OSError:  # a disk without links
        check_free(path, force=False)
        part.replace(path)
