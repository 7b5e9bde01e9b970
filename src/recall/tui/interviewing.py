"""Starts the program for an interview or a warm-up: what the command line calls. It knows no options and no exports."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from recall.collector import collect_later
from recall.tui.app import RecallApp, run

if TYPE_CHECKING:
    from recall.desk.desk import Desk
    from recall.desk.interview import InterviewDesk
    from recall.desk.warmup import WarmUp
    from recall.quiz.values import Interview, Plan


def run_warmup(desk: Desk, found: WarmUp, *, ascii_only: bool = False) -> None:
    """Goes through what is to be warmed up with. Raises the RecallError that ended the program."""
    from recall.tui.screens.warmup import WarmupScreen

    collect_later()
    program = partial(RecallApp, desk, first=lambda: WarmupScreen(found), farewell="Good luck.")
    run(program, ascii_only=ascii_only)


def run_interview(desk: InterviewDesk, interview: Plan | Interview, *, ascii_only: bool = False) -> Interview | None:
    """Takes the interview (a plan is begun when the learner does) on the screen; as it stands after, None if not begun.

    Raises the RecallError that ended the program.
    """
    from recall.tui.screens.interview import InterviewScreen

    collect_later()
    screens: list[InterviewScreen] = []

    def first() -> InterviewScreen:
        screens.append(InterviewScreen(desk, interview))
        return screens[0]

    run(partial(RecallApp, desk.desk, first=first), ascii_only=ascii_only)
    return screens[0].state if screens and screens[0].begun else None
