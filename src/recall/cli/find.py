"""Finding and looking: `recall browse` and `recall show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from recall.cli.shell import find_card, open_desk, say, say_json, say_table, talk

if TYPE_CHECKING:
    from recall.deck.card import Card
    from recall.deck.search import Query
    from recall.desk.desk import Desk
    from recall.desk.views import Info
    from recall.schedule.values import CardState

_PROMPT_SHOWN = 60


@click.command()
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@click.option("--limit", type=click.IntRange(1), help="List at most so many cards.")
@click.option("--json", "as_data", is_flag=True, help="One JSON object: total, and cards with key, deck, stage, kind, "
              "prompt, state, due.")  # fmt: skip
def browse(query: tuple[str, ...], limit: int | None, as_data: bool) -> None:
    """List the cards that hold every word of QUERY; deck:, stage:, kind: and tag: narrow it down.

    \b
    Examples:
      recall browse                         every card
      recall browse isolation phantom       both words, anywhere in the card
      recall browse kind:cloze stage:git
      recall browse deck:jwt --limit 5 --json
    """
    from recall.deck.search import parse_query

    asked = parse_query(query)
    with open_desk() as desk:
        places = _places(desk, asked)
        cards = desk.library.cards(places)
        found = [cards[key] for key in places if key in cards and asked.fits(cards[key])]
        shown = found[:limit]
        states = desk.history.states([card.key for card in shown])
        if not found:
            _say_nothing_found(desk, asked, query)
    rows = [{**_listed(card), **_standing(states[card.key])} for card in shown]
    if as_data:
        say_json({"total": len(found), "cards": rows})
        return
    say_table([(row["key"], row["kind"], row["due"] or row["state"], _short(row["prompt"])) for row in rows])
    if len(shown) < len(found):
        talk(f"{len(shown)} of {len(found)} cards")


@click.command()
@click.argument("card")
@click.option("--json", "as_data", is_flag=True, help="One JSON object: card (as in its deck), state, reviews.")
def show(card: str, as_data: bool) -> None:
    """Show one card with its answer, its place in the schedule and its reviews.

    CARD is a key such as backend:pkce-order; the part before the colon may be left out.

    \b
    Examples:
      recall show pkce-order
      recall show backend:reset-modes#c1 --json
    """
    with open_desk() as desk:
        info = desk.info(find_card(desk, card))
    if as_data:
        _say_info_json(info)
    else:
        _say_info(info)


def _places(desk: Desk, asked: Query) -> list[str]:
    """The keys of the cards whose place fits, in the order of introduction."""
    rows = (row for row in desk.library.rows() if asked.fits_place(deck=row.deck, stage=row.stage, kind=row.kind))
    return [row.key for row in sorted(rows, key=lambda row: row.position)]


def _say_nothing_found(desk: Desk, asked: Query, query: tuple[str, ...]) -> None:
    from recall.deck.search import suggestion

    decks = desk.library.decks()
    near = suggestion(asked, decks=[info.deck for info in decks], stages=[info.stage for info in decks if info.stage])
    talk(f"no card fits {' '.join(query)}" + (f"; did you mean {near}?" if near else ""))


def _say_info_json(info: Info) -> None:
    from recall.cli.cardform import as_state, as_written
    from recall.events import format_instant

    reviews = [
        {
            "at": format_instant(review.at),
            "rating": int(review.rating),
            "kind": review.source,
            "interval": review.interval,
            "ms": review.ms,
            "undone": review.undone,
        }
        for review in info.reviews
    ]
    card = as_written(info.card) if info.card else {"key": info.key}
    say_json({"card": card, "state": as_state(info.state), "reviews": reviews})


def _say_info(info: Info) -> None:
    from recall.cli import cardlines
    from recall.cli.cardform import due_text
    from recall.desk.words import RATING_NAMES, span

    card, memory = info.card, info.state.memory
    place = "/".join(filter(None, (card.stage, card.deck))) if card else "not in any deck"
    say(f"{info.key}   {place}" + (f", {card.kind}" if card else ""))
    if card is not None:
        for line in ("", *cardlines.question(card), "", *cardlines.solution(card), "", *cardlines.background(card)):
            say(line)
    say()
    if memory is None:
        say(f"new, asked first on {due_text(info.state)}" if info.state.awaited_on else "new")
    else:
        recall = f", recall today {info.recall:.0%}" if info.recall is not None else ""
        say(f"{memory.state.name.lower()}, due {due_text(info.state)}{recall}")
        say(f"stability {memory.stability:.1f} days, difficulty {memory.difficulty:.1f} of 10,"
            f" {info.state.reps} reviews, {info.state.lapses} lapses")  # fmt: skip
    marks = [f"{name}: {value}" for name, value in info.marks.items() if value]
    if marks:
        say(", ".join(marks))
    for review in info.reviews:
        then = f" → {span(review.interval)}" if review.interval else ""
        undone = "   (taken back)" if review.undone else ""
        say(f"  {review.at:%Y-%m-%d %H:%M}  {int(review.rating)} {RATING_NAMES[review.rating]}{then}{undone}")


def _listed(card: Card) -> dict[str, Any]:
    from recall.cli.cardlines import headline

    return {
        "key": card.key,
        "deck": card.deck,
        "stage": card.stage,
        "kind": card.kind,
        "prompt": headline(card),
    }


def _standing(state: CardState) -> dict[str, Any]:
    from recall.cli.cardform import due_text

    return {"state": state.memory.state.name.lower() if state.memory else "new", "due": due_text(state)}


def _short(text: str) -> str:
    from recall.deck.clean import clean_line

    text = clean_line(text)
    return text if len(text) <= _PROMPT_SHOWN else text[: _PROMPT_SHOWN - 1].rstrip() + "…"
