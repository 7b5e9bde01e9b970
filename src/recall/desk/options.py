"""What one sitting was asked for. Apart from the other views, since the first card waits for it."""

from __future__ import annotations

from dataclasses import dataclass

from recall.schedule.values import Order


@dataclass(frozen=True, slots=True)
class Options:
    """What one sitting was asked for; None means the learner's settings."""

    minutes: int | None = None
    limit: int | None = None
    new: int | None = None
    ahead: int = 0
    cram: bool = False
    order: Order | None = None
