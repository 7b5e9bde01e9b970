"""Studying: `recall review` and `recall due` with their options. How a sitting begins it leaves to `begin`."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from recall.cli import begin
from recall.cli.dueline import as_json, as_short, as_text
from recall.cli.shell import open_desk
from recall.errors import UsageError
from recall.schedule.values import ORDERS, Order

if TYPE_CHECKING:
    from recall.desk.options import Options


def complete_selectors(context: click.Context, argument: click.Parameter, begun: str) -> list[CompletionItem]:
    """Stages and decks, for the shell's tab key."""
    del context, argument
    with open_desk() as desk:
        decks = desk.library.decks()
    names = {name for info in decks for name in (info.stage, info.deck) if name}
    return [CompletionItem(name) for name in sorted(names) if name.startswith(begun)]


SELECTORS = click.argument("selectors", nargs=-1, metavar="[SELECTOR]...", shell_complete=complete_selectors)


@click.command()
@SELECTORS
@click.option("--minutes", type=click.IntRange(1, 1440), help="Stop dealing cards after so many minutes' worth.")
@click.option("--limit", type=click.IntRange(0), help="At most so many cards.")
@click.option("--new", type=click.IntRange(0), help="So many new cards, whatever the day's limit.")
@click.option("--ahead", type=click.IntRange(0, 365), default=0, metavar="DAYS", help="Cards of the next days too.")
@click.option("--from-quiz", "quiz", metavar="ID", help="What an interview found missing; `last` is the newest.")
@click.option("--cram", is_flag=True, help="Every card of the selection; the schedule is left alone.")
@click.option("--order", type=click.Choice(ORDERS), help="The order of the cards that are due.")
@click.option("--plain", is_flag=True, help="By lines, without a screen: for screen readers and pipes.")
@click.option("--ascii", "ascii_only", is_flag=True, help="No signs beyond ASCII.")
def review(
    selectors: tuple[str, ...],
    minutes: int | None,
    limit: int | None,
    new: int | None,
    ahead: int,
    quiz: str | None,
    cram: bool,
    order: Order | None,
    plain: bool,
    ascii_only: bool,
) -> int:
    """Today's reviews and new cards: of the picked decks, or of what SELECTOR names.

    A selector is a stage, a deck, an alias, a card, tag:NAME or @COLLECTION.

    \b
    Examples:
      recall review                     what today asks for
      recall review security --new 5    one stage, five new cards of it
      recall review oauth-flows --cram  a whole deck before an exam
      recall review --from-quiz last    the misses of the newest interview, now
      recall review --plain             by lines
    """
    from recall.desk.options import Options

    options = Options(minutes=minutes, limit=limit, new=new, ahead=ahead, cram=cram, order=order)
    if quiz is not None:
        if selectors:
            raise UsageError("name an interview or selectors, not both")
        selectors, repair = _missed_in(quiz)
        options = repair._replace(minutes=minutes, limit=limit, order=order, cram=cram)
    return begin.review(selectors, options, plain=plain, ascii_only=ascii_only)


@click.command()
@SELECTORS
@click.option("--json", "as_data", is_flag=True, help="One JSON object: due, learning, new, next_due_at.")
@click.option("--short", is_flag=True, help="For a prompt: 14↺, and nothing when nothing is due.")
@click.option("--notify", is_flag=True, help="A desktop notice when something is due; nothing is printed.")
def due(selectors: tuple[str, ...], as_data: bool, short: bool, notify: bool) -> int:
    """What is due, in one line; fast enough for a shell prompt (docs/shell.md has snippets).

    \b
    Examples:
      recall due
      recall due security --json
      recall due --short      in a prompt
      recall due --notify     from cron
    """
    from recall.desk import today

    with open_desk() as desk:
        scope, moment, settings = desk.scope(selectors), desk.moment, desk.plans.settings_today()
        asked = today.look(desk.history, settings, moment, scope)
        next_due_at = desk.history.next_due_at(scope, moment, settings.day_start)
        here = timezone(timedelta(minutes=moment.off))
        instant = next_due_at.astimezone(here).isoformat(timespec="seconds") if next_due_at else None
    counts = (asked.due, asked.learning, asked.new, instant)
    if notify:
        if asked.due + asked.learning:
            from recall.cli.notice import show

            show("recall", as_text(*counts))
    elif said := (as_json if as_data else as_short if short else as_text)(*counts):
        click.echo(said)
    return 0


def _missed_in(quiz: str) -> tuple[tuple[str, ...], Options]:
    """What an interview found missing and nobody answered since: the keys, and how to ask for them all.

    Raises UsageError for an interview that there is not, and where nothing is left.
    """
    from recall.desk.past import PastInterviews

    with open_desk() as desk:
        interviews = PastInterviews(desk)
        found = interviews.find(quiz)
        keys = interviews.misses(found.id)
    if not keys:
        raise UsageError(
            f"nothing that interview {found.id} found missing waits any more", "recall review has the rest"
        )
    return keys, interviews.repair(keys)
