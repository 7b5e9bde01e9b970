"""What the record of an answer says beyond memory: where it came from, and how sure it was. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recall.events import Moment
from recall.review.sitting import Item, Sitting
from recall.schedule.values import CardState, Rating

if TYPE_CHECKING:
    from recall.grade.graded import Graded


def source(before: CardState, moment: Moment, sitting: Sitting) -> str:
    """Whether the answer was due, ahead of its day, or left the schedule alone."""
    if sitting.unscheduled:
        return "cram" if sitting.cram else "placement"
    due_on = before.memory.due_on if before.memory else None
    return "ahead" if due_on is not None and due_on > moment.on else "review"


def evidence(item: Item, graded: Graded | None, sitting: Sitting, rating: Rating) -> dict[str, Any]:
    """What tells an answer of knowledge from a guess, and why it was wrong."""
    found: dict[str, Any] = {"kind": item.kind}
    if graded is not None and not graded.by_self:
        found["guess"] = graded.guess
    if sitting.confidence is not None:
        found["confidence"] = sitting.confidence
    if sitting.why is not None and rating is Rating.AGAIN:
        found["why_wrong"] = sitting.why.reason
        if sitting.why.other:
            found["mixed_up_with"] = sitting.why.other
    return found
