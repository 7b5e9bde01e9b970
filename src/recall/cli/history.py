"""The whole review log in and out: `recall history export`, `recall history import`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from recall.cli.shell import open_desk, say, say_json, talk
from recall.errors import RecallError

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


@contextmanager
def _target(file: Path | None) -> Iterator[IO[bytes]]:
    """Where the lines go. A file is there as a whole or not at all."""
    if file is None or str(file) == "-":
        yield sys.stdout.buffer
        return
    begun = file.with_name(f"{file.name}.part")
    try:
        with begun.open("wb") as target:
            yield target
        begun.replace(file)
    except OSError as error:
        begun.unlink(missing_ok=True)
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
