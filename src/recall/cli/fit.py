"""`recall fit`: the learner's own parameters from the learner's own log."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from recall.cli.shell import open_desk, say, say_json, talk
from recall.errors import Refused, UsageError

if TYPE_CHECKING:
    from recall.desk.desk import Desk
    from recall.desk.fitting import Move
    from recall.schedule.fit import Fitted

_SHOWN = 5


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what was found; change nothing.")
@click.option("--reset", is_flag=True, help="Go back to the parameters that FSRS-6 comes with.")
@click.option("--reschedule", is_flag=True, help="Then show which cards would move, and move them if you agree.")
@click.option("--yes", is_flag=True, help="Agree beforehand.")
@click.option("--history", "show_history", is_flag=True, help="The parameters that counted so far.")
@click.option("--json", "as_data", is_flag=True, help="One JSON object.")
def fit(dry_run: bool, reset: bool, reschedule: bool, yes: bool, show_history: bool, as_data: bool) -> int:
    """Fit the schedule to how you remember.

    The 21 parameters of FSRS are fitted to your log and kept only if they forecast the newest 15 % of your answers
    better than those in force and than the defaults. They count from the next review on. It happens by itself after a
    sitting when the log has grown by a tenth (`recall config set fit false` stops that).

    \b
    Examples:
      recall fit                 fit, and keep what is better
      recall fit --dry-run       only look
      recall fit --reschedule    also move cards whose day was set by older parameters
    """
    if dry_run and (reset or reschedule):
        raise UsageError("--dry-run changes nothing", "leave --reset and --reschedule away")
    with open_desk() as desk:
        if show_history:
            return _show_history(desk, as_data)
        result: dict[str, Any] = _reset(desk) if reset else _fit(desk, dry_run, quiet=as_data)
        if reschedule:
            result["moved"] = _reschedule(desk, yes, quiet=as_data)
    if as_data:
        say_json(result)
    return 0


def _reset(desk: Desk) -> dict[str, Any]:
    from recall.desk.fitting import back_to_default

    back_to_default(desk)
    talk("the default parameters count from the next review on")
    return {"outcome": "reset", "params": "default"}


def _fit(desk: Desk, dry_run: bool, *, quiet: bool) -> dict[str, Any]:
    from recall.desk.fitting import adopt, parameters_id
    from recall.desk.fitting import fit as fitted
    from recall.schedule.fit import ENOUGH

    if not quiet and sys.stderr.isatty():
        talk("fitting to your log: seconds for a million answers")
    found = fitted(desk.home, desk.settings.parameters)
    better = found.outcome == "better"
    if better and not dry_run:
        adopt(desk, found)
    if not quiet:
        if found.outcome == "too few":
            say(f"{found.scored} answers can be learnt from so far; a fit needs {ENOUGH}.")
            say("First sights, repeats of a day and answers that could be guessed do not count.")
        else:
            _say_losses(found)
            say(_verdict(found, dry_run))
    return {
        "outcome": found.outcome,
        "adopted": better and not dry_run,
        "params": parameters_id(found.values) if better else desk.settings.parameters.id,
        "values": list(found.values),
        "scored": found.scored,
        "tested": found.tested,
        "log_loss": {"fitted": found.loss, "current": found.loss_current, "default": found.loss_default},
    }


def _say_losses(found: Fitted) -> None:
    say(f"Fitted to {found.scored - found.tested} answers, tested on the {found.tested} newest.")
    say("Log loss (less is better):")
    for name, loss in (("fitted", found.loss), ("in force", found.loss_current), ("defaults", found.loss_default)):
        say(f"  {name:<9} {loss:.4f}")


def _verdict(found: Fitted, dry_run: bool) -> str:
    if found.outcome != "better":
        return "Not better than what you have: nothing changes."
    return "Better; nothing was changed." if dry_run else "Better: they count from the next review on."


def _reschedule(desk: Desk, yes: bool, *, quiet: bool) -> int:
    from recall.desk.fitting import moves
    from recall.desk.fitting import reschedule as move

    with click.progressbar(length=1, label="replaying", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(1, total)
            bar.update(done - bar.pos)

        found = moves(desk, progress)
    if not found:
        talk("no card would move")
        return 0
    if not quiet:
        _say_moves(found)
    if not yes:
        if not sys.stdin.isatty():
            raise Refused(f"{len(found)} cards would move", "agree with --yes")
        if not click.confirm(f"Move {len(found)} cards? `recall undo` takes it back", default=False, err=True):
            talk("nothing moved")
            return 0
    move(desk, found)
    talk(f"{len(found)} cards moved")
    return len(found)


def _say_moves(found: list[Move]) -> None:
    later = sum(each.after > each.before for each in found)
    median = sorted(abs((each.after - each.before).days) for each in found)[len(found) // 2]
    say(f"{len(found)} cards would move: {later} later, {len(found) - later} sooner, in the middle by {median} days.")
    say("For example:")
    for each in found[:_SHOWN]:
        say(f"  {each.card}   {each.before} -> {each.after}")


def _show_history(desk: Desk, as_data: bool) -> int:
    from recall.history.learnt import fits

    found = fits(desk.history.connection)
    if as_data:
        say_json({"fits": found, "in_force": desk.settings.parameters.id})
        return 0
    if not found:
        say("The default parameters count; nothing was fitted yet.")
    for each in found:
        how = each["how"]
        loss = f"log loss {how['loss']:.4f}, before {how['loss_current']:.4f}" if how.get("loss") else ""
        mark = "*" if each["params"] == desk.settings.parameters.id else " "
        say(f"{mark} {each['at'][:10]}  {each['params']:<13} {loss}".rstrip())
    return 0
