"""Measuring: whole processes in a pipe or a pty, wall and CPU time, interleaved. It must not know what is measured."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: wall and CPU seconds, peak resident memory in MiB (0 where not asked)."""

    wall: float
    cpu: float
    peak: float = 0.0


def process(command: Sequence[str], env: Mapping[str, str] | None = None) -> Sample:
    """Runs a command to its end, output thrown away. Raises CalledProcessError when it fails."""
    begun = time.perf_counter()
    child = subprocess.Popen(
        command, env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise subprocess.CalledProcessError(child.returncode, command)
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def screen(
    command: Sequence[str], marker: bytes, env: Mapping[str, str] | None = None, *, timeout: float = 30.0
) -> Sample:
    """Runs a command in an 80x24 pty until `marker` is on the wire, then kills it.

    Raises TimeoutError, with what was seen, when the marker does not come.
    """
    begun = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:  # the child: never returns
        os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})})
        try:
            os.execvp(command[0], list(command))
        finally:
            os._exit(127)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    seen = b""
    try:
        while marker not in seen:
            left = begun + timeout - time.perf_counter()
            if left <= 0 or not select.select([terminal], [], [], left)[0]:
                raise TimeoutError(f"no {marker!r} from {command}: {seen[-400:]!r}")
            try:
                chunk = os.read(terminal, 65536)
            except OSError as error:
                raise TimeoutError(f"{command} ended before {marker!r}: {seen[-400:]!r}") from error
            seen += chunk
        wall = time.perf_counter() - begun
    finally:
        os.kill(pid, signal.SIGKILL)
        _, _, usage = os.wait4(pid, 0)
        os.close(terminal)
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def interleaved(sides: Mapping[str, Callable[[], Sample]], runs: int) -> dict[str, Sample]:
    """The median sample of each side, the sides run in turn so that a busy minute hits both."""
    found: dict[str, list[Sample]] = {name: [] for name in sides}
    for name, side in sides.items():
        side()  # warms caches and byte code; not counted
        del name
    for _ in range(runs):
        for name, side in sides.items():
            found[name].append(side())
    return {
        name: Sample(
            statistics.median(sample.wall for sample in samples),
            statistics.median(sample.cpu for sample in samples),
            max(sample.peak for sample in samples),
        )
        for name, samples in found.items()
    }


def timed(action: Callable[[], object], runs: int) -> Sample:
    """The median wall and CPU time of a call in this process, after one call that is not counted."""
    action()
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        action()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return Sample(statistics.median(walls), statistics.median(cpus))


PYTHON = sys.executable
