"""Where the learner stands: `recall stats` and `recall ready`, as lines, JSON or a page for a browser."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recall.cli.shell import open_desk, say, say_json, talk
from recall.cli.study import SELECTORS
from recall.errors import RecallError, UsageError
from recall.stats.figures import SPANS, Span
from recall.whole import whole

if TYPE_CHECKING:
    from recall.desk.desk import Desk
    from recall.stats.charts import Form
    from recall.stats.figures import Figures

_WIDEST = 100
_TALK_EVERY = 2000  # cards between two words on the progress


class IsoDate(click.ParamType):  # type: ignore[type-arg]
    """A date as `2027-03-01`."""

    name = "DATE"

    def convert(self, value: str | date, param: click.Parameter | None, context: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date; write it as 2027-03-01", param, context)


_PLAIN = click.option("--plain", is_flag=True, help="Words and numbers alone: for screen readers and pipes.")
_ASCII = click.option("--ascii", "ascii_only", is_flag=True, help="No signs beyond ASCII.")


@click.command()
@SELECTORS
@click.option("--span", type=click.Choice(SPANS), default="month", show_default=True, help="The days up to today.")
@click.option("--json", "as_data", is_flag=True, help="One JSON object; numbers are not rounded.")
@click.option(
    "--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Write a page for a browser to this file."
)
@_PLAIN
@_ASCII
def stats(
    selectors: tuple[str, ...], span: Span, as_data: bool, page: Path | None, plain: bool, ascii_only: bool
) -> int:
    """How the reviews went, what they promise, and how good the forecasts were.

    Of everything, or of what SELECTOR names. A month is 30 days, a year 365.

    \b
    Keys of --json: on, since, span, scope, answers, added, ms, study_days, target, retention {all, young, mature},
    streak, cards, leeches, ratings, columns, hours, calendar, due {scheduled, with_new, overdue}, intervals,
    stabilities, difficulties, forecast {n, expected, log_loss, rmse_bins, constant_..., chance_rmse_bins,
    auc {value, low, high} or null, bins} or null.

    \b
    Examples:
      recall stats                        the last 30 days
      recall stats security --span year   one stage
      recall stats tag:core --json
      recall stats --span all --html stats.html
    """
    from recall.stats import data, lines

    with open_desk() as desk:
        if page is not None:
            return _write_page(desk, selectors, span, page)
        found = _counted(desk, selectors, span)
        if as_data:
            say_json(data.statistics(found))
            return 0
        form, width = _form(desk, plain=plain, ascii_only=ascii_only), _width()
        say("\n".join(lines.statistics(found, width=width, form=form)))
    return 0


@click.command()
@SELECTORS
@click.option("--on", "later_on", type=IsoDate(), help="Look ahead to this day; without it to the interview's.")
@click.option("--json", "as_data", is_flag=True, help="One JSON object; numbers are not rounded.")
@_PLAIN
@_ASCII
def ready(selectors: tuple[str, ...], later_on: date | None, as_data: bool, plain: bool, ascii_only: bool) -> int:
    """The road: what of each stage is covered, what of that is kept, what was examined.

    Of the picked decks, or of what SELECTOR names. The three are never made one number. "Kept" is the share of
    covered cards expected to be recalled, with the band that it comes out in four times of five; on a later day, if
    no card is asked until then.

    \b
    Keys of --json: on, later_on, whole, stages (each with decks), weakest (refs). A place has ref, title, cards,
    covered, core, core_covered, kept and kept_later {expected, low, high} or null, examined {score, low, high, on} or
    null.

    \b
    Examples:
      recall ready
      recall ready security --on 2027-03-01
      recall ready --json
    """
    from recall.desk.standing import standing
    from recall.stats import data, roadlines

    with open_desk() as desk:
        if later_on is not None and later_on < desk.moment.on:
            raise UsageError(f"{later_on.isoformat()} is past", "give today or a later day")
        found = standing(desk, selectors, later_on)
        if as_data:
            say_json(data.road(found))
            return 0
        form, width = _form(desk, plain=plain, ascii_only=ascii_only), _width()
        say("\n".join(roadlines.road(found, width=width, form=form, decks=bool(selectors))))
        if not selectors:
            say(" recall ready STAGE shows its decks.")
    return 0


def _counted(desk: Desk, selectors: tuple[str, ...], span: Span) -> Figures:
    """The statistics; a count that takes a while says how far it is."""
    from recall.desk.standing import count_up

    counting = count_up(desk, selectors, span)
    while True:
        try:
            done, cards = next(counting)
        except StopIteration as finished:
            return finished.value  # type: ignore[no-any-return]
        if done % _TALK_EVERY == 0:
            talk(f"{done} of {cards} cards counted")


def _write_page(desk: Desk, selectors: tuple[str, ...], span: Span, path: Path) -> int:
    """The report, beside its place first, so that no half of one is ever there."""
    from recall.desk.standing import standing
    from recall.stats.report import report

    text = report(_counted(desk, selectors, span), standing(desk, selectors))
    try:
        with whole(path) as file:
            file.write(text.encode())
    except OSError as error:
        raise RecallError(f"{path}: {error.strerror}", "choose a file in a folder that can be written") from error
    talk(f"wrote {path}")
    return 0


def _form(desk: Desk, *, plain: bool, ascii_only: bool) -> Form:
    from recall.machine import read_machine

    if plain:
        return "plain"
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    machine, _ = read_machine(desk.home.settings_file)
    return "ascii" if ascii_only or machine.ascii or not unicode else "blocks"


def _width() -> int:
    return min(_WIDEST, shutil.get_terminal_size().columns)
