"""Writing a file that the learner named: as a whole or not at all. It must not know what is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A file to write into that takes its place when the block ends well; a link is followed to what it names.

    What is there and is no file (a device, a pipe) is written into as it is. Raises OSError.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as given:
            yield given
        return
    begun = target.with_name(f".{target.name}.part")
    try:
        with begun.open("wb") as file:
            yield file
        begun.replace(target)
    except BaseException:
        begun.unlink(missing_ok=True)
        raise
