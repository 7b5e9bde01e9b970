"""The road: how much of each stage and deck is covered, kept and examined, never merged into one number. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import sqrt
from typing import NamedTuple

from recall.stats.record import Z80, wilson

# Before there is a record of its own a forecast is taken to be off by five points, as if two months had shown that.
PRIOR_ERROR, PRIOR_MONTHS = 0.05, 2
_CHECKED = 30  # answers that a month needs to say something about the forecast
WEAK_CARDS = 5  # covered cards that a deck needs before it can be called weak
WEAKEST = 3


class DeckRow(NamedTuple):
    """One deck as the history counts it: drilled cards, those ever answered, the `core` ones; and summed over the
    answered ones the recall expected now and later (`R`), and its spread (`R (1 - R)`)."""

    deck: str
    cards: int = 0
    covered: int = 0
    core: int = 0
    core_covered: int = 0
    now: float = 0.0
    now_spread: float = 0.0
    later: float = 0.0
    later_spread: float = 0.0

    def plus(self, other: DeckRow) -> DeckRow:
        """Both together, under the name of the first."""
        return DeckRow._make([self.deck, *(one + two for one, two in zip(self[1:], other[1:], strict=True))])


class Kept(NamedTuple):
    """The share of covered cards expected to be recalled, with the 80 % band that it should come out in."""

    expected: float
    low: float
    high: float


class Exam(NamedTuple):
    """The last score on held-out interview questions (0 to 1), its day, and the interval of the score."""

    score: float
    on: date
    low: float
    high: float


NEWEST_EXAMINED = 20  # results that say where one stands now; older ones are another person's


def exams(results: Iterable[tuple[str, str, float, str]]) -> dict[str, Exam]:
    """What interviews said last, by deck (`collection/deck`), stage (`collection/stage/`) and of everything ("").

    `results` are held-out questions, newest first: deck, stage, score 0..1, study day. The newest ones of each place
    count; the interval is Wilson's at 80 %, the scores taken as shares of right answers.
    """
    found: dict[str, list[tuple[float, str]]] = {}
    for deck, stage, score, on in results:
        collection = deck.partition("/")[0]
        for place in {deck, f"{collection}/{stage}/" if stage else collection, ""} - {"/"}:
            held = found.setdefault(place, [])
            if len(held) < NEWEST_EXAMINED:
                held.append((score, on))
    return {place: _exam(held) for place, held in found.items()}


def _exam(held: Sequence[tuple[float, str]]) -> Exam:
    score = sum(each for each, _ in held) / len(held)
    low, high = wilson(score, len(held), Z80)
    return Exam(score, date.fromisoformat(held[0][1]), low, high)


class Place(NamedTuple):
    """A deck, a stage, or everything: its three bars. None is "not known": nothing covered, not examined."""

    ref: str
    title: str
    cards: int
    covered: int
    core: int
    core_covered: int
    now: Kept | None
    later: Kept | None
    exam: Exam | None


class Stage(NamedTuple):
    """A stage with its decks."""

    place: Place
    decks: tuple[Place, ...]


class Road(NamedTuple):
    """Where a learner stands on a day, and without another answer on a later one."""

    on: date
    later_on: date
    whole: Place
    stages: tuple[Stage, ...]
    weakest: tuple[Place, ...]


class Named(NamedTuple):
    """A stage or deck of the library by its ref."""

    ref: str
    title: str


def road(
    stages: Iterable[tuple[Named, Sequence[Named]]],
    rows: Iterable[DeckRow],
    *,
    on: date,
    later_on: date,
    error: float = PRIOR_ERROR,
    exams: Mapping[str, Exam] | None = None,
) -> Road:
    """Puts the counts of decks on the road that `stages` (each with its decks) are; decks without cards are left out.

    `error` is how far the mean forecast may be off (`forecast_error`), `exams` the latest results by ref: a deck's, a
    stage's, "" for everything.
    """
    counted = {row.deck: row for row in rows}
    exams = exams or {}
    whole = DeckRow("")
    found: list[Stage] = []
    for stage, decks in stages:
        here = [(deck, counted[deck.ref]) for deck in decks if deck.ref in counted]
        if not here:
            continue
        total = DeckRow(stage.ref)
        for _, row in here:
            total = total.plus(row)
        whole = whole.plus(total)
        places = tuple(_place(deck, row, error, exams) for deck, row in here)
        found.append(Stage(_place(stage, total, error, exams), places))
    every = (deck for stage in found for deck in stage.decks)
    return Road(on, later_on, _place(Named("", "Everything"), whole, error, exams), tuple(found), weakest(every))


def weakest(decks: Iterable[Place]) -> tuple[Place, ...]:
    """The decks with the least expected recall among those with enough covered cards to tell."""
    known = [(deck.now.expected, deck) for deck in decks if deck.now is not None and deck.covered >= WEAK_CARDS]
    return tuple(deck for _, deck in sorted(known, key=lambda pair: (pair[0], pair[1].ref))[:WEAKEST])


def forecast_error(months: Iterable[tuple[int, int, float]]) -> float:
    """How far the mean forecast of a month was off, as a root mean square; `(answers, recalled, expected)` each.

    A prior of `PRIOR_ERROR` stands for months that have not been yet.
    """
    squares = [((recalled - expected) / n) ** 2 for n, recalled, expected in months if n >= _CHECKED]
    return sqrt((PRIOR_MONTHS * PRIOR_ERROR**2 + sum(squares)) / (PRIOR_MONTHS + len(squares)))


def kept(total: float, spread: float, cards: int, error: float) -> Kept | None:
    """The share expected of `cards` cards, from the sums of R and of R (1 - R).

    Cards are taken to come out independently (their variance is R (1 - R)); to that comes the square of `error`.
    """
    if not cards:
        return None
    expected = total / cards
    half = Z80 * sqrt(max(0.0, spread) / cards**2 + error**2)
    return Kept(expected, max(0.0, expected - half), min(1.0, expected + half))


def _place(named: Named, row: DeckRow, error: float, exams: Mapping[str, Exam]) -> Place:
    return Place(
        named.ref,
        named.title,
        row.cards,
        row.covered,
        row.core,
        row.core_covered,
        kept(row.now, row.now_spread, row.covered, error),
        kept(row.later, row.later_spread, row.covered, error),
        exams.get(named.ref),
    )
