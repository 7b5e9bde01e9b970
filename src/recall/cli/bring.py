"""Other programs' files in: `recall import`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from recall.cli.shell import open_desk, say, say_json, talk
from recall.errors import RecallError, UsageError

if TYPE_CHECKING:
    from recall.desk import Desk
    from recall.desk.importing import Import
    from recall.desk.moving import Taken
    from recall.interop.notes import Loss, Options

_SHOWN_AFTER = 1.0  # seconds until a bar shows
_WIDTH = 24


class Bar:
    """One line on stderr that says how far the work is; silent where nobody looks and for the first second."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.shown = False
        self.last = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if not sys.stderr.isatty() or now - self.began < _SHOWN_AFTER or now - self.last < 0.1:
            return
        self.last, self.shown = now, True
        bar = f" {'█' * (_WIDTH * done // total):░<{_WIDTH}} {done:,} of {total:,}" if total else ""
        click.echo(f"\r\x1b[K{what}{bar}", err=True, nl=False)

    def clear(self) -> None:
        if self.shown:
            click.echo("\r\x1b[K", err=True, nl=False)


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--to", metavar="COLLECTION", default="", help="The collection to add to; one of its own without it.")
@click.option("--format", "format_", metavar="NAME", default="", help="What the file is, where that is not seen.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option(
    "--history/--no-history",
    default=None,
    help="Take past reviews along, or not; without either those of new cards only.",
)
@click.option("--columns", default="", help="Of a table: front,back,tags,deck,guid,hint,explanation,- (left out).")
@click.option("--delimiter", default="", help="Of a table: comma, tab, semicolon, pipe, space, or the sign.")
@click.option("--header/--no-header", default=None, help="Whether the first row of a table names the columns.")
@click.option("--encoding", default="", help="Of a text file, such as cp1251 or shift_jis.")
@click.option("--reverse", is_flag=True, help="Ask each card of a table in both directions.")
@click.option("--json", "as_data", is_flag=True, help="One JSON object a file; see below.")
def import_(
    files: tuple[Path, ...],
    to: str,
    format_: str,
    dry_run: bool,
    history: bool | None,
    columns: str,
    delimiter: str,
    header: bool | None,
    encoding: str,
    reverse: bool,
    as_data: bool,
) -> int:
    """Take decks of other programs in, with their history where they have one.

    Reads Anki (.apkg, .colpkg, text), CSV, Markdown, org, GIFT, Aiken, CrowdAnki, Mnemosyne, Mochi, hascard, Quizlet
    text, Open Trivia, SQLite, JSON, recall's own decks, and the archive of another recall as a whole. Nothing is lost
    silently: what was dropped or changed is counted, with an example. Importing again adds what is new, updates what
    changed and keeps your history and edits.

    The exit code is 0 when all came in as it was, 1 when something was dropped or changed. --json gives format, notes,
    cards, reviews, media (counts of what the file holds), decks, dropped and changed (what, count, example), file,
    collection, added, updated, unchanged, new_reviews.

    \b
    Examples:
      recall import Japanese.apkg --dry-run
      recall import words.csv --columns front,back,tags --to japanese
      recall import ~/notes/*.md
      recall import me.tar.gz
    """
    from recall.interop.formats import FORMATS
    from recall.interop.notes import Options

    if format_ and format_ not in FORMATS:
        raise click.BadParameter(f"{format_} is none; known are {', '.join(FORMATS)}", param_hint="--format")
    options = Options(
        tuple(part.strip().lower() for part in columns.split(",")) if columns else (),
        delimiter,
        header,
        encoding,
        reverse=reverse,
    )
    told = _Told(to, format_, options, history, dry_run, as_data)
    code = 0
    with open_desk() as desk:
        for file in files:
            bar = Bar()
            try:
                code |= _bring(desk, file, told, bar)
            except RecallError as error:
                bar.clear()
                if len(files) == 1:
                    raise
                talk(str(error))
                code = 1
    return code


class _Told(NamedTuple):
    """What the learner said about all files."""

    to: str
    format: str
    options: Options
    history: bool | None
    dry_run: bool
    as_data: bool


def _bring(desk: Desk, file: Path, told: _Told, bar: Bar) -> bool:
    """Takes one file in; whether anything was dropped or changed. Raises RecallError kinds."""
    from recall.collector import collector_off
    from recall.desk import moving

    # What is read makes no cycles, and walking it again and again would take a fifth of the time.
    with collector_off():
        if not moving.is_archive(file) or told.format:
            return _bring_cards(desk, file, told, bar)
        if told.to or told.history is False:
            raise UsageError(f"{file.name} is taken in as a whole", "leave --to and --no-history out")
        taken = moving.take_in(desk, file, dry_run=told.dry_run, progress=bar)
        bar.clear()
        (_say_taken_json if told.as_data else _say_taken)(taken, told.dry_run)
        return bool(taken.dropped.counts)


def _bring_cards(desk: Desk, file: Path, told: _Told, bar: Bar) -> bool:
    from recall.desk.importing import carry_out, look

    found = look(desk, file, to=told.to, format_=told.format, options=told.options, progress=bar)
    if not told.dry_run:
        carry_out(desk, found, history=told.history, progress=bar)
    bar.clear()
    (_say_json if told.as_data else _say)(found, told.dry_run)
    return bool(found.notes.dropped.counts or found.notes.changed.counts)


def listed(losses: tuple[Loss, ...]) -> list[dict[str, Any]]:
    return [{"what": loss.what, "count": loss.count, "example": loss.example} for loss in losses]


def _say_json(found: Import, dry_run: bool) -> None:
    notes, plan = found.notes, found.plan
    say_json(
        {
            "file": str(found.path),
            "format": notes.format,
            "notes": notes.found,
            "cards": notes.cards,
            "reviews": notes.reviews,
            "media": len(notes.media),
            "decks": list(notes.decks),
            "dropped": listed(notes.dropped.losses()),
            "changed": listed(notes.changed.losses()),
            "collection": found.collection,
            "added": plan.added,
            "updated": plan.updated,
            "unchanged": plan.unchanged + len(found.returning.placed),
            "new_reviews": found.new_reviews,
            "dry_run": dry_run,
        }
    )


def _say(found: Import, dry_run: bool) -> None:
    notes, plan = found.notes, found.plan
    reviews = f", {notes.reviews:,} reviews" if notes.reviews else ""
    say(f"{found.path.name}: {notes.format}, {notes.found:,} notes, {notes.cards:,} cards{reviews}")
    would = "would be " if dry_run else ""
    counts = (("added", plan.added), ("updated", plan.updated), ("unchanged", plan.unchanged))
    parts = [f"{count:,} {would if name != 'unchanged' else ''}{name}" for name, count in counts if count]
    yours = len(found.returning.placed)
    if yours:
        say(f"  {yours:,} are yours already, and stay as they are")
    if parts or not yours:
        say(f"  collection {found.collection}: {', '.join(parts) or 'nothing to add'}")
    if found.new_reviews:
        say(f"  {found.new_reviews:,} past reviews taken in")
    for verb, losses in (("dropped", notes.dropped.losses()), ("changed", notes.changed.losses())):
        for loss in losses:
            example = f", such as: {loss.example}" if loss.example else ""
            say(f"  {verb} {loss.count:,}  {loss.what}{example}")
    if found.backup:
        say(f"  the history before: {found.backup}")
    if plan.added and not dry_run:
        say(f"  decks in {found.folder}")
        say(f"  recall review @{found.collection}")


def _say_taken_json(taken: Taken, dry_run: bool) -> None:
    say_json(
        {
            "file": str(taken.path),
            "format": "archive",
            "events": taken.events,
            "known": taken.known,
            "files": taken.files,
            "same": taken.same,
            "kept": taken.kept,
            "dropped": listed(taken.dropped.losses()),
            "dry_run": dry_run,
        }
    )


def _say_taken(taken: Taken, dry_run: bool) -> None:
    if dry_run:
        say(f"{taken.path.name}: an archive with {taken.events:,} events; {taken.files:,} files would be added")
    else:
        say(f"{taken.path.name}: {taken.events:,} events added, {taken.known:,} were here already")
        say(f"  {taken.files:,} files added, {taken.same:,} were here already")
    for loss in taken.dropped.losses():
        say(f"  left out {loss.count:,}  {loss.what}, such as: {loss.example}")
    if taken.backup:
        say(f"  the history before: {taken.backup}")
