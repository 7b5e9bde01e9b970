"""The whole review log in and out: `recall history export`, `recall history import`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from recall.cli.shell import open_desk, say, say_json, talk
from recall.errors import RecallError, UsageError
from recall.whole import whole

_SHOWN = 5


@click.group()
def history() -> None:
    """Every review, undo, mark and setting as JSON lines: out, and back in."""


@history.command("export")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def export(file: Path | None) -> None:
    """Write the whole log, one JSON object a line, oldest first; to stdout without FILE.

    \b
    Examples:
      recall history export > history.jsonl
      recall history export history.jsonl
    """
    with open_desk() as desk, _target(file) as target:
        for line in desk.history.export():
            target.write(line)
        target.flush()


@history.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_data", is_flag=True, help="One JSON object: added, known, refused.")
def import_(file: Path, as_data: bool) -> int:
    """Take in what `recall history export` wrote; - is stdin. What is there already is not added again.

    \b
    Examples:
      recall history import history.jsonl
      ssh laptop recall history export | recall history import -
    """
    with open_desk() as desk, _source(file) as source:
        if desk.history.events:
            desk.history.back_up(desk.moment.at, why="before-import")
        done = desk.history.import_events(source, (desk.moment.at, desk.moment.off))
    refused = [{"line": refusal.line, "reason": refusal.reason} for refusal in done.refused]
    if as_data:
        say_json({"added": done.added, "known": done.known, "refused": refused})
    else:
        say(f"{done.added} events added, {done.known} were there already")
    for refusal in done.refused[:_SHOWN]:
        talk(f"line {refusal.line} was set aside: {refusal.reason}")
    if len(refused) > _SHOWN:
        talk(f"and {len(refused) - _SHOWN} more lines")
    return int(bool(refused))


@history.command("clock")
@click.argument("device")
@click.argument("offset")
@click.option("--from", "first", type=click.IntRange(1), default=1, help="The number of the first event concerned.")
@click.option("--to", "last", type=click.IntRange(1), help="The number of the last; the newest one here by default.")
@click.option("--json", "as_data", is_flag=True, help="One JSON object: device, from, to, offset_ms.")
def clock(device: str, offset: str, first: int, last: int | None, as_data: bool) -> None:
    """Say that the clock of DEVICE was wrong by OFFSET (+3h: it was three hours ahead; -1d; +30d; +2min; 0 is right).

    Nothing is rewritten: the answers move to their right time, and the schedule with them. The same with 0 takes it
    back. DEVICE is a name or an id as recall sync status shows it; recall doctor says when a clock went back.

    \b
    Examples:
      recall history clock laptop +3h
      recall history clock laptop -- -1d
      recall history clock laptop +30d --from 120 --to 180
    """
    from recall.events import Draft
    from recall.history.settings import DEVICE

    milliseconds = _milliseconds(offset)
    with open_desk() as desk:
        names = {str(name): dev for dev, name in desk.history.settings_named(DEVICE).items()}
        dev = names.get(device, device)
        ends = desk.history.ends()
        if dev not in ends:
            known = ", ".join(sorted({*names, *ends})) or "none"
            raise UsageError(f"no device {device} has written here", f"known are {known}")
        body = {"device": dev, "from": first, "to": max(first, last or ends[dev].n), "offset": milliseconds}
        desk.history.append([Draft("clock", body)], (desk.moment.at, desk.moment.off))
    if as_data:
        say_json({"device": dev, "from": body["from"], "to": body["to"], "offset_ms": milliseconds})
    else:
        if not milliseconds:
            say(f"{device}: its clock counts as right for events {first} to {body['to']}")
            return
        moved = f"{offset.lstrip('+-')} {'earlier' if milliseconds > 0 else 'later'}"
        say(f"{device}: events {first} to {body['to']} count as {moved}")
        say(f"To take it back: recall history clock {device} 0 --from {first} --to {body['to']}")


def _milliseconds(text: str) -> int:
    """`+3h` in milliseconds. Raises UsageError."""
    match = re.fullmatch(r"([+-]?\d{1,6}(?:\.\d+)?)(s|min|h|d)?", text)
    if match is None or (match[2] is None and float(match[1])):
        raise UsageError(f"{text} is no length of time", "such as +3h, -1d, +30d, +2min, 90s")
    return round(float(match[1]) * {"s": 1e3, "min": 6e4, "h": 3.6e6, "d": 8.64e7, None: 0}[match[2]])


@contextmanager
def _target(file: Path | None) -> Iterator[IO[bytes]]:
    """Where the lines go. A file is there as a whole or not at all."""
    if file is None or str(file) == "-":
        yield sys.stdout.buffer
        return
    try:
        with whole(file) as target:
            yield target
    except OSError as error:
        raise RecallError(f"{file} cannot be written: {error.strerror or error}") from error


@contextmanager
def _source(file: Path) -> Iterator[IO[bytes]]:
    if str(file) == "-":
        if sys.stdin is None or sys.stdin.closed:
            raise RecallError("standard input is closed")
        yield sys.stdin.buffer
        return
    try:
        with file.open("rb") as source:
            yield source
    except OSError as error:
        raise RecallError(f"{file} cannot be read: {error.strerror or error}") from error
