"""A sitting: the cards still to come, the one on the table, what was answered. Every function gives a new `Sitting`.

It must not know how answers are stored: the desk records an answer first and then asks here for the next sitting. The
sitting before each action is kept, so that taking back is exact and any number of steps deep.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from recall.schedule.confidence import Confidence
from recall.schedule.leech import Leech, WhyWrong
from recall.schedule.values import CardState, Rating, State


class Item(NamedTuple):
    """A card waiting to be asked. `deck` is `collection/deck`; `related` are notes that would give it away."""

    key: str
    note: str
    deck: str
    stage: str
    kind: str
    state: State
    related: tuple[str, ...] = ()


_NOTE, _RELATED = attrgetter("note"), attrgetter("related")


class Waiting(NamedTuple):
    """A card in a learning step, due at an instant."""

    due_at: datetime
    item: Item


class Answered(NamedTuple):
    """One answer of this sitting. `seen_before` tells a review from a first sight."""

    item: Item
    rating: Rating
    seen_before: bool
    ms: int


class Why(NamedTuple):
    """Why an answer was wrong, as the learner says; `other` is the key of the card that it was mixed up with."""

    reason: WhyWrong
    other: str = ""


class Counts(NamedTuple):
    """Cards of this sitting still to come, the current one included."""

    new: int
    learning: int
    due: int

    @property
    def total(self) -> int:
        return self.new + self.learning + self.due


class Pace(NamedTuple):
    """Seconds that this learner's answers take, for the estimate of what is left."""

    review: float
    new: float


class Sitting(NamedTuple):
    """Where a sitting stands. `action` names the recorded event that led here, `previous` is the sitting before it.

    `deed` says what the action was, `echo` what the learner is told now. `confidence` and `why` are what the learner
    says of the answer in hand; `leech` is the verdict on the card that was missed just now.
    """

    title: str
    queue: tuple[Item, ...]
    learning: tuple[Waiting, ...]
    ahead: timedelta
    bury: bool
    pace: Pace
    cram: bool = False
    placement: bool = False
    current: Item | None = None
    revealed: bool = False
    shown_at: datetime | None = None
    answered: tuple[Answered, ...] = ()
    echo: str = ""
    deed: str = ""
    action: str | None = None
    previous: "Sitting | None" = None
    confidence: Confidence | None = None
    why: Why | None = None
    leech: Leech | None = None

    @property
    def unscheduled(self) -> bool:
        """Whether answers leave memory and due dates alone."""
        return self.cram or self.placement

    @property
    def done(self) -> bool:
        return self.current is None

    @property
    def counts(self) -> Counts:
        items = [*self.queue, *([self.current] if self.current else [])]
        new = sum(item.state is State.NEW for item in items)
        due = sum(item.state is State.REVIEW for item in items)
        return Counts(new, len(items) - new - due + len(self.learning), due)

    @property
    def left_seconds(self) -> float:
        """Seconds the cards to come are expected to take."""
        counts = self.counts
        return counts.new * self.pace.new + (counts.due + counts.learning) * self.pace.review


def start(
    items: Iterable[Item],
    learning: Iterable[Waiting],
    *,
    now: datetime,
    title: str,
    ahead_minutes: int,
    pace: Pace,
    bury: bool = True,
    cram: bool = False,
) -> Sitting:
    """A sitting over `items` in their order, with its first card on the table."""
    sitting = Sitting(
        title=title,
        queue=tuple(items),
        learning=tuple(sorted(learning, key=lambda waiting: (waiting.due_at, waiting.item.key))),
        ahead=timedelta(minutes=ahead_minutes),
        bury=bury,
        pace=pace,
        cram=cram,
    )
    return _deal(sitting, now)


def reveal(sitting: Sitting) -> Sitting:
    """The same card with its answer showing."""
    return sitting if sitting.current is None else sitting._replace(revealed=True)


def answer(
    sitting: Sitting,
    after: CardState | None,
    rating: Rating,
    now: datetime,
    *,
    ms: int,
    action: str,
    echo: str,
) -> Sitting:
    """The sitting after the current card was answered and recorded.

    `after` is the card's new state, None where memory was left alone (in a cram Again brings the card back at the end).
    A card in a learning step waits for its instant; siblings and relations in the queue are buried for the day.
    """
    item = sitting.current
    assert item is not None
    queue, learning = sitting.queue, sitting.learning
    memory = after.memory if after else None
    if memory is not None and memory.due_at is not None:
        waiting = Waiting(memory.due_at, item._replace(state=memory.state))
        learning = tuple(sorted((*learning, waiting), key=lambda each: (each.due_at, each.item.key)))
    elif sitting.cram and rating is Rating.AGAIN:
        queue = (*queue, item)
    if sitting.bury and not sitting.unscheduled:
        queue = _without(queue, item)
    entry = Answered(item, rating, item.state is not State.NEW, ms)
    following = sitting._replace(
        queue=queue,
        learning=learning,
        answered=(*sitting.answered, entry),
        echo=echo,
        deed=echo,
        action=action,
        previous=sitting,
    )
    return _deal(following, now)


def sure(sitting: Sitting, how: Confidence | None) -> Sitting:
    """The same card with how sure the learner is of the answer; once it shows, nothing changes."""
    return sitting if sitting.revealed else sitting._replace(confidence=how)


def explain(sitting: Sitting, why: Why | None) -> Sitting:
    """The same card with the reason why its answer was wrong; it is recorded with a rating of Again."""
    return sitting._replace(why=why)


def set_aside(sitting: Sitting, now: datetime, *, notes: bool, action: str, echo: str) -> Sitting:
    """The sitting without the current card (bury, suspend, known), with `notes` without its siblings either."""
    item = sitting.current
    assert item is not None
    gone = item.note if notes else None
    following = sitting._replace(
        queue=tuple(other for other in sitting.queue if other.note != gone),
        learning=tuple(each for each in sitting.learning if each.item.note != gone),
        echo=echo,
        deed=echo,
        action=action,
        previous=sitting,
    )
    return _deal(following, now)


def noted(sitting: Sitting, *, action: str, echo: str) -> Sitting:
    """The same card on the table after something was recorded about it (a mark, a note)."""
    return sitting._replace(echo=echo, deed=echo, action=action, previous=sitting)


def take_back(sitting: Sitting, now: datetime, *, echo: str) -> Sitting:
    """The sitting before the last action, its card on the table again with the answer hidden."""
    previous = sitting.previous
    assert previous is not None
    return previous._replace(revealed=False, shown_at=now, echo=echo, confidence=None, why=None)


def without(sitting: Sitting, key: str, now: datetime, *, action: str, echo: str) -> Sitting:
    """The sitting without one card, wherever it waits; the card on the table stays if it is another one."""
    following = noted(sitting, action=action, echo=echo)._replace(
        queue=tuple(item for item in sitting.queue if item.key != key),
        learning=tuple(each for each in sitting.learning if each.item.key != key),
    )
    return _deal(following, now) if sitting.current is not None and sitting.current.key == key else following


def put_first(sitting: Sitting, item: Item, now: datetime, *, echo: str) -> Sitting:
    """`item` on the table (taken back from an earlier sitting); the card that was there comes next."""
    queue = tuple(other for other in sitting.queue if other.key != item.key)
    if sitting.current is not None and sitting.current.key != item.key:
        queue = (sitting.current, *queue)
    return sitting._replace(
        queue=queue,
        learning=tuple(each for each in sitting.learning if each.item.key != item.key),
        current=item,
        revealed=False,
        shown_at=now,
        echo=echo,
        confidence=None,
        why=None,
        leech=None,
    )


def extend(sitting: Sitting, items: Iterable[Item], now: datetime) -> Sitting:
    """More cards at the end, none that was answered already; the first of them on the table if nothing is."""
    known = {item.key for item in sitting.queue} | {each.item.key for each in sitting.learning}
    known.update(each.item.key for each in sitting.answered)
    if sitting.current is not None:
        known.add(sitting.current.key)
    longer = sitting._replace(queue=(*sitting.queue, *(item for item in items if item.key not in known)))
    return longer if longer.current is not None else _deal(longer, now)


def wait(sitting: Sitting, now: datetime) -> Sitting:
    """The next learning card, whenever it is due (the learner chose to go on with it)."""
    if sitting.current is not None or not sitting.learning:
        return sitting
    first, *rest = sitting.learning
    return sitting._replace(
        learning=tuple(rest), current=first.item, revealed=False, shown_at=now, confidence=None, why=None, leech=None
    )


def _deal(sitting: Sitting, now: datetime) -> Sitting:
    """Puts the next card on the table: a learning card that is due, else the queue's first, else one due soon."""
    dealt = sitting._replace(current=None, revealed=False, shown_at=now, confidence=None, why=None, leech=None)
    if sitting.learning:
        first, *rest = sitting.learning
        if first.due_at <= now or (not sitting.queue and first.due_at <= now + sitting.ahead):
            return dealt._replace(learning=tuple(rest), current=first.item)
    if sitting.queue:
        return dealt._replace(queue=sitting.queue[1:], current=sitting.queue[0])
    return dealt


def _without(queue: tuple[Item, ...], answered: Item) -> tuple[Item, ...]:
    """The queue without what the answered card gives away: its siblings and relations, in either direction."""
    note, gone = answered.note, {answered.note, *answered.related}

    def stays(other: Item) -> bool:
        given_away = other.note in gone or (other.related and note in other.related)
        return not given_away or other.key == answered.key

    if gone.isdisjoint(map(_NOTE, queue)) and not any(map(_RELATED, queue)):
        return queue  # what nearly every answer finds, in a queue of hundreds
    return tuple(filter(stays, queue))
