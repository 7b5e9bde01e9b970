"""Answers that are put together: the kinds `order`, `match` and `categories`.

It must not know the order in which a screen shows things.
"""

from __future__ import annotations

from itertools import combinations

from recall.deck.card import Categories, Match, Order
from recall.grade import chance
from recall.grade.graded import Graded, Mark, scored
from recall.grade.response import Arranged, Boxed, Joined, offered


def guess_order(answer: Order) -> float:
    return chance.shuffles(len(answer.steps))


def grade_order(answer: Order, response: Arranged) -> Graded:
    """Kendall's tau between the given and the right sequence, floored at 0."""
    steps = answer.steps
    if sorted(response.steps) != list(range(len(steps))):
        raise ValueError(f"{response.steps} does not name each of {len(steps)} steps once")
    given = _without_twins(steps, response.steps)
    pairs = len(given) * (len(given) - 1) // 2
    wrong = sum(earlier > later for earlier, later in combinations(given, 2))
    score = max(0, pairs - 2 * wrong) / pairs if pairs else 1.0
    marks = tuple(
        Mark(step, right, "" if right else f"you put it at {given.index(place) + 1}, it comes at {place + 1}")
        for place, step in enumerate(steps)
        for right in (given[place] == place,)
    )
    note = f"{wrong} of {pairs} pairs of steps the wrong way round" if wrong else ""
    return scored(score, guess_order(answer), marks, note)


def _without_twins(steps: tuple[str, ...], given: tuple[int, ...]) -> list[int]:
    """The given places, steps of equal text taken in their written order: they may change places."""
    waiting = {text: [place for place, step in enumerate(steps) if step == text] for text in steps}
    return [waiting[steps[place]].pop(0) for place in given]


def guess_match(answer: Match) -> float:
    rights = len(answer.pairs) + len(answer.spare)
    return chance.joins(len(answer.pairs), rights) if answer.pairs else 0.0


def grade_match(answer: Match, response: Joined) -> Graded:
    """The share of left sides joined rightly, stretched so that chance earns nothing."""
    rights = offered(answer)
    marks = tuple(
        _placed(pair.left, pair.right, None if place is None else rights[place])
        for pair, place in zip(answer.pairs, response.rights, strict=True)
    )
    return _placed_of(marks, len(rights), guess_match(answer))


def guess_categories(answer: Categories) -> float:
    items = sum(len(box.items) for box in answer.boxes)
    return chance.boxes(items, len(answer.boxes)) if items else 0.0


def grade_categories(answer: Categories, response: Boxed) -> Graded:
    """The share of items in their box, stretched so that chance earns nothing."""
    homes = [(item, box.name) for box in answer.boxes for item in box.items]
    marks = tuple(
        _placed(item, home, None if place is None else answer.boxes[place].name)
        for (item, home), place in zip(homes, response.boxes, strict=True)
    )
    return _placed_of(marks, len(answer.boxes), guess_categories(answer))


def _placed(what: str, home: str, given: str | None) -> Mark:
    if given == home:
        return Mark(f"{what} → {home}", True)
    return Mark(f"{what} → {home}", False, "left open" if given is None else f"you: {given}")


def _placed_of(marks: tuple[Mark, ...], choices: int, guess: float) -> Graded:
    """The outcome of things placed, with the count that the score comes from: chance places one in `choices`."""
    right = sum(mark.ok for mark in marks)
    score = chance.above_chance(right / len(marks), choices) if marks else 1.0
    note = f"{right} of {len(marks)} in place, one in {choices} is luck" if 0 < right < len(marks) else ""
    return scored(score, guess, marks, note)
