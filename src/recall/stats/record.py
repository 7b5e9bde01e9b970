"""How often something went well: a share of answers with the interval that the true share lies in, and sums. Pure."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

Z95, Z80 = 1.959964, 1.281552  # how many standard deviations hold 95 % and 80 % of a normal distribution


def wilson(rate: float, n: int, z: float) -> tuple[float, float]:
    """The score interval of a share of right answers out of n, which is 1 or more (Wilson 1927)."""
    square = z * z / n
    middle = (rate + square / 2) / (1 + square)
    half = z / (1 + square) * sqrt(max(0.0, rate * (1 - rate)) / n + square / (4 * n))
    return max(0.0, min(rate, middle - half)), min(1.0, max(rate, middle + half))


class Record(NamedTuple):
    """`n` answers, `recalled` of them right."""

    n: int = 0
    recalled: int = 0

    @property
    def rate(self) -> float | None:
        """The share from 0 to 1, None without answers."""
        return self.recalled / self.n if self.n else None

    def interval(self, z: float = Z95) -> tuple[float, float]:
        """The Wilson score interval: 0 to 1 without answers, never outside of it with few."""
        return wilson(self.recalled / self.n, self.n, z) if self.n else (0.0, 1.0)

    def plus(self, other: Record) -> Record:
        """Both records together."""
        return Record(self.n + other.n, self.recalled + other.recalled)


class Sums(NamedTuple):
    """Answers, those not Again, their time, the chances of a right answer forecast for them, their log loss."""

    n: int = 0
    recalled: int = 0
    ms: int = 0
    expected: int = 0
    loss: int = 0

    def plus(self, other: Sums) -> Sums:
        """The sums of both."""
        return Sums(*(one + two for one, two in zip(self, other, strict=True)))
