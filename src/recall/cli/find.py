"""Finding and looking: `recall browse` and `recall show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from recall.cli.shell import find_card, open_desk, say, say_json, say_table, talk

if TYPE_CHECKING:
    from datetime import datetime

    from recall.deck.card import Card
    from recall.deck.search import Condition
    from recall.desk.desk import Desk
    from recall.desk.views import Info
    from recall.schedule.values import CardState

_PROMPT_SHOWN = 60
SORTS = ("position", "key", "deck", "state", "due", "recall", "stability", "difficulty", "lapses", "reps", "met")


@click.command()
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@click.option("--sort", type=click.Choice(SORTS), default="position", help="The order of the list.")
@click.option("--reverse", is_flag=True, help="The other way round.")
@click.option("--limit", type=click.IntRange(1), help="List at most so many cards.")
@click.option("--json", "as_data", is_flag=True, help="One JSON object: total, and cards with key, deck, stage, kind, "
              "prompt, state, due.")  # fmt: skip
def browse(query: tuple[str, ...], sort: str, reverse: bool, limit: int | None, as_data: bool) -> None:
    """List the cards that fit QUERY.

    Words and "phrases" stand in the card; deck: stage: collection: tag: kind: level: card: note: narrow it down;
    is:due new learning review suspended marked buried leech known core held-out; r<0.8 (recall today), s>30 (stability
    in days), d>7, lapses>3, reps>9, interval>20, due<3 (days ahead); rated:7 or rated:7:1 (Again in seven days);
    added:30 (first met). All must hold; -not, or, and brackets say otherwise. Quote it, since shells know < and (.

    \b
    Examples:
      recall browse                                every card
      recall browse isolation phantom              both words, anywhere in the card
      recall browse 'kind:cloze stage:git'
      recall browse 'is:leech or (lapses>3 r<0.8)' --sort recall
      recall browse 'deck:jwt -is:new' --limit 5 --json
    """
    from recall.deck.search import parse_query
    from recall.desk.words import due

    asked = parse_query(query)
    with open_desk() as desk:
        total, hits = desk.find(asked, sort=sort, descending=reverse, limit=limit)
        cards = desk.library.cards(hit.key for hit in hits)
        states = desk.history.states([hit.key for hit in hits])
        now = desk.moment.at
        if not hits:
            _say_nothing_found(desk, asked, query)
    found = [(_listed(cards[hit.key]), states[hit.key]) for hit in hits if hit.key in cards]
    if as_data:
        say_json({"total": total, "cards": [{**row, **_standing(state)} for row, state in found]})
        return
    say_table([(row["key"], row["kind"], due(state, now) or "new", _short(row["prompt"])) for row, state in found])
    if len(found) < total:
        talk(f"{len(found)} of {total} cards")


@click.command()
@click.argument("card")
@click.option("--json", "as_data", is_flag=True, help="One JSON object: card (as in its deck), state, reviews.")
def show(card: str, as_data: bool) -> None:
    """Show one card with its answer, its place in the schedule and its reviews.

    CARD is a key such as backend:http-status-redirects; the part before the colon may be left out.

    \b
    Examples:
      recall show http-status-redirects
      recall show backend:git-reset-modes#c1 --json
    """
    with open_desk() as desk:
        info, now = desk.info(find_card(desk, card)), desk.moment.at
    if as_data:
        _say_info_json(info)
    else:
        _say_info(info, now)


def _say_nothing_found(desk: Desk, asked: Condition, query: tuple[str, ...]) -> None:
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


def _say_info(info: Info, now: datetime) -> None:
    from recall.cli import cardlines
    from recall.desk.words import RATING_NAMES, due, span

    card, memory = info.card, info.state.memory
    place = "/".join(filter(None, (card.stage, card.deck))) if card else "not in any deck"
    say(f"{info.key}   {place}" + (f", {card.kind}" if card else ""))
    if card is not None:
        for line in ("", *cardlines.question(card), "", *cardlines.solution(card), "", *cardlines.background(card)):
            say(line)
    say()
    if memory is None:
        say(f"new, asked first on {due(info.state, now)}" if info.state.awaited_on else "new")
    else:
        recall = f", recall today {info.recall:.0%}" if info.recall is not None else ""
        say(f"{memory.state.name.lower()}, due {due(info.state, now)}{recall}")
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
