"""What mending finds and says: notices for the learner, bytes that are set aside. It must not know SQL."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from recall.config import Home
from recall.history import aside
from recall.history.aside import Aside
from recall.history.intake import Progress

Kind = Literal["taken in", "torn", "set aside", "journal", "database", "device"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was found and mended at the start, in a sentence for the learner."""

    kind: Kind
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class Healing:
    """What a start needs to know and collects: the folders, the time, notices, bytes that were set aside."""

    home: Home
    now: datetime
    progress: Progress | None = None
    notices: list[Notice] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)

    def note(self, kind: Kind, text: str) -> None:
        self.notices.append(Notice(kind, text))

    def keep_aside(self) -> None:
        """Writes the side file, if the disk lets us, and says what went there."""
        if self.aside:
            self.note("set aside", f"{many(len(self.aside), 'line')} could not be read: see {aside.NAME}")
            with suppress(OSError):
                aside.put(self.home.data, self.aside, self.now)
            self.aside.clear()


def many(count: int, one: str, more: str = "") -> str:
    """`1 line`, `3 lines`; `more` where the plural is another word."""
    return f"1 {one}" if count == 1 else f"{count} {more or one + 's'}"
