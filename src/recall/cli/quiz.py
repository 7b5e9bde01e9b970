"""Mock interviews: `recall quiz SELECTOR...` takes one, its commands go on with it, show and compare them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta, timezone
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from click.shell_completion import CompletionItem

from recall.cli.reports import Export, Form, said_comparison, said_report
from recall.cli.shell import is_asked, open_desk, say, say_json, talk
from recall.cli.study import SELECTORS, complete_selectors
from recall.cli.terminal import has_screen
from recall.deck.card import KINDS
from recall.deck.problem import nearest
from recall.errors import UsageError

if TYPE_CHECKING:
    from recall.desk.interview import InterviewDesk
    from recall.quiz.values import Interview, Options, Plan

PAUSED = 3
TARGETS = ("junior", "mid", "senior")
LEVELS = ("recall", "understand", "apply", "interview")
_TAKE = "take"


@contextmanager
def interview_desk() -> Iterator[InterviewDesk]:
    """The desk of this learner's interviews."""
    from recall.desk.interview import InterviewDesk

    with open_desk() as desk:
        yield InterviewDesk(desk)


class TakesSelectors(click.Group):
    """A group whose name alone, or with anything that is no command of it, takes an interview."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = args[:1] and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named else [_TAKE, *args])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of taking an interview, then the other commands."""
        take = self.commands[_TAKE]
        take.format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


@click.group(cls=TakesSelectors, subcommand_metavar="[SELECTOR]... | COMMAND [ARGS]...")
def quiz() -> None:
    """A mock interview: of the picked decks, or of what SELECTOR names.

    Twelve questions, the next one chosen by the answers so far; a report with its uncertainty; every miss comes back in
    the daily review. A deck that is named like a command below is written with its stage: git/history.

    Exit code 0: finished; 3: paused, `recall quiz resume` goes on.

    \b
    Examples:
      recall quiz security                              one stage
      recall quiz databases --target senior --minutes 30
      recall quiz http -n 6 --feedback now              short, told at once
      recall quiz oauth-flows --plain                   by lines
      recall quiz report --html                         the newest report, for a browser
    """


def _complete_first(context: click.Context, argument: click.Parameter, begun: str) -> list[CompletionItem]:
    """Stages and decks, and the commands where no selector stands yet."""
    selectors = complete_selectors(context, argument, begun)
    if context.params.get("selectors"):
        return selectors
    commands = (name for name, found in sorted(quiz.commands.items()) if not found.hidden)
    return [*(CompletionItem(name) for name in commands if name.startswith(begun)), *selectors]


@quiz.command(_TAKE, hidden=True)
@click.argument("selectors", nargs=-1, metavar="[SELECTOR]...", shell_complete=_complete_first)
@click.option("-n", "--number", type=click.IntRange(1, 60), default=12, show_default=True, help="Questions.")
@click.option("--minutes", type=click.IntRange(1, 600), help="Time for the whole interview.")
@click.option("--target", type=click.Choice(TARGETS), default="mid", show_default=True, help="The mark to measure "
              "against.")  # fmt: skip
@click.option("--types", metavar="KIND,...", help="Only these kinds of card, such as typed,interview.")
@click.option("--level", "levels", multiple=True, type=click.Choice(LEVELS), help="Only this level; may be repeated.")
@click.option("--no-choice", is_flag=True, help="Nothing to choose from: no single, no multi.")
@click.option("--seed", metavar="HEX", help="The same questions again, for the same answers and decks.")
@click.option("--fixed", is_flag=True, help="The questions are set before; answers change nothing.")
@click.option("--feedback", type=click.Choice(("now", "end")), default="end", show_default=True,
              help="Told after each answer, or at the end.")  # fmt: skip
@click.option("--strict", is_flag=True, help="An answer that comes too late does not count.")
@click.option("--no-confidence", is_flag=True, help="Do not ask how sure you are.")
@click.option("--no-schedule", is_flag=True, help="Leave the dates of your cards alone.")
@click.option("--export", "export", metavar="FORM[:FILE]", help="Write the report too: md, html or json.")
@click.option("--plain", is_flag=True, help="By lines, without a screen: for screen readers and pipes.")
@click.option("--ascii", "ascii_only", is_flag=True, help="No signs beyond ASCII.")
def take(
    selectors: tuple[str, ...],
    number: int,
    minutes: int | None,
    target: Literal["junior", "mid", "senior"],
    types: str | None,
    levels: tuple[str, ...],
    no_choice: bool,
    seed: str | None,
    fixed: bool,
    feedback: Literal["now", "end"],
    strict: bool,
    no_confidence: bool,
    no_schedule: bool,
    export: str | None,
    plain: bool,
    ascii_only: bool,
) -> int:
    """Take an interview; the word `take` may be left out.

    \b
    Example:
      recall quiz take security -n 6
    """
    from recall.quiz.values import Options

    options = Options(
        selectors=selectors,
        number=number,
        minutes=minutes,
        target=target,
        kinds=_kinds(types),
        levels=levels,
        choice=not no_choice,
        fixed=fixed,
        feedback=feedback,
        strict=strict,
        confidence=not no_confidence,
        schedule=not no_schedule,
    )
    return _run(partial(_planned, options=options, seed=seed), Export.of(export), plain=plain, ascii_only=ascii_only)


@quiz.command()
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--export", "export", metavar="FORM[:FILE]", help="Write the report too: md, html or json.")
@click.option("--plain", is_flag=True, help="By lines, without a screen.")
@click.option("--ascii", "ascii_only", is_flag=True, help="No signs beyond ASCII.")
def resume(id_: str | None, export: str | None, plain: bool, ascii_only: bool) -> int:
    """Go on with an interview that was paused or cut off; the newest one without ID.

    \b
    Example:
      recall quiz resume
    """
    return _run(partial(_to_resume, id_=id_), Export.of(export), plain=plain, ascii_only=ascii_only)


@quiz.command()
@click.argument("id_", metavar="ID")
@click.option("--seed-only", is_flag=True, help="The same seed with new answers: take the interview again.")
@click.option("--plain", is_flag=True, help="With --seed-only: by lines, without a screen.")
@click.option("--json", "as_data", is_flag=True, help="One JSON object: id, seed, bank, events, hash, same.")
def replay(id_: str, seed_only: bool, plain: bool, as_data: bool) -> int:
    """Replay the log of an interview and prove that it gives the same interview.

    ID is that of `recall quiz history`, a part of it, or `last`. The exit code is 1 where the log and what follows from
    it differ. With --seed-only the interview is taken again: same decks, options and seed.

    \b
    Examples:
      recall quiz replay last
      recall quiz replay 20261122-k7f3 --seed-only
    """
    if seed_only:
        return _run(lambda desk: desk.again(desk.find(id_).id), Export(), plain=plain)
    with interview_desk() as interviews:
        found = interviews.proved(interviews.find(id_).id)
    if as_data:
        say_json(found._asdict())
    else:
        say(f"{found.id}   seed {found.seed}, bank {found.bank}, {found.events} events, hash {found.hash}")
        say(
            "Replayed to the same questions and scores." if found.same else "The replay differs from what was recorded."
        )
    return int(not found.same)


@quiz.command("history")
@SELECTORS
@click.option("--json", "as_data", is_flag=True, help="One JSON object: interviews, newest first, each with id, "
              "selector, started_at, questions, finished.")  # fmt: skip
def history(selectors: tuple[str, ...], as_data: bool) -> None:
    """List the interviews, newest first; with SELECTOR those that asked for it.

    \b
    Examples:
      recall quiz history
      recall quiz history security --json
    """
    from recall.events import format_instant

    with interview_desk() as interviews:
        rows = interviews.history(selectors)
        off = interviews.desk.moment.off
    if as_data:
        found = [
            {
                "id": row.id,
                "selector": " ".join(row.selectors),
                "started_at": format_instant(row.started_at),
                "questions": row.asked,
                "number": row.number,
                "seed": row.seed,
                "finished": row.ended,
            }
            for row in rows
        ]
        say_json({"interviews": found})
        return
    if not rows:
        talk("no interview yet: recall quiz takes one")
    here = timezone(timedelta(minutes=off))
    for row in rows:
        asked = f"{row.asked} of {row.number} questions"
        title = " ".join(row.selectors) or "all picked decks"
        ended = "" if row.ended else f"   not finished: recall quiz resume {row.id}"
        say(f"{row.id}   {row.started_at.astimezone(here):%Y-%m-%d %H:%M}   {asked:>18}   {title}{ended}")


@quiz.command("report")
@click.argument("id_", metavar="[ID]", default="last")
@click.option("--md", "form", flag_value="md", help="As Markdown.")
@click.option("--html", "form", flag_value="html", help="As one HTML file that needs nothing else.")
@click.option("--json", "form", flag_value="json", help="As JSON, with a version: schema/quiz-report-1.json.")
@click.option("-o", "--output", "file", type=click.Path(path_type=Path), help="Write it there instead of to stdout.")
@click.option("--ascii", "ascii_only", is_flag=True, help="No signs beyond ASCII.")
def report(id_: str, form: Form | None, file: Path | None, ascii_only: bool) -> None:
    """Show the report of an interview: the newest one without ID.

    \b
    Examples:
      recall quiz report
      recall quiz report last --html -o report.html
      recall quiz report 20261122-k7f3 --json
    """
    with interview_desk() as interviews:
        said_report(interviews, interviews.find(id_).id, Export(form, file), ascii_only=ascii_only)


@quiz.command("compare")
@click.argument("one")
@click.argument("other")
@click.option("--json", "as_data", is_flag=True, help="One JSON object with the differences and their intervals.")
def compare(one: str, other: str, as_data: bool) -> None:
    """Compare two interviews, with the interval of each difference.

    \b
    Example:
      recall quiz compare 20261108-m2xq last
    """
    with interview_desk() as interviews:
        first, second = interviews.find(one).id, interviews.find(other).id
        if first == second:
            raise UsageError("that is one interview", "recall quiz history lists those there are")
        said_comparison(interviews, first, second, as_data=as_data)


def _kinds(text: str | None) -> tuple[str, ...]:
    """The kinds of `--types`. Raises UsageError for one that does not exist."""
    kinds = tuple(filter(None, (text or "").replace(",", " ").split()))
    for kind in kinds:
        if kind not in KINDS:
            near = nearest(kind, list(KINDS))
            raise UsageError(f"{kind} is no kind of card", f"did you mean {near[0]}?" if near else ", ".join(KINDS))
    return kinds


def _run(
    chosen: Callable[[InterviewDesk], Plan | Interview], export: Export, *, plain: bool, ascii_only: bool = False
) -> int:
    """Takes the interview that was chosen to its end, or to a pause; the exit code."""
    by_lines = plain or not has_screen()
    if by_lines and not plain and not is_asked():
        raise UsageError("standard input is no terminal", "use recall quiz --plain to answer by lines")
    with interview_desk() as interviews:
        interview = chosen(interviews)
        if by_lines:
            ended: Interview | None = _by_lines(interviews, interview, ascii_only=ascii_only)
        else:
            from recall.tui.interviewing import run_interview

            ended = run_interview(interviews, interview, ascii_only=ascii_only)
        if ended is None:
            return 0
        if not ended.over:
            return PAUSED
        if export.form is not None:
            said_report(interviews, ended.plan.quiz, export.named(ended.plan.quiz))
    return 0


def _by_lines(interviews: InterviewDesk, interview: Plan | Interview, *, ascii_only: bool) -> Interview:
    from recall.cli.dialogue import take_any_text
    from recall.cli.plain_quiz import PlainInterview
    from recall.machine import read_machine

    machine, warnings = read_machine(interviews.desk.home.settings_file)
    for warning in warnings:
        talk(warning)
    take_any_text()
    return PlainInterview(interviews, interview, ascii_only=ascii_only or machine.ascii).run()


def _planned(interviews: InterviewDesk, options: Options, seed: str | None) -> Plan:
    left = interviews.unfinished()
    plan = interviews.plan(options, seed)
    if left is not None:
        talk(f"interview {left.plan.quiz} is not finished: recall quiz resume goes on with it")
    return plan


def _to_resume(interviews: InterviewDesk, id_: str | None) -> Interview:
    state = interviews.load(id_) if id_ else interviews.unfinished()
    if state is None:
        raise UsageError("no interview is unfinished", "recall quiz begins one")
    if state.over:
        raise UsageError(f"interview {state.plan.quiz} is over", f"recall quiz report {state.plan.quiz} shows it")
    return state
