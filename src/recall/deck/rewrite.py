"""Replaces a file by new bytes: the whole of them or none, with the permissions that it had. An edge."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import NamedTemporaryFile

from recall.errors import RecallError


def rewrite(path: Path, data: bytes) -> None:
    """Raises RecallError where it cannot be written; then the old bytes are still there."""
    path = path.resolve()  # a link stays one
    try:
        with NamedTemporaryFile("wb", dir=path.parent, prefix=".", delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, file.name)
        Path(file.name).replace(path)
    except OSError as error:
        raise RecallError(f"{path} cannot be written: {error.strerror}", "look at its permissions") from error
