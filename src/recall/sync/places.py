"""From an address to its transport, and what must be installed for it. It must not know keys or events."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from recall.errors import RecallError, UsageError
from recall.sync.remote import Remote

_NEEDS = {"folder": ("zstandard", "obstore"), "s3": ("zstandard", "obstore"), "git": ("zstandard",)}
_NEEDS["postgresql"] = ("zstandard", "psycopg")
_EXAMPLES = "a folder, s3://bucket/folder, git@host:me/history.git, postgresql://host/database"


def kind_of(url: str) -> str:
    """`folder`, `s3`, `git` or `postgresql`. Raises UsageError for an address that is none of them."""
    from recall.sync.gitremote import is_git

    if url.startswith("s3://"):
        return "s3"
    if url.startswith(("postgresql://", "postgres://")):
        return "postgresql"
    if is_git(url):
        return "git"
    if not url.strip() or "://" in url:
        raise UsageError(f"{url or 'nothing'} is no place to sync with", _EXAMPLES)
    return "folder"


def need(kind: str, *, sealed: bool) -> None:
    """Raises RecallError, with the line to type, where a package is missing."""
    wanted = (*_NEEDS[kind], *(("nacl",) if sealed else ()))
    missing = [name for name in wanted if find_spec(name) is None]
    if missing:
        raise RecallError(
            f"syncing with a {kind} remote needs {', '.join(missing)}", "pip install 'recall-srs[sync]' installs it"
        )


def normal(url: str) -> str:
    """The address as it is kept: a folder by its whole path."""
    return str(Path(url).expanduser().absolute()) if kind_of(url) == "folder" else url


def open_remote(url: str, cache: Path) -> Remote:
    """The transport of an address. Raises UsageError and RecallError kinds."""
    kind = kind_of(url)
    need(kind, sealed=False)
    if kind == "git":
        from recall.sync.gitremote import GitRemote

        return GitRemote(url.removeprefix("git+"), cache)
    if kind == "postgresql":
        from recall.sync.postgres import PostgresRemote

        return PostgresRemote(url)
    from recall.sync import objects

    return objects.s3(url) if kind == "s3" else objects.folder(url)
