"""A folder or one YAML file on this computer, read without following a link and without asking any program."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from recall.community.parcel import MAX_NAMES, Basket, Parcel, Watch, fault_of, is_wanted, no_watch
from recall.deck.clean import clean_line
from recall.deck.reader import MAX_BYTES
from recall.errors import RecallError, Refused

_DEPTH = 4


def read_folder(path: Path, watch: Watch = no_watch) -> Parcel:
    """The decks of a folder. A `.git` in it is a folder like any hidden one: it is not looked at."""
    watch(f"reading {path.name}")
    basket = Basket()
    links = 0
    for count, (name, file) in enumerate(_walk(path, "", 0)):
        if count >= MAX_NAMES:
            raise Refused(f"there are more than {MAX_NAMES:,} files in it")
        if not is_wanted(name):
            continue
        if file.is_symlink():
            links += 1
        elif fault_of(name):
            basket.notes.append(f"{clean_line(name)} was left out: {fault_of(name)}")
        else:
            basket.put(name, _read(Path(file.path)))
    if links:
        basket.notes.append(f"{links} {'link was' if links == 1 else 'links were'} left out")
    return basket.parcel()


def read_file(path: Path, watch: Watch = no_watch) -> Parcel:
    """One deck file."""
    watch(f"reading {path.name}")
    name = path.name if not fault_of(path.name) else "deck.yaml"
    return Parcel({name: _read(path)})


def _walk(folder: Path, above: str, depth: int) -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise RecallError(f"{folder} cannot be read: {error.strerror or error}", "look at its permissions") from error
    for entry in entries:
        if entry.name.startswith((".", "_", "#")):
            continue
        name = f"{above}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if depth < _DEPTH:
                yield from _walk(Path(entry.path), f"{name}/", depth + 1)
        else:
            yield name, entry


def _read(path: Path) -> bytes:
    """A plain file's bytes: no link is followed, no pipe waited for, no more read than a deck may have."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(path, flags), "rb") as file:  # noqa: PTH123  pathlib opens with no flags
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Refused(f"{clean_line(path.name)} is no plain file")
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise RecallError(f"{path} cannot be read: {error.strerror or error}", "look at its permissions") from error
    if len(data) > MAX_BYTES:
        raise Refused(f"{clean_line(path.name)} is larger than {MAX_BYTES >> 20} MiB")
    return data
