"""Replaces a file by new bytes: the whole of them or none, with the permissions that it had. An edge."""

from __future__ import annotations

from pathlib import Path

from recall.errors import RecallError
from recall.whole import whole


def rewrite(path: Path, data: bytes) -> None:
    """Raises RecallError where it cannot be written; then the old bytes are still there."""
    try:
        with whole(path) as file:
            file.write(data)
    except OSError as error:
        raise RecallError(f"{path} cannot be written: {error.strerror}", "look at its permissions") from error
