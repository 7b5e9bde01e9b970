"""Runs one program with limits of time, memory, disk and output, and ends it with all that it started.

It must not know git.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from recall.clock import monotonic_ms
from recall.errors import RecallError

MEMORY = 256 * 2**20
_TALK = 64 * 1024  # of what it says on stderr
_SOON, _LATE = 0.005, 0.1


class Ran(NamedTuple):
    """What a program left. `cut` says that it wanted to say more than it was allowed, and was ended."""

    code: int
    out: bytes
    said: str
    cut: bool = False


def run(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    folder: Path,
    seconds: float,
    out: int,
    disk: int,
    given: bytes = b"",
    tick: Callable[[], None] = lambda: None,
) -> Ran:
    """Runs a command without a shell; `out` bytes of output, `disk` bytes below `folder`. `tick` may raise to stop it.

    Raises RecallError after `seconds`.
    """
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        stdin.write(given)
        stdin.seek(0)
        program = subprocess.Popen(
            _limited(command, disk),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            cwd=folder,
            env=dict(environment),
            start_new_session=True,
        )
        try:
            cut = _wait(
                program, seconds, lambda: _size(stdout) > out or _size(stderr) > _TALK or below(folder) > disk, tick
            )
        finally:
            _end(program)
        return Ran(program.returncode, _read(stdout, out), _read(stderr, _TALK).decode(errors="replace"), cut)


def _limited(command: Sequence[str], disk: int) -> list[str]:
    """The command below limits that its children inherit; the arguments never become shell text."""
    if os.name != "posix":
        return list(command)
    limits = f"ulimit -c 0; ulimit -f {disk // 512}; ulimit -d {MEMORY // 1024}"
    return ["/bin/sh", "-c", f'{limits}; exec "$@"', "sh", *command]


def _wait(
    program: subprocess.Popen[bytes], seconds: float, too_much: Callable[[], bool], tick: Callable[[], None]
) -> bool:
    """Waits for the end; True where it was ended for taking too much."""
    started = monotonic_ms()
    pause = _SOON
    while True:
        with suppress(subprocess.TimeoutExpired):
            program.wait(pause)
            return too_much()
        pause = min(_LATE, pause * 2)
        tick()
        if too_much():
            return True
        if monotonic_ms() - started > seconds * 1000:
            raise RecallError(f"it took longer than {seconds:.0f} s and was stopped", "is the other computer there?")


def _end(program: subprocess.Popen[bytes]) -> None:
    """Ends the program and everything that it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(program.pid, signal.SIGKILL)
    elif program.poll() is None:
        program.kill()
    program.wait()


def _size(file: IO[bytes]) -> int:
    return os.fstat(file.fileno()).st_size


def below(folder: Path) -> int:
    """The bytes of all files below a folder."""
    total = 0
    for above, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(above, name)).st_size  # noqa: PTH118  it is asked ten times a second
    return total


def _read(file: IO[bytes], most: int) -> bytes:
    file.seek(0)
    return file.read(most)
