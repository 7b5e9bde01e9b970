"""What is installed: one lock file a collection, and beside it the versions that it and the step back need.

`collections/<name>/lock.json` says which folder beside it is in force; replacing that one file is the whole change, so
a crash leaves the old version or the new one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from recall.community.merge import Conflict
from recall.community.parcel import Parcel, Watch, fault_of, no_watch
from recall.deck.fields import ID, MAX_ID
from recall.deck.shelves import LOCK_FILE, load, version_folder
from recall.errors import NotSaved, RecallError
from recall.whole import whole


@dataclass(frozen=True, slots=True)
class Pin:
    """One installed collection. `address` with `asked` (a revision, or empty for the newest) is where it comes from.

    `commit` is git's, `digest` the content hash in hex; `back` are commit and digest of the version before it.
    """

    name: str
    address: str
    asked: str
    commit: str
    digest: str
    title: str = ""
    version: str = ""
    licence: str = ""
    authors: tuple[str, ...] = ()
    cards: int = 0
    added_at: str = ""
    updated_at: str = ""
    back: tuple[str, str] | None = None
    unsettled: tuple[Conflict, ...] = ()

    @property
    def shown(self) -> str:
        """The pin as lists show it: the commit, else the content hash, cut short."""
        return (self.commit or self.digest)[:8]

    @property
    def folder(self) -> str:
        return version_folder(self.digest)


def is_name(name: str) -> bool:
    """Whether a collection may have this local name."""
    return bool(ID.fullmatch(name)) and len(name) <= MAX_ID


def installed(collections: Path) -> list[Pin]:
    """Every collection that is installed, by name; one whose lock file cannot be read is not."""
    try:
        names = sorted(entry.name for entry in collections.iterdir() if is_name(entry.name))
    except OSError:
        return []
    return [pin for pin in (read_pin(collections, name) for name in names) if pin is not None]


def read_pin(collections: Path, name: str) -> Pin | None:
    """The lock file of a collection, None where there is none that can be used."""
    data = load(collections / name / LOCK_FILE)
    if not isinstance(data, bytes):
        return None
    try:
        return _pin(name, json.loads(data))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _pin(name: str, found: Mapping[str, Any]) -> Pin:
    known = {field.name for field in fields(Pin)}  # a newer recall may note more
    pin = Pin(**{key: value for key, value in found.items() if key in known} | {"name": name})
    texts = (pin.address, pin.asked, pin.commit, pin.digest, pin.title, pin.version, pin.licence)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a text is none")
    back = None if pin.back is None else (str(pin.back[0]), str(pin.back[1]))
    unsettled = tuple(Conflict(**conflict) for conflict in pin.unsettled)  # type: ignore[arg-type]
    return replace(pin, authors=tuple(map(str, pin.authors)), back=back, unsettled=unsettled)


def write_pin(collections: Path, pin: Pin) -> None:
    """Puts a version in force. Raises NotSaved."""
    folder = collections / pin.name
    form = {name: value for name, value in asdict(pin).items() if name != "name"}
    with _saving(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with whole(folder / LOCK_FILE) as file:
            file.write(f"{json.dumps(form, ensure_ascii=False, indent=1)}\n".encode())


def write_version(collections: Path, name: str, parcel: Parcel, watch: Watch = no_watch) -> None:
    """Puts the files of a version beside those in force; nothing reads them before `write_pin`. Raises NotSaved."""
    folder = collections / name
    target = folder / version_folder(parcel.digest)
    if target.is_dir():
        return
    with _saving(folder):
        folder.mkdir(parents=True, exist_ok=True)
        begun = Path(mkdtemp(dir=folder, prefix=".new-"))
        try:
            for number, (path, data) in enumerate(parcel.files.items(), 1):
                assert not fault_of(path), path
                watch(f"writing file {number} of {len(parcel.files)}")
                (begun / path).parent.mkdir(exist_ok=True)
                (begun / path).write_bytes(data)
            begun.chmod(0o755)
            begun.replace(target)
        except BaseException:
            shutil.rmtree(begun, ignore_errors=True)
            forget_unused(collections, name)
            raise


def read_version(collections: Path, pin: Pin, digest: str = "", commit: str = "") -> Parcel:
    """The files of a version as they were installed: by default of the one in force. Raises RecallError."""
    folder = collections / pin.name / version_folder(digest or pin.digest)
    if not folder.is_dir():
        raise RecallError(f"that version of {pin.name} is not here any more", "recall deck update fetches one again")
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}
    return Parcel(files, commit or pin.commit)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def forget_unused(collections: Path, name: str) -> None:
    """Removes what neither the version in force nor the one before it needs: older versions, halves of a crash."""
    folder = collections / name
    pin = read_pin(collections, name)
    kept = {LOCK_FILE}
    if pin is not None:
        kept |= {pin.folder, *([version_folder(pin.back[1])] if pin.back else [])}
    with suppress(OSError):
        for entry in list(folder.iterdir()):
            if entry.name not in kept:
                shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
        if pin is None:
            folder.rmdir()


def remove(collections: Path, name: str) -> None:
    """Takes a collection off this computer; the lock file goes first. Raises NotSaved."""
    with _saving(collections / name):
        (collections / name / LOCK_FILE).unlink(missing_ok=True)
    forget_unused(collections, name)


@contextmanager
def _saving(folder: Path) -> Iterator[None]:
    """A disk that refuses, in words."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise NotSaved(f"{folder} cannot be written: {reason}", "nothing was changed") from error
