"""After a break: the ways to catch up and what each of them costs, played through. Pure and seeded.

It must not know cards, files or clocks. A choice is in force until its day and ends by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from recall.schedule.values import Order, Settings

if TYPE_CHECKING:
    from recall.schedule.project import Costs, Known
    from recall.schedule.step import Step

KNOWN_AFTER = 30  # days on which the cards known are counted
LONGEST = 180  # days that are played; a backlog that is not cleared by then is called one that stays
UNCLEARED = 30  # days for which a choice counts that does not clear the backlog
MORE = 2  # times the usual minutes
PLAYS = 3

Name = Literal["usual", "more", "gain"]
NAMES: tuple[Name, ...] = ("usual", "more", "gain")


class Choice(NamedTuple):
    """A way to catch up: minutes a day and order of the days to come, and what the plays came to.

    `clear` is how many days it takes until nothing is overdue, None where it takes more than `LONGEST`; `known` the
    cards known in `KNOWN_AFTER` days (sum of recall); `spent` the minutes that takes until then.
    """

    name: Name
    minutes: int
    order: Order
    clear: int | None
    known: float
    spent: float

    @property
    def days(self) -> int:
        """How many days the choice is in force."""
        return self.clear or UNCLEARED


def is_behind(overdue: int, seconds_per_review: float, minutes: int) -> bool:
    """Whether what is overdue takes more than a day's minutes."""
    return overdue * seconds_per_review > minutes * 60


def applied(settings: Settings, on: date) -> Settings:
    """The settings with the catch-up in force on a study day, if there is one."""
    chosen = settings.catch_up
    if chosen is None or on > chosen.until:
        return settings
    return settings._replace(minutes=chosen.minutes, order=chosen.order)


def choices(
    known: Sequence[Known],
    minutes: int,
    costs: Costs,
    step: Step,
    retention: float,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Choice, ...]:
    """What each way costs with these cards, new ones left out, at so many minutes a day usually."""
    from recall.schedule.plan import thinned
    from recall.schedule.project import Days, Way, play

    days, share = thinned(Days(known, 0, KNOWN_AFTER, minutes * 60.0, costs=costs))
    found = []
    for place, name in enumerate(NAMES):
        progress(place, len(NAMES))
        more = MORE if name == "more" else 1
        way = Way(retention, more=more, gain_first=name == "gain")
        runs = [play(days, way, step, seed) for seed in range(PLAYS)]
        longer = days._replace(days=LONGEST)
        clear = play(longer, way, step, 0).clear
        cards = sum(run.recall for run in runs) / PLAYS * max(1, len(days.known)) / share
        spent = sum(run.seconds for run in runs) / PLAYS / 60 / share
        order: Order = "gain" if name == "gain" else "due"
        found.append(Choice(name, minutes * more, order, clear, cards, spent))
    progress(len(NAMES), len(NAMES))
    return tuple(found)
