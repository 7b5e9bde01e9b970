"""A report as JSON with a version: everything the screen shows, and what is needed to compute it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from recall.events import format_instant
from recall.quiz.belief import Estimate
from recall.quiz.reported import Report

VERSION = 1


def to_json(report: Report, *, log: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """`{"report": 1, ...}`. `log` are the interview's events as JSON, where the reader should be able to replay it."""
    fields: dict[str, Any] = _plain(report)
    return {
        "report": VERSION,
        **fields,
        "right": report.right,
        "sure_and_wrong": [each.number for each in report.sure_and_wrong],
        "log": [dict(row) for row in log],
    }


def _plain(value: Any) -> Any:
    """Named tuples as objects, numbers cut to six digits, instants as text."""
    if isinstance(value, tuple):
        if not hasattr(value, "_asdict"):
            return [_plain(each) for each in value]
        fields = {name: _plain(field) for name, field in value._asdict().items()}
        if isinstance(value, Estimate):
            fields |= {"low": round(value.low, 6), "high": round(value.high, 6)}
        return fields
    if isinstance(value, datetime):
        return format_instant(value)
    return round(value, 6) if isinstance(value, float) else value
