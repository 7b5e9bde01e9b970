"""From an address to the decks that stand there now. One door, whatever way they come."""

from __future__ import annotations

from pathlib import Path

from recall.community.address import Address
from recall.community.parcel import Parcel, Watch, no_watch


def fetch(address: Address, watch: Watch = no_watch) -> Parcel:
    """The decks at an address, in memory. Raises RecallError kinds; `watch` may raise to stop it."""
    match address.kind:
        case "git":
            from recall.community.git import read_git

            return read_git(address, watch)
        case "archive":
            from recall.community.archive import read_archive

            return read_archive(Path(address.where), watch)
        case "folder":
            from recall.community.folder import read_folder

            return read_folder(Path(address.where), watch)
        case "file":
            from recall.community.folder import read_file

            return read_file(Path(address.where), watch)


def stands_at(address: Address, watch: Watch = no_watch) -> str:
    """What tells one version at an address from another: git's commit without fetching it, else the content hash."""
    if address.kind == "git":
        from recall.community.git import newest

        return newest(address, watch)
    return fetch(address, watch).digest
