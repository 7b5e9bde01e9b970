"""A card's timeline folded into its state and its share of each day. Pure: events in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import add, neg
from typing import NamedTuple

from recall.events import Event
from recall.history.identity import id_bytes, to_ms
from recall.schedule import memory
from recall.schedule.values import UNFITTED, CardState, Parameters, State
from recall.stats.tally import Entry, entries

# What an answer adds to its day, in the order of the columns of `day_totals` after `day`.
Share = tuple[int, int, int, int, int, int, int, int, int, int, int]
NO_SHARE: Share = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

Known = Mapping[str, Parameters]  # parameters by the id they are recorded under


class Folded(NamedTuple):
    """A card after its timeline: state, the last review (id), the last event (instant), the days it counts for.

    `entries` are what its answers add to the tallies.
    """

    state: CardState
    last_id: bytes | None
    line_at: int | None
    days: Mapping[str, Share]
    entries: Sequence[Entry] = ()


def fold(key: str, timeline: Iterable[Event], known: Known) -> Folded:
    """The card after the events of its timeline, given in the order of replay and without those undone."""
    state = CardState(key)
    review = last = None
    days: dict[str, Share] = {}
    counted: list[Entry] = []
    devices: set[str] = set()  # that have moved the memory so far
    for last in timeline:
        if last.type == "review":
            review = last
            share = share_of(state, last)
            found = days.get(last.day)
            days[last.day] = share if found is None else plus(found, share)
            counted += entries(state, last, parameters_of(last, known))
        imported = last.body.get("source") == "import"  # another program's decision stands as it is
        merged = not imported and not devices <= {last.dev}
        state = memory.replay(state, last, parameters_of(last, known), merged=merged)
        if not imported and last.type != "set_due":
            devices.add(last.dev)
    return Folded(state, id_bytes(review.id) if review else None, to_ms(last.at) if last else None, days, counted)


def parameters_of(event: Event, known: Known) -> Parameters:
    """The parameters in force at a review; those that nobody recorded are taken for the defaults."""
    return known.get(event.body.get("params", ""), UNFITTED) if event.type == "review" else UNFITTED


_RATED = {1: (1, 0, 0, 0), 2: (0, 1, 0, 0), 3: (0, 0, 1, 0), 4: (0, 0, 0, 1)}  # again, hard, good, easy


def share_of(before: CardState, event: Event) -> Share:
    """What one review adds to its day."""
    rating = event.body["rating"]
    ms = event.body.get("ms") or 0
    held = before.memory
    if held is None:
        return (1, ms, *_RATED[rating], 0, 0, 1, 1, ms)
    again, hard, good, easy = _RATED[rating]
    first_steps = held.state is State.LEARNING
    return (1, ms, again, hard, good, easy, 1, 1 - again, 0, int(first_steps), ms if first_steps else 0)


def plus(one: Share, other: Share) -> Share:
    return tuple(map(add, one, other))


def minus(share: Share) -> Share:
    return tuple(map(neg, share))  # type: ignore[return-value]
