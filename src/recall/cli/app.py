"""The command `recall` and all that stands below it."""

from __future__ import annotations

import click

from recall import __version__
from recall.cli import community
from recall.cli.around import debrief, jot, warmup
from recall.cli.backup import backup
from recall.cli.begin import home
from recall.cli.bring import import_
from recall.cli.catchup import catchup
from recall.cli.config import completion, config
from recall.cli.deck import deck
from recall.cli.find import browse, show
from recall.cli.fit import fit
from recall.cli.history import history
from recall.cli.keep import doctor, where
from recall.cli.place import place
from recall.cli.plan import plan
from recall.cli.quiz import quiz
from recall.cli.record import answer, undo
from recall.cli.serve import serve
from recall.cli.simulate import simulate
from recall.cli.stand import ready, stats
from recall.cli.study import due, review
from recall.cli.sync import sync
from recall.cli.take import export


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="recall %(version)s")
@click.pass_context
def cli(context: click.Context) -> int | None:
    """Flashcards and mock interviews for backend developers, in the terminal.

    Alone it opens the home screen.

    \b
    Start here:
      recall review            today's cards
      recall review http       the cards of one deck
      recall due               what is due, in one line
      recall quiz security     a mock interview
    """
    return home() if context.invoked_subcommand is None else None


for _command in (
    community.short,
    answer,
    backup,
    browse,
    catchup,
    completion,
    config,
    debrief,
    deck,
    doctor,
    due,
    export,
    fit,
    history,
    import_,
    jot,
    place,
    plan,
    quiz,
    ready,
    review,
    serve,
    show,
    simulate,
    stats,
    sync,
    undo,
    warmup,
    where,
):
    cli.add_command(_command)
