"""`recall catchup`: after a break, the ways to catch up with what each of them costs, and taking one."""

from __future__ import annotations

import sys
from shutil import get_terminal_size

import click

from recall.cli.shell import open_desk, say, say_json, talk
from recall.schedule.catchup import NAMES, Choice

OFF = "off"
NARROW = 72  # columns: below, the short words are taken


@click.command()
@click.argument("way", required=False, type=click.Choice((*NAMES, OFF)), metavar="[WAY]")
@click.option("--json", "as_data", is_flag=True, help="One JSON object: due, overdue, minutes, chosen, choices.")
def catchup(way: str | None, as_data: bool) -> None:
    """Ways to catch up after a break, with what each costs.

    Alone it plays the days ahead through for each WAY: `usual` keeps your minutes and asks the oldest first, `more`
    doubles them until nothing is overdue, `gain` keeps them and asks what keeps most knowledge a second first. Naming
    a WAY takes it; it ends by itself when the backlog should be gone. `off` ends it now.

    \b
    Examples:
      recall catchup          what each way costs
      recall catchup more     twice the minutes until it is clear
      recall catchup off
    """
    from recall.desk import catchup as desk_catchup

    with open_desk() as desk:
        if way == OFF:
            ended = desk_catchup.end(desk)
            talk("your usual days again" if ended else "no catch-up was in force")
            if not as_data:
                return
        backlog = desk_catchup.backlog(desk)
        play = desk_catchup.prepared(desk)
        with click.progressbar(
            length=len(NAMES), label="playing the days", file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:
            choices = play(lambda done, total: bar.update(done - bar.pos))
        if way is not None and way != OFF:
            taken = next(each for each in choices if each.name == way)
            until = desk_catchup.take(desk, taken)
            talk(f"until {until}: {desk_catchup.title(taken.name)}; recall catchup off ends it")
            backlog = desk_catchup.backlog(desk)
        if as_data:
            chosen = backlog.chosen
            say_json(
                {
                    "due": backlog.due,
                    "overdue": backlog.overdue,
                    "minutes": backlog.minutes,
                    "chosen": chosen and {**chosen._asdict(), "until": chosen.until.isoformat()},
                    "choices": [each._asdict() for each in choices],
                }
            )
        elif way is None:
            say(str(backlog))
            if backlog.chosen is not None:
                say(f"Until {backlog.chosen.until}: {backlog.chosen.minutes} minutes a day.")
            _say(choices, backlog.cards)


def _say(choices: tuple[Choice, ...], cards: int) -> None:
    from recall.desk.catchup import costs, title

    short = get_terminal_size().columns < NARROW
    for each in choices:
        say(f"{each.name:<7}{title(each.name, short=short)}")
        say(f"{'':<7}{costs(each, cards, short=short)}")
    say("A simulation without new cards.")
    say("`recall catchup more` takes that way.")
