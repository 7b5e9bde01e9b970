"""The only place where the program reads the clock. Everything else is handed a `now`."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime


def now() -> tuple[datetime, int]:
    """The instant (aware UTC, whole milliseconds) and the learner's offset in minutes east of UTC.

    `RECALL_NOW` (ISO 8601 with an offset) replaces the clock, for tests and demonstrations. Raises UsageError where it
    is something else.
    """
    fixed = os.environ.get("RECALL_NOW")
    if fixed:
        return _given(fixed)
    seconds = time.time_ns() // 1_000_000 / 1000
    at = datetime.fromtimestamp(seconds, UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000), time.localtime(seconds).tm_gmtoff // 60


def _given(text: str) -> tuple[datetime, int]:
    """The instant of `RECALL_NOW`."""
    from recall.errors import UsageError

    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    offset = at.utcoffset() if at else None
    if at is None or offset is None:
        raise UsageError(
            f"RECALL_NOW is {text[:40]!r}, which is no instant with an offset",
            "it is only for tests, such as 2026-01-05T08:00:00+01:00; unset RECALL_NOW goes back to the clock",
        )
    return at.astimezone(UTC), int(offset.total_seconds() // 60)


def monotonic_ms() -> int:
    """Milliseconds of a clock that never goes back; only differences mean anything."""
    return time.monotonic_ns() // 1_000_000
