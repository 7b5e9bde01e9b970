"""The numbers of the home screen and of the end of a sitting. Reads only."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from recall.desk import catchup, today
from recall.desk.views import DayTotal, DeckRow, Overview, StageRow, Summary
from recall.history.queries import DeckCounts
from recall.history.store import Scope
from recall.review.sitting import Sitting
from recall.schedule.catchup import applied
from recall.schedule.values import Rating
from recall.stats.streak import streak

if TYPE_CHECKING:
    from recall.desk.desk import Desk

DAYS_SHOWN = 30


def overview(desk: Desk) -> Overview:
    """Everything the home screen shows, counted now."""
    moment, history, settings = desk.moment, desk.history, desk.settings
    everything = Scope()
    asked = today.look(history, desk.plans.settings_today(), moment, everything)
    on = moment.on.isoformat()
    totals = history.totals(on, DAYS_SHOWN)
    days = tuple(DayTotal(day.on, day.reviews, day.seen, day.recalled, day.ms) for day in totals)
    covered, total = history.core_counts()
    return Overview(
        on=moment.on,
        stages=_stages(desk),
        new=asked.new,
        learning=asked.learning,
        due=asked.due,
        seconds_left=asked.seconds_left,
        reviewed_today=sum(day.reviews for day in days if day.on == on),
        streak=streak(
            (day for day, _ in history.study_days()),
            moment.on,
            weekdays=settings.weekdays,
            days_off=settings.days_off,
        ).length,
        days=days,
        core_covered=covered,
        core_total=total,
        backlog_days=asked.backlog_days(applied(settings, moment.on).minutes),
        overdue=catchup.overdue(desk, asked),
        catching_up=catchup.in_force(desk) is not None,
        next_due_at=history.next_due_at(everything, moment, settings.day_start),
        plans=desk.plans.standings(),
        problems=len(desk.library.problems()),
        warnings=desk.warnings,
    )


def _stages(desk: Desk) -> tuple[StageRow, ...]:
    on = desk.moment.on.isoformat()
    counts = {row.deck: row for row in desk.history.deck_counts(on)}
    next_days = desk.history.next_days(counts.values(), on)
    nothing = DeckCounts("", 0, 0, 0)
    rows: dict[tuple[str, str], list[DeckRow]] = {}
    for info in desk.library.decks():
        _, new, learning, due = counts.get(info.ref, nothing)
        next_due_on = next_days.get(info.ref)
        row = DeckRow(info.ref, info.title, info.cards, new, learning, due, next_due_on, info.ref in desk.picked)
        rows.setdefault((info.collection, info.stage), []).append(row)
    titles, guests = desk.library.stage_titles(), desk.library.guests()

    def titled(collection: str, stage: str) -> str:
        """A stranger's stage says whose it is: it may call itself anything."""
        return f"{titles[collection, stage]} (@{collection})" if collection in guests else titles[collection, stage]

    return tuple(
        StageRow(f"{collection}/{stage}/" if stage else f"@{collection}", titled(collection, stage), tuple(decks))
        for (collection, stage), decks in rows.items()
    )


def summary(desk: Desk, sitting: Sitting, scope: Scope) -> Summary:
    """What a sitting came to, and what comes next in its scope."""
    moment = desk.moment
    ratings = Counter(answered.rating for answered in sitting.answered)
    seen = [answered for answered in sitting.answered if answered.seen_before]
    missed = Counter(answered.item.key for answered in sitting.answered if answered.rating is Rating.AGAIN)
    tomorrow = (moment.on + timedelta(days=1)).isoformat()
    fresh = sum(1 for _ in desk.history.fresh(scope, moment.on.isoformat(), limit=50))
    return Summary(
        answered=len(sitting.answered),
        ratings={rating: ratings[rating] for rating in Rating},
        seen=len(seen),
        recalled=sum(answered.rating is not Rating.AGAIN for answered in seen),
        ms=sum(answered.ms for answered in sitting.answered),
        waiting=len(sitting.learning),
        next_learning_at=sitting.learning[0].due_at if sitting.learning else None,
        tomorrow=desk.history.due_count(scope, tomorrow),
        new_left=fresh,
        hardest=tuple(missed.most_common(3)),
        all_suspended=not sitting.answered and desk.history.all_suspended(scope),
    )
