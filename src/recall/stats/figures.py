"""Everything the statistics show, as one frozen value made out of tallies and counted cards. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal, NamedTuple

from recall.schedule.confidence import Sureness
from recall.stats.load import Load
from recall.stats.quality import Quality, quality
from recall.stats.record import Record, Sums
from recall.stats.streak import Streak
from recall.stats.tally import Kind, Phase

Span = Literal["day", "month", "year", "all"]
SPANS: tuple[Span, ...] = ("day", "month", "year", "all")
SPAN_DAYS: Mapping[Span, int] = {"day": 1, "month": 30, "year": 365}
LOAD_DAYS = 30
_MOST_COLUMNS = 60
_STEPS = (1, 7, 30, 91, 365)  # days that a column may stand for


class Column(NamedTuple):
    """Some days in a row: answers by phase, what was recalled of those that test a memory, the time they took."""

    first: date
    days: int
    new: int = 0
    learning: int = 0
    young: Record = Record()
    mature: Record = Record()
    ms: int = 0

    @property
    def answers(self) -> int:
        """All answers."""
        return self.new + self.learning + self.young.n + self.mature.n


class Cards(NamedTuple):
    """Cards of the scope: asked at least once and never, mature ones; by doubling steps of interval and stability
    (see `step_name`) and by difficulty (1 to 10)."""

    seen: int
    new: int
    mature: int
    intervals: tuple[int, ...]
    stabilities: tuple[int, ...]
    difficulties: tuple[int, ...]


class Leeches(NamedTuple):
    """How many cards do not stick (`schedule.leech`), and the worst of them: key, misses and
    lapses. So many lapses as `cap` make a leech whatever was forecast."""

    cap: int
    cards: int
    worst: tuple[tuple[str, int, int], ...]


class Figures(NamedTuple):
    """The statistics of one scope and span. `answers` counts by phase, then rating 1 to 4; `hours` are local."""

    on: date
    since: date
    span: Span
    scope: str
    columns: tuple[Column, ...]
    answers: Mapping[Phase, tuple[int, int, int, int]]
    young: Record
    mature: Record
    ms: int
    study_days: int
    hours: tuple[Record, ...]
    quality: Quality | None
    load: Load
    cards: Cards
    leeches: Leeches
    streak: Streak
    calendar: Mapping[str, int]
    target: float
    sureness: tuple[Sureness, ...] = ()

    @property
    def total(self) -> int:
        """All answers of the span."""
        return sum(sum(ratings) for ratings in self.answers.values())

    @property
    def added(self) -> int:
        """Cards asked for the first time."""
        return sum(self.answers[Phase.NEW])

    @property
    def retention(self) -> Record:
        """What was recalled of cards seen on an earlier study day."""
        return self.young.plus(self.mature)


def first_day(span: Span, on: date, first: date | None) -> date:
    """The first day of a span that ends on a study day, given the day of the first answer ever."""
    if span == "all":
        return min(first or on, on)
    return on - timedelta(days=SPAN_DAYS[span] - 1)


def figures(
    *,
    on: date,
    since: date,
    span: Span,
    scope: str,
    answers: Iterable[tuple[str, int, int, int, int]],
    sums: Mapping[tuple[int, int], Sums],
    load: Load,
    study_days: int,
    cards: Cards,
    leeches: Leeches,
    streak: Streak,
    calendar: Mapping[str, int],
    target: float,
    sureness: tuple[Sureness, ...] = (),
) -> Figures:
    """The statistics from `answers` (day, phase and rating, n, recalled, ms) and the other tallies of the span.

    The days of `answers` lie within the span; those of one column may be counted together already.
    """
    step = column_days(since, on)
    starts = [since + timedelta(days=place) for place in range(0, (on - since).days + 1, step)]
    gathered = [[0] * 7 for _ in starts]  # new, learning, young, recalled, mature, recalled, ms
    rated = {phase: [0, 0, 0, 0] for phase in Phase}
    for day, key, n, recalled, ms in answers:
        held = gathered[(date.fromisoformat(day) - since).days // step]
        phase, rating = divmod(key, 10)
        rated[Phase(phase)][rating - 1] += n
        held[6] += ms
        if phase < Phase.YOUNG:
            held[phase] += n
        else:
            held[phase * 2 - 2] += n
            held[phase * 2 - 1] += recalled
    columns = tuple(
        Column(first, min(step, (on - first).days + 1), new, learning, Record(n, ok), Record(m, right), ms)
        for first, (new, learning, n, ok, m, right, ms) in zip(starts, gathered, strict=True)
    )
    young, mature = Record(), Record()
    for column in columns:
        young, mature = young.plus(column.young), mature.plus(column.mature)
    return Figures(
        on=on,
        since=since,
        span=span,
        scope=scope,
        columns=columns,
        answers={phase: (again, hard, good, easy) for phase, (again, hard, good, easy) in rated.items()},
        young=young,
        mature=mature,
        ms=sum(column.ms for column in columns),
        study_days=study_days,
        hours=tuple(_record(sums.get((Kind.HOUR, hour))) for hour in range(24)),
        quality=quality(sums),
        load=load,
        cards=cards,
        leeches=leeches,
        streak=streak,
        calendar=calendar,
        target=target,
        sureness=sureness,
    )


def column_days(since: date, on: date) -> int:
    """How many days a column stands for: one, or so many that the columns are few enough."""
    days = (on - since).days + 1
    return next((step for step in _STEPS if days <= step * _MOST_COLUMNS), -(-days // _MOST_COLUMNS))


def _record(sums: Sums | None) -> Record:
    return Record(sums.n, sums.recalled) if sums else Record()


def step_name(step: int) -> str:
    """The days of a doubling step: `0`, `1-2`, `3-6`, `7-14`, `15-30` and so on. Step n ends below 2^(n+1) - 1."""
    low, high = 2**step - 1, 2 ** (step + 1) - 2
    return str(low) if low == high else f"{low}-{high}"


def histogram(counts: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """Counts by step as a row without gaps."""
    found: dict[int, int] = {}
    for step, many in counts:
        found[step] = found.get(step, 0) + many
    return tuple(found.get(step, 0) for step in range(max(found, default=-1) + 1))
