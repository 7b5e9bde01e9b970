"""The words of scheduling as values: ratings, states, a card's memory, the learner's settings."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import IntEnum
from types import MappingProxyType
from typing import Literal, NamedTuple


class Rating(IntEnum):
    """How an answer went. Hard is recalled with effort; only Again is a lapse."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class State(IntEnum):
    """Where a card stands. A card that was never reviewed is NEW and has no `Memory`."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


class Memory(NamedTuple):
    """What FSRS holds of a card that was reviewed at least once.

    `stability` in days (recall falls to 90 % after that time), `difficulty` 1..10. Exactly one of `due_at` (an instant,
    for a learning step) and `due_on` (a study day, for a card in review) is set. `last_at` is the instant of the last
    review, `last_on` its study day. `step` is the learning step, None in REVIEW.
    """

    state: State
    step: int | None
    stability: float
    difficulty: float
    last_at: datetime
    last_on: date
    due_at: datetime | None = None
    due_on: date | None = None


class CardState(NamedTuple):
    """A card's place in the schedule. `reps` counts reviews, `lapses` the Agains of a card in review.

    `awaited_on` is the study day on which a card without memory is first asked (called known, or given a date).
    """

    key: str
    memory: Memory | None = None
    reps: int = 0
    lapses: int = 0
    first_on: date | None = None
    awaited_on: date | None = None


Order = Literal[
    "due", "retrievability", "retrievability-desc", "gain", "difficulty", "difficulty-desc",
    "interval", "interval-desc", "overdueness", "added", "random",
]  # fmt: skip
ORDERS: tuple[Order, ...] = (
    "due", "retrievability", "retrievability-desc", "gain", "difficulty", "difficulty-desc",
    "interval", "interval-desc", "overdueness", "added", "random",
)  # fmt: skip

# FSRS-6 default parameters, as in fsrs 6.3.2 (a test holds them equal).
DEFAULT_PARAMETERS: tuple[float, ...] = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip


class Parameters(NamedTuple):
    """The 21 numbers of FSRS-6 and the id they are recorded under."""

    id: str = "default"
    values: tuple[float, ...] = DEFAULT_PARAMETERS


UNFITTED = Parameters()


class Limits(NamedTuple):
    """Caps a study day for one scope (a collection, stage or deck); None is no cap."""

    new: int | None = None
    reviews: int | None = None


class Plan(NamedTuple):
    """An interview on a study day, over what `select` names (nothing: all picked decks), `minutes` a day for it."""

    on: date
    minutes: int
    select: tuple[str, ...] = ()


class CatchUp(NamedTuple):
    """How the days up to `until` are studied after a break: minutes a day, order of the cards that are due."""

    until: date
    minutes: int
    order: Order = "due"


class Settings(NamedTuple):
    """What belongs to the learner (a `setting` event each). Times in the unit of the name."""

    retention: float = 0.90
    minutes: int = 20
    new_per_day: int = 8
    new_pause_above: int = 20
    reviews_per_day: int | None = None
    learning_steps: tuple[int, ...] = (60, 600)  # seconds
    relearning_steps: tuple[int, ...] = (600,)  # seconds
    maximum_interval: int = 36500  # days
    day_start: int = 240  # minutes after midnight
    order: Order = "due"
    bury_siblings: bool = True
    learn_ahead_minutes: int = 20
    leech_lapses: int = 8  # so many lapses make a leech, however probable they were
    confidence: bool = False  # asks before the flip how sure one is
    fuzz: bool = True
    balance: bool = True  # inside the fuzz range, quiet days before busy ones
    weekdays: tuple[float, ...] = (1.0,) * 7  # the wanted share of work by weekday, Monday first
    days_off: tuple[date, ...] = ()
    fit: bool = True  # fits parameters by itself after a sitting
    picks: tuple[str, ...] | None = None  # optional decks picked at first run; None: the defaults
    experienced: bool = False
    interview_on: date | None = None
    plans: tuple[Plan, ...] = ()
    catch_up: CatchUp | None = None
    first_run_on: date | None = None
    limits: Mapping[str, Limits] = MappingProxyType({})
    parameters: Parameters = Parameters()
