"""Plans for an interview's day: what is in them, how the days until then go, and what they change today.

The way a plan goes is played through in `schedule.plan` and kept in the cache folder until the day is over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from recall.desk import today
from recall.errors import RecallError, UsageError
from recall.history.store import Scope
from recall.schedule.catchup import applied
from recall.schedule.queue import DueRow, FreshRow
from recall.schedule.quota import SECONDS_PER_NEW, SECONDS_PER_REVIEW
from recall.schedule.step import Step, step_of
from recall.schedule.studyday import ordinal
from recall.schedule.values import Plan, Settings

if TYPE_CHECKING:
    from threading import Thread

    from recall.desk.desk import Desk
    from recall.review.sitting import Item
    from recall.schedule.plan import Outlook
    from recall.schedule.project import Costs, Days, Known, Way

EVER = "9999-12-31"
ON_IT = 0.02  # recall that one may lag behind the plan and still be on it
NO_LIMIT = 100_000
ENOUGH_FIRST = 50  # first sights before the learner's own mix of ratings is believed


class Active(NamedTuple):
    """A plan whose day is to come: its cards, the days left (1 is tomorrow), the way it goes now."""

    plan: Plan
    scope: Scope
    left: int
    way: Way

    @property
    def last_stretch(self) -> bool:
        return self.left <= self.way.stretch


class Standing(NamedTuple):
    """Where a plan stands: mean recall of its cards today and as planned for today, expected on the day, or None."""

    plan: Plan
    left: int
    recall: float
    planned: float | None
    expected: float | None

    @property
    def on_it(self) -> bool:
        return self.planned is None or self.recall >= self.planned - ON_IT


class _Table(NamedTuple):
    """What a play of a plan needs, read beforehand."""

    plan: Plan
    on: date
    days: Days
    recall: float
    step: Step


class Plans:
    """The plans in force at one desk. The nearest interview comes first."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: tuple[date, Settings, tuple[Active, ...]] | None = None

    @property
    def active(self) -> tuple[Active, ...]:
        """The plans whose day is still to come."""
        on, settings = self._desk.moment.on, self._desk.settings
        if self._known is None or self._known[:2] != (on, settings):
            self._known = (on, settings, tuple(self._actives(on, settings)))
        return self._known[2]

    def settings_of(self, key: str, deck: str) -> Settings:
        """The settings that an answer to a card is scheduled by: before a plan's last stretch its lower retention."""
        settings = self._desk.settings
        for each in self.active:
            if not each.last_stretch and _holds(each.scope, key, deck):
                return settings._replace(retention=min(settings.retention, each.way.retention))
        return settings

    def settings_today(self) -> Settings:
        """The settings that today is counted by: a catch-up's, and for plans minutes and new cards enough for all."""
        settings = applied(self._desk.settings, self._desk.moment.on)
        if not self.active:
            return settings
        pace = sum(self._pace(each) for each in self.active)
        minutes = sum(each.plan.minutes for each in self.active)
        return settings._replace(
            minutes=max(settings.minutes, minutes),
            new_per_day=max(settings.new_per_day, pace),
            new_pause_above=NO_LIMIT if pace else settings.new_pause_above,
        )

    def items_today(self) -> list[Item]:
        """The cards that plans in their last stretch ask for today, best gain a second first, within their minutes."""
        found: list[Item] = []
        taken: set[str] = set()
        for each in self.active:
            if each.last_stretch:
                rows = [row for row in self._worth(each) if row.key not in taken]
                taken.update(row.key for row in rows)
                found += map(today.item_of, rows)
        return found

    def standings(self) -> tuple[Standing, ...]:
        """Where each plan stands today, by what was played last."""
        on, found = self._desk.moment.on, []
        for each in self.active:
            kept = self._kept(each.plan)
            planned = expected = None
            if kept is not None:
                expected = float(kept["recall"])
                place = (on - date.fromisoformat(kept["day"])).days - 1
                planned = float(kept["begin"]) if place < 0 else None
                if 0 <= place < len(kept["curve"]):
                    planned = float(kept["curve"][place])
            found.append(Standing(each.plan, each.left, self._recall(each), planned, expected))
        return tuple(found)

    # -- planning

    def known(self, scope: Scope) -> list[Known]:
        """The cards of a scope that wait for a study day, as a play needs to know them."""
        from recall.schedule.project import Known

        on = self._desk.moment.on
        today_ = on.toordinal()
        return [
            Known(stability, difficulty, today_ - ordinal(last_on), ordinal(due_on) - today_)
            for stability, difficulty, last_on, due_on in self._desk.history.in_review(scope, EVER)
        ]

    def days(self, active: Active, minutes: int | None = None) -> Days:
        """The days that are left, as a play of them needs to know them."""
        from recall.schedule.plan import LONGEST
        from recall.schedule.project import Days

        known = self.known(active.scope)
        unseen = self._desk.history.fresh_count(active.scope, self._desk.moment.on.isoformat())
        seconds = (minutes or active.plan.minutes) * 60.0
        return Days(known, unseen, min(active.left, LONGEST), seconds, costs=self.costs())

    def years(self, scope: Scope, years: int, pace: float) -> Days:
        """Years ahead in a scope at so many new cards a day, with the learner's own answer times and first ratings."""
        from recall.schedule.project import UNCOUNTED, Way

        on = self._desk.moment.on
        days = self.days(Active(Plan(on, 1), scope, 1, Way()))
        again, hard, good, easy = first = self._desk.history.first_ratings()
        if (total := sum(first)) >= ENOUGH_FIRST:
            days = days._replace(first=(again / total, hard / total, good / total, easy / total))
        return days._replace(days=365 * years, seconds=UNCOUNTED, pace=float(pace))

    def replan(self, progress: Callable[[int, int], None] = lambda done, total: None) -> tuple[Outlook, ...]:
        """Plays the days of every plan and keeps what came out. Takes about a second a plan."""
        found = self._play_all(self._tables(), progress)
        self._known = None
        return found

    def in_background(self) -> Thread | None:
        """The same in a thread of its own, which never keeps the program from ending; None without plans."""
        tables = self._tables()
        if not tables:
            return None

        def work() -> None:
            self._play_all(tables, lambda done, total: None)
            self._known = None

        from threading import Thread

        thread = Thread(target=work, name="plans", daemon=True)
        thread.start()
        return thread

    def play(self, active: Active, minutes: int | None = None) -> Outlook:
        """The best way for a plan, with other `minutes` a day than its own if asked."""
        from recall.schedule.plan import choose

        return choose(self.days(active, minutes), step_of(self._desk.settings.parameters.values))

    def set(self, plan: Plan) -> None:
        """Puts a plan in force, instead of one over the same cards. Raises UsageError for a day that is over."""
        today_ = self._desk.moment.on
        if plan.on <= today_:
            raise UsageError(f"{plan.on} is not ahead", f"today is {today_}: name a later day")
        self._desk.scope(plan.select)
        others = [other for other in self._desk.settings.plans if other.select != plan.select and other.on > today_]
        self._store([*others, plan])

    def clear(self, select: Sequence[str] | None = None) -> int:
        """Ends the plan over what `select` names, or all of them; how many there were."""
        plans = self._desk.settings.plans
        kept = [] if select is None else [plan for plan in plans if plan.select != tuple(select)]
        values: dict[str, Any] = {}
        implicit = self._desk.settings.interview_on is not None and not plans and not select
        if implicit:
            values["interview_on"] = None
        if len(kept) != len(plans):
            values["plans"] = [_plain(plan) for plan in kept]
        if values:
            self._desk.set_settings(values)
        return len(plans) - len(kept) + implicit

    # -- inside

    def _store(self, plans: list[Plan]) -> None:
        self._desk.set_settings({"plans": [_plain(plan) for plan in sorted(plans)]})

    def _actives(self, on: date, settings: Settings) -> list[Active]:
        plans = settings.plans
        if not plans and settings.interview_on is not None:
            plans = (Plan(settings.interview_on, settings.minutes),)
        found = []
        for plan in sorted(plans):
            if plan.on <= on:
                continue
            with suppress(RecallError):  # decks that are gone
                found.append(Active(plan, self._desk.scope(plan.select), (plan.on - on).days, self._way(plan)))
        return found

    def _way(self, plan: Plan) -> Way:
        from recall.schedule.plan import UNPLANNED
        from recall.schedule.project import Way

        kept = self._kept(plan)
        return UNPLANNED if kept is None else Way(float(kept["retention"]), int(kept["stretch"]))

    def _pace(self, active: Active) -> int:
        """New cards a day so that all of a plan's cards are met before its last stretch."""
        unseen = self._desk.history.fresh_count(active.scope, self._desk.moment.on.isoformat())
        return ceil(unseen / max(1, active.left - active.way.stretch)) if not active.last_stretch else 0

    def _worth(self, active: Active) -> list[DueRow | FreshRow]:
        from recall.schedule.project import TARGET, gain

        desk, on = self._desk, self._desk.moment.on
        step, costs = step_of(desk.settings.parameters.values), self.costs()
        worth: list[tuple[float, str, DueRow | FreshRow, float]] = []
        for row in desk.history.due(active.scope, EVER):
            if row.stability is None or row.difficulty is None or row.last_on is None:
                continue
            since = (on - date.fromisoformat(row.last_on)).days
            value, then = gain(row.stability, row.difficulty, since, active.left, step, costs)
            if value > 0 and then < TARGET:
                now = step.recall(row.stability, since)
                worth.append((value, row.key, row, now * costs.recalled + (1 - now) * costs.lapsed))
        meeting = step.recall(step.first(3)[0], active.left) / costs.new
        unseen = desk.history.fresh(active.scope, on.isoformat(), limit=today.FRESH_SEARCHED)
        worth += [(meeting, new.key, new, costs.new) for new in unseen]
        worth.sort(key=lambda each: (-each[0], each[1]))
        left = active.plan.minutes * 60.0 - desk.history.usage(on.isoformat()).seconds_spent
        found: list[DueRow | FreshRow] = []
        for _, _, card, seconds in worth:
            if left < seconds:
                break
            left -= seconds
            found.append(card)
        return found

    def _recall(self, active: Active) -> float:
        """Mean recall of all cards of a plan today; unseen ones count 0."""
        step, on = step_of(self._desk.settings.parameters.values), self._desk.moment.on
        rows = self._desk.history.all_rows(active.scope)
        known = sum(
            step.recall(row.stability, max(0, (on - date.fromisoformat(row.last_on)).days))
            for row in rows
            if row.stability is not None and row.last_on is not None
        )
        return known / max(1, len(rows))

    def costs(self) -> Costs:
        """What this learner's answers take, in seconds."""
        from recall.schedule.project import Costs

        usage = self._desk.history.usage(self._desk.moment.on.isoformat())
        review = usage.seconds_per_review or SECONDS_PER_REVIEW
        return Costs(0.8 * review, 2 * review, usage.seconds_per_new or SECONDS_PER_NEW)

    def _tables(self) -> list[_Table]:
        on, step = self._desk.moment.on, step_of(self._desk.settings.parameters.values)
        return [_Table(each.plan, on, self.days(each), self._recall(each), step) for each in self.active]

    def _play_all(self, tables: list[_Table], progress: Callable[[int, int], None]) -> tuple[Outlook, ...]:
        """Plays and writes down; touches no database, so that it may run in any thread."""
        from recall.schedule.plan import choose

        found, kept = [], {}
        for place, table in enumerate(tables):
            progress(place, len(tables))
            outlook = choose(table.days, table.step)
            found.append(outlook)
            kept[_name(table.plan)] = {
                "day": table.on.isoformat(),
                "retention": outlook.way.retention,
                "stretch": outlook.way.stretch,
                "recall": outlook.recall,
                "begin": table.recall,
                "curve": list(outlook.curve),
            }
        progress(len(tables), len(tables))
        with suppress(OSError):
            self._desk.home.cache.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps(kept))
        return tuple(found)

    @property
    def _file(self) -> Path:
        return self._desk.home.cache / "plans.json"

    def _kept(self, plan: Plan) -> Any:
        return self._read().get(_name(plan))

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._file.read_text())
        except (OSError, ValueError):
            return {}
        whole = {"day", "retention", "stretch", "recall", "begin", "curve"}
        return {name: kept for name, kept in found.items() if whole <= kept.keys()} if isinstance(found, dict) else {}


def _plain(plan: Plan) -> dict[str, Any]:
    return {"on": plan.on.isoformat(), "minutes": plan.minutes, "select": list(plan.select)}


def _name(plan: Plan) -> str:
    return f"{plan.on} {plan.minutes} {' '.join(plan.select)}"


def _holds(scope: Scope, key: str, deck: str) -> bool:
    if scope.everything:
        return True
    return deck in (scope.decks or ()) or key in (scope.keys or ())
