"""A report as one HTML file that needs nothing else: readable on a phone, on paper, in the light and in the dark."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from math import exp
from typing import TYPE_CHECKING

from recall.page import Bar, bars, figure, page, table, tiles
from recall.quiz import told
from recall.quiz.belief import place
from recall.quiz.report import MARK_AT
from recall.quiz.reported import PointResult, QuestionResult, Report, TopicResult

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


def html_page(report: Report, *, off: int = 0) -> str:
    """The whole document; `off` is minutes east of UTC where it is read."""
    closing = told.spare(
        [told.calibration(report), told.judged(report), told.since(report.since, off) if report.since else ""]
    )
    parts = [
        tiles(_facts(report)),
        f"<p class=note>{escape(told.ability(report))}. {escape(told.MARK_NOTE)} {escape(told.ALONE_NOTE)}</p>",
        _topics(report),
        _section("Sure and wrong: fix these first", [_sure_and_wrong(found) for found in report.sure_and_wrong]),
        _section("Missed points", [_missed(question, point) for question, point in report.missed_points]),
        _section("How sure, and since when", [escape(text) for text in closing]),
        _section("Counted as known", [escape(text) for text in told.spare([told.known(report)])]),
        "<h2>Question by question</h2>",
        *map(_question, report.questions),
    ]
    return page(told.title(report), "\n".join(filter(None, parts)), lead=told.facts(report, off))


def _facts(report: Report) -> list[tuple[str, str, str]]:
    """The verdict on each mark with its chance, the lowest first, then what was scored by whom."""
    facts = []
    for mark in report.marks:
        side = "below" if mark.verdict == "below" else "above"
        likely, alone = (chance.replace(" ", "\u00a0") for chance in told.mark_chances(mark))
        notes = ["your target"] if mark.target == report.options.target else []
        notes += ["not decided"] if mark.verdict == "not decided" else []
        facts.append((f"{side} the {mark.target} mark", likely, ", ".join([*notes, f"by answers alone {alone}"])))
    for name, share in (("machine-scored", report.machine), ("confirmed by you", report.confirmed)):
        score = f"{share.earned / share.questions * 100:.0f} %" if share.questions else "–"
        facts.append((name, score, told.count(share.questions, "question")))
    return facts


def _topics(report: Report) -> str:
    """What is expected of each topic on questions of the mark's difficulty, with the interval it may really lie in."""
    asked = [topic for topic in report.topics if topic.asked]
    level = place(MARK_AT[report.options.target])

    def share(ability: float) -> float:
        return 1 / (1 + exp(level - ability))

    rows = [
        Bar(
            topic.title,
            share(topic.ability.mean),
            _said(topic),
            (share(topic.ability.low), share(topic.ability.high)),
        )
        for topic in asked
    ]
    numbers = table(
        ("Topic", "Ability", "8 in 10", "Was", "Asked"),
        [
            (
                topic.title,
                told.signed(topic.ability.mean),
                told.span(topic.ability),
                None if topic.was is None else told.signed(topic.was),
                topic.asked,
            )
            for topic in asked
        ],
    )
    about = f"Expected share of right answers on {report.options.target} questions; the thin line is 8 chances in 10."
    others = len(report.topics) - len(asked)
    more = f" {told.count(others, 'topic')} more, not asked." if others else ""
    picture = bars(rows, title="Topics", about=about)
    return figure("Topics", picture, numbers, note=f"{about} {told.weakest(report)}{more}", wide=True)


def _said(topic: TopicResult) -> str:
    was = f", was {told.signed(topic.was)}" if topic.was is not None else ""
    return f"{told.signed(topic.ability.mean)}{was}, {topic.asked} asked"


def _section(title: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    return f"<section><h2>{escape(title)}</h2><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul></section>"


def _sure_and_wrong(found: QuestionResult) -> str:
    given = _told("You", found.given) if found.given is not None else ""
    right = _solution("Right", found) if found.solution else ""
    return f'<a href="#q{found.number}">Q{found.number}</a> {_prose(found.asked or found.key)}{given}{right}'


def _missed(question: QuestionResult, point: PointResult) -> str:
    after = " (after a follow-up: half)" if point.probed else ""
    card = f" <code>{escape(point.card)}</code>" if point.card else ""
    return f'<a href="#q{question.number}">Q{question.number}</a> {escape(point.text)}{after}{card}'


def _question(found: QuestionResult) -> str:
    head = f"Q{found.number} {found.topic}"
    kind = f"{found.stage}, difficulty {found.difficulty}, {found.kind}: {told.outcome(found)}"
    parts = [f"<h2>{escape(head)}</h2><p class=note>{escape(kind)}</p>", _prose(found.asked or found.key)]
    parts += [_code(found.code)] if found.code else []
    if found.outcome != "skipped":
        parts.append(_told("You", "(don't know)" if found.given is None else found.given or "(said aloud)"))
    for probe in found.probes:
        parts.append(f"<p>Follow-up: {escape(probe.ask)}</p>")
        parts.append(_told("You", "(don't know)" if probe.answer is None else probe.answer or "(said aloud)"))
    if found.points:
        parts.append(f"<ul>{''.join(map(_point, found.points))}</ul>")
    parts += [_solution("Answer", found)] if found.solution else []
    parts += [_prose(found.explanation)] if found.explanation else []
    parts += [_source(ref, url) for ref, url in found.sources]
    parts.append(f"<p class=note>Card <code>{escape(found.key)}</code></p>")
    return f'<section class=wide id="q{found.number}">{"".join(parts)}</section>'


def _told(label: str, text: str) -> str:
    return f"<p class=note>{escape(label)}</p>{_code(text)}"


def _solution(label: str, found: QuestionResult) -> str:
    """What is right: prose where the author wrote prose, else one line an item."""
    right = _prose(found.solution) if found.kind in ("basic", "interview") else _code(found.solution)
    return f"<p class=note>{escape(label)}</p>{right}"


def _point(point: PointResult) -> str:
    sign = "made" if point.made else "half, after a follow-up" if point.probed else "missed"
    must = ", a must" if point.must else ""
    return f"<li>{escape(point.text)} <span class=note>{sign}{must}</span></li>"


def _code(text: str) -> str:
    """A text as it was written, long lines broken."""
    return f'<pre style="white-space:pre-wrap;overflow-wrap:anywhere">{escape(text)}</pre>'


def _source(ref: str, url: str) -> str:
    named = escape(ref or url)
    if url.startswith(("https://", "http://")):
        named = f'<a href="{escape(url)}" rel="noreferrer">{named}</a>'
    return f"<p class=note>Source: {named}</p>"


def _prose(text: str) -> str:
    """A deck's Markdown as HTML: a stranger's tags, pictures and addresses stay text."""
    return str(_markdown().render(text))


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "link", "autolink", "reference"])
