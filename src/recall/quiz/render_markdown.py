"""A report as Markdown: to keep in notes, to send to a mentor. Words of decks and learners are escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recall.quiz import told
from recall.quiz.reported import QuestionResult, Report

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LIST = re.compile(r"^(\s*\d*)([-+.)])(?=\s)")
_TICKS = re.compile(r"`+")


def markdown(report: Report, *, off: int = 0) -> str:
    """The whole report; `off` is minutes east of UTC where it is read."""
    return "\n".join(_lines(report, off)).rstrip() + "\n"


def _lines(report: Report, off: int) -> Iterator[str]:
    yield from (f"# {escaped(told.title(report))}", "", escaped(told.facts(report, off)), "", "## Mark", "")
    for text in (*told.marks(report), told.ability(report), told.scored(report)):
        yield f"- {escaped(text)}"
    yield from ("", f"{told.MARK_NOTE} {told.ALONE_NOTE}", "", *_topics(report))
    sure = [_sure_and_wrong(found) for found in report.sure_and_wrong]
    if sure:
        yield from ("", "## Sure and wrong", "", *sure)
    missed = report.missed_points
    if missed:
        yield from ("", "## Missed points", "")
        for question, point in missed:
            after = " (after a follow-up: half)" if point.probed else ""
            card = f", card `{point.card}`" if point.card else ""
            yield f"- Q{question.number}: {escaped(point.text)}{after}{card}"
    closing = told.spare(
        [told.calibration(report), told.judged(report), told.since(report.since, off) if report.since else ""]
    )
    if closing:
        yield from ("", "## How sure, and since when", "", *(f"- {escaped(text)}" for text in closing))
    if report.known:
        yield from ("", "## Counted as known", "", escaped(told.known(report)))
    yield from ("", "## Question by question")
    for found in report.questions:
        yield from ("", *_question(found))


def _topics(report: Report) -> Iterator[str]:
    yield from ("## Topics", "", "| Topic | Ability | 8 in 10 | Was | Asked |", "|---|---:|---:|---:|---:|")
    for topic in report.topics:
        was = told.signed(topic.was) if topic.was is not None else "new"
        if topic.asked:
            ability = f"{told.signed(topic.ability.mean)} | {told.span(topic.ability)}"
            yield f"| {escaped(topic.title)} | {ability} | {was} | {topic.asked} |"
    others = sum(not topic.asked for topic in report.topics)
    yield from ("", escaped(told.weakest(report)))
    if others:
        yield from ("", f"{told.count(others, 'topic')} more, not asked.")


def _sure_and_wrong(found: QuestionResult) -> str:
    given = f" You: {_flat(found.given)}" if found.given is not None else ""
    return f"- Q{found.number}: {_flat(found.asked or found.key)}{given} Right: {_flat(found.solution)}"


def _question(found: QuestionResult) -> Iterator[str]:
    yield f"### Q{found.number} {escaped(found.topic)}, {found.stage}, difficulty {found.difficulty}, {found.kind}"
    yield from ("", f"*{escaped(told.outcome(found))}*", "", *_quoted(found.asked or found.key))
    if found.code:
        yield from ("", *_fenced(found.code, found.lang))
    if found.outcome != "skipped":
        yield from ("", "You:", "", *_quoted("(don't know)" if found.given is None else found.given or "(said aloud)"))
    for probe in found.probes:
        yield from ("", f"Follow-up: {_flat(probe.ask)}", "", *_quoted(probe.answer or "(don't know)"))
    if found.points:
        yield ""
    for point in found.points:
        sign = "x" if point.made else " "
        half = " (after a follow-up: half)" if point.probed and not point.made else ""
        must = " (a must)" if point.must else ""
        card = f", card `{point.card}`" if point.card and not point.made else ""
        yield f"- [{sign}] {escaped(point.text)}{must}{half}{card}"
    if found.solution:
        yield from ("", "Answer:", "", *_fenced(found.solution))
    if found.explanation:
        yield from ("", *_quoted(found.explanation, mark=""))
    for ref, url in found.sources:
        yield from ("", f"Source: {escaped(ref)}{f' <{_address(url)}>' if _address(url) else ''}")
    yield from ("", f"Card: `{found.key}`")


def escaped(text: str) -> str:
    """The text with nothing in it that Markdown would take for more than text."""
    return _LIST.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))


def _flat(text: str) -> str:
    return escaped(" / ".join(line.strip() for line in text.splitlines() if line.strip()))


def _quoted(text: str, mark: str = "> ") -> list[str]:
    return [f"{mark}{escaped(line)}".rstrip() + ("  " if line.strip() else "") for line in text.splitlines()]


def _fenced(text: str, lang: str = "") -> list[str]:
    """A fence longer than any run of backticks in the text."""
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{lang if lang.isalnum() else ''}", *text.rstrip("\n").splitlines(), fence]


def _address(url: str) -> str:
    """An address that may be followed: of the web, without signs that would end it."""
    fine = url.startswith(("https://", "http://")) and not set(url) & set("<> \n\t\\")
    return url if fine else ""
