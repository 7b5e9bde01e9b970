"""Whether a full screen can be drawn, and how wide it is. Cheap to import: the first card waits for it."""

from __future__ import annotations

import os
import sys

from recall.errors import UsageError

_USUAL = 80


def has_screen() -> bool:
    """Whether stdin and stdout are a terminal that takes a full screen, or a browser stands behind them.

    Raises UsageError where nobody could answer.
    """
    if os.environ.get("TEXTUAL_DRIVER"):
        return True
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("standard input is closed, so nothing can be answered", "run it in a terminal")
    dumb = os.environ.get("TERM", "") in ("dumb", "unknown") and sys.platform != "win32"
    return sys.stdin.isatty() and sys.stdout is not None and sys.stdout.isatty() and not dumb


def columns() -> int:
    """The width of the terminal that stdout is. As `shutil` tells it, which loads three compressors first."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or _USUAL  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return _USUAL
