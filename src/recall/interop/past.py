"""Past reviews of another program as events of the history, so that FSRS starts where they end. Pure.

State, step and due date are facts of the source; stability and difficulty follow from the ratings and days. Ids are
made from the source's own keys: the same review is the same event whenever and wherever it is imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from recall.events import Event, format_instant
from recall.interop.notes import Past, PastReview
from recall.interop.plan import Placed
from recall.schedule import memory
from recall.schedule.values import CardState, Parameters, State

NAMESPACE = UUID("6f0f4a5e-2b1d-5c57-9d0a-5b6f2c1e7a90")
_EARLIEST = 946_684_800_000  # 2000-01-01, for what has no instant of its own
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def events(placed: Iterable[Placed], collection: str, offset: int, parameters: Parameters) -> Iterator[Event]:
    """The events of the cards of an import, card by card; device and numbers are given later."""
    for card in placed:
        for past in card.past:
            side = f"#{past.side}" if past.side else ""
            yield from _card(f"{collection}:{card.id}{side}", f"{card.key}{side}", past, offset, parameters)


def _card(key: str, source: str, past: Past, offset: int, parameters: Parameters) -> Iterator[Event]:
    state = CardState(key)
    for review in past.reviews:
        event = _event(key, source, review, state, offset)
        if "s" in event.body:
            state = memory.replay(state, event, parameters)
            assert state.memory is not None
            numbers = {"s": state.memory.stability, "d": state.memory.difficulty, "params": parameters.id}
            event = event._replace(body={**event.body, **numbers})
        else:
            state = memory.replay(state, event, parameters)
        yield event
    last = past.reviews[-1].at if past.reviews else 0
    at = _EPOCH + timedelta(milliseconds=max(past.changed_at, last, _EARLIEST))
    due_on = state.memory.due_on if state.memory else state.awaited_on
    if past.due is not None and past.due != due_on and past.due.year >= 2000:
        yield _made(source, f"due {past.due}", "set_due", at, offset, {"card": key, "due": past.due.isoformat()})
    for name, value in (("suspended", past.suspended), ("marked", past.marked)):
        if value:
            yield _made(source, name, "mark", at, offset, {"card": key, "name": name, "value": True})


def _event(key: str, source: str, review: PastReview, before: CardState, offset: int) -> Event:
    at = _EPOCH + timedelta(milliseconds=review.at)
    type_ = review.kind if review.kind in ("set_due", "reset") else "review"
    body: dict[str, Any] = {"card": key}
    if type_ == "set_due":
        body["due"] = (review.on + timedelta(days=review.interval)).isoformat()
    elif type_ == "review":
        score = 0.0 if review.rating == 1 else 1.0
        body |= {"rating": review.rating, "score": score, "source": "import", "ms": review.ms}
        if review.counts:
            body |= _decided(review, before, at)
    return _made(source, review.key, type_, at, offset, body, day=review.on.isoformat())


def _decided(review: PastReview, before: CardState, at: datetime) -> dict[str, Any]:
    """What the source made of an answer. `s` and `d` are filled in from the replay."""
    if review.interval > 0:
        due = (review.on + timedelta(days=review.interval)).isoformat()
        return {"state": "review", "step": None, "s": 0.0, "d": 0.0, "due": due, "interval": review.interval}
    held = before.memory
    again = review.kind in ("review", "relearning") or (held is not None and held.state is not State.LEARNING)
    step = held.step if held is not None and held.step is not None else 0
    step = 0 if review.rating == 1 else step if review.rating == 2 else min(step + 1, 100)
    due = format_instant(at + timedelta(seconds=-review.interval or 60))
    return {"state": "relearning" if again else "learning", "step": step, "s": 0.0, "d": 0.0, "due": due, "interval": 0}


def _made(
    source: str, name: str, type_: str, at: datetime, offset: int, body: dict[str, Any], *, day: str = ""
) -> Event:
    id_ = str(uuid5(NAMESPACE, f"{source}\x1f{name}"))
    ms = (at - _EPOCH) // timedelta(milliseconds=1)
    on = day or (at + timedelta(minutes=offset)).date().isoformat()
    return Event(id_, "import", 1, (ms, 0), at, offset, on, type_, body)


def numbered(found: Iterable[Event], device: str) -> list[Event]:
    """Events as one device's, counted from 1 in the order of their instants."""
    ordered = sorted(found, key=lambda event: (event.at, event.id))
    return [event._replace(dev=device, n=number) for number, event in enumerate(ordered, 1)]
