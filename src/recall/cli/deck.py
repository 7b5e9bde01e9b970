"""For people who write decks: `recall deck list`, `check`, `verify`, `preview`, `schema`; `community` has others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from recall.cli import community
from recall.cli.settle import settle
from recall.cli.shell import is_asked, open_desk, say, say_json, say_table, talk
from recall.errors import RecallError, Refused, UsageError

if TYPE_CHECKING:
    from recall.community.pins import Pin
    from recall.deck.check import CheckReport
    from recall.deck.compile import Deck

PATH = click.argument("path", type=click.Path(path_type=Path))


@click.group()
def deck() -> None:
    """List decks, add and update other people's, and check, prove and look at those you write."""


for _command in (community.add, community.update, community.diff, settle, community.remove):
    deck.add_command(_command)


@deck.command("list")
@click.option("--json", "as_data", is_flag=True, help="A list: collection, stage, deck, title, cards, new, due, path; "
              "version, pin and address of what was added.")  # fmt: skip
def list_(as_data: bool) -> None:
    """List the installed decks with their cards, new and due.

    \b
    Examples:
      recall deck list
      recall deck list --json
    """
    from recall.desk import collections

    with open_desk() as desk:
        counts = {row.ref: row for stage in desk.overview().stages for row in stage.decks}
        decks = desk.library.decks()
        pins = {pin.name: pin for pin in collections.installed(desk)}
        elsewhere = collections.elsewhere(desk)
    rows = [
        {
            "collection": info.collection,
            "stage": info.stage,
            "deck": info.deck,
            "title": info.title,
            "cards": info.cards,
            "new": counts[info.ref].new,
            "due": counts[info.ref].due,
            "path": info.path,
            **_pinned(pins.get(info.collection)),
        }
        for info in decks
    ]
    if as_data:
        say_json(rows)
        return
    table = [("deck", "title", "cards", "new", "due")]
    for info in decks:
        count = counts[info.ref]
        name = f"{info.stage}/{info.deck}" if info.stage and info.collection not in pins else info.ref
        table.append((name, info.title, str(info.cards), str(count.new), str(count.due)))
    say_table(table, right=frozenset({2, 3, 4}))
    if pins:
        say()
        say_table([("added", "version", "pin", "cards", "from"), *map(_row, pins.values())], right=frozenset({3}))
    for name, address in elsewhere.items():
        talk(f"@{name} is not on this machine: recall deck add {address} --as {name}")


def _pinned(pin: Pin | None) -> dict[str, str]:
    return {} if pin is None else {"version": pin.version, "pin": pin.commit or pin.digest, "address": pin.address}


def _row(pin: Pin) -> tuple[str, ...]:
    address = f"{pin.address}@{pin.asked}" if pin.asked else pin.address
    return (f"@{pin.name}", pin.version, pin.shown, str(pin.cards), address)


@deck.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--bank", is_flag=True, help="Also measure the whole: what a guesser would win, sources, levels.")
@click.option("--json", "as_data", is_flag=True, help="One JSON object: cards, problems with file, line, column, card, "
              "rule, level, message, hint; gates with --bank.")  # fmt: skip
def check(path: Path | None, bank: bool, as_data: bool) -> int:
    """Say everything that is wrong with a deck file or a folder of decks; without PATH with all that is installed.

    One line a problem: file:line:column: card: what is wrong (hint: what to write). Exit code 1 if one is an error.

    \b
    Examples:
      recall deck check my-deck.yaml
      recall deck check decks/ --bank
      recall deck check decks/ --json
    """
    from recall.deck.check import CheckReport, check_path

    if path is not None:
        report = check_path(_there(path), bank=bank)
    elif bank:
        raise UsageError("--bank measures one folder", "recall deck check PATH --bank")
    else:
        with open_desk() as desk:
            report = CheckReport(sum(info.cards for info in desk.library.decks()), desk.library.problems())
    if as_data:
        _say_report_json(report, bank=bank)
    else:
        _say_report(report)
    return int(not report.ok)


@deck.command()
@PATH
@click.option("--yes", is_flag=True, help="Run the code without asking.")
@click.option(
    "--json", "as_data", is_flag=True, help="One JSON object: proved, wrong, skipped; cards that are not proved."
)
def verify(path: Path, yes: bool, as_data: bool) -> int:
    """Run the code of output cards and the queries of sql cards, and compare what comes out with what they claim.

    The code of the deck runs on this computer, in an empty folder and with limits, but it is code: verify only what you
    trust. Exit code 1 if a card is wrong, 4 if you did not agree.

    \b
    Examples:
      recall deck verify decks/languages/python.yaml
      recall deck verify decks/ --yes
    """
    from recall.deck.verify import can_verify, verify_card

    cards = [card for deck in _decks(path) for card in deck.cards if can_verify(card)]
    if not yes and not _agreed(f"Run the code of {len(cards)} cards of {path} on this computer?"):
        raise Refused("nothing was run", "--yes says that you trust this code")
    counts = dict.fromkeys(("proved", "wrong", "skipped"), 0)
    rest: list[dict[str, str]] = []
    for card in cards:
        verdict = verify_card(card)
        outcome = "skipped" if verdict.ok is None else "proved" if verdict.ok else "wrong"
        counts[outcome] += 1
        if not verdict.ok:
            detail = verdict.skipped_reason or f"got {' ⏎ '.join(verdict.got.splitlines())}"
            rest.append({"card": card.key, "outcome": outcome, "detail": detail})
            if not as_data:
                say(f"{card.place.path}:{card.place.line}: {card.id}: {outcome}: {detail}")
    if as_data:
        say_json({**counts, "cards": rest})
    else:
        talk(", ".join(f"{count} {word}" for word, count in counts.items()))
    return int(counts["wrong"] > 0)


@deck.command()
@PATH
@click.argument("card", required=False)
@click.option("--json", "as_data", is_flag=True, help="A list of cards as their deck file writes them.")
def preview(path: Path, card: str | None, as_data: bool) -> None:
    """Show the decks of a file or folder as one Markdown page, or one card of them by its id.

    \b
    Examples:
      recall deck preview my-deck.yaml
      recall deck preview my-deck.yaml pkce-name
    """
    from recall.cli.cardform import as_written
    from recall.deck.preview import preview as page
    from recall.deck.preview import preview_card

    decks = _decks(path)
    cards = [each for deck in decks for each in deck.cards if card in (None, each.id, each.key)]
    if card is not None and not cards:
        from recall.deck.problem import nearest

        near = nearest(card, [each.id for deck in decks for each in deck.cards])
        raise UsageError(f"{path} has no card {card}", f"did you mean {near[0]}?" if near else "")
    if as_data:
        say_json([as_written(each) for each in cards])
    else:
        for part in map(page, decks) if card is None else map(preview_card, cards[:1]):
            say(part.rstrip("\n"))
            say()


@deck.command()
def schema() -> None:
    """Print the JSON Schema of deck files, for completion and checks in an editor.

    \b
    Examples:
      recall deck schema > deck.schema.json
      # yaml-language-server: $schema=deck.schema.json     (first line of a deck)
    """
    from recall.config import shipped_schema

    path = shipped_schema()
    try:
        click.echo(path.read_text(encoding="utf-8"), nl=False)
    except OSError as error:
        raise RecallError(f"the schema is missing: {path}", "install recall again") from error


def _decks(path: Path) -> list[Deck]:
    """The decks of a file or folder, with a word about what is wrong in them."""
    from recall.deck.compile import DeckFile, read_deck
    from recall.deck.problem import Problem
    from recall.deck.shelves import load, scan_folder

    shelves = scan_folder(path) if _there(path).is_dir() else None
    places = [path] if shelves is None else [each.path for every in shelves.collections for each in every.decks]
    found: list[Deck] = []
    errors = 0
    for place in places:
        data = load(place)
        read = DeckFile(None, (data,)) if isinstance(data, Problem) else read_deck(data, str(place), "own")
        errors += sum(problem.level == "error" for problem in read.problems)
        found += [read.deck] if read.deck else []
    if errors:
        talk(f"{_count(errors, 'error')}: recall deck check {path} names them")
    return found


def _there(path: Path) -> Path:
    if not path.exists():
        raise UsageError(f"there is no {path}", "name a deck file or a folder of decks")
    return path


def _say_report(report: CheckReport) -> None:
    for problem in report.problems:
        say(str(problem) if problem.level == "error" else f"{problem} [warning]")
    for name, gate in report.gates.items():
        word = "too few cards" if gate.ok is None else "ok" if gate.ok else "MISSED"
        say(f"{word:>13}  {name}: {gate.value:.3g}, must be {gate.limit} ({gate.cards} cards) {gate.detail}".rstrip())
    errors = sum(problem.level == "error" for problem in report.problems)
    warnings = len(report.problems) - errors
    talk(f"{_count(report.cards, 'card')}, {_count(errors, 'error')}, {_count(warnings, 'warning')}")


def _say_report_json(report: CheckReport, *, bank: bool) -> None:
    from dataclasses import asdict

    gates = {"gates": {name: asdict(gate) for name, gate in report.gates.items()}} if bank else {}
    say_json({"cards": report.cards, "problems": [problem._asdict() for problem in report.problems], **gates})


def _agreed(question: str) -> bool:
    return is_asked() and click.confirm(question, default=False, err=True)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
