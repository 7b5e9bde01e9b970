"""What a learner types to name a collection: a git address, a folder, an archive or one YAML file, perhaps `@revision`.

Everything that git could take for an option, a helper or a command is refused here, before any program sees it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from recall.deck.clean import clean_line
from recall.errors import Refused, UsageError

Kind = Literal["git", "folder", "archive", "file"]
ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar")
DECKS = (".yaml", ".yml")
WHAT_FITS = "give https://HOST/PATH, ssh://HOST/PATH, USER@HOST:PATH, a folder, a .zip or .tar.gz, or one YAML file"
_LONGEST = 1000
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HELPER = re.compile(r"[A-Za-z0-9][A-Za-z0-9+.-]*::")
_SCP = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*:[^:]+")
_HOST = re.compile(r"[A-Za-z0-9\[][A-Za-z0-9.:\]-]*")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_REVISION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./+-]{0,199}")


class Address(NamedTuple):
    """Where a collection is had from. `where` is a git address or an absolute path; an empty `revision` is the newest.

    `protocol` is the one by which git may go there, empty where git is not asked.
    """

    kind: Kind
    where: str
    revision: str = ""
    protocol: Literal["", "https", "ssh", "file"] = ""

    def __str__(self) -> str:
        return f"{self.written}@{self.revision}" if self.revision else self.written

    @property
    def written(self) -> str:
        """`where` so that it is read again as what it is: a repository on this computer is no folder."""
        return f"file://{quote(self.where)}" if self.protocol == "file" else self.where

    @property
    def place(self) -> str:
        """What several spellings of one place have in common."""
        return place_of(self.written)

    @property
    def last_part(self) -> str:
        """The end of the path without what says its format: what a collection without a manifest is called."""
        name = re.split(r"[/:\\]", self.place)[-1]
        for ending in (*ARCHIVES, *DECKS):
            name = name.removesuffix(ending)
        return name


def place_of(written: str) -> str:
    """The place that an address names, however it is spelt."""
    path = unquote(written.removeprefix("file://")) if written.startswith("file://") else written
    return path.rstrip("/").removesuffix(".git").rstrip("/")


def parse_address(text: str, *, here: Path | None = None) -> Address:
    """The address that a learner typed; relative paths start `here`. Raises Refused or UsageError with the cure."""
    text = text.strip()
    if not text or len(text) > _LONGEST or clean_line(text) != text:
        raise UsageError("an address is one line of visible signs", WHAT_FITS)
    if text.startswith("-"):
        raise Refused(f"{text} begins like an option, not like an address", "put ./ before the name of a file")
    if found := _SCHEME.match(text):
        return _url(text, found[1].lower())
    local = _local(text, here or Path.cwd())
    if local is not None:
        return local
    if _HELPER.match(text):
        raise Refused(f"{text} would have git run a helper program", WHAT_FITS)
    host, colon, rest = text.partition(":")
    path, revision = _revision(rest)
    if colon and _SCP.fullmatch(f"{host}:{path}") and not path.startswith("-"):
        return Address("git", f"{host}:{path}", revision, "ssh")
    raise UsageError(f"there is no {text}", WHAT_FITS)


def _url(text: str, scheme: str) -> Address:
    where, revision = _split_url(text)
    try:
        parts = urlsplit(where)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"{text} is no address: {error}", WHAT_FITS) from error
    del port
    if scheme == "file":
        if parts.netloc not in ("", "localhost"):
            raise Refused(f"{text} names another computer", "a file address is file:///PATH")
        path = Path(unquote(parts.path))
        if not revision and (path / ".git").exists():  # the address says git, a bare path says folder
            return Address("git", str(path.resolve()), "", "file")
        return _path(path, revision, text)
    if scheme not in ("https", "ssh"):
        raise Refused(f"{scheme}:// is not used: nobody vouches for what comes that way", WHAT_FITS)
    user, _, password = (parts.netloc.rpartition("@")[0]).partition(":")
    if password or (user and scheme == "https"):
        raise Refused("an address with a password or token in it would be kept in the history", "use ssh instead")
    if not _HOST.fullmatch(parts.hostname or "") or (user and not _USER.fullmatch(user)) or not parts.path.strip("/"):
        raise UsageError(f"{text} names no repository", WHAT_FITS)
    if parts.query or parts.fragment:
        raise UsageError(f"{text} is the address of a page, not of a repository", WHAT_FITS)
    if parts.path.lower().endswith((*ARCHIVES, *DECKS)):
        raise UsageError(f"{text} is a file on another computer", "download it, look at it, then add the file")
    return Address("git", where, revision, "https" if scheme == "https" else "ssh")


def _split_url(text: str) -> tuple[str, str]:
    scheme, _, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    path, revision = _revision(path)
    return f"{scheme.lower()}://{host}{slash}{path}", revision


def _revision(path: str) -> tuple[str, str]:
    """Cuts `@revision` off the end of a path. Raises UsageError for one that git could misread."""
    where, sign, revision = path.rpartition("@")
    return (where, checked_revision(revision)) if sign and where else (path, "")


def checked_revision(revision: str) -> str:
    """The revision (a branch, a tag or a whole commit id) if it can be nothing else."""
    if not _REVISION.fullmatch(revision) or ".." in revision or "//" in revision or revision.endswith((".lock", "/")):
        raise UsageError(f"`{revision}` is no revision", "name a branch, a tag or a whole commit id after the @")
    return revision


def _local(text: str, here: Path) -> Address | None:
    """The address of something that exists on this computer."""
    path = here / _expanded(text)
    try:
        if path.exists():
            return _path(path, "", text)
        where, sign, revision = text.rpartition("@")
        if sign and where and (here / _expanded(where)).exists():
            return _path(here / _expanded(where), checked_revision(revision), text)
    except OSError:
        pass
    return None


def _expanded(text: str) -> Path:
    """The path with `~` as a home folder, where there is such a user."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def _path(path: Path, revision: str, text: str) -> Address:
    path = path.resolve()
    where = str(path)
    if path.is_dir():
        bare = (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir()
        if revision or bare:
            return Address("git", where, revision, "file")
        return Address("folder", where)
    if not path.exists():
        raise UsageError(f"there is no {text}", WHAT_FITS)
    if revision:
        raise UsageError(f"{path.name} is a file: it has no revisions", "leave the @ out")
    if path.name.lower().endswith(ARCHIVES):
        return Address("archive", where)
    if path.name.lower().endswith(DECKS):
        return Address("file", where)
    raise UsageError(f"{path.name} is neither an archive nor a YAML file", WHAT_FITS)
