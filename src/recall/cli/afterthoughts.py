"""By lines: how sure one was, why an answer was wrong, and the verdict on a card that does not stick."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Protocol

from recall.desk import leeches
from recall.review import sitting as review
from recall.review.sitting import Sitting, Why
from recall.schedule.confidence import CONFIDENCES, Confidence
from recall.schedule.leech import WHY_WRONG

if TYPE_CHECKING:
    from recall.desk.desk import Desk

STAYING = frozenset({"*", "why", *(f"sure {how[0]}" for how in CONFIDENCES)})


class Say(Protocol):
    def __call__(self, *lines: str, end: str = "\n") -> None: ...


class Afterthoughts:
    """Commands that say something about the answer in hand and leave its card where it is."""

    def __init__(self, desk: Desk, say: Say, read: Callable[[str], str]) -> None:
        self._desk = desk
        self._say = say
        self._read = read

    @property
    def commands(self) -> Mapping[str, Callable[[Sitting], Sitting]]:
        sure = {f"sure {how[0]}": partial(_sure, how=how) for how in CONFIDENCES}
        return {**sure, "why": self._why}

    def _why(self, sitting: Sitting) -> Sitting:
        if not sitting.revealed:
            self._say("Answer it first; why is for a wrong answer.")
            return sitting._replace(echo="")
        listed = ", ".join(f"{number} {reason}" for number, reason in enumerate(WHY_WRONG, 1))
        line = self._read(f"Why was it wrong? {listed}; enter for none of these: ").strip()
        if not line.isdecimal() or not 1 <= int(line) <= len(WHY_WRONG):
            return sitting._replace(echo="")
        reason = WHY_WRONG[int(line) - 1]
        other = self._other(sitting) if reason == "mixed up" else ""
        if reason == "unclear":
            self._say("Rewrite it with e on the screen of recall review, or report it there with r.")
        return review.explain(sitting, Why(reason, other))._replace(echo=reason)

    def _other(self, sitting: Sitting) -> str:
        """The key of the card that it was mixed up with; empty for none."""
        card = self._desk.card(sitting)
        if card is None:
            return ""
        words = ""
        while True:
            found = leeches.candidates(self._desk, card, words)
            for number, other in enumerate(found, 1):
                self._say(f"  {number}  {_one_line(other.prompt)}")
            line = self._read("With which card? Its number, or words of another; enter for none: ").strip()
            if not line:
                return ""
            if line.isdecimal() and 1 <= int(line) <= len(found):
                return found[int(line) - 1].key
            words = line


def leech_lines(sitting: Sitting) -> Iterator[str]:
    """What is said after a miss on a card that does not stick."""
    if sitting.leech is None or not sitting.answered:
        return
    key = sitting.answered[-1].item.key
    yield f"A leech: {leeches.verdict(sitting.leech)}."
    yield f"u takes this answer back, then s suspends {key}; or rewrite or split it with e on the screen."


def _sure(sitting: Sitting, how: Confidence) -> Sitting:
    return review.sure(sitting, how)._replace(echo="too late to say" if sitting.revealed else how)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:70]
