"""What every transport does: list, get, put if absent, and drop what its own device replaced. Names and bytes only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from recall.errors import RecallError


def shown(url: str) -> str:
    """An address as it may be shown: without the password that may stand in it."""
    return re.sub(r"(://[^/@\s]*?):[^/@\s]+@", r"\1@", url)


class Unreachable(RecallError):
    """The remote cannot be used now; nothing is lost and the next sync goes on."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place} cannot be reached: {why}", "nothing is lost; the next recall sync goes on")


class Missing(RecallError):
    """An object that was listed is not there (any more)."""


class Remote(Protocol):
    """A place that several machines reach. Every method raises Unreachable where it cannot be used.

    Two machines may put at once; nobody locks anything.
    """

    def names(self) -> Mapping[str, int]:
        """Every object with its size in bytes, names of others included."""
        ...

    def get(self, name: str) -> bytes:
        """The content of an object. Raises Missing."""
        ...

    def put(self, objects: Mapping[str, bytes]) -> None:
        """Puts objects whose names are free; one that is there already stays as it is."""
        ...

    def drop(self, names: list[str]) -> None:
        """Removes objects, if they are there."""
        ...

    def close(self) -> None: ...
