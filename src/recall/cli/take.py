"""Decks and history out: `recall export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from recall.cli.bring import Bar, listed
from recall.cli.shell import open_desk, say, say_json, talk

if TYPE_CHECKING:
    from recall.desk.exporting import Export
    from recall.desk.moving import Packed
    from recall.interop.notes import Loss


@click.command("export")
@click.argument("selectors", nargs=-1, metavar="[SELECTOR]...")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="Where it goes.")
@click.option("--format", "format_", metavar="NAME", default="", help="What is written; the file's ending says it too.")
@click.option("--with-history/--without-history", "history", default=True, help="Reviews and schedule too, or not.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@click.option("--json", "as_data", is_flag=True, help="The report as one JSON object; see below.")
def export(selectors: tuple[str, ...], output: Path, format_: str, history: bool, force: bool, as_data: bool) -> None:
    """Write decks in a format of another program, or all that is yours as one archive.

    Formats: apkg (Anki, with schedule and reviews), anki-text, csv, tsv, markdown, gift (Moodle), json, html (a sheet
    to print) and archive (everything: journals, own decks, edits, added collections, settings). Selectors are those
    of `recall review`; without one all cards go.

    Every file is read again after it is made, and the report says by kind of card what it does not hold. FILE is there
    as a whole or not at all, and never replaces another one without --force.

    --json gives file, format, notes, cards, reviews, size (bytes), kinds, dropped and changed (what, count, example);
    of an archive file, format, events, files, size, dropped.

    \b
    Examples:
      recall export -o everything.apkg
      recall export security -o security.html
      recall export tag:core --format csv -o core.csv
      recall export -o me.tar.gz
    """
    from recall.desk import exporting, moving
    from recall.errors import UsageError
    from recall.interop.writers import FORMATS

    name = format_ or exporting.format_of(output)
    if name not in (*FORMATS, "archive"):
        raise click.BadParameter(f"{name} is none; known are {', '.join([*FORMATS, 'archive'])}", param_hint="--format")
    if name == "archive" and (selectors or not history):
        raise UsageError("an archive holds everything", "leave selectors and --without-history out")
    bar = Bar()
    with open_desk() as desk:
        try:
            if name == "archive":
                packed = moving.pack(desk, output, force=force, progress=bar)
            else:
                done = exporting.export(desk, selectors, name, output, history=history, force=force, progress=bar)
        finally:
            bar.clear()
    if name == "archive":
        _say_packed(packed, as_data)
    else:
        _say(done, as_data)


def _say(done: Export, as_data: bool) -> None:
    if as_data:
        facts = {"file": str(done.path), "format": done.format, "notes": done.notes, "cards": done.cards}
        facts |= {"reviews": done.reviews, "size": done.size, "kinds": done.kinds}
        say_json(facts | {"dropped": listed(done.dropped), "changed": listed(done.changed)})
        return
    reviews = f", {done.reviews:,} reviews" if done.reviews else ""
    say(f"{done.path}: {done.format}, {done.notes:,} questions, {done.cards:,} cards{reviews}, {_size(done.size)}")
    for verb, losses in (("left out", done.dropped), ("changed", done.changed)):
        for line in _by_kind(losses):
            say(f"  {verb}  {line}")


def _by_kind(losses: tuple[Loss, ...]) -> list[str]:
    """One line a kind: what is of many fields stands together."""
    lines: dict[str, list[str]] = {}
    for loss in losses:
        kind, colon, what = loss.what.partition(": ")
        lines.setdefault(kind if colon else "", []).append(f"{what or kind} {loss.count:,}")
    return [f"{kind}: {', '.join(parts)}" if kind else ", ".join(parts) for kind, parts in lines.items()]


def _say_packed(packed: Packed, as_data: bool) -> None:
    if as_data:
        facts = {"file": str(packed.path), "format": "archive", "events": packed.events, "files": packed.files}
        say_json(facts | {"size": packed.size, "dropped": listed(packed.dropped)})
        return
    say(f"{packed.path}: all that is yours, {packed.events:,} events, {packed.files:,} files, {_size(packed.size)}")
    for loss in packed.dropped:
        say(f"  left out {loss.count:,}  {loss.what}, such as: {loss.example}")
    talk(f"it is not encrypted; elsewhere: recall import {packed.path.name}")


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"
