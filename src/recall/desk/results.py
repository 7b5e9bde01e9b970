"""What an interview brings into the schedule: reviews of cards seen before, dates for the others. One action.

Which card gets which rating is for `quiz.ratings` to say; here it becomes events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from recall.deck.card import Card, fingerprint
from recall.events import Draft, Moment
from recall.history import interviews
from recall.history.writer import Writer
from recall.quiz.ratings import Rated, ratings
from recall.quiz.values import Answered, Interview
from recall.schedule import memory
from recall.schedule.fuzz import known_for
from recall.schedule.values import CardState, Rating

if TYPE_CHECKING:
    from recall.desk.desk import Desk


def scores(state: Interview) -> dict[str, Any]:
    """How each question went, for the record of the step that ended the interview."""
    return {"results": [_score(each) for each in state.answered if each.outcome != "skipped"]}


def drafts(desk: Desk, writer: Writer, state: Interview, moment: Moment) -> list[Draft]:
    """The reviews, marks and dates that follow from an interview, sure-and-wrong cards first.

    A card seen before gets a review. One never drilled gets a date: right, in 30 to 60 days as known; else from
    tomorrow on, as many a day as there are new cards. Held-out cards and cards without a deck get nothing.
    """
    quiz = state.plan.quiz
    found: list[Draft] = []
    waiting = 0
    for rated, card in rated_cards(desk, state, interviews.fast_quarter(desk.history)):
        assert rated.rating is not None
        before = writer.state(card.key)
        if before.memory is not None:
            found.append(_review(desk, before, rated, card, moment, quiz))
        elif rated.rating >= Rating.GOOD:
            found += _dated(desk, card, quiz, moment, known_for(card.key), known=True)
        else:
            waiting += 1
            days = 1 + (waiting - 1) // max(1, desk.settings.new_per_day)
            found += _dated(desk, card, quiz, moment, days, known=False)
    return found


def rated_cards(desk: Desk, state: Interview, fast: Mapping[str, int] | None = None) -> Iterator[tuple[Rated, Card]]:
    """The results that count for the schedule with the cards they are about, sure-and-wrong ones first.

    Where a key point's card is one of several gaps, a point missed counts for each of them, a point made for none.
    """
    for rated in sorted(ratings(state, fast=fast), key=lambda each: not each.sure_and_wrong):
        if rated.rating is None:
            continue
        keys = desk.library.siblings_or_card(rated.key)
        if rated.point and len(keys) > 1 and rated.rating > Rating.AGAIN:
            continue
        for card in desk.library.cards(keys if rated.point else [rated.key]).values():
            if card.drilled:
                yield rated, card


def _review(desk: Desk, before: CardState, rated: Rated, card: Card, moment: Moment, quiz: str) -> Draft:
    rating = Rating(rated.rating or Rating.AGAIN)
    settings = desk.plans.settings_of(card.key, f"{card.collection}/{card.deck}")
    after = memory.review(before, rating, moment, settings, guess=rated.guess)
    body = memory.review_body(
        before,
        after,
        rating,
        desk.settings,
        card={"card": card.key, "rev": card.rev, "fp": fingerprint(card)},
        source="quiz",
        score=rated.score,
        ms=rated.ms,
        evidence={**rated.evidence, "guess": rated.guess, "label": rated.label, "quiz": quiz},
        forecast=desk.expected.chance(before, moment.on, desk.settings.parameters),
    )
    return Draft("review", body)


def _dated(desk: Desk, card: Card, quiz: str, moment: Moment, days: int, *, known: bool) -> Iterator[Draft]:
    """A day for a card without memory, and whether it counts as known until then."""
    due = (moment.on + timedelta(days=days)).isoformat()
    yield Draft("set_due", {"card": card.key, "due": due, "quiz": quiz})
    if known != bool(desk.history.marks(card.key).get("known")):
        yield Draft("mark", {"card": card.key, "name": "known", "value": known, "quiz": quiz})


def _score(answered: Answered) -> dict[str, Any]:
    question = answered.question
    facts = {"card": question.key, "score": answered.score, "outcome": answered.outcome}
    facts |= {"confidence": answered.confidence} if answered.confidence else {}
    by_self = question.open or answered.rating is not None
    return facts | {name: True for name, holds in (("self", by_self), ("held_out", question.held_out)) if holds}
