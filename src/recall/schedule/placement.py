"""Placement: which questions tell whether a stage is known already, and what follows from the answers. Pure and seeded.

A question must be produced: one that could be picked from a list says too little.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from recall.schedule.fuzz import chance

QUESTIONS = 8
KNOWN_FROM = 7
APPLY_FROM = 4
VERIFIED_A_DAY = 3
WRITTEN = frozenset({"typed", "number", "cloze", "output", "sql"})  # graded by the program
SELF_GRADED = frozenset({"basic"})  # produced too, but judged by the learner: asked where there is nothing better
LOWER_LEVELS = frozenset({"recall", "understand"})

Outcome = Literal["known", "apply", "nothing"]


class Candidate(NamedTuple):
    """A card of the stage that was never reviewed. `deck` is `collection/deck`, `note` what its siblings share.

    `seen` says that a placement asked it before, so that its answer is known.
    """

    key: str
    note: str
    deck: str
    kind: str
    seen: bool = False


def questions(candidates: Iterable[Candidate], seed: str) -> list[str]:
    """The keys of up to `QUESTIONS` cards to ask: one a note, turn by turn from every deck.

    Cards that a placement asked before come last, self-graded ones after written ones.
    """
    by_deck: dict[str, list[Candidate]] = defaultdict(list)
    notes: set[str] = set()
    for each in sorted(candidates, key=lambda each: (*_rank(each), chance(seed, each.key))):
        if each.kind in WRITTEN | SELF_GRADED and each.note not in notes:
            notes.add(each.note)
            by_deck[each.deck].append(each)
    turns = [
        (*_rank(each), turn, chance(seed, each.deck), each.key)
        for deck in by_deck.values()
        for turn, each in enumerate(deck)
    ]
    return [key for *_, key in sorted(turns)[:QUESTIONS]]


def _rank(candidate: Candidate) -> tuple[bool, bool]:
    return candidate.seen, candidate.kind not in WRITTEN


def outcome(right: int) -> Outcome:
    """What so many right answers of `QUESTIONS` say about a stage."""
    if right >= KNOWN_FROM:
        return "known"
    return "apply" if right >= APPLY_FROM else "nothing"


def verify_days(count: int, taken: Mapping[int, int]) -> list[int]:
    """Days from today on which `count` presumed cards are asked: `VERIFIED_A_DAY` a day, from tomorrow on.

    `taken` says how many are asked on a day already, from other stages.
    """
    days: list[int] = []
    day = 1
    while len(days) < count:
        free = max(0, VERIFIED_A_DAY - taken.get(day, 0))
        days += [day] * min(free, count - len(days))
        day += 1
    return days
