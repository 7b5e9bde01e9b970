"""What a learner gave as an answer, one frozen class a kind. It must not know how it was typed or how it is graded.

`None` is "don't know". Numbers in a response are places in the order that the deck's author wrote (see `offered`),
never in the shuffled order of a screen; a shell translates.
"""

from typing import Literal, NamedTuple

from recall.deck.card import Answer, Categories, Choice, Match, Order


class Flipped(NamedTuple):
    """The card was turned over without an answer, to be rated by the learner: any kind, always for `basic`."""

    rated_by: Literal["learner"] = "learner"  # a tuple of nothing would count as false


class Picked(NamedTuple):
    """`single`: the place of one option."""

    option: int


class Ticked(NamedTuple):
    """`multi`: the places of the ticked options."""

    options: frozenset[int]


class Wrote(NamedTuple):
    """`typed`, `number`, `output` and `sql`: the text as it was typed."""

    text: str


class Filled(NamedTuple):
    """`cloze`: one text for each place of `Cloze.gaps`."""

    gaps: tuple[str, ...]


class Arranged(NamedTuple):
    """`order`: the places of the steps, first step first; every step once."""

    steps: tuple[int, ...]


class Joined(NamedTuple):
    """`match`: for each left side the place of a right side in `offered`, or None where the row was left open."""

    rights: tuple[int | None, ...]


class Boxed(NamedTuple):
    """`categories`: for each item of `offered` the place of a box, or None where the item was left out."""

    boxes: tuple[int | None, ...]


class Named(NamedTuple):
    """`lines`: the numbers, from 1, of the lines called faulty."""

    lines: frozenset[int]


class Made(NamedTuple):
    """`interview`: ids of the points made at once, of those made only after a probe; how many red flags were met."""

    points: frozenset[str]
    probed: frozenset[str] = frozenset()
    red_flags: int = 0


Response = Flipped | Picked | Ticked | Wrote | Filled | Arranged | Joined | Boxed | Named | Made


def offered(answer: Answer) -> tuple[str, ...]:
    """The texts that a screen offers for choosing, in written order; empty for kinds that are typed or told.

    Options of a choice, steps of an order, right sides and then decoys of a match, items of all boxes one after
    another. A screen shows them in another order and translates back.
    """
    match answer:
        case Choice(options=options):
            return tuple(option.text for option in options)
        case Order(steps=steps):
            return steps
        case Match(pairs=pairs, spare=spare):
            return (*(pair.right for pair in pairs), *spare)
        case Categories(boxes=boxes):
            return tuple(item for box in boxes for item in box.items)
        case _:
            return ()
