"""How often something went well: a share of answers with the interval that the true share lies in, and sums. Pure."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

Z95, Z80 = 1.959964, 1.281552  # how many standard deviations hold 95 % and 80 % of a normal distribution


class Record(NamedTuple):
    """`n` answers, `recalled` of them right."""

    n: int = 0
    recalled: int = 0

    @property
    def rate(self) -> float | None:
        """The share from 0 to 1, None without answers."""
        return self.recalled / self.n if self.n else None

    def interval(self, z: float = Z95) -> tuple[float, float]:
        """The Wilson score interval (Wilson 1927): 0 to 1 without answers, never outside of it with few."""
        if not self.n:
            return 0.0, 1.0
        rate, square = self.recalled / self.n, z * z / self.n
        middle = (rate + square / 2) / (1 + square)
        half = z / (1 + square) * sqrt(rate * (1 - rate) / self.n + square / (4 * self.n))
        return max(0.0, min(rate, middle - half)), min(1.0, max(rate, middle + half))

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
