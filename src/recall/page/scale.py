"""Round numbers for axes. Pure."""

from __future__ import annotations

from math import ceil, floor, log10


def ticks(highest: float, most: int = 4) -> list[float]:
    """0 and up to `most` round steps of 1, 2 or 5 times a power of ten, the last of them at or above `highest`."""
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / most
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor * most >= highest * (1 - 1e-9))
    return [step * place for place in range(ceil(highest / step * (1 - 1e-9)) + 1)]


def shorten(value: float) -> str:
    """A number in at most five characters or so: `940`, `1.2k`, `35k`, `1.4M`, `0.35`."""
    for size, letter in ((1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            scaled = value / (1e3 if letter == "k" else size)
            return f"{scaled:.0f}{letter}" if scaled >= 10 or scaled == round(scaled) else f"{scaled:.1f}{letter}"
    if value == round(value) or abs(value) >= 100:
        return str(round(value))
    return f"{value:.2f}" if abs(value) < 1 else f"{value:.1f}"
