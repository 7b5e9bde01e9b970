"""The learner's own editor on one line of one file. It must not know cards or screens."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from recall.errors import RecallError

_PLUS = frozenset(
    {"vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "kak", "joe", "ne", "mg"}
)
_COLON = frozenset({"hx", "helix", "subl", "zed"})
_GOTO = frozenset({"code", "codium", "cursor"})
_FALLBACKS = ("nano", "vi", "vim")


def command(path: str, line: int, preferred: str = "", environ: Mapping[str, str] = os.environ) -> list[str]:
    """The command that opens `path` at `line`, as arguments and never through a shell. Raises RecallError.

    `preferred` is the editor of config.toml; without one `$VISUAL` and `$EDITOR` say which.
    """
    wanted = preferred or environ.get("VISUAL") or environ.get("EDITOR") or next(filter(shutil.which, _FALLBACKS), "")
    try:
        parts = shlex.split(wanted)
    except ValueError as error:
        raise RecallError(f"$EDITOR cannot be read: {wanted} ({error})", _elsewhere(path, line)) from error
    if not parts:
        raise RecallError("no editor found", f"set $EDITOR; {_elsewhere(path, line)}")
    return [*parts, *_target(parts[0], path, line)]


def edit(arguments: Sequence[str], path: str, line: int) -> None:
    """Runs the editor until it ends. Raises RecallError where it cannot start or fails."""
    try:
        done = subprocess.run(arguments, check=False)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RecallError(f"the editor {arguments[0]} did not start: {reason}", _elsewhere(path, line)) from error
    if done.returncode:
        raise RecallError(f"the editor {arguments[0]} ended with code {done.returncode}", _elsewhere(path, line))


def _target(program: str, path: str, line: int) -> list[str]:
    name = PurePath(program).name
    if name in _PLUS:
        return [f"+{line}", path]
    if name in _COLON:
        return [f"{path}:{line}"]
    if name in _GOTO:
        return ["--wait", "--goto", f"{path}:{line}"]
    return [path]


def _elsewhere(path: str, line: int) -> str:
    return f"the card is at {path}:{line}"
