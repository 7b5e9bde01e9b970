"""`recall simulate`: minutes a day against cards known, for each choice of retention."""

from __future__ import annotations

import sys
from shutil import get_terminal_size

import click

from recall.cli.shell import open_desk, say, say_json, say_table
from recall.cli.study import SELECTORS
from recall.errors import UsageError

_BAR = 24
_BESIDE = 42  # columns that stand beside the bar, the mark behind it included


@click.command()
@SELECTORS
@click.option("--years", type=click.IntRange(1, 5), default=1, help="How far to look ahead (1 to 5).")
@click.option("--new", type=click.IntRange(0, 10_000), help="New cards a day; without it your own limit.")
@click.option("--json", "as_data", is_flag=True, help="One JSON object: years, current, choices.")
def simulate(selectors: tuple[str, ...], years: int, new: int | None, as_data: bool) -> None:
    """What each desired retention would cost and keep.

    Plays the time ahead with your cards, your parameters, your answer times and your first ratings. There is no best
    number: more minutes keep more cards. `recall config set retention 0.87` takes a choice.

    \b
    Examples:
      recall simulate
      recall simulate security --years 3 --new 5
    """
    from recall.schedule.step import step_of
    from recall.schedule.tradeoff import tradeoff

    with open_desk() as desk:
        current = desk.settings.retention
        days = desk.plans.years(desk.scope(selectors), years, desk.settings.new_per_day if new is None else new)
        total = len(days.known) + days.unseen
        if not total:
            raise UsageError("there is no card to simulate", "recall deck list shows what there is")
        with click.progressbar(length=1, label="playing", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

            def progress(done: int, of: int) -> None:
                bar.length = of
                bar.update(done - bar.pos)

            choices = tradeoff(days, step_of(desk.settings.parameters.values), current, progress)
    if as_data:
        found = [
            {"retention": each.retention, "minutes_a_day": each.minutes, "known": each.known, "met": each.met}
            for each in choices
        ]
        say_json({"years": years, "cards": total, "current": current, "choices": found})
        return
    say(f"{years} year{'' if years == 1 else 's'} ahead, {total} cards; known at the end:")
    rows = [("retention", "min a day", "known", "")]
    width = max(0, min(_BAR, get_terminal_size().columns - _BESIDE))
    for each in choices:
        mark = "  <- yours" if each.retention == current else ""
        bar_ = "#" * round(width * each.known / total)
        rows.append((f"{each.retention:.0%}", f"{each.minutes:.1f}", f"{each.known:.0f}", f"{bar_}{mark}"))
    say_table(rows, right=frozenset({0, 1, 2}))
    say("A simulation by your own parameters: as right as they are.")
