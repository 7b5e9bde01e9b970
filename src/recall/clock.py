"""The only place where the program reads the clock. Everything else is handed a `now`."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime


def now() -> tuple[datetime, int]:
    """The instant (aware UTC, whole milliseconds) and the learner's offset in minutes east of UTC.

    `RECALL_NOW` (ISO 8601 with an offset) replaces the clock, for tests and demonstrations.
    """
    fixed = os.environ.get("RECALL_NOW")
    if fixed:
        at = datetime.fromisoformat(fixed)
        if at.tzinfo is None:
            raise ValueError("RECALL_NOW needs an offset, such as 2026-01-05T08:00:00+01:00")
        offset = at.utcoffset()
        assert offset is not None
        return at.astimezone(UTC), int(offset.total_seconds() // 60)
    seconds = time.time_ns() // 1_000_000 / 1000
    at = datetime.fromtimestamp(seconds, UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000), time.localtime(seconds).tm_gmtoff // 60


def monotonic_ms() -> int:
    """Milliseconds of a clock that never goes back; only differences mean anything."""
    return time.monotonic_ns() // 1_000_000
