"""`recall place`: eight questions of a stage for those who know it already. On a screen or by lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from recall.cli.plain import PlainReview
from recall.cli.shell import open_desk, say, say_table
from recall.cli.terminal import has_screen
from recall.errors import UsageError

if TYPE_CHECKING:
    from recall.desk.desk import Desk


def _complete(context: click.Context, argument: click.Parameter, begun: str) -> list[CompletionItem]:
    del context, argument
    with open_desk() as desk:
        names = {info.stage for info in desk.library.decks() if info.stage}
    return [CompletionItem(name) for name in sorted(names) if name.startswith(begun)]


@click.command()
@click.argument("stage", required=False, shell_complete=_complete)
@click.option("--plain", is_flag=True, help="By lines, without a screen: for screen readers and pipes.")
@click.option("--ascii", "ascii_only", is_flag=True, help="No signs beyond ASCII.")
def place(stage: str | None, plain: bool, ascii_only: bool) -> int:
    """Show what you know of a stage already, with eight questions.

    Seven right: its recall and understand cards are presumed known, and three a day verify that. Four to six: new
    cards begin with those that apply it. Fewer: nothing changes. `recall undo` takes the outcome back as one action.
    Without STAGE you choose one on a screen; by lines it lists them.

    \b
    Examples:
      recall place
      recall place fundamentals
      recall place security --plain
    """
    if has_screen() and not plain:
        from recall.config import find_home
        from recall.tui.app import run_placement

        return run_placement(find_home(), stage, ascii_only=ascii_only)
    if stage is None:
        with open_desk() as desk:
            _list(desk)
        return 0
    if not plain:
        raise UsageError("standard input is no terminal", "use recall place --plain to answer by lines")
    from recall.machine import read_machine

    with open_desk() as desk:
        machine, _ = read_machine(desk.home.settings_file)
        return PlainPlacement(desk, stage, ascii_only=ascii_only or machine.ascii).run()


class PlainPlacement(PlainReview):
    """The eight questions on stdin and stdout."""

    def __init__(self, desk: Desk, stage: str, *, ascii_only: bool = False) -> None:
        from recall.desk import placement

        super().__init__(desk, (stage,), ascii_only=ascii_only, sitting=placement.start(desk, stage))
        self._commands = {"u": desk.undo, "*": desk.mark}

    def _summarise(self) -> None:
        """What the answers came to; recorded once all eight are given."""
        from recall.desk import placement

        placed = placement.conclude(self.desk, self.sitting)
        self._say("", placement.told(placed))
        if placed.cards:
            self._say("recall undo takes that back.")

    def _go_on(self) -> bool:
        return False


def _list(desk: Desk) -> None:
    from recall.desk import placement

    stages = placement.stages(desk)
    if not stages:
        say("No stage has cards that were never asked.")
        return
    say_table([("stage", "", "never asked"), *((each.name, each.title, str(each.unseen)) for each in stages)])
    say(f"For example: recall place {stages[0].name} --plain")
