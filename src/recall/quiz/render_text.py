"""A report as lines of text, as wide as asked: for the screen, a pipe, a screen reader."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from recall.quiz import told
from recall.quiz.belief import Estimate
from recall.quiz.reported import QuestionResult, Report

WIDTH = 80
_NARROW = 60
_ENDS = (-3.0, 3.0)  # logits, the ends of the scale on which intervals are drawn
_LABEL = 13


def text_lines(report: Report, *, width: int = WIDTH, off: int = 0, whole: bool = True) -> list[str]:
    """The report in lines of at most `width` cells; `off` is minutes east of UTC, `whole` adds the questions."""
    lines = [told.title(report), *_wrapped(told.facts(report, off), width), "═" * width]
    lines += _labelled("Marks", [*told.marks(report), told.MARK_NOTE, told.ALONE_NOTE], width)
    lines += _labelled("Ability", [told.ability(report).removeprefix("ability ")], width)
    lines += _labelled("Scored", [told.scored(report)], width)
    lines += ["", *_topics(report, width), *_wrapped(told.weakest(report), width, indent=" ")]
    for name, part in (("Sure and wrong", _sure_and_wrong), ("Missed points", _missed_points)):
        found = [*part(report, width)]
        lines += ["", f" {name}", *found] if found else []
    closing = told.spare([told.calibration(report)]), told.spare([told.judged(report)])
    lines += [""] if any(closing) or report.since else []
    lines += _labelled("How sure", closing[0], width)
    lines += _labelled("Your guess", closing[1], width)
    lines += _labelled("Since then" if width < _NARROW else "Since", _since(report, off), width)
    lines += ["", *_labelled("Known", told.spare([told.known(report)]), width)] if report.known else []
    lines.append("═" * width)
    if whole:
        for question in report.questions:
            lines += ["", *question_lines(question, width=width)]
        lines.append("")
    return lines


def question_lines(found: QuestionResult, *, width: int = WIDTH) -> list[str]:
    """One question: what was asked, what was answered, what is right and where it stands."""
    head = f"Q{found.number}  {found.topic}, {found.stage}, difficulty {found.difficulty}, {found.kind}"
    lines = [*_wrapped(head, width), *_wrapped(told.outcome(found), width, indent="    ")]
    lines += _block(found.asked or found.key, width)
    lines += [f"    {line}" for line in found.code.splitlines()]
    if found.outcome != "skipped":
        lines += ["  You:", *_block("(don't know)" if found.given is None else found.given or "(said aloud)", width)]
    for probe in found.probes:
        lines += ["  Follow-up:", *_block(probe.ask, width), "  You:", *_block(probe.answer or "(don't know)", width)]
    for point in found.points:
        sign = "x" if point.made else "½" if point.probed else " "
        must = " (a must)" if point.must else ""
        card = f"  → {point.card.partition(':')[2]}" if point.card and not point.made else ""
        lines += _wrapped(f"[{sign}] {point.text}{must}{card}", width, indent="    ", more="        ")
    lines += ["  Answer:", *_block(found.solution, width)] if found.solution else []
    lines += _block(found.explanation, width) if found.explanation else []
    for ref, url in found.sources:
        lines += _wrapped(f"Source: {' '.join(filter(None, (ref, url)))}", width, indent="  ", more="    ")
    return [*lines, f"  Card: {found.key}"]


def interval(found: Estimate, cells: int) -> str:
    """`·  ├───●───┤   ·`: the 80 % interval on the scale of abilities; an arrow where it goes beyond."""
    low, middle, high = (_cell(value, cells) for value in (found.low, found.mean, found.high))
    row = ["·" if place in (0, cells - 1) else " " for place in range(cells)]
    row[low : high + 1] = "─" * (high + 1 - low)
    row[low] = "├" if found.low >= _ENDS[0] else "‹"
    row[high] = "┤" if found.high <= _ENDS[1] else "›"
    row[middle] = "●"
    return "".join(row)


def _cell(value: float, cells: int) -> int:
    low, high = _ENDS
    share = (min(max(value, low), high) - low) / (high - low)
    return round(share * (cells - 1))


def _since(report: Report, off: int) -> list[str]:
    return [told.since(report.since, off).removeprefix("Since ")] if report.since else []


def _topics(report: Report, width: int) -> Iterator[str]:
    """A line a topic, two where the terminal is narrow."""
    asked = [topic for topic in report.topics if topic.asked]
    others = len(report.topics) - len(asked)
    name = min(26, max((len(topic.title) for topic in asked), default=0))
    cells = max(15, width - name - 18) if width >= _NARROW else width - 15
    scale = "low".ljust(cells - 4) + "high"
    if width >= _NARROW:
        yield f" {'Topics'.ljust(name)}  {scale}    was  asked"
    else:
        yield f" {scale}    was asked"
    for topic in asked:
        was = told.signed(topic.was) if topic.was is not None else "new"
        row = f"{interval(topic.ability, cells)}  {was:>5}  {topic.asked:>5}"
        if width >= _NARROW:
            yield f" {_cut(topic.title, name).ljust(name)}  {row}"
        else:
            yield from (
                f" {_cut(topic.title, width - 1)}",
                f" {interval(topic.ability, cells)} {was:>6} {topic.asked:>4}",
            )
    if others:
        yield f" {told.count(others, 'topic')} more, not asked"


def _sure_and_wrong(report: Report, width: int) -> Iterator[str]:
    for found in report.sure_and_wrong:
        yield from _wrapped(
            f"Q{found.number}  {_first_line(found.asked or found.key)}", width, indent="   ", more="       "
        )
        if found.given is not None:
            yield from _wrapped(f"you: {_one_line(found.given)}", width, indent="       ", more="       ")
        yield from _wrapped(f"right: {_one_line(found.solution)}", width, indent="       ", more="       ")


def _missed_points(report: Report, width: int) -> Iterator[str]:
    for question, point in report.missed_points:
        after = " (after a follow-up: half)" if point.probed else ""
        card = f"  → {point.card.partition(':')[2]}" if point.card else ""
        yield from _wrapped(f"Q{question.number}  {point.text}{after}{card}", width, indent="   ", more="       ")


def _labelled(label: str, texts: Sequence[str], width: int) -> Iterator[str]:
    """Texts beside a label, or under it where the terminal is narrow."""
    if width < _NARROW:
        yield from [f" {label}"] * bool(texts)
        for text in texts:
            yield from _wrapped(text, width, indent="   ", more="     ")
        return
    for place, text in enumerate(texts):
        yield from _wrapped(text, width, indent=f" {'' if place else label}".ljust(_LABEL), more=" " * (_LABEL + 2))


def _block(text: str, width: int) -> list[str]:
    """A text of several lines, each wrapped, set in."""
    return [line for each in text.splitlines() for line in (_wrapped(each, width, indent="    ") or [""])]


def _wrapped(text: str, width: int, *, indent: str = "", more: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent if more is None else more,
        break_on_hyphens=False,
        break_long_words="://" not in text,  # an address is to be copied in one piece
    )


def _first_line(text: str) -> str:
    return text.split("\n", 1)[0]


def _one_line(text: str) -> str:
    return _cut(" / ".join(line.strip() for line in text.splitlines()), 200)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
