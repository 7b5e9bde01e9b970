"""The same report on every paper: nothing is cut off, nothing hostile gets through, nothing is called certain."""

from __future__ import annotations

import json
import os
import re
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from interviews import NOON
from jsonschema import Draft7Validator

from recall.quiz import told
from recall.quiz.belief import Estimate
from recall.quiz.render_html import html_page
from recall.quiz.render_markdown import escaped, markdown
from recall.quiz.render_text import interval, question_lines, text_lines
from recall.quiz.rendering import rendered
from recall.quiz.reported import (
    Calibration,
    Difference,
    Mark,
    PointResult,
    ProbeResult,
    QuestionResult,
    Report,
    Share,
    TopicResult,
)
from recall.quiz.values import Belief, Options

GOLDEN = Path(__file__).parent / "golden"
SCHEMA = json.loads((Path(__file__).parents[2] / "schema" / "quiz-report-1.json").read_text("utf-8"))
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(2)) ![i](https://evil.example/a.png) `c` | # h"


def question(number: int, **changes: object) -> QuestionResult:
    found = QuestionResult(
        number=number,
        key=f"b:card-{number}",
        topic="Web attacks",
        stage="core",
        kind="typed",
        difficulty=3,
        outcome="answered",
        score=1.0,
        right=True,
        scored_by="machine",
        confidence="certain",
        ms=21_400,
        seconds=45,
        over_time=False,
        rapid=False,
        hinted=False,
        flagged=False,
        seen=False,
        held_out=False,
        sure_and_wrong=False,
        red_flags=0,
        gone=False,
        changed=False,
        asked=f"What is asked as number {number}, with `code` in it?",
        given="an answer",
        solution="the answer",
        explanation="Because it is so.",
        sources=(("RFC 6749 §3", "https://www.rfc-editor.org/rfc/rfc6749#section-3"),),
    )
    return found._replace(**changes)  # type: ignore[arg-type]


def a_report(*questions: QuestionResult) -> Report:
    """A report with a bit of everything; of its own questions where none are given."""
    open_one = question(
        2,
        kind="interview",
        score=0.6,
        right=False,
        scored_by="learner",
        confidence="fairly",
        points=(
            PointResult("a", "Rehashes on login when parameters change", "b:rehash", True, False, False),
            PointResult("b", "Rotates keys with two valid at once", "b:rotate", False, False, True),
            PointResult("c", "Salts", "", False, True, False),
        ),
        probes=(ProbeResult("And when a key leaks?", None, "Rotation"),),
    )
    wrong = question(
        3, score=0.0, right=False, sure_and_wrong=True, given="the server", asked="Who enforces CORS?",
        solution="the browser", over_time=True, code="if a < b:\n    pass", lang="python",
    )  # fmt: skip
    skipped = question(4, outcome="skipped", given=None, score=0.0, right=False, confidence=None)
    shown = questions or (question(1), open_one, wrong, skipped)
    return Report(
        quiz="20260105-k7f3",
        seed="7f3a",
        bank="0123456789abcdef",
        options=Options(selectors=("security",), target="mid"),
        started_at=NOON,
        ended_at=NOON + timedelta(minutes=31),
        answering_ms=29 * 60_000,
        paused_ms=120_000,
        planned=len(shown),
        prior=Estimate(0.4, 1.3),
        ability=Estimate(0.9, 0.55),
        alone=Estimate(1.1, 0.7),
        marks=(
            Mark("junior", 0.05, 0.97, 0.96, "above"),
            Mark("mid", 0.85, 0.84, 0.79, "above"),
            Mark("senior", 1.65, 0.34, 0.4, "not decided"),
        ),
        topics=(
            TopicResult("b/auth", "Authentication", Estimate(0.8, 0.6), 1, 0.3),
            TopicResult("b/web", "Web attacks and their defences", Estimate(-0.2, 0.7), 2, None),
            TopicResult("b/tls", "Transport, TLS", Estimate(2.9, 0.8), 1, -0.1),
            TopicResult("b/rest", "Never asked", Estimate(0.0, 1.4), 0),
        ),
        weakest=("Web attacks and their defences", "Authentication"),
        machine=Share(2, 1.0),
        confirmed=Share(1, 0.6),
        held_out=Share(1, 0.6),
        skipped=1,
        calibration=(Calibration("guess", 0, 0), Calibration("fairly", 1, 0), Calibration("certain", 2, 1)),
        credit=-5,
        judged=3,
        questions=shown,
        since=Difference("20251108-m2xq", datetime.fromisoformat("2025-11-08T10:00:00+00:00"), 0.4, -0.3, 1.1),
        posterior=Belief((0.0,), ((1.0,),)),
        known=("b:card-1", "b:salts"),
    )


@pytest.mark.parametrize("width", [80, 40])
def test_the_report_as_text(width: int) -> None:
    lines = text_lines(a_report(), width=width, off=60)
    path = GOLDEN / f"report-{width}.txt"
    text = "\n".join(lines) + "\n"
    if os.environ.get("RECALL_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def test_no_line_but_code_and_addresses_is_wider_than_asked() -> None:
    for width in (40, 60, 80, 120):
        for line in text_lines(a_report(), width=width):
            assert len(line) <= width or "https://" in line


def test_an_interval_lies_where_its_ability_does() -> None:
    assert interval(Estimate(0.0, 0.5), 21) == "·       ├─●─┤       ·"
    assert interval(Estimate(2.0, 2.0), 21).endswith("●──›")
    assert interval(Estimate(-9.0, 0.1), 21)[0] == "●"
    assert len(interval(Estimate(0.0, 99.0), 21)) == 21


def test_nothing_is_called_certain() -> None:
    sure = Mark("mid", 0.85, 0.99999, 0.00001, "above")
    assert told.mark(sure) == "above this bank's mid mark: over 99 % likely (under 1 %)"
    below = Mark("mid", 0.85, 0.1, 0.15, "below")
    assert told.mark(below) == "below this bank's mid mark: 90 % likely (85 %)"
    open_ = Mark("mid", 0.85, 0.5, 0.4, "not decided")
    assert told.mark(open_) == "mid mark: not decided, 50 % likely above (40 %)"


def test_the_marks_climb_and_the_one_aimed_at_is_named() -> None:
    for form in ("text", "md", "html"):
        text = rendered(a_report(), form)  # type: ignore[arg-type]
        assert text.index("junior mark") < text.index("mid mark") < text.index("senior mark"), form
        assert text.count("your target") == 1, form


def test_a_mark_that_was_missed_is_told_by_what_is_likely() -> None:
    below = Mark("mid", 0.85, 0.004, 0.002, "below")
    page = html_page(a_report()._replace(marks=(below,)))
    assert "<dt>below the mid mark</dt><dd><b>over\u00a099\u00a0%</b>" in page
    assert "under" not in page.partition("</dl>")[0].replace("\u00a0", " ")


def test_each_pair_of_a_match_stands_on_a_line_of_its_own() -> None:
    wrong = question(1, kind="match", sure_and_wrong=True, given="a → 1\nb → 2", solution="a → 2\nb → 1")
    page = html_page(a_report(wrong)).partition("Question by question")[0]
    for pairs in ("a → 1\nb → 2", "a → 2\nb → 1"):
        assert re.search(rf'<pre style="[^"]*pre-wrap[^"]*">{pairs}</pre>', page)


def test_no_form_says_ready() -> None:
    for form in ("text", "md", "html"):
        assert "ready" not in rendered(a_report(), form).lower()  # type: ignore[arg-type]


def test_a_number_never_is_minus_zero() -> None:
    assert [told.signed(value) for value in (-0.04, 0.0, 0.04, -0.06, 1.25)] == ["+0.0", "+0.0", "+0.0", "-0.1", "+1.2"]


def test_every_form_holds_the_same_words() -> None:
    report = a_report()
    forms = {
        "text": " ".join(rendered(report, "text").split()),
        "md": markdown(report).replace("\\", ""),
        "html": re.sub(r"<[^>]+>", " ", html_page(report)).replace("&#x27;", "'").replace("\u00a0", " "),
    }
    for form, text in forms.items():
        for words in (
            "84 %", "not decided", "Who enforces CORS?", "the browser", "Rehashes on login when parameters change",
            "could be noise", "certain 2, right 1", "You believed 3 of 4 right; 1 was", "recall undo",
            "2 cards that you had not drilled count as known and are asked again in 30 to 60 days",
            "RFC 6749 §3", "b:card-3",
        ):  # fmt: skip
            assert words in text, (form, words)


class _Page(HTMLParser):
    """Notes every element with its attributes, and whether each is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br", "hr", "img", "rect", "line", "circle"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            assert self.open.pop() == tag


def hostile() -> Report:
    mean = question(
        1, asked=HOSTILE, given=HOSTILE, solution=HOSTILE, explanation=HOSTILE, topic=HOSTILE, code=HOSTILE,
        sure_and_wrong=True, sources=((HOSTILE, "javascript:alert(3)"),),
        points=(PointResult("p", HOSTILE, "b:x", True, False, False),), probes=(ProbeResult(HOSTILE, HOSTILE, ""),),
    )  # fmt: skip
    return a_report(mean)._replace(options=Options(selectors=(HOSTILE,)))


def test_a_page_runs_and_fetches_nothing_whatever_a_deck_holds() -> None:
    page = _Page()
    page.feed(html_page(hostile()))
    assert page.open == []
    tags = {tag for tag, _ in page.seen}
    assert not tags & {"script", "img", "iframe", "form", "object", "embed"}
    for _, attributes in page.seen:
        assert not any(name.startswith("on") for name in attributes)
        assert not (attributes.get("href") or "").startswith("javascript:")
        assert not (attributes.get("src") or "")


def test_markdown_takes_a_strangers_words_for_words() -> None:
    from markdown_it import MarkdownIt

    page = _Page()
    page.feed(MarkdownIt("commonmark").enable("table").render(markdown(hostile())))
    assert not {tag for tag, _ in page.seen} & {"script", "img"}
    assert not any((attributes.get("href") or "").startswith("javascript") for _, attributes in page.seen)
    assert escaped("1. no list") == "1\\. no list"


def test_a_fence_is_longer_than_the_backticks_inside() -> None:
    assert "`````\n````\n" in markdown(a_report(question(1, solution="````\nx")))


def test_the_json_is_what_its_schema_says() -> None:
    Draft7Validator.check_schema(SCHEMA)
    for report in (a_report(), a_report()._replace(since=None, judged=None)):
        data = json.loads(rendered(report, "json"))
        assert [error.message for error in Draft7Validator(SCHEMA).iter_errors(data)] == []
        assert data["report"] == 1
    broken = json.loads(rendered(a_report(), "json"))
    del broken["questions"][0]["score"]
    assert not Draft7Validator(SCHEMA).is_valid(broken)


def test_one_question_can_be_shown_alone() -> None:
    lines = question_lines(question(7, given=None))
    assert lines[0].startswith("Q7  Web attacks, core")
    assert "    (don't know)" in lines
