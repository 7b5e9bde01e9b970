"""A report in the form that is asked for. It must not know who writes it where."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal

from recall.events import format_instant
from recall.quiz import log as logs
from recall.quiz.render_html import html_page
from recall.quiz.render_markdown import markdown
from recall.quiz.render_text import text_lines
from recall.quiz.report_json import to_json
from recall.quiz.reported import Report
from recall.quiz.values import Event, Plan

Form = Literal["text", "md", "html", "json"]


def rendered(report: Report, form: Form, *, off: int = 0, log: tuple[Plan, Sequence[Event]] | None = None) -> str:
    """The report as one text. `off` is minutes east of UTC where it is read; JSON carries the log as well."""
    if form == "md":
        return markdown(report, off=off)
    if form == "html":
        return html_page(report, off=off)
    if form == "json":
        return json.dumps(to_json(report, log=_log(log)), ensure_ascii=False, indent=1) + "\n"
    return "\n".join(text_lines(report, off=off)) + "\n"


def _log(log: tuple[Plan, Sequence[Event]] | None) -> list[dict[str, object]]:
    """The plan and every event with its instant, as they are recorded."""
    if log is None:
        return []
    plan, events = log
    steps = [{"at": format_instant(event.at), **logs.event_to_json(event)} for event in events]
    return [{"do": "plan", "plan": logs.plan_to_json(plan)}, *steps]
