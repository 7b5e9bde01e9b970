"""How a morning begins: the home screen and a review, on a screen or by lines.

The first card waits for what is imported here, so neither the command line's library nor the screen's may be.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from recall.cli.terminal import has_screen
from recall.collector import collect_again, collect_later

if TYPE_CHECKING:
    from recall.desk.options import Options
    from recall.desk.views import Overview

_PLAIN = "--plain"


def at_once(arguments: Sequence[str]) -> int | None:
    """The exit code of `recall` and of `recall review [SELECTOR]... [--plain]`; None for whatever has to be parsed."""
    if not arguments:
        return home()
    command, *rest = arguments
    selectors = tuple(each for each in rest if each != _PLAIN)
    if command != "review" or any(each.startswith("-") for each in selectors):
        return None
    return review(selectors, plain=_PLAIN in rest)


def home() -> int:
    """The home screen; without a terminal its numbers as text."""
    collect_later()
    if has_screen():
        from recall.config import find_home
        from recall.tui.app import run_home

        return run_home(find_home())
    from recall.cli.shell import open_desk

    with open_desk() as desk:
        _say_overview(desk.overview())
    collect_again()
    return 0


def review(
    selectors: Sequence[str], options: Options | None = None, *, plain: bool = False, ascii_only: bool = False
) -> int:
    """A sitting over what the selectors name; the exit code. Raises RecallError kinds."""
    collect_later()
    from recall.desk.options import Options

    options = options or Options()
    if not has_screen() or plain:
        return _review_by_lines(selectors, options, plain=plain, ascii_only=ascii_only)
    from recall.config import find_home
    from recall.tui.app import run_review

    return run_review(find_home(), selectors, options, ascii_only=ascii_only)


def _review_by_lines(selectors: Sequence[str], options: Options, *, plain: bool, ascii_only: bool) -> int:
    from recall.cli.dialogue import take_any_text
    from recall.cli.plain import PlainReview
    from recall.cli.shell import open_desk, talk
    from recall.errors import UsageError
    from recall.machine import read_machine

    if not plain and not sys.stdin.isatty():
        raise UsageError("standard input is no terminal", "use recall review --plain to answer by lines")
    take_any_text()
    with open_desk() as desk:
        machine, warnings = read_machine(desk.home.settings_file)
        for warning in warnings:
            talk(warning)
        broken = sum(problem.level == "error" for problem in desk.library.problems())
        if broken:
            talk(f"{broken} mistakes in deck files leave cards out: recall deck check names them")
        sitting = PlainReview(desk, selectors, options, ascii_only=ascii_only or machine.ascii)
        collect_again()
        return sitting.run()


def _say_overview(overview: Overview) -> None:
    from recall.cli.dueline import as_text
    from recall.cli.shell import say, say_table

    say(as_text(overview.due, overview.learning, overview.new, None))
    rows = [("", "new", "learning", "due")]
    for stage in overview.stages:
        rows.append((stage.title, str(stage.new), str(stage.learning), str(stage.due)))
        rows += [(f"  {deck.title}", str(deck.new), str(deck.learning), str(deck.due)) for deck in stage.decks]
    say_table(rows, right=frozenset({1, 2, 3}))
    say("recall review --plain studies by lines; recall --help lists the commands.")
