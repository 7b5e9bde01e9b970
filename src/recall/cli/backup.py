"""Copies of the history: `recall backup now`, `list`, `restore`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recall.cli.shell import open_desk, say, say_json, say_table, talk
from recall.errors import Refused
from recall.history.healing import many

if TYPE_CHECKING:
    from recall.history.backup import Backup
    from recall.history.restore import Plan

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group()
def backup() -> None:
    """Copies of the history. One is made every hour in which something happened."""


@backup.command("now")
@click.argument("folder", required=False, type=_FOLDER)
@click.option("--json", "as_data", is_flag=True, help="One JSON object: path, bytes, events.")
@click.option("--hourly", is_flag=True, hidden=True)
def now(folder: Path | None, as_data: bool, hourly: bool) -> None:
    """Write a copy of the history into FOLDER, or into the backups that recall where names, and read it again.

    \b
    Examples:
      recall backup now
      recall backup now /media/stick
    """
    with open_desk() as desk:
        if hourly and not desk.history.backup_is_due(desk.moment.at):
            return
        made = desk.history.back_up(desk.moment.at, folder, "" if folder or hourly else "asked")
    if as_data:
        say_json({"path": str(made.path), "bytes": made.size, "events": made.events})
    else:
        say(f"{made.path}   {many(made.events, 'event')}, {_size(made)}")


@backup.command("list")
@click.option("--json", "as_data", is_flag=True, help="A list of objects: name, path, at, events, bytes, why.")
def list_(as_data: bool) -> None:
    """The backups there are, newest first: of each hour for a day, each day for a month, each month for a year.

    \b
    Example:
      recall backup list
    """
    from recall.config import find_home
    from recall.history.backup import found

    folder = find_home().backups
    backups = found(folder)
    if as_data:
        say_json([_as_data(each) for each in backups])
    elif backups:
        shown = [
            (
                f"{each.at.astimezone():%Y-%m-%d %H:%M}",
                many(each.events, "event"),
                _size(each),
                each.why,
                each.path.name,
            )
            for each in backups
        ]
        say_table(shown, right=frozenset({1, 2}))
    else:
        say(f"There is no backup in {folder} yet; recall backup now makes one.")


@backup.command("restore")
@click.argument("name", metavar="[BACKUP]", required=False)
@click.option("--exactly", is_flag=True, help="Take back what came after the backup, too. Nothing is deleted.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_data", is_flag=True, help="One JSON object: backup, comes_back, newer, takes_back, ...")
def restore(name: str | None, exactly: bool, dry_run: bool, yes: bool, as_data: bool) -> int:
    """Bring BACKUP back (a name of the list, or a path; without one the newest). What is newer stays.

    A backup is made first; restoring that one with --exactly takes the restore back. The JSON object has backup,
    comes_back, newer, takes_back, damage, restored, and undo, the backup that takes it back.

    \b
    Examples:
      recall backup restore --dry-run
      recall backup restore recall-20261122T080000Z-5120.jsonl.gz
      recall backup restore recall-20261122T080000Z-5120.jsonl.gz --exactly
    """
    from recall.history.backup import named
    from recall.history.restore import plan

    with open_desk() as desk:
        path = named(desk.home.backups, name)
        found = plan(desk.history.connection, path)
        shown = _plan_as_data(found, exactly=exactly)
        if not as_data:
            _say_plan(found, exactly=exactly)
        nothing = not found.missing and not (exactly and found.takes_back)
        if dry_run or nothing:
            if as_data:
                say_json({**shown, "restored": False, "undo": None})
            return 1 if found.damage else 0
        _confirm(yes=yes)
        moment = desk.moment
        done, before = desk.history.restore(path, (moment.at, moment.off), exactly=exactly)
    if as_data:
        say_json({**shown, "restored": True, "undo": before.path.name})
    else:
        say(f"{many(done.added, 'event')} came back.")
        say(f"To take this back: recall backup restore {before.path.name} --exactly")
    return 0


def _confirm(*, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise Refused("nothing was restored: nobody can be asked", "add --yes")
    if not click.confirm("recall: restore?", err=True):
        raise Refused("nothing was restored")


def _say_plan(found: Plan, *, exactly: bool) -> None:
    say(f"{found.path.name}: {many(found.missing, 'event')} to come back that the history lacks")
    if found.damage:
        talk(found.damage)
    if exactly:
        say(f"{many(len(found.takes_back), 'action')} after it to be taken back")
    elif found.newer:
        say(f"{many(found.newer, 'event')} newer than the backup: kept; --exactly takes back what is newer")


def _plan_as_data(found: Plan, *, exactly: bool) -> dict[str, Any]:
    taken = len(found.takes_back) if exactly else 0
    return {
        "backup": str(found.path),
        "comes_back": found.missing,
        "newer": found.newer,
        "takes_back": taken,
        "damage": found.damage,
    }


def _as_data(each: Backup) -> dict[str, Any]:
    at = each.at.isoformat().replace("+00:00", "Z")
    size = {"events": each.events, "bytes": each.size}
    return {"name": each.path.name, "path": str(each.path), "at": at, **size, "why": each.why}


def _size(each: Backup) -> str:
    return f"{each.size / 1e6:.1f} MB" if each.size >= 1e5 else f"{each.size / 1e3:.1f} kB"
