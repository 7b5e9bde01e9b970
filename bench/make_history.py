"""Makes the history of a diligent learner, for measurements: `python -m bench.make_history --cards 100000 --home DIR`.

The same seed makes the same history. Every card has the same number of reviews, one in twenty-five is due, and the
clock stands at `--now`: run recall with `RECALL_NOW` set to it. `--decks` writes deck files too, so that the whole
program runs.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.content import note

from recall.config import Home, find_home
from recall.events import Event, Moment, encode, format_instant
from recall.history.cards import CardRow
from recall.history.identity import id_text, this_device, to_ms, uuid7
from recall.history.store import History
from recall.schedule import memory
from recall.schedule.values import CardState, Memory, Rating, Settings

COLLECTION = "bench"
RATINGS = (Rating.AGAIN, Rating.HARD, Rating.GOOD, Rating.EASY)
EARLY, LATE, KNOWN = (12, 12, 70, 6), (2, 3, 92, 3), (0, 2, 96, 2)  # how likely each rating is as a card gets older
SETTINGS = Settings(maximum_interval=400)  # so that ten reviews fit into a few years
TODAY = 0.001  # the share of cards that were answered on the last day
START = datetime(2015, 1, 5, 6, tzinfo=UTC)

Answer = tuple[datetime, int, dict[str, Any]]  # when, which card, the body of the review


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--reviews-per-card", type=int, default=10)
    parser.add_argument("--new", type=int, default=1000, help="cards never asked, besides")
    parser.add_argument("--cards-per-deck", type=int, default=500)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--now", type=datetime.fromisoformat, default=datetime(2026, 1, 5, 8, tzinfo=UTC))
    parser.add_argument("--decks", action="store_true")
    options = parser.parse_args()
    home = find_home(options.home)
    now: datetime = options.now.astimezone(UTC)
    total = options.cards + options.new
    rows = [row(number, options.cards_per_deck) for number in range(total)]
    started = time.perf_counter()
    write_journal(home, list(answers(options.cards, options.reviews_per_card, now, options.seed)), options.seed)
    written = time.perf_counter()
    with History.open(home, now=(now, 0)) as history:
        built = time.perf_counter()
        history.sync_cards(rows, f"bench-{total}", (now, 0))
        synced = time.perf_counter()
    if options.decks:
        write_decks(home, rows)
    print(f"answers {written - started:.1f} s, database {built - written:.1f} s, cards {synced - built:.1f} s")
    print(f"RECALL_HOME={options.home} RECALL_NOW={now.isoformat()}")


def row(number: int, per_deck: int) -> CardRow:
    """One card of the synthetic library."""
    key = f"{COLLECTION}:card-{number:06}"
    deck = f"{COLLECTION}/deck-{number // per_deck:04}"
    return (key, key, COLLECTION, "", deck, "basic", number, int(note(number)[2] == "core"), 1, "")


def answers(cards: int, reviews: int, now: datetime, seed: int) -> Iterator[Answer]:
    """Every answer to every card, card by card, up to `now`."""
    for number in range(cards):
        chance = random.Random(f"{seed}:{number}")
        history = list(learn(f"{COLLECTION}:card-{number:06}", reviews, chance))
        at, body = history[-1]
        elapsed = 1 + int(chance.random() * body["interval"] * 1.02)
        if chance.random() < TODAY:
            elapsed = 0
        shift = timedelta(days=(now.date() - at.date()).days - elapsed)
        for at, body in history:
            yield at + shift, number, body | {"due": shifted(body["due"], shift)}


def learn(key: str, reviews: int, chance: random.Random) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """One card learnt from `START` on: answered a little after it is due."""
    state = CardState(key)
    at = START + timedelta(minutes=chance.randrange(90))
    for number in range(reviews):
        weights = EARLY if number < reviews // 2 else LATE if number < reviews - 2 else KNOWN
        rating = chance.choices(RATINGS, weights)[0]
        after = memory.review(state, rating, Moment(at, 0, at.date()), SETTINGS)
        card = {"card": key, "rev": 1, "fp": f"{chance.getrandbits(64):016x}"}
        ms = chance.randrange(3000, 20000)
        yield at, memory.review_body(state, after, rating, SETTINGS, card=card, ms=ms)
        state = after
        at = following(after.memory, at, chance)


def following(held: Memory | None, at: datetime, chance: random.Random) -> datetime:
    """When the card is answered next: just after a learning step, in the morning of the day or a day or two later."""
    assert held is not None
    if held.due_at is not None:
        return held.due_at + timedelta(seconds=chance.randrange(60))
    assert held.due_on is not None
    late = chance.choices((0, 1, 2), (8, 1, 1))[0]
    morning = datetime(held.due_on.year, held.due_on.month, held.due_on.day, 6, tzinfo=UTC)
    return morning + timedelta(days=late, minutes=chance.randrange(90), milliseconds=chance.randrange(1000))


def shifted(due: str, by: timedelta) -> str:
    """A due date moved by whole days."""
    moved = datetime.fromisoformat(due) + by
    return moved.date().isoformat() if len(due) == 10 else format_instant(moved)


def write_journal(home: Home, events: list[Answer], seed: int) -> None:
    """Writes the answers as this device's journal, in the order of time."""
    chance = random.Random(seed)
    home.journal.mkdir(parents=True)
    dev = this_device(home.data)
    events.sort(key=lambda answer: answer[:2])
    clock = 0
    with (home.journal / f"{dev}.jsonl").open("wb") as file:
        for number, (at, _, body) in enumerate(events, 1):
            ms = to_ms(at)
            clock = max(ms << 16, clock + 1)
            event = Event(
                id=id_text(uuid7(ms, chance.randbytes)),
                dev=dev,
                n=number,
                hlc=(clock >> 16, clock & 0xFFFF),
                at=at.replace(microsecond=at.microsecond // 1000 * 1000),
                off=0,
                day=at.date().isoformat(),
                type="review",
                body=body,
            )
            file.write(encode(event))


def write_decks(home: Home, rows: list[CardRow]) -> None:
    """Deck files that hold the same cards, as a collection of the learner's own."""
    folder = home.own_decks / COLLECTION
    folder.mkdir(parents=True)
    manifest = ("format: recall/1", f"id: {COLLECTION}", "title: Bench", "version: 1", "licence: MIT", "language: en")
    (folder / "collection.yaml").write_text("\n".join(manifest) + "\n")
    decks: dict[str, list[str]] = {}
    for key, *_, deck, _, number, _, _, _ in rows:
        prompt, answer, tag = note(number)
        lines = decks.setdefault(
            deck, ["format: recall/1", f"deck: {deck.partition('/')[2]}", f"title: Deck {deck[-4:]}", "cards:"]
        )
        lines += (
            f"- id: {key.partition(':')[2]}",
            f"  prompt: {json.dumps(prompt)}",
            f"  answer: {json.dumps(answer)}",
            f"  tags: [{tag}]",
        )
    for deck, lines in decks.items():
        (folder / f"{deck.partition('/')[2]}.yaml").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
