"""The sentences of a report, the same in every form: text, Markdown and HTML are only different paper around them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from recall.quiz.belief import Estimate
from recall.quiz.reported import Difference, Mark, QuestionResult, Report, Share

MARK_NOTE = (
    "At a mark 7 of 10 questions of difficulty 2 (junior), 3 (mid) or 4 (senior) are expected to be right, as the"
    " authors of this bank set it, not employers."
)
ALONE_NOTE = "In brackets: from these answers alone, without what your reviews let expect."
_NAMED = 8  # cards that are named before the rest is only counted
_OUTCOMES = {"unknown": "don't know", "skipped": "left out", "timed out": "too late"}


def title(report: Report) -> str:
    return f"Mock interview: {' '.join(report.options.selectors) or 'all picked decks'}"


def facts(report: Report, off: int = 0) -> str:
    """When, how long, how many, which seed; `off` is minutes east of UTC where it is read."""
    asked = len(report.questions)
    number = count(asked, "question") if asked == report.planned else f"{asked} of {report.planned} questions"
    number += f", {report.right} right"
    parts = [day(report.started_at, off), f"{minutes(report.answering_ms)} of answering", number]
    parts += [f"{minutes(report.paused_ms)} paused"] if report.paused_ms >= 60_000 else []
    return ", ".join([*filter(None, parts), f"seed {report.seed}"])


def mark(found: Mark, *, aimed: bool = False) -> str:
    """`above this bank's mid mark, your target: 84 % likely (79 %)`; what cannot be said is not said."""
    target = ", your target" if aimed else ""
    likely, alone = mark_chances(found)
    if found.verdict == "not decided":
        return f"{found.target} mark{target}: not decided, {likely} likely above ({alone})"
    return f"{found.verdict} this bank's {found.target} mark{target}: {likely} likely ({alone})"


def mark_chances(found: Mark) -> tuple[str, str]:
    """How likely the verdict on a mark is, and from the answers alone; undecided, how likely it is to be above."""
    below = found.verdict == "below"
    likely, alone = (percent(1 - value if below else value) for value in (found.probability, found.alone))
    return likely, alone


def marks(report: Report) -> list[str]:
    """A line a mark, the lowest first."""
    return [mark(each, aimed=each.target == report.options.target) for each in report.marks]


def ability(report: Report) -> str:
    found, alone = report.ability, report.alone
    where = f"{signed(found.mean)}, 8 chances in 10 that it lies in {span(found)} ({span(alone)})"
    return f"ability {where}; at 0 half of the questions of difficulty 3 are right"


def scored(report: Report) -> str:
    """Who scored what: the machine, or the learner against a rubric."""
    parts = [
        f"machine-scored {_share(report.machine)}",
        f"confirmed by you {_share(report.confirmed)}",
    ]
    parts += [f"never drilled {_share(report.held_out)}"] if report.held_out.questions else []
    parts += [f"left out {report.skipped}"] if report.skipped else []
    return "; ".join(parts)


def weakest(report: Report) -> str:
    if not report.weakest:
        return f"{count(len(report.questions), 'question')} cannot say which topic is the weakest."
    if len(report.weakest) == 1:
        return f"Weakest is probably {report.weakest[0]}."
    *others, last = report.weakest
    return f"Weakest is probably {', '.join(others)} or {last}; these answers cannot tell them apart."


def calibration(report: Report) -> str:
    """How sure, and how often right with reason; empty where nothing was said."""
    said = [each for each in reversed(report.calibration) if each.answers]
    parts = "; ".join(f"{each.confidence} {each.answers}, right {each.right}" for each in said)
    return f"{parts}; marks for honesty {signed(report.credit, digits=0)}" if said else ""


def judged(report: Report) -> str:
    if report.judged is None:
        return ""
    were = "was" if report.right == 1 else "were"
    return f"You believed {report.judged} of {len(report.questions)} right; {report.right} {were}."


def known(report: Report) -> str:
    """Which cards will not be asked for a while, and how to have it otherwise; empty where there are none."""
    if not report.known:
        return ""
    names = [key.partition(":")[2] for key in report.known]
    named = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    counts = "counts as known and is" if len(names) == 1 else "count as known and are"
    return (
        f"{count(len(names), 'card')} that you had not drilled {counts} asked again in 30 to 60 days: {named}."
        " Sooner: in recall browse is:known finds them and d sets a day; recall undo right after the interview takes"
        " all its dates back."
    )


def since(found: Difference, off: int = 0) -> str:
    """`Since 8 Nov 2026: ability +0.4 (could be noise: 8 in 10 is -0.3 .. +1.1)`."""
    said = "could be noise: " if found.noise else ""
    reach = f"{signed(found.low)} .. {signed(found.high)}"
    return f"Since {day(found.at, off) or found.quiz}: ability {signed(found.change)} ({said}8 in 10 is {reach})"


def outcome(found: QuestionResult) -> str:
    """`right, 100 %, 41 s, certain` and what else is to be known of an answer."""
    parts = [_OUTCOMES.get(found.outcome) or ("right" if found.right else "partly right" if found.score else "wrong")]
    parts += [f"{found.score * 100:.0f} %"] if found.outcome == "answered" else []
    parts += [] if found.outcome == "skipped" else [f"{round(found.ms / 1000)} s of {found.seconds}"]
    parts += [found.confidence] if found.confidence else []
    notes = {
        "over time": found.over_time,
        "too fast to have been read": found.rapid and found.outcome == "answered",
        "with a hint": found.hinted,
        "confirmed by you": found.scored_by == "learner",
        "never drilled": found.held_out,
        "seen before": found.seen,
        "flagged": found.flagged,
        "reworded since": found.changed,
        "gone from the decks since": found.gone,
    }
    parts += [name for name, holds in notes.items() if holds]
    parts += [count(found.red_flags, "red flag")] if found.red_flags else []
    return ", ".join(parts)


def count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def minutes(ms: int) -> str:
    return f"{round(ms / 1000)} s" if ms < 60_000 else f"{round(ms / 60_000)} min"


def day(at: datetime | None, off: int = 0) -> str:
    """`8 Nov 2026`, where the reader is."""
    if at is None:
        return ""
    here = at.astimezone(timezone(timedelta(minutes=off)))
    return f"{here.day} {here:%b %Y}"


def signed(value: float, digits: int = 1) -> str:
    """A number with its sign; never minus zero."""
    text = f"{value:+.{digits}f}"
    return f"+{text[1:]}" if not any(digit in text for digit in "123456789") else text


def span(found: Estimate) -> str:
    return f"{signed(found.low)} .. {signed(found.high)}"


def percent(chance: float) -> str:
    """A chance as `84 %`; none is called certain."""
    if chance > 0.99:
        return "over 99 %"
    return "under 1 %" if chance < 0.01 else f"{chance * 100:.0f} %"


def spare(texts: Sequence[str]) -> list[str]:
    """The texts that say something."""
    return [text for text in texts if text]


def _share(found: Share) -> str:
    earned = f" ({found.earned / found.questions * 100:.0f} %)" if found.questions else ""
    return f"{found.questions}{earned}"
