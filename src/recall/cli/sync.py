"""Several machines: `recall sync`, and its `setup`, `status` and `off`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recall.cli.shell import say, say_json, say_table, talk
from recall.errors import Busy, RecallError, UsageError
from recall.history.healing import many

if TYPE_CHECKING:
    from recall.sync.carry import Outcome
    from recall.sync.run import Found
    from recall.sync.status import Status

_SHOWN = 5
_MOST = 10_000  # letters of a file that may hold a key


@click.group(invoke_without_command=True)
@click.option("--json", "as_data", is_flag=True, help="One JSON object: brought, sent, waiting, refused, ...")
@click.option(
    "--check", is_flag=True, help="Read everything on the remote again, and send what is broken or lost there."
)
@click.option("--background", is_flag=True, hidden=True)
@click.pass_context
def sync(context: click.Context, as_data: bool, check: bool, background: bool) -> int | None:
    """Bring this machine and the others together: what each lacks comes in, nothing is ever thrown away.

    Ctrl-c stops it at any time, and the next one goes on. The JSON object has brought, sent, waiting (events of a time
    that has not come yet), set_aside, refused (name and reason) and strangers (files that are not recall's).

    \b
    Examples:
      recall sync setup      three questions, once for each machine
      recall sync
      recall sync status
    """
    if context.invoked_subcommand is not None:
        return None
    return _in_background() if background else _run(as_data=as_data, check=check)


def _run(*, as_data: bool, check: bool) -> int:
    from recall import clock
    from recall.config import find_home
    from recall.sync.run import run

    progress = _Progress()
    try:
        done = run(find_home(), clock.now, progress.tell, check=check)
    finally:
        progress.clear()
    if as_data:
        say_json(_as_data(done))
    else:
        _say(done)
    return int(bool(done.refused))


def _in_background() -> int:
    """As after a sitting: what goes wrong is kept for `recall sync status` and told to nobody."""
    from recall import clock
    from recall.config import find_home
    from recall.sync.run import run

    try:
        run(find_home(), clock.now, lambda *_: None)
    except Busy:
        return 0
    except RecallError as error:
        return error.exit_code
    return 0


@sync.command("setup")
@click.argument("place", required=False)
@click.option("--sealed/--plain", default=None, help="Seal what leaves this machine (a folder is plain by default).")
@click.option("--key-file", type=click.Path(path_type=Path, dir_okay=False), help="Read the recovery key; - is stdin.")
@click.option("--after-sitting/--by-hand", default=None, help="Sync after each sitting, in the background.")
@click.option("--name", help="What this machine is called; its host name by default.")
def setup(
    place: str | None, sealed: bool | None, key_file: Path | None, after_sitting: bool | None, name: str | None
) -> int:
    """Ask three questions: where, with which recovery key, and when. Nothing is sent before the first recall sync.

    PLACE is a folder that something else carries (Syncthing, Dropbox, a stick), s3://bucket/folder, the address of a
    git repository, or postgresql://host/database. A new sealed place gets a recovery key, which is shown once.

    \b
    Examples:
      recall sync setup
      recall sync setup ~/Dropbox/recall --plain --after-sitting
      recall sync setup git@example.org:me/recall.git --key-file key.txt --by-hand
    """
    from recall import clock
    from recall.config import find_home
    from recall.sync import run
    from recall.sync.remote import shown
    from recall.sync.seal import key_text

    home, asking = find_home(), sys.stdin is not None and sys.stdin.isatty()
    place = place or _ask_place(asking)
    found = run.look(place, home)
    key, is_new = _key(found, sealed, key_file, asking=asking)
    if after_sitting is None:
        after_sitting = not asking or click.confirm("3 of 3  Sync after each sitting?", default=True, err=True)
    run.set_up(home, place, key, after_sitting=after_sitting, name=name or _host(), now=clock.now)
    if key is not None and is_new:
        say("The recovery key, shown this once. Write it down: without it nobody can read what is on the remote.\n")
        say(f"  {key_text(key)}\n")
        say("Every other machine asks for it in recall sync setup.")
    say(f"{shown(place)} is set up{' (not sealed)' if key is None else ''}. recall sync brings everything together.")
    return 0


@sync.command("status")
@click.option("--json", "as_data", is_flag=True, help="One JSON object: place, sealed, last, unsent, devices.")
def status(as_data: bool) -> int:
    """The machines that share this history, when each was last seen, and how the last sync went.

    \b
    Example:
      recall sync status
    """
    from recall import clock
    from recall.config import find_home
    from recall.history.store import History
    from recall.sync.status import status as look

    with History.open(find_home(), now=clock.now()) as history:
        found = look(history)
    if as_data:
        say_json(_status_as_data(found))
    else:
        _say_status(found)
    return 0


@sync.command("off")
def off() -> None:
    """Forget where to sync and the key on this machine. The history stays, here and on the remote.

    \b
    Example:
      recall sync off
    """
    from recall.config import find_home
    from recall.sync.kept import forget_setup

    forget_setup(find_home())
    say("This machine does not sync any more; its history is whole.")


def _ask_place(asking: bool) -> str:
    if not asking:
        raise UsageError("say where to sync", "recall sync setup ~/Dropbox/recall")
    talk("a folder, s3://bucket/folder, git@host:me/history.git or postgresql://host/database")
    return str(click.prompt("1 of 3  Where do your machines meet?", err=True))


def _key(found: Found, sealed: bool | None, key_file: Path | None, *, asking: bool) -> tuple[bytes | None, bool]:
    """The key to use, None for a plain remote, and whether it was made just now."""
    from recall.sync.run import fresh_key
    from recall.sync.seal import parse_key

    if key_file is not None:
        return parse_key(_read_key(key_file)), False
    if found.sealed is False:
        return None, False
    if found.sealed is None:
        wanted = found.kind != "folder" if sealed is None else sealed
        if asking and sealed is None:
            wanted = click.confirm("2 of 3  Seal what leaves this machine?", default=wanted, err=True)
        return (fresh_key(), True) if wanted else (None, False)
    if not asking:
        raise UsageError("the remote is sealed: its recovery key is needed", "--key-file FILE, or - for stdin")
    while True:
        try:
            return parse_key(click.prompt("2 of 3  The recovery key of your other machine", err=True)), False
        except UsageError as error:
            talk(str(error))


def _read_key(path: Path) -> str:
    try:
        return sys.stdin.read(_MOST) if str(path) == "-" else path.read_text(encoding="utf-8")[:_MOST]
    except (OSError, UnicodeError) as error:
        raise RecallError(f"{path} cannot be read: {error}") from error


def _host() -> str:
    import platform

    return platform.node().partition(".")[0] or "a machine"


class _Progress:
    """One line on stderr while a person watches."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def tell(self, what: str, done: int, of: int) -> None:
        if self._shown:
            click.echo(f"\r\x1b[K{what}{f' {done} of {of}' if of > 1 else ''}   (ctrl-c stops)", nl=False, err=True)

    def clear(self) -> None:
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)


def _say(done: Outcome) -> None:
    say(f"{many(done.brought, 'event')} came in, {done.sent} went out")
    if done.waiting:
        talk(f"{many(done.waiting, 'event')} of a time that has not come yet: left on the remote until then")
    if done.set_aside:
        talk(f"{many(done.set_aside, 'event')} could not be taken in: see set-aside.jsonl")
    for refused in done.refused[:_SHOWN]:
        talk(f"{refused.name} was not taken: {refused.reason}")
    if len(done.refused) > _SHOWN:
        talk(f"and {len(done.refused) - _SHOWN} more")
    if done.refused:
        talk("recall sync --check on the machine that wrote them sends them again")


def _as_data(done: Outcome) -> dict[str, Any]:
    refused = [refused._asdict() for refused in done.refused]
    return {**done._asdict(), "refused": refused}


def _say_status(found: Status) -> None:
    if found.setup is None:
        say("This machine does not sync; recall sync setup asks three questions.")
    else:
        say(f"{found.place}   {'sealed' if found.setup.key else 'not sealed'}")
        say(_last(found))
        say(f"to be sent: {many(found.unsent, 'event')}" if found.unsent else "everything here is on the remote")
    rows = [
        (
            f"{device.name}{' (this one)' if device.this else ''}",
            many(device.events, "event"),
            f"last {device.seen_at.astimezone():%Y-%m-%d %H:%M}",
            f"{device.missing} have not come yet" if device.missing else "",
        )
        for device in found.devices
    ]
    say_table(rows, right=frozenset({1}))


def _last(found: Status) -> str:
    if found.last_at is None:
        return "not synced yet"
    at = f"last sync {found.last_at.astimezone():%Y-%m-%d %H:%M}"
    if "error" in found.last:
        return f"{at} failed: {found.last['error']}"
    return f"{at}: {found.last.get('brought')} came in, {found.last.get('sent')} went out"


def _status_as_data(found: Status) -> dict[str, Any]:
    setup = found.setup
    return {
        "place": found.place,
        "sealed": bool(setup and setup.key),
        "after_sitting": bool(setup and setup.after_sitting),
        "last": found.last,
        "unsent": found.unsent,
        "devices": [
            {**device._asdict(), "seen_at": device.seen_at.isoformat().replace("+00:00", "Z")}
            for device in found.devices
        ],
    }
