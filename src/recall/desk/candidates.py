"""What an interview may ask: the cards that selectors name, as questions, in topics, with what the learner knows.

It looks at library and history and decides nothing: which of them are asked is for `quiz.plan`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from recall.deck.card import Card, fingerprint
from recall.history import interviews
from recall.history.interviews import StandingRow
from recall.history.store import Scope
from recall.quiz.plan import question
from recall.quiz.values import Question, Topic
from recall.schedule.fuzz import chance
from recall.schedule.memory import retrievability
from recall.schedule.values import Memory, State

if TYPE_CHECKING:
    from recall.desk.desk import Desk

MOST_TOPICS = 12  # more decks than these, of several stages, are asked by stage
MOST_READ = 2000  # cards that are looked at before a pool is drawn from them


class Candidates(NamedTuple):
    """Everything that fits, before limits of the learner's own. `topic` of a question is a place in `topics`."""

    questions: tuple[Question, ...]
    topics: tuple[Topic, ...]


def candidates(desk: Desk, selectors: Sequence[str], seed: str) -> Candidates:
    """The cards that an interview over the selectors may ask. Raises UsageError for one that fits nothing.

    Out are suspended cards, those for reviews only, what was answered today (with its siblings), and optional decks
    that the learner did not pick, unless a selector names nothing else.
    """
    moment = desk.moment
    today = interviews.answered_today(desk.history, moment.on.isoformat())
    rows = [row for row in _rows(desk, selectors) if row.note not in today]
    recall = _recall(desk)
    rows = _fewer(rows, seed)
    cards = desk.library.cards(row.key for row in rows)
    found = [(row, cards[row.key]) for row in rows if row.key in cards and cards[row.key].use != "review"]
    places, topics = _topics(desk, [row for row, _ in found], recall)
    questions = (question(card, places[row.deck], recall=recall, core=bool(row.core)) for row, card in found)
    return Candidates(tuple(questions), topics)


def _rows(desk: Desk, selectors: Sequence[str]) -> list[StandingRow]:
    """The cards of each selector, once, in the order of introduction."""
    if not selectors:
        return interviews.standing(desk.history, Scope())
    found: dict[str, StandingRow] = {}
    for selector in selectors:
        rows = interviews.standing(desk.history, desk.scope([selector]))
        picked = [row for row in rows if row.picked]
        found.update((row.key, row) for row in picked or rows)
    return [*found.values()]


def _fewer(rows: list[StandingRow], seed: str) -> list[StandingRow]:
    """A huge library cut down by the seed; open and held-out questions are kept before others."""
    if len(rows) <= MOST_READ:
        return rows
    drawn = sorted(rows, key=lambda row: (not (row.held_out or row.kind == "interview"), chance(seed, row.key)))
    kept = {row.key for row in drawn[:MOST_READ]}
    return [row for row in rows if row.key in kept]


def _topics(
    desk: Desk, rows: Sequence[StandingRow], recall: Mapping[str, float]
) -> tuple[dict[str, int], tuple[Topic, ...]]:
    """The place of each deck's topic, and the topics in the order of the library."""
    infos = [info for info in desk.library.decks() if info.ref in {row.deck for row in rows}]
    titles = desk.library.stage_titles()
    by_stage = len(infos) > MOST_TOPICS and len({(info.collection, info.stage) for info in infos}) > 1
    topics: list[Topic] = []
    places: dict[str, int] = {}
    for _, group in groupby(infos, key=lambda info: (info.collection, info.stage if by_stage else info.ref)):
        decks = [*group]
        first = decks[0]
        refs = {info.ref for info in decks}
        reviewed = [recall[row.key] for row in rows if row.deck in refs and row.key in recall]
        ref, title = first.ref, first.title
        if by_stage:
            ref = f"{first.collection}/{first.stage}/" if first.stage else first.collection
            title = titles[first.collection, first.stage]
        places |= dict.fromkeys(refs, len(topics))
        topics.append(Topic(ref, title, fmean(reviewed) if reviewed else None))
    return places, tuple(topics)


def _recall(desk: Desk) -> dict[str, float]:
    """The chance of recall today of every card that was reviewed; under a note's own key that of its weakest card."""
    on, parameters = desk.moment.on, desk.settings.parameters
    found: dict[str, float] = {}
    for key, stability, last in interviews.memories(desk.history):
        last_on = date.fromisoformat(last)
        at = datetime.combine(last_on, datetime.min.time(), UTC)
        memory = Memory(State.REVIEW, None, stability, 5.0, at, last_on, due_on=last_on)
        chance_of_recall = retrievability(memory, on, parameters) or 0.0
        for name in {key, key.partition("#")[0]}:
            found[name] = min(chance_of_recall, found.get(name, 1.0))
    return found


def differences(questions: Iterable[Question], cards: dict[str, Card]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of questions whose card is gone (or is another question now), and of those reworded since."""
    gone, changed = [], []
    for each in questions:
        card = cards.get(each.key)
        if card is None or not same_question(each, card):
            gone.append(each.key)
        elif fingerprint(card) != each.fp:
            changed.append(each.key)
    return tuple(gone), tuple(changed)


def same_question(question: Question, card: Card) -> bool:
    """Whether a card can still be asked and scored as it was planned: its kind and the points of its rubric stay."""
    points = getattr(card.answer, "points", ())
    return card.kind == question.kind and [point.id for point in points] == [point.id for point in question.points]
