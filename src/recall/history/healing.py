"""What mending finds and says: notices for the learner, bytes that are set aside. It must not know SQL."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from recall.config import Home

if TYPE_CHECKING:
    from recall.history.aside import Aside

Tell = Callable[[str, int, int], None]  # what is going on, how much of it is done, how much there is (0: unknown)
Kind = Literal["taken in", "torn", "set aside", "journal", "database", "device"]


class Notice(NamedTuple):
    """Something that was found and mended at the start, in a sentence for the learner."""

    kind: Kind
    text: str

    def __str__(self) -> str:
        return self.text


class Healing:
    """What a start needs to know and collects: the folders, the time, notices, bytes that were set aside."""

    def __init__(self, home: Home, now: datetime, tell: Tell | None = None) -> None:
        self.home = home
        self.now = now
        self.tell = tell
        self.notices: list[Notice] = []
        self.aside: list[Aside] = []

    def say(self, what: str, done: int = 0, of: int = 0) -> None:
        """Tells whoever waits what takes long."""
        if self.tell is not None:
            self.tell(what, done, of)

    def note(self, kind: Kind, text: str) -> None:
        self.notices.append(Notice(kind, text))

    def keep_aside(self) -> None:
        """Writes the side file, if the disk lets us, and says what went there."""
        if self.aside:
            from recall.history import aside

            self.note("set aside", f"{many(len(self.aside), 'line')} could not be read: see {aside.NAME}")
            with suppress(OSError):
                aside.put(self.home.data, self.aside, self.now)
            self.aside.clear()


def many(count: int, one: str, more: str = "") -> str:
    """`1 line`, `3 lines`; `more` where the plural is another word."""
    return f"1 {one}" if count == 1 else f"{count} {more or one + 's'}"
