"""What the desk tells a shell: frozen values to draw from. It must not know screens or files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from recall.deck.card import Card
from recall.desk.plans import Standing
from recall.schedule.values import CardState, Rating


@dataclass(frozen=True, slots=True)
class DeckRow:
    """One deck on the home screen. `ref` is `collection/deck`; counts are cards, not limits."""

    ref: str
    title: str
    cards: int
    new: int
    learning: int
    due: int
    next_due_on: str | None
    picked: bool


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage (or one collection without stages) with its decks."""

    ref: str
    title: str
    decks: tuple[DeckRow, ...]

    @property
    def cards(self) -> int:
        return sum(deck.cards for deck in self.decks if deck.picked)

    @property
    def new(self) -> int:
        return sum(deck.new for deck in self.decks if deck.picked)

    @property
    def learning(self) -> int:
        return sum(deck.learning for deck in self.decks if deck.picked)

    @property
    def due(self) -> int:
        return sum(deck.due for deck in self.decks if deck.picked)

    @property
    def next_due_on(self) -> str | None:
        return min((deck.next_due_on for deck in self.decks if deck.picked and deck.next_due_on), default=None)


@dataclass(frozen=True, slots=True)
class DayTotal:
    """One study day: answers given, cards seen before, and how many of those were recalled."""

    on: str
    reviews: int
    seen: int
    recalled: int
    ms: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The home screen. `new`, `learning` and `due` are what today still asks for, limits applied.

    `overdue` counts cards where they are more than a day's work and no way to catch up was taken, else it is 0.
    """

    on: date
    stages: tuple[StageRow, ...]
    new: int
    learning: int
    due: int
    seconds_left: float
    reviewed_today: int
    streak: int
    days: tuple[DayTotal, ...]
    core_covered: int
    core_total: int
    backlog_days: int
    overdue: int
    catching_up: bool
    next_due_at: datetime | None
    plans: tuple[Standing, ...]
    problems: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The end of a sitting. `seen` counts answers to cards seen before, `recalled` those not Again."""

    answered: int
    ratings: Mapping[Rating, int]
    seen: int
    recalled: int
    ms: int
    waiting: int
    next_learning_at: datetime | None
    tomorrow: int
    new_left: int
    hardest: tuple[tuple[str, int], ...]
    all_suspended: bool = False


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One line of a card's history."""

    at: datetime
    rating: Rating
    source: str
    interval: int
    ms: int
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Info:
    """A card with all that is known of its learning. `recall` is the chance of recall today."""

    card: Card | None
    key: str
    state: CardState
    recall: float | None
    marks: Mapping[str, object]
    reviews: tuple[Reviewed, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a learner may pick at first run: `ref` names the deck."""

    ref: str
    title: str
    cards: int


@dataclass(frozen=True, slots=True)
class FirstRun:
    """The answers to the five questions of first run; `picks` are deck refs of languages, frameworks and clouds."""

    picks: tuple[str, ...] | None = None
    experienced: bool = False
    interview_on: date | None = None
    minutes: int = 20


@dataclass(frozen=True, slots=True)
class FirstRunChoices:
    """What first run offers, with the refs that are picked when the learner just presses enter."""

    languages: tuple[Choice, ...] = ()
    frameworks: tuple[Choice, ...] = ()
    clouds: tuple[Choice, ...] = ()
    defaults: frozenset[str] = field(default_factory=frozenset)
