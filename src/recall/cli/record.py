"""Recording without a screen: `recall answer` for scripts, `recall undo`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from recall.cli.shell import find_card, open_desk, say, say_json
from recall.errors import RecallError, UsageError
from recall.schedule.values import Rating

if TYPE_CHECKING:
    from recall.desk.desk import Desk
_LONGEST_LINE = 100_000
_KEYS = frozenset({"card", "rating", "at", "ms", "kind"})
_SOURCES = ("review", "ahead", "placement")
_RATINGS = {name.lower(): rating for rating in Rating for name in (rating.name, str(int(rating)))}


class Answer(NamedTuple):
    """What one line of a script asks to be recorded."""

    card: str
    rating: Rating
    at: tuple[datetime, int | None] | None = None
    ms: int = 0
    source: str = "review"


@click.command()
@click.argument("card", required=False)
@click.argument("rating", required=False)
@click.option("--stdin", "from_stdin", is_flag=True, help="Read JSON lines: card, rating, and perhaps at, ms, kind.")
@click.option("--json", "as_data", is_flag=True, help="Print the line that --stdin prints.")
def answer(card: str | None, rating: str | None, from_stdin: bool, as_data: bool) -> int:
    """Record a review: CARD with RATING (1 to 4, or again, hard, good, easy).

    With --stdin each line such as {"card": "http-status-redirects", "rating": 3, "at": "2026-01-05T08:00:00Z", "ms":
    4200, "kind": "review"} is recorded; "at", "ms" and "kind" (review, ahead or placement) may be left out. One JSON
    line comes out for each, after it is on disk: id, card, state, stability, difficulty, due, reps, lapses. A line that
    cannot be taken gives {"error": ..., "line": N} and the exit code 1.

    \b
    Examples:
      recall answer http-status-redirects good
      recall answer --stdin < answers.jsonl
    """
    if from_stdin:
        if card is not None:
            raise UsageError("give a card and a rating, or --stdin, not both")
        return _answer_lines()
    from recall.desk.words import graded

    if card is None or rating is None:
        raise UsageError("a card and a rating are needed", "recall answer CARD RATING, or recall answer --stdin")
    if rating.lower() not in _RATINGS:
        raise UsageError(f"{rating} is no rating", "1 Again, 2 Hard, 3 Good, 4 Easy")
    given = _RATINGS[rating.lower()]
    with open_desk() as desk:
        line = _record(desk, Answer(find_card(desk, card), given))
        if as_data:
            say_json(line)
        else:
            moment = desk.moment
            say(f"{line['card']}   {graded(desk.state(line['card']), given, moment.at, moment.on)}")
    return 0


@click.command()
def undo() -> int:
    """Take the last action back: a review, a burying, a mark. Again and again takes back more.

    \b
    Example:
      recall undo
    """
    from recall.desk.options import Options

    with open_desk() as desk:
        if desk.history.undo_target() is None:
            raise RecallError("there is nothing to take back")
        say(desk.undo(desk.start(options=Options(limit=0))).echo)
    return 0


def _answer_lines() -> int:
    """Records line by line; the exit code is 1 where any line could not be taken."""
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("standard input is closed", "pipe JSON lines into recall answer --stdin")
    faults = 0
    with open_desk() as desk:
        for number, text in _lines():
            try:
                found = _record(desk, parse_answer(text))
            except (ValueError, RecallError) as error:
                faults += 1
                say_json({"error": str(error), "line": number})
            else:
                say_json(found)
    return int(faults > 0)


def _lines() -> Iterator[tuple[int, str]]:
    """The lines of stdin that hold something, with their numbers, as soon as they come."""
    for number, line in enumerate(iter(sys.stdin.readline, ""), 1):
        if line.strip():
            yield number, line


def _record(desk: Desk, asked: Answer) -> dict[str, Any]:
    from recall.cli.cardform import as_state
    from recall.desk.scripted import record

    card = desk.library.card(asked.card) or desk.library.card(find_card(desk, asked.card))
    assert card is not None  # `find_card` names none that is not there
    at = None
    if asked.at is not None:
        instant, offset = asked.at
        at = instant, desk.moment.off if offset is None else offset
    event, state = record(desk, card, asked.rating, at=at, ms=asked.ms, source=asked.source)
    return {"id": event.id, "card": card.key, **(as_state(state) or {})}


def parse_answer(text: str) -> Answer:
    """The answer that a line of JSON asks for. Raises ValueError with a sentence."""
    import json

    if len(text) > _LONGEST_LINE:
        raise ValueError("the line is too long")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the line is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise ValueError("the line is no JSON object")
    unknown = sorted(found.keys() - _KEYS)
    if unknown:
        raise ValueError(f"unknown key {unknown[0]!r}; known are card, rating, at, ms, kind")
    card, rating, ms, source = found.get("card"), found.get("rating"), found.get("ms", 0), found.get("kind", "review")
    if not isinstance(card, str) or not card:
        raise ValueError("card must be the key of a card")
    if type(rating) is not int or not 1 <= rating <= 4:
        raise ValueError("rating must be 1 (Again), 2 (Hard), 3 (Good) or 4 (Easy)")
    if type(ms) is not int or not 0 <= ms <= 2**31:
        raise ValueError("ms must be a whole number of milliseconds")
    if source not in _SOURCES:
        raise ValueError(f"kind must be {' or '.join(_SOURCES)}")
    return Answer(card, Rating(rating), _instant(found.get("at")), ms, source)


def _instant(text: Any) -> tuple[datetime, int | None] | None:
    """The instant, in whole milliseconds, and the minutes east of UTC; `Z` says nothing of where the learner was."""
    if text is None:
        return None
    from recall.events import parse_instant
    from recall.history.accept import EARLIEST, LATEST

    try:
        at = parse_instant(text)
        offset = datetime.fromisoformat(text).utcoffset() or timedelta(0)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError("at must be an instant such as 2026-01-05T08:00:00Z") from error
    if not EARLIEST <= at <= LATEST:
        raise ValueError(f"at {text} cannot be right")
    minutes = None if text.endswith(("Z", "z")) else int(offset.total_seconds() // 60)
    return at.replace(microsecond=at.microsecond // 1000 * 1000), minutes
