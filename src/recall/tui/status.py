"""Lines that say where a sitting stands: counts, progress, minutes, small charts. Pure; it must not know widgets."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from recall.desk.plans import Standing
from recall.review.sitting import Counts
from recall.schedule.confidence import CONFIDENCES, Confidence
from recall.tui.blocks import ACCENT, QUIET

NARROW = 60
_LEVELS = " ▁▂▃▄▅▆▇█"


def counts_text(counts: Counts, width: int) -> Content:
    """New, learning and due cards still to come."""
    if width < NARROW:
        parts = (f"{counts.new}n", f"{counts.learning}l", f"{counts.due}d")
        return Content(" ".join(parts))
    return Content.assemble(
        (f"{counts.new} new", ACCENT if counts.new else QUIET),
        (" · ", QUIET),
        (f"{counts.learning} learning", "$text-warning" if counts.learning else QUIET),
        (" · ", QUIET),
        (f"{counts.due} due", "$text-success" if counts.due else QUIET),
    )


def minutes_text(seconds: float) -> str:
    """An estimate, never more exact than it is."""
    return "under 1 min" if seconds < 60 else f"{round(seconds / 60)} min"


def sure(confidence: Confidence | None, width: int, key: str) -> Content:
    """How sure the learner says to be; `key` changes it."""
    gap = " " if width < NARROW else "   "
    marks = gap.join(f"({'•' if confidence == each else ' '}) {each}" for each in CONFIDENCES)
    if width < NARROW:
        return Content.assemble(f" {marks}", (f" {key}", QUIET))
    return Content.assemble(" How sure?  ", marks, (f"      {key} changes it", QUIET))


def progress(done: int, left: int, seconds: float, width: int) -> Content:
    """A rule across the screen whose heavy part is what is done, with the minutes left at its end."""
    said = f" {done} of {done + left} · {minutes_text(seconds)} left " if left else f" {done} done "
    room = max(4, width - len(said))
    filled = bar_cells(done, done + left, room)
    return Content.assemble(("━" * filled, ACCENT), ("─" * (room - filled), QUIET), (said, QUIET))


def plan_line(standing: Standing, width: int) -> Content:
    """Where a plan for an interview stands: days left, recall today and as planned, what is expected on the day."""
    what = " ".join(standing.plan.select) or "Interview"
    days = "tomorrow" if standing.left == 1 else f"in {standing.left} days"
    said = f"  {what} {days}: recall {standing.recall:.0%}"
    if standing.planned is not None and not standing.on_it:
        said += f", planned {standing.planned:.0%}"
    elif standing.planned is not None:
        said += ", on plan"
    if standing.expected is not None and width >= NARROW:
        said += f"; expected on the day {standing.expected:.0%}"
    return Content.styled(said, "" if standing.on_it else "$text-warning")


def bar(done: int, total: int, width: int) -> Content:
    filled = bar_cells(done, total, width)
    return Content.assemble(("█" * filled, ACCENT), ("░" * (width - filled), QUIET))


def bar_cells(done: int, total: int, width: int) -> int:
    """Cells that stand for `done`; full only when everything is done."""
    return width if done >= total else min(width - 1, done * width // total)


def spark(values: Sequence[int]) -> str:
    """One block character a value, the highest one full; a day without anything is a low dot."""
    most = max(values, default=0)
    return "".join(_LEVELS[max(1, -(-value * 8 // most))] if value else "·" for value in values)
