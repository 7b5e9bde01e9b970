"""Measuring: calls, processes and programs on a terminal, in turn. It must not know what is measured."""

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
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PYTHON = sys.executable


class Sample(NamedTuple):
    """Seconds by the clock, of CPU and waited for a CPU (0 where the kernel does not tell); peak memory in MiB.

    The peak of a program on a terminal is its own; that of a process counts the memory of whoever started it as the
    least, since the kernel does.
    """

    wall: float
    cpu: float
    waited: float = 0.0
    peak: float = 0.0

    @property
    def net(self) -> float:
        """Wall time without the time that other programs kept the CPU; never less than the CPU time inside it."""
        return min(self.wall, max(self.cpu, self.wall - self.waited))


def median(samples: Iterable[Sample]) -> Sample:
    """The middle of each figure, and the highest peak."""
    walls, cpus, waits, peaks = zip(*samples, strict=True)
    return Sample(statistics.median(walls), statistics.median(cpus), statistics.median(waits), max(peaks))


def waited(process: str = "self") -> float:
    """Seconds that a process's first thread was ready to run and had no CPU."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def call(action: Callable[[], object]) -> Sample:
    """One call in this process."""
    before, cpu, wall = waited(), time.process_time(), time.perf_counter()
    action()
    return Sample(time.perf_counter() - wall, time.process_time() - cpu, waited() - before)


def process(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> Sample:
    """Runs a command to its end, output thrown away. Raises CalledProcessError when it fails."""
    begun = time.perf_counter()
    child = subprocess.Popen(
        command, env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    wall = time.perf_counter() - begun
    sample = _reaped(child.pid, wall)
    child.returncode = sample.status
    if child.returncode != 0:
        raise subprocess.CalledProcessError(child.returncode, command)
    return sample.sample


def screen(
    command: Sequence[str], marker: bytes, env: Mapping[str, str] | None = None, *, timeout: float = 60.0
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
        peak = own_peak(pid)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        ended = _reaped(pid, time.perf_counter() - begun)
        os.close(terminal)
    return ended.sample._replace(wall=wall, peak=peak or ended.sample.peak)


def own_peak(pid: int) -> float:
    """The peak memory of a living process in MiB since its program began, 0 where the kernel does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:")), 0.0)


class _Ended(NamedTuple):
    sample: Sample
    status: int


def _reaped(pid: int, wall: float) -> _Ended:
    """What a process that has ended used up."""
    kept_waiting = waited(str(pid))
    _, status, usage = os.wait4(pid, 0)
    sample = Sample(wall, usage.ru_utime + usage.ru_stime, kept_waiting, usage.ru_maxrss / 1024)
    return _Ended(sample, os.waitstatus_to_exitcode(status))


def interleaved(sides: Sequence[Callable[[], Sample]], runs: int) -> list[Sample]:
    """The median sample of each side, run in turn so that a busy minute hits all; one round is not counted."""
    rounds = [[side() for side in sides] for _ in range(runs + 1)]
    return [median(samples) for samples in zip(*rounds[1:], strict=True)]
