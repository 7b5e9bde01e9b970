"""Runs the code of a card and compares what it prints with what the card claims. Only on the user's word.

An edge. The code runs in an empty folder that is its home, with an empty environment, no input, limits on time, memory
and file size, and without network or sight of other processes where the system allows. That contains mistakes; malice
is what the user's word is asked for.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from sqlite3 import complete_statement
from typing import IO

from recall.deck.card import Card, Output, Sql
from recall.grade.output import NOTHING, trimmed
from recall.grade.sandbox import Failed, Sandbox

SECONDS = 20
_PRINTED = 100_000  # bytes that are looked at
_FILE = 16 << 20  # bytes that one file may have; a compiler needs some
_MEMORY = 1 << 30


@dataclass(frozen=True, slots=True)
class Verdict:
    """What running a card showed. `ok` is None where it was not run, and `skipped_reason` says why."""

    ok: bool | None
    expected: str = ""
    got: str = ""
    skipped_reason: str = ""


@dataclass(frozen=True, slots=True)
class Runner:
    """How code is started: the program, the file it stands in, arguments before it, whether memory can be bounded.

    Node, Go and Java reserve far more address space than they use; Node and Java are told how much they may.
    """

    program: str
    file: str
    arguments: tuple[str, ...] = ()
    bounded: bool = False


RUNNERS: Mapping[str, Runner] = {
    "python": Runner(sys.executable, "main.py", ("-I", "-B"), bounded=True),
    "node": Runner("node", "main.js", ("--max-old-space-size=512",)),
    "bash": Runner("bash", "main.sh", bounded=True),
    "git": Runner("bash", "main.sh", bounded=True),
    "go": Runner("go", "main.go", ("run",)),
    # each machine is process 1 in its own namespace, and would share one file of counters below /tmp
    "java": Runner("java", "Main.java", ("-XX:-UsePerfData", "-Xmx512m")),
}
_ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GOFLAGS": "-mod=mod",
    "GOPROXY": "off",
}


_QUERY = re.compile(r"\s*(?:(?:SELECT|WITH|VALUES|EXPLAIN)\b|PRAGMA\b[^=]*$)", re.IGNORECASE)


def can_verify(card: Card) -> bool:
    """Whether a card says how it is proved."""
    return bool(card.run) or isinstance(card.answer, Sql)


def verify_card(card: Card) -> Verdict:
    """Run one card. Whatever its code does ends in a verdict."""
    match card.answer:
        case Sql(setup=setup, sql=sql):
            return _query(setup, sql)
        case Output(output=output, accept=accept) if card.run:
            return _output(card, (output, *accept))
        case _ if card.run:
            return Verdict(None, skipped_reason=f"running does not show what a {card.kind} card claims")
        case _:
            return Verdict(None, skipped_reason="the card has no `run`")


def _query(setup: str, sql: str) -> Verdict:
    expected = "a query that returns rows"
    try:
        with closing(Sandbox(setup)) as box:
            rows = box.query(sql).rows
    except Failed as failed:
        return Verdict(False, expected, str(failed))
    return Verdict(bool(rows), expected, f"{len(rows)} rows")


def _output(card: Card, claims: tuple[str, ...]) -> Verdict:
    runner = RUNNERS.get(card.run)
    if card.run != "sqlite":
        if runner is None:
            return Verdict(None, claims[0], skipped_reason=f"`run: {card.run}` is not known")
        if shutil.which(runner.program) is None:
            return Verdict(None, claims[0], skipped_reason=f"there is no {runner.program} on this computer")
    try:
        printed = _run(runner, card.code) if runner else _run_sqlite(card.code)
    except Failed as failed:
        return Verdict(False, claims[0], str(failed))
    lines = trimmed(printed)
    ok = any(lines == trimmed("" if claim == NOTHING else claim) for claim in claims)
    return Verdict(ok, claims[0], "\n".join(lines) or NOTHING)


def _run(runner: Runner, code: str) -> str:
    with tempfile.TemporaryDirectory(prefix="recall-verify-") as root:
        file, home = Path(root, runner.file), Path(root, "home")
        file.write_text(code + "\n", encoding="utf-8")
        home.mkdir()
        return _printed([*_fence(), runner.program, *runner.arguments, str(file)], home, runner)


def _printed(command: list[str], home: Path, runner: Runner) -> str:
    """What the command writes to its output; an error's last line where it writes nothing else."""
    # Files instead of pipes: a process that outlives the command could hold a pipe open for ever.
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        code = _finished(command, home, out, err, _limits(runner))
        out.seek(0)
        err.seek(0)
        printed = out.read(_PRINTED).decode(errors="replace")
        complaint = err.read(_PRINTED).decode(errors="replace").strip().splitlines()
    if code and not printed.strip():
        raise Failed(f"it ends with code {code}: {complaint[-1] if complaint else 'without a word'}")
    return printed


def _finished(command: list[str], home: Path, out: IO[bytes], err: IO[bytes], limits: Callable[[], None] | None) -> int:
    """Run the command to its end or to the limit of time, and everything it started with it."""
    try:
        process = subprocess.Popen(
            command,
            cwd=home,
            env={**_ENVIRONMENT, "HOME": str(home), "TMPDIR": str(home)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
            preexec_fn=limits,  # noqa: PLW1509  it only sets limits, and no thread runs beside it
        )
    except OSError as error:
        raise Failed(f"it cannot be started: {error.strerror or error}") from error
    try:
        return process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Failed(f"it runs for more than {SECONDS} seconds") from error
    finally:
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()


def _limits(runner: Runner) -> Callable[[], None] | None:
    """What sets the limits of a child before it starts, where the system has them."""
    try:
        import resource
    except ImportError:
        return None

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE, _FILE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
        if runner.bounded:
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))

    return limit


def is_cut_off() -> bool:
    """Whether the code that is run has no network here."""
    return bool(_fence())


@cache
def _fence() -> tuple[str, ...]:
    """The words before a command that take network and other processes away from it, as far as the system can."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    bare = (unshare, "--user", "--map-root-user", "--net")
    for fence in ((*bare, "--pid", "--fork", "--kill-child", "--mount-proc", "--"), (*bare, "--")):
        try:
            tried = subprocess.run([*fence, "true"], capture_output=True, timeout=5, check=False)
        except (OSError, subprocess.TimeoutExpired):
            continue
        if tried.returncode == 0:
            return fence
    return ()


def _run_sqlite(code: str) -> str:
    """What the queries among the statements return, as the sqlite3 program prints it."""
    before = ""
    printed: list[str] = []
    for statement in _statements(code):
        if _QUERY.match(statement):
            with closing(Sandbox(before)) as box:
                rows = box.query(statement).rows
            printed += ["|".join("" if cell is None else str(cell) for cell in row) for row in rows]
        else:
            before += statement
    return "\n".join(printed)


def _statements(code: str) -> list[str]:
    found, begun = [], ""
    for piece in code.strip().split(";"):
        begun += piece + ";"
        if complete_statement(begun):
            found.append(begun)
            begun = ""
    return [statement for statement in (*found, begun) if statement.strip(" ;\n")]
