"""Where the learner stands: the history's sums and the pure statistics put together. Reads only."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from recall.history.statistics import Statistics
from recall.history.store import Scope
from recall.schedule.confidence import by_topic
from recall.stats.figures import (
    LOAD_DAYS,
    Cards,
    Figures,
    Leeches,
    Span,
    column_days,
    figures,
    first_day,
    histogram,
)
from recall.stats.load import load
from recall.stats.readiness import Exam, Named, Road, exams, forecast_error, road
from recall.stats.record import Sums
from recall.stats.streak import streak
from recall.stats.tally import MILLIONTHS, Kind, count

if TYPE_CHECKING:
    from recall.desk.desk import Desk

_WORST = 10  # leeches that are named
_CALENDAR_DAYS = 371  # a year of whole weeks
_RECORD_DAYS = 365  # how far back the forecast's record is looked at

Counting = Generator[tuple[int, int], None, Figures]
Answers = list[tuple[str, int, int, int, int]]


def statistics(desk: Desk, selectors: Sequence[str] = (), span: Span = "month") -> Figures:
    """The statistics of what selectors name, none meaning everything. Raises UsageError with the nearest names."""
    counting = count_up(desk, selectors, span)
    while True:
        try:
            next(counting)
        except StopIteration as finished:
            return finished.value  # type: ignore[no-any-return]


def count_up(desk: Desk, selectors: Sequence[str] = (), span: Span = "month") -> Counting:
    """As `statistics`, in pieces: yields how many cards are replayed and how many there are."""
    scope, on, history = desk.scope(selectors), desk.moment.on, Statistics(desk.history)
    if scope.everything:
        first = history.first_day()
        since = first_day(span, on, date.fromisoformat(first) if first else None)
        step = column_days(since, on)
        answers: Answers = [*history.answer_rows(since.isoformat(), on.isoformat(), step)]
        sums = history.sums(since.isoformat(), on.isoformat())
        days = history.study_days()
    else:
        totals: dict[tuple[str, int, int], list[int]] = {}
        for done, (cards, found) in enumerate(history.entries(scope), 1):
            count(totals, found)
            yield done, cards
        by_day: dict[str, int] = {}
        for (day, kind, _), (n, *_) in totals.items():
            if kind == Kind.ANSWER:
                by_day[day] = by_day.get(day, 0) + n
        days = sorted(by_day.items())
        since = first_day(span, on, date.fromisoformat(days[0][0]) if days else None)
        answers, sums = _within(totals, since.isoformat(), on.isoformat())
    new = history.new_count(scope)
    settings = desk.settings
    oldest = (on - timedelta(days=_CALENDAR_DAYS - 1)).isoformat()
    return figures(
        on=on,
        since=since,
        span=span,
        scope=" ".join(selectors) or "Everything",
        answers=answers,
        sums=sums,
        load=load(history.due_days(scope), new, on, LOAD_DAYS, desk.settings),
        study_days=sum(since.isoformat() <= day <= on.isoformat() for day, _ in days),
        cards=_cards(history, scope, new),
        leeches=_leeches(history, scope, settings.leech_lapses),
        streak=streak((day for day, _ in days), on, weekdays=settings.weekdays, days_off=settings.days_off),
        calendar={day: many for day, many in days if day >= oldest},
        target=desk.settings.retention,
        sureness=by_topic(history.told(scope, since.isoformat(), on.isoformat())) if settings.confidence else (),
    )


def _within(
    totals: Mapping[tuple[str, int, int], list[int]], since: str, until: str
) -> tuple[Answers, dict[tuple[int, int], Sums]]:
    """The totals of some days: answers by day, and the others together."""
    answers: Answers = []
    sums: dict[tuple[int, int], Sums] = {}
    for (day, kind, key), found in totals.items():
        if not since <= day <= until:
            continue
        if kind == Kind.ANSWER:
            answers.append((day, key, found[0], found[1], found[2]))
        else:
            sums[kind, key] = sums.get((kind, key), Sums()).plus(Sums(*found))
    return answers, sums


def _cards(history: Statistics, scope: Scope, new: int) -> Cards:
    groups = history.card_groups(scope)
    return Cards(
        seen=sum(group.cards for group in groups),
        new=new,
        mature=sum(group.cards for group in groups if group.mature),
        intervals=histogram((group.interval, group.cards) for group in groups),
        stabilities=histogram((group.stability, group.cards) for group in groups),
        difficulties=histogram((group.difficulty, group.cards) for group in groups)[1:],
    )


def _leeches(history: Statistics, scope: Scope, cap: int) -> Leeches:
    found = history.leeches(scope, cap)
    return Leeches(cap, len(found), tuple((leech.key, leech.misses, leech.lapses) for leech in found[:_WORST]))


def standing(desk: Desk, selectors: Sequence[str] = (), later_on: date | None = None) -> Road:
    """The road of what selectors name, none meaning the picked decks. `later_on` is the day to look ahead to: by
    default the interview's, else today."""
    scope, on, history = desk.scope(selectors), desk.moment.on, Statistics(desk.history)
    later = max(on, later_on or desk.settings.interview_on or on)
    since = (on - timedelta(days=_RECORD_DAYS)).isoformat()
    months = [(n, right, expected / MILLIONTHS) for _, n, right, expected in history.error_by_month(since)]
    rows = history.standing(scope, on.isoformat(), later.isoformat(), desk.settings.parameters)
    return road(_stages(desk), rows, on=on, later_on=later, error=forecast_error(months), exams=latest_exams(desk))


def _stages(desk: Desk) -> list[tuple[Named, list[Named]]]:
    """The library's stages (or collections without stages) with their decks, in order."""
    titles = desk.library.stage_titles()
    found: dict[tuple[str, str], list[Named]] = {}
    for info in desk.library.decks():
        found.setdefault((info.collection, info.stage), []).append(Named(info.ref, info.title))
    return [
        (Named(f"{collection}/{stage}/" if stage else collection, titles[collection, stage]), decks)
        for (collection, stage), decks in found.items()
    ]


def latest_exams(desk: Desk) -> Mapping[str, Exam]:
    """What interviews said last of each deck (`collection/deck`), stage (`collection/stage/`) and of everything ("").

    Only questions that are never drilled count: they show whether what was drilled transfers.
    """
    from recall.history.interviews import results

    held_out = (row for row in results(desk.history) if row.held_out and row.deck)
    return exams((row.deck, row.stage, row.score, row.on) for row in held_out)
