"""What a reader of any format gives: notes in the words of the deck format, and an account of what did not come over.

It must not know any one format, nor how notes are written down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any, Literal, NamedTuple

EXAMPLE = 80  # characters of an example in a report
MAX_FILE = 1 << 30  # bytes of a file that is read at all
MAX_TEXT = 64 << 20  # bytes of a file that is read as text

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and how much there is (0: unknown)."""


class Loss(NamedTuple):
    """One kind of thing that was dropped or changed: how often, and the first example."""

    what: str
    count: int  # type: ignore[assignment]  # hides the method of tuples, which nobody asks for here
    example: str


class PastReview(NamedTuple):
    """One line of a source's review log.

    `key` is the source's own, `at` milliseconds since 1970, `on` the study day as the source counts it, `ms` the time
    the answer took. `rating` is 0 where the learner did not answer: then `interval` (days) is the new date, or the
    card was made new again (`kind` is `reset`). `interval` is negative for seconds (a learning step). `counts` is
    false where memory does not follow from it.
    """

    key: str
    at: int
    on: date
    kind: Literal["learning", "review", "relearning", "early", "set_due", "reset"]
    rating: int
    interval: int
    ms: int = 0
    counts: bool = True


class Past(NamedTuple):
    """What a source knows of one card: its reviews, oldest first; when it is due, if the log does not say it."""

    side: str = ""
    reviews: tuple[PastReview, ...] = ()
    due: date | None = None
    suspended: bool = False
    marked: bool = False
    changed_at: int = 0  # milliseconds since 1970


class Note(NamedTuple):
    """A card text as a deck will hold it.

    `fields` are the keys of the deck format without `id`; `key` is the source's own id, empty where it has none (then
    the text that is asked is its identity). `deck` are the names from the top of the source's tree. `name` is a word
    for the id where the prompt is none.
    """

    fields: Mapping[str, Any]
    key: str = ""
    deck: tuple[str, ...] = ()
    name: str = ""
    past: tuple[Past, ...] = ()


@dataclass(slots=True)
class Tally:
    """Counts what is dropped or changed by kind, and keeps the first example of each."""

    counts: dict[str, int] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, what: str, example: str = "", count: int = 1) -> None:
        if not count:
            return
        self.counts[what] = self.counts.get(what, 0) + count
        if not self.examples.get(what):
            self.examples[what] = shortened(example)

    def losses(self) -> tuple[Loss, ...]:
        return tuple(Loss(what, count, self.examples[what]) for what, count in self.counts.items())

    def take(self, losses: Iterable[Loss]) -> None:
        for loss in losses:
            self.add(loss.what, loss.example, loss.count)


@dataclass(slots=True)
class Notes:
    """A file that was read. The counts are what stands in the file, whatever becomes of it."""

    format: str
    notes: list[Note] = field(default_factory=list)
    found: int = 0  # notes in the file
    cards: int = 0  # cards in the file
    reviews: int = 0  # lines of its review log
    media: tuple[str, ...] = ()
    decks: tuple[str, ...] = ()
    dropped: Tally = field(default_factory=Tally)
    changed: Tally = field(default_factory=Tally)


class Options(NamedTuple):
    """What the learner said about a file. `columns` names what stands in each column of a table."""

    columns: tuple[str, ...] = ()
    delimiter: str = ""
    header: bool | None = None
    encoding: str = ""
    html: bool | None = None
    reverse: bool = False
    offset: int = 0  # minutes east of UTC, for sources that do not say where the learner was
    day_start: int = 240  # minutes after midnight, for the same


class Source(NamedTuple):
    """A file as it is handed to a reader: its name (no path) and its bytes."""

    name: str
    data: bytes
    options: Options = Options()

    @property
    def stem(self) -> str:
        return self.name.rsplit(".", 1)[0] or self.name


class Unreadable(ValueError):
    """The file is not what it seems to be, or is not whole; `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def digest(*texts: str, size: int = 8) -> str:
    """Hex digits that tell texts apart."""
    return blake2b("\x1f".join(texts).encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()


def shortened(text: str, limit: int = EXAMPLE) -> str:
    """One line of at most `limit` characters."""
    flat = " ".join(text[: 4 * limit].split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
