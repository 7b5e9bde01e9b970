"""For people who write decks: `recall deck new`, `preview`, `verify`, `schema`. Checking them is in `checking`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from recall.cli.deckfiles import agreed, count, decks_and_faults, read_decks, title_of
from recall.cli.shell import say, say_json, talk
from recall.cli.terminal import has_screen
from recall.community.licences import LICENCES
from recall.errors import RecallError, Refused, UsageError
from recall.whole import whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recall.deck.card import Card
    from recall.deck.compile import Deck

PATH = click.argument("path", type=click.Path(path_type=Path))


@click.command()
@click.argument("name")
@click.option("--in", "parent", type=click.Path(path_type=Path), default=Path(), help="Where its folder is made.")
@click.option("--title", default="", help="What people call it; else made from NAME.")
@click.option("--author", default="", help="Who writes it.")
@click.option("--licence", type=click.Choice(LICENCES), default=LICENCES[0], show_default=True, help="Its terms.")
def new(name: str, parent: Path, title: str, author: str, licence: str) -> None:
    """Begin a collection of decks in a folder NAME: a first deck, a licence, a README, a check in the editor and in CI.

    NAME is how learners call it (@NAME), in small letters, digits and hyphens. Nothing that is there is overwritten.

    \b
    Examples:
      recall deck new kafka
      recall deck new our-stack --in ~/work --title "Our stack" --licence proprietary
    """
    from recall.clock import now
    from recall.community.scaffold import scaffold

    folder = parent / name
    for path in scaffold(folder, name, title=title, licence=licence, author=author, year=now()[0].year):
        say(str(path))
    talk(f"now edit {folder / 'basics.yaml'}, then: recall deck check {folder}")


@click.command()
@PATH
@click.argument("card", required=False)
@click.option("--plain", is_flag=True, help="As lines of text, without a screen.")
@click.option("--markdown", is_flag=True, help="As one Markdown page; the default where there is no terminal.")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="As a page for a browser; - is stdout.")
@click.option("--json", "as_data", is_flag=True, help="A list of cards as their deck file writes them.")
def preview(path: Path, card: str | None, plain: bool, markdown: bool, html: Path | None, as_data: bool) -> int:
    """Show the decks of a file or folder as their learner will see them, or one card of them by its id.

    In a terminal card by card: space turns a card, n and p walk, r reads the file again. Nothing is recorded.

    \b
    Examples:
      recall deck preview my-deck.yaml
      recall deck preview my-deck.yaml pkce-name --plain
      recall deck preview decks/ --html decks.html
    """
    from recall.cli.cardform import as_written

    decks = read_decks(path)
    cards = _named(decks, card)
    if card is not None and not cards:
        from recall.deck.problem import nearest

        near = nearest(card, [each.id for deck in decks for each in deck.cards])
        raise UsageError(f"{path} has no card {card}", f"did you mean {near[0]}?" if near else "")
    if as_data:
        say_json([as_written(each) for each in cards])
    elif html is not None:
        _write_page(title_of(path, decks), decks, cards, html)
    elif plain:
        _say_lines(cards)
    elif markdown or not has_screen():
        _say_markdown(decks, cards if card is not None else ())
    else:
        from recall.tui.screens.preview import run_preview

        def read() -> tuple[list[Card], str]:
            decks, wrong = decks_and_faults(path)
            return _named(decks, card), wrong

        return run_preview(read)
    return 0


def _named(decks: Sequence[Deck], card: str | None) -> list[Card]:
    return [each for deck in decks for each in deck.cards if card in (None, each.id, each.key)]


def _write_page(title: str, decks: Sequence[Deck], cards: Sequence[Card], file: Path) -> None:
    from recall.deck.previewpage import preview_page

    page = preview_page(title, decks, cards)
    if str(file) == "-":
        click.echo(page, nl=False)
        return
    try:
        with whole(file) as target:
            target.write(page.encode())
    except OSError as error:
        raise RecallError(f"{file} cannot be written: {error.strerror}", "choose another file") from error
    talk(f"{count(len(cards), 'card')} in {file}")


def _say_lines(cards: Sequence[Card]) -> None:
    from recall.cli import cardlines

    for number, card in enumerate(cards, 1):
        name = f"{card.id}#{card.side}" if card.side else card.id
        say(f"-- {number} of {len(cards)}: {name} ({card.kind})")
        for part in (cardlines.question(card), cardlines.solution(card), cardlines.background(card)):
            for line in part:
                say(line)
            say()


def _say_markdown(decks: Sequence[Deck], cards: Sequence[Card]) -> None:
    from recall.deck.preview import preview as page
    from recall.deck.preview import preview_card

    for part in map(preview_card, cards[:1]) if cards else map(page, decks):
        say(part.rstrip("\n"))
        say()


@click.command()
@PATH
@click.option("--yes", is_flag=True, help="Run the code without asking.")
@click.option(
    "--json", "as_data", is_flag=True, help="One JSON object: proved, wrong, skipped; cards that are not proved."
)
def verify(path: Path, yes: bool, as_data: bool) -> int:
    """Run the code of output cards and the queries of sql cards, and compare what comes out with what they claim.

    The code of the deck runs on this computer: in an empty folder, with an empty environment, without network where the
    system can cut it off, for 20 seconds, with bounded memory and files. Your own files are still in its reach: verify
    only what you trust. Exit code 1 if a card is wrong, 4 if you did not agree.

    \b
    Examples:
      recall deck verify decks/languages/python.yaml
      recall deck verify decks/ --yes
    """
    from recall.deck.verify import can_verify, is_cut_off, verify_card

    cards = [card for deck in read_decks(path) for card in deck.cards if can_verify(card)]
    if any(card.run not in ("", "sqlite") for card in cards):
        talk("the code gets no network" if is_cut_off() else "this system cannot cut the code off from the network")
    if not yes and not agreed(f"Run the code of {count(len(cards), 'card')} of {path} on this computer?"):
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
        talk(", ".join(f"{number} {word}" for word, number in counts.items()))
    return int(counts["wrong"] > 0)


@click.command()
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
