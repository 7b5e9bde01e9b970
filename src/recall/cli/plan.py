"""`recall plan`: an interview's date, the minutes a day for it, and what that is expected to come to."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from recall.cli.shell import open_desk, say, say_json, say_table, talk
from recall.cli.study import SELECTORS
from recall.errors import UsageError

if TYPE_CHECKING:
    from recall.desk.desk import Desk
    from recall.desk.plans import Active
    from recall.schedule.plan import Outlook


class _Day(click.ParamType[date]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            meant = _meant(value)
            if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                self.fail(f"there is no {value}", param, ctx)
            hint = f"did you mean {' or '.join(map(str, meant))}?" if meant else "write it as 2027-01-15"
            self.fail(f"{value} is no date; {hint}", param, ctx)


def _meant(text: str) -> list[date]:
    """The days that a date in another order of day, month and year may stand for."""
    numbers = re.findall(r"\d+", text)
    if len(numbers) != 3:
        return []
    one, two, three = map(int, numbers)
    found = []
    for year, month, day in ((one, two, three), (three, two, one), (three, one, two)):
        with suppress(ValueError):
            found.append(date(year + 2000 if year < 100 else year, month, day))
    return sorted(set(found))


@click.group(invoke_without_command=True)
@click.option("--json", "as_data", is_flag=True, help="One JSON object: plans.")
@click.pass_context
def plan(context: click.Context, as_data: bool) -> None:
    """Plan for the day of an interview.

    Alone it shows where your plans stand. A plan meets every card in time, keeps intervals long at first, and in its
    last days asks what adds most to recall on the day for each second. Afterwards cards go back to their usual course.

    \b
    Examples:
      recall plan set security --date 2027-01-15 --minutes 25
      recall plan                 where it stands, and what other minutes would give
      recall plan clear security
    """
    if context.invoked_subcommand is None:
        with open_desk() as desk:
            _show(desk, as_data)


@plan.command("set")
@SELECTORS
@click.option("--date", "on", type=_Day(), metavar="DATE", help="The day of the interview: 2027-01-15.")
@click.option("--minutes", type=click.IntRange(1, 1440), help="Minutes a day for it; without it your daily minutes.")
@click.option("--json", "as_data", is_flag=True, help="One JSON object: plans.")
def set_(selectors: tuple[str, ...], on: date | None, minutes: int | None, as_data: bool) -> None:
    """Set a plan over what SELECTOR names, or over all picked decks; a plan over the same cards is replaced.

    \b
    Examples:
      recall plan set --date 2027-01-15
      recall plan set security databases --date 2027-01-15 --minutes 25
    """
    from recall.schedule.values import Plan

    if on is None:
        given = next((each for each in selectors if _meant(each)), "2027-01-15")
        raise UsageError("a plan needs the day of the interview", f"put --date {given}")
    with open_desk() as desk:
        desk.plans.set(Plan(on, minutes or desk.settings.minutes, selectors))
        _show(desk, as_data)


@plan.command("clear")
@SELECTORS
def clear(selectors: tuple[str, ...]) -> None:
    """End the plan over what SELECTOR names, or every plan.

    \b
    Examples:
      recall plan clear
      recall plan clear security
    """
    with open_desk() as desk:
        gone = desk.plans.clear(selectors or None)
        if selectors and not gone:
            raise UsageError(f"there is no plan over {' '.join(selectors)}", "recall plan lists them")
    talk(f"{gone} plan{'' if gone == 1 else 's'} ended")


def _show(desk: Desk, as_data: bool) -> None:
    """Plays every plan anew, with other minutes beside its own."""
    active = desk.plans.active
    if not active:
        if as_data:
            say_json({"plans": []})
        else:
            say("No interview is planned. For example: recall plan set --date 2027-01-15 --minutes 25")
        return
    with click.progressbar(length=4 * len(active), label="playing the days", file=sys.stderr, hidden=_quiet()) as bar:
        outlooks = desk.plans.replan(lambda done, total: bar.update(4 * done - bar.pos))
        others: list[list[tuple[int, Outlook]]] = []
        for each in active:
            tried = []
            for minutes in _other_minutes(each.plan.minutes):
                tried.append((minutes, desk.plans.play(each, minutes)))
                bar.update(1)
            others.append(tried)
    standings = desk.plans.standings()
    if as_data:
        found = zip(active, standings, outlooks, others, strict=True)
        say_json({"plans": [_data(each, standing.recall, o, t) for each, standing, o, t in found]})
        return
    for each, standing, outlook, tried in zip(active, standings, outlooks, others, strict=True):
        _say(each, standing.recall, outlook, tried)


def _quiet() -> bool:
    return not sys.stderr.isatty()


def _other_minutes(minutes: int) -> tuple[int, ...]:
    return tuple(sorted({max(1, minutes // 2), minutes * 3 // 2, minutes * 2} - {minutes}))


def _say(active: Active, recall: float, outlook: Outlook, others: list[tuple[int, Outlook]]) -> None:
    over = " ".join(active.plan.select) or "all picked decks"
    days = f"{active.left} day{'' if active.left == 1 else 's'}"
    say(f"{over}: interview on {active.plan.on}")
    say(f"in {days}, {active.plan.minutes} minutes a day")
    _line("recall today", f"{_percent(recall)}  (never met: 0%)")
    _line("expected then", f"{_percent(outlook.recall)}  ({_percent(outlook.lowest)} to {_percent(outlook.highest)})")
    stretch = min(outlook.way.stretch, active.left)
    if stretch < active.left:
        _line("intervals", f"for {outlook.way.retention:.0%} recall")
    _line(f"last {stretch} days", "what adds most by then")
    left_out = outlook.unseen - outlook.met
    if left_out > 0:
        _line("out of reach", f"{left_out} of {outlook.unseen} new cards")
    _line("that takes", f"{outlook.minutes:.0f} minutes a day")
    say("With other minutes a day:")
    rows = [(f"    {minutes} min", _percent(each.recall), f"{each.met} new cards met") for minutes, each in others]
    say_table(rows, right=frozenset({0}))
    if left_out > 0:
        say("More minutes or fewer decks bring the rest within reach.")


def _line(what: str, value: str) -> None:
    say(f"  {what:<14} {value}")


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _data(active: Active, recall: float, outlook: Outlook, others: list[tuple[int, Outlook]]) -> dict[str, Any]:
    return {
        "select": list(active.plan.select),
        "on": active.plan.on.isoformat(),
        "minutes": active.plan.minutes,
        "days_left": active.left,
        "recall_today": recall,
        "expected": outlook.recall,
        "lowest": outlook.lowest,
        "highest": outlook.highest,
        "new_cards": outlook.unseen,
        "new_cards_met": outlook.met,
        "retention": outlook.way.retention,
        "last_stretch": outlook.way.stretch,
        "curve": list(outlook.curve),
        "other_minutes": [{"minutes": minutes, "expected": each.recall} for minutes, each in others],
    }
