"""What follows a sitting without anybody waiting for it: the hourly backup, a sync. It never fails loudly.

`recall doctor` says how old the newest backup is, `recall sync status` how the last sync went.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from sqlite3 import Error

from recall.config import Home
from recall.errors import RecallError
from recall.history.store import History

QUICK = 20_000  # events: a backup of so many takes less than a quarter of a second


def after_work(home: Home, history: History, now: Callable[[], tuple[datetime, int]]) -> None:
    """Does at once what is quick, and the rest in a process of its own."""
    if history.wrote:
        _sync(home)
    with suppress(RecallError, OSError, Error):
        at, _ = now()
        if not history.backup_is_due(at):
            return
        if history.events <= QUICK:
            history.back_up(at)
        else:
            in_background(home, ("backup", "now", "--hourly"))


def _sync(home: Home) -> None:
    """Starts a sync, if this machine syncs after each sitting."""
    if not (home.config / "sync.json").exists():
        return
    from recall.sync.kept import read_setup

    with suppress(RecallError, OSError):
        setup = read_setup(home)
        if setup is not None and setup.after_sitting:
            in_background(home, ("sync", "--background"))


def in_background(home: Home, command: Sequence[str]) -> None:
    """Starts recall once more, away from this terminal; it outlives us."""
    import subprocess

    started = subprocess.Popen(
        [sys.executable, "-m", "recall", *command],
        env={**os.environ, **_same_home(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    started.returncode = 0  # nobody waits for it


def _same_home(home: Home) -> dict[str, str]:
    """What points the other process to the same folders, where these are not the system's own."""
    return {"RECALL_HOME": str(home.data)} if home.data == home.config else {}
