"""How good the forecasts were: what was expected against what was seen. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import log, sqrt
from typing import NamedTuple

from recall.stats.record import Record, Sums
from recall.stats.tally import BINS, MILLIONTHS, Kind

_SHOWN = 10  # bins at most
_LEAST = 20  # answers that a bin needs before it says anything


class Bin(NamedTuple):
    """Forecasts from `low` to `high` (0 to 1): their mean, and what was seen."""

    low: float
    high: float
    expected: float
    seen: Record


class Quality(NamedTuple):
    """The forecasts of `n` answers. Losses are nats an answer; `constant` stands for always saying `rate`.

    RMSE(bins) is the difference between expected and seen, as a share, over cells of alike answers (`tally.cell`).
    """

    seen: Record
    expected: float
    bins: tuple[Bin, ...]
    log_loss: float
    constant_log_loss: float
    rmse_bins: float
    constant_rmse_bins: float


def quality(sums: Mapping[tuple[int, int], Sums]) -> Quality | None:
    """The quality of the forecasts that `sums` (by kind and key) hold; None without any."""
    forecasts = {key: each for (kind, key), each in sums.items() if kind == Kind.FORECAST}
    cells = [sums[kind, key] for kind, key in sorted(sums) if kind == Kind.CELL]
    whole = Sums()
    for each in forecasts.values():
        whole = whole.plus(each)
    if not whole.n:
        return None
    rate = whole.recalled / whole.n
    return Quality(
        seen=Record(whole.n, whole.recalled),
        expected=whole.expected / MILLIONTHS / whole.n,
        bins=_bins(forecasts, max(_LEAST, whole.n // (4 * _SHOWN))),
        log_loss=whole.loss / MILLIONTHS / whole.n,
        constant_log_loss=_entropy(rate),
        rmse_bins=_rmse((each.n, each.recalled / each.n - each.expected / MILLIONTHS / each.n) for each in cells),
        constant_rmse_bins=_rmse((each.n, each.recalled / each.n - rate) for each in cells),
    )


def _entropy(rate: float) -> float:
    """The log loss of always forecasting the rate that came out: the best that any one number could do."""
    return -sum(share * log(share) for share in (rate, 1 - rate) if share > 0)


def _rmse(differences: Iterable[tuple[int, float]]) -> float:
    """The root of the mean square, weighed by answers."""
    found = [(n, difference) for n, difference in differences]
    total = sum(n for n, _ in found)
    return sqrt(sum(n * difference * difference for n, difference in found) / total) if total else 0.0


def _bins(forecasts: Mapping[int, Sums], least: int) -> tuple[Bin, ...]:
    """Neighbouring bins put together until each holds `least` answers; the rest joins the last."""
    found: list[Bin] = []
    low, held = 0, Sums()
    for key in range(BINS):
        held = held.plus(forecasts.get(key, Sums()))
        wide = (key + 1 - low) * _SHOWN * 2 >= BINS  # at least 5 points wide
        if held.n >= least and wide:
            found.append(_bin(low, key + 1, held))
            low, held = key + 1, Sums()
        elif not held.n:
            low = key + 1
    if held.n:
        if held.n < _LEAST and found:
            last = found.pop()
            joined = Sums(last.seen.n, last.seen.recalled, 0, round(last.expected * last.seen.n * MILLIONTHS))
            found.append(_bin(round(last.low * BINS), BINS, joined.plus(held)))
        else:
            found.append(_bin(low, BINS, held))
    return tuple(found)


def _bin(low: int, high: int, held: Sums) -> Bin:
    expected = held.expected / MILLIONTHS / held.n
    return Bin(low / BINS, high / BINS, expected, Record(held.n, held.recalled))
