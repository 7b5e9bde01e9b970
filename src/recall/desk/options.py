"""What one sitting was asked for. Apart from the other views, since the first card waits for it."""

from typing import NamedTuple

from recall.schedule.values import Order


class Options(NamedTuple):
    """What one sitting was asked for; None means the learner's settings. `title` stands for the selectors.

    `every` asks for all that is named, past the day's limits, siblings of one another included.
    """

    minutes: int | None = None
    limit: int | None = None
    new: int | None = None
    ahead: int = 0
    cram: bool = False
    order: Order | None = None
    title: str = ""
    every: bool = False
