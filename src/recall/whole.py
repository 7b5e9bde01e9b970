"""Writing a file of the learner: as a whole or not at all. It must not know what is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_IMODE
from typing import IO


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A file to write into that takes its place when the block ends well and its bytes are on the disk.

    A link is followed to what it names, and a file that stood there leaves its permissions. What is there and is no
    file (a device, a pipe) is written into as it is. Raises OSError.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as given:
            yield given
        return
    begun = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with begun.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            begun.chmod(S_IMODE(target.stat().st_mode))
        begun.replace(target)
    except BaseException:
        begun.unlink(missing_ok=True)
        raise
