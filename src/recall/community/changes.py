"""What an update would change, and when the cards whose question has become another one are met again. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from recall.community.survey import CardLine, Survey

A_REWRITE = 0.2  # share of the studied cards whose question or answer an update may change without a second look
EARLY_A_DAY = 10
EARLY_DAYS = 14


class Pair(NamedTuple):
    """A card in both versions; its key is another one where it was renamed."""

    before: CardLine
    after: CardLine


@dataclass(frozen=True, slots=True)
class Changes:
    """From one version to another. `reworded` have another question or answer, `touched` only other words around it."""

    added: tuple[CardLine, ...] = ()
    retired: tuple[CardLine, ...] = ()
    renamed: tuple[Pair, ...] = ()
    reworded: tuple[Pair, ...] = ()
    touched: tuple[Pair, ...] = ()
    raised: tuple[Pair, ...] = ()

    def keys(self) -> frozenset[str]:
        """The cards there were before, by their old keys, that something happens to."""
        pairs = (*self.renamed, *self.reworded, *self.touched, *self.raised)
        return frozenset([*(line.key for line in self.retired), *(pair.before.key for pair in pairs)])

    def answers(self) -> frozenset[str]:
        """The old keys of cards that ask or answer something else now, or are gone."""
        pairs = (*self.reworded, *self.raised)
        return frozenset([*(line.key for line in self.retired), *(pair.before.key for pair in pairs)])

    def rewrites(self, studied: Collection[str]) -> bool:
        """Whether so many studied cards change that somebody should look twice."""
        return len(self.answers().intersection(studied)) > A_REWRITE * len(studied)


def compare(base: Survey, theirs: Survey) -> Changes:
    """What leads from the version that is installed to another one of the same collection."""
    new_name = new_names(base, theirs)
    came_from = {new: old for old, new in new_name.items() if new not in base.cards}
    pairs = []
    for key, after in theirs.cards.items():
        before = base.cards.get(came_from.get(key, key))
        if before is not None:
            pairs.append(Pair(before, after))
    kept = {pair.before.key for pair in pairs}
    return Changes(
        added=tuple(line for key, line in theirs.cards.items() if key not in base.cards and key not in came_from),
        retired=tuple(line for key, line in base.cards.items() if key not in kept),
        renamed=tuple(pair for pair in pairs if pair.before.key != pair.after.key),
        reworded=tuple(pair for pair in pairs if pair.before.fp != pair.after.fp),
        touched=tuple(pair for pair in pairs if _touched(pair)),
        raised=tuple(pair for pair in pairs if pair.after.rev > pair.before.rev),
    )


def new_names(base: Survey, theirs: Survey) -> dict[str, str]:
    """Old keys to new ones: what the other version says, and backwards what the installed one said on the way to it."""
    there = {old: new for old, new in theirs.renames.items() if old in base.cards and new in theirs.cards}
    back = {
        new: old
        for old, new in base.renames.items()
        if new in base.cards and new not in theirs.cards and old in theirs.cards and old not in base.cards
    }
    return back | there


def _touched(pair: Pair) -> bool:
    return pair.before.fp == pair.after.fp and pair.before.whole != pair.after.whole


def early(due_on: Mapping[str, date], today: date) -> dict[str, date]:
    """The days on which cards whose question has changed are met: a few a day from today on, none later than before.

    Those that were due first come first; at most two weeks pass, whatever their number.
    """
    waiting = sorted(due_on, key=lambda key: (due_on[key], key))
    a_day = max(EARLY_A_DAY, -(-len(waiting) // EARLY_DAYS))
    days = {key: today + timedelta(days=place // a_day) for place, key in enumerate(waiting)}
    return {key: on for key, on in days.items() if on < due_on[key]}
