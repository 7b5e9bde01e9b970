"""Placement at the desk: eight questions of a stage, and what is recorded of it as one action."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from recall.desk import today
from recall.errors import UsageError
from recall.events import Draft
from recall.history.store import Scope
from recall.review import sitting as review
from recall.review.sitting import Sitting
from recall.schedule import placement
from recall.schedule.placement import LOWER_LEVELS, QUESTIONS, Candidate, Outcome
from recall.schedule.queue import FreshRow
from recall.schedule.values import Rating

if TYPE_CHECKING:
    from recall.desk.desk import Desk

LEAST_DAYS_BEHIND = 7


class Standing(NamedTuple):
    """A stage that one may be placed in: its name for a command, its title, its cards that were never asked."""

    name: str
    title: str
    unseen: int


class Placed(NamedTuple):
    """How a placement in a stage ended: right answers of `asked`, what follows, and for how many cards until when.

    `days` is how many days from today the last of the `cards` comes.
    """

    stage: str
    right: int
    asked: int
    outcome: Outcome
    cards: int
    days: int


def stages(desk: Desk) -> tuple[Standing, ...]:
    """Every stage of the picked decks that still has cards nobody asked."""
    titles = desk.library.stage_titles()
    counts: dict[tuple[str, str], int] = {}
    for row in desk.history.fresh(Scope(), desk.moment.on.isoformat()):
        if row.stage:
            place = (row.deck.partition("/")[0], row.stage)
            counts[place] = counts.get(place, 0) + 1
    return tuple(Standing(place[1], titles.get(place, place[1]), count) for place, count in counts.items())


def start(desk: Desk, stage: str) -> Sitting:
    """A sitting of eight questions of a stage, whose answers move no card.

    Raises UsageError for what is no stage, and where too few of its cards were never asked.
    """
    rows = {row.key: row for row in _fresh(desk, stage)}
    seed = f"{stage} {desk.moment.on}"
    seen = desk.history.placed_by()
    candidates = [Candidate(row.key, row.note, row.deck, row.kind, row.key in seen) for row in rows.values()]
    keys = placement.questions(candidates, seed)
    if len(keys) < QUESTIONS:
        raise UsageError(
            f"{stage} has {len(keys)} questions left to place you by, and {QUESTIONS} are needed",
            "go on with recall review; x calls a new card known",
        )
    asked = today.look(desk.history, desk.settings, desk.moment, Scope())
    sitting = review.start(
        [today.item_of(rows[key]) for key in keys],
        [],
        now=desk.moment.at,
        title=f"Placement: {_title(desk, stage)}",
        ahead_minutes=0,
        pace=asked.pace,
        bury=False,
    )
    return sitting._replace(placement=True)


def conclude(desk: Desk, sitting: Sitting) -> Placed:
    """Records what follows from the answers as one action, which `undo` takes back. Raises NotSaved."""
    stage = next((answered.item.stage for answered in sitting.answered), "")
    right = sum(answered.rating is not Rating.AGAIN for answered in sitting.answered)
    asked = len(sitting.answered)
    outcome = placement.outcome(right) if asked >= QUESTIONS else "nothing"
    if outcome == "nothing":
        return Placed(stage, right, asked, "nothing", 0, 0)
    rows = _fresh(desk, stage)
    cards = desk.library.cards(row.key for row in rows)
    missed = {answered.item.key for answered in sitting.answered if answered.rating is Rating.AGAIN}
    lower = [key for key, card in cards.items() if card.level in LOWER_LEVELS and key not in missed]
    drafts: list[Draft] = []
    days = 0
    on = desk.moment.on
    if outcome == "known":
        waiting = {(day - on).days: count for day, count in desk.history.verified_by_day(on.isoformat()).items()}
        for key, day in zip(lower, placement.verify_days(len(lower), waiting), strict=True):
            days = day
            drafts.append(_mark(key, "known", True))
            drafts.append(Draft("set_due", {"card": key, "due": (on + timedelta(days=day)).isoformat()}))
    else:
        days = max(LEAST_DAYS_BEHIND, -(-(len(cards) - len(lower)) // max(1, desk.settings.new_per_day)))
        until = (on + timedelta(days=days)).isoformat()
        drafts = [_mark(key, "buried_until", until) for key in lower]
    if drafts:
        desk.record(drafts)
    return Placed(stage, right, asked, outcome, len(lower), days)


def told(placed: Placed) -> str:
    """What a placement came to, in a sentence or two."""
    stage = placed.stage
    score = f"{placed.right} of {placed.asked} right."
    if placed.asked < QUESTIONS:
        return f"{score} The placement was not finished, so nothing changes."
    match placed.outcome:
        case "known":
            return (
                f"{score} {placed.cards} recall and understand cards of {stage} are presumed known; three a day"
                f" verify that, the last one in {placed.days} days."
            )
        case "apply":
            return (
                f"{score} New cards of {stage} begin with those that apply it; {placed.cards} simpler ones wait"
                f" {placed.days} days."
            )
        case _:
            return f"{score} Nothing changes: {stage} is worth learning from its beginning."


def _fresh(desk: Desk, stage: str) -> list[FreshRow]:
    """The picked cards of a stage that were never asked."""
    if stage not in {row.stage for row in desk.library.decks()}:
        from recall.deck.problem import nearest

        names = sorted({row.stage for row in desk.library.decks() if row.stage})
        near = nearest(stage, names, 3)
        raise UsageError(
            f"there is no stage {stage}",
            f"did you mean {' or '.join(near)}?" if near else f"the stages are {', '.join(names)}",
        )
    return [row for row in desk.history.fresh(Scope(), desk.moment.on.isoformat()) if row.stage == stage]


def _title(desk: Desk, stage: str) -> str:
    titles = desk.library.stage_titles()
    return next((title for (_, name), title in titles.items() if name == stage), stage)


def _mark(key: str, name: str, value: Any) -> Draft:
    return Draft("mark", {"card": key, "name": name, "value": value})
