"""Spreading due days: a seeded choice inside a range around the interval, so that preview, grade and replay agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall.digest import blake2b

if TYPE_CHECKING:
    from datetime import date

    from recall.schedule.balance import Load

# Days beyond which each band adds its share to the half-width of the range (the bands Anki and FSRS use).
_BANDS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float("inf"), 0.05))
_KNOWN_FOR = (30, 60)


def chance(*seed: object) -> float:
    """A number in [0, 1) that is a function of its seed alone, on every machine."""
    data = "\x1f".join(map(str, seed)).encode()
    return int.from_bytes(blake2b(data, digest_size=8).digest()) / 2**64


def known_for(key: str) -> int:
    """Days until a card that counts as known is asked to verify it."""
    shortest, longest = _KNOWN_FOR
    return shortest + int(chance(key, "known") * (longest - shortest + 1))


def fuzz_range(interval: int, maximum: int) -> tuple[int, int]:
    """The shortest and longest interval, in days, that may stand for `interval`; none below 2.5 days is moved."""
    if interval < 2.5:
        return interval, interval
    width = 1.0 + sum(share * max(min(interval, end) - start, 0.0) for start, end, share in _BANDS)
    longest = min(round(interval + width), maximum)
    return min(max(2, round(interval - width)), longest), longest


def fuzzed(
    interval: int, key: str, reps: int, maximum: int, *, on: date | None = None, load: Load | None = None
) -> int:
    """The interval in days, moved by chance inside its range; seeded by card key and repetitions.

    With `load` the chance leans to the quiet days after the study day `on`. A longer interval never gives an earlier
    day under the same seed, so Hard <= Good <= Easy survives.
    """
    shortest, longest = fuzz_range(interval, maximum)
    if shortest == longest:
        return shortest
    if load is not None and on is not None:
        from recall.schedule.balance import pick

        return pick(shortest, longest, on, chance(key, reps, "fuzz"), load)
    return shortest + int(chance(key, reps, "fuzz") * (longest - shortest + 1))
