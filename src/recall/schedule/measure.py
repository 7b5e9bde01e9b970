"""How good forecasts were: their log loss, and the cells within which forecasts and outcomes are compared. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from math import log

CERTAIN = 1e-4  # a forecast of 0 or 1 that fails would cost without end


def log_loss(pairs: Iterable[tuple[float, bool]]) -> float:
    """The mean of -ln P(what happened), in nats. Raises ValueError without pairs."""
    total, count = 0.0, 0
    for forecast, recalled in pairs:
        chance = min(max(forecast, CERTAIN), 1 - CERTAIN)
        total -= log(chance if recalled else 1 - chance)
        count += 1
    if not count:
        raise ValueError("no forecasts")
    return total / count


def cell(days: int, ordinal: int, lapses: int) -> int:
    """The cell that RMSE(bins) compares within: logarithmic steps of days since the last answer, of the number of this
    answer and of the lapses before it, as in the open-spaced-repetition benchmark (bases 3.62, 1.89, 1.73)."""
    lapsed = 1 + int(log(lapses) / log(1.73)) if lapses else 0
    return int(log(days) / log(3.62)) * 10_000 + int(log(ordinal) / log(1.89)) * 100 + lapsed
