"""What this machine keeps of its sync: where and with which key (`sync.json`), and how far it is (`sync-state.json`).

The second may be lost at any time: everything is then read once more and nothing happens twice.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from recall.config import Home
from recall.errors import RecallError


@dataclass(frozen=True, slots=True)
class Setup:
    """Where to sync with, the remote's id, the key (None: not sealed), and whether each sitting ends with a sync."""

    url: str
    remote: str
    key: bytes | None
    after_sitting: bool


@dataclass(slots=True)
class State:
    """How far this machine is with one remote.

    `taken` are segments whose events are all here; `positions` say, for each device, up to which length of its journal
    (and which last digest) everything is on the remote; `replaced` are own segments with the one that holds their
    events now and the instant it was put; `last` tells of the last sync.
    """

    remote: str
    taken: set[str] = field(default_factory=set)
    positions: dict[str, tuple[int, str]] = field(default_factory=dict)
    replaced: dict[str, tuple[str, str]] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)


def setup_path(home: Home) -> Path:
    return home.config / "sync.json"


def state_path(home: Home) -> Path:
    return home.data / "sync-state.json"


def read_setup(home: Home) -> Setup | None:
    """The setup of this machine, None where there is none. Raises RecallError where it cannot be read."""
    path = setup_path(home)
    try:
        found = json.loads(path.read_bytes())
        key = found["key"]
        return Setup(
            str(found["url"]),
            str(found["remote"]),
            None if key is None else bytes.fromhex(key),
            bool(found["after_sitting"]),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecallError(f"{path} cannot be read ({error})", "recall sync setup writes it anew") from error


def write_setup(home: Home, setup: Setup) -> None:
    """Keeps the setup, readable by this user alone."""
    shown = {**asdict(setup), "key": setup.key.hex() if setup.key else None}
    _write(setup_path(home), shown)


def forget_setup(home: Home) -> None:
    for path in (setup_path(home), state_path(home)):
        path.unlink(missing_ok=True)


def read_state(home: Home, remote: str) -> State:
    """How far this machine is; a new start where nothing is known or it is known of another remote."""
    try:
        found = json.loads(state_path(home).read_bytes())
        if found["remote"] == remote:
            return State(
                remote,
                set(map(str, found["taken"])),
                {str(dev): (int(length), str(tail)) for dev, (length, tail) in found["positions"].items()},
                {str(old): (str(new), str(at)) for old, (new, at) in found["replaced"].items()},
                dict(found["last"]),
            )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return State(remote)


def write_state(home: Home, state: State) -> None:
    _write(state_path(home), {**asdict(state), "taken": sorted(state.taken)})


def _write(path: Path, value: dict[str, Any]) -> None:
    begun = path.with_name(f"{path.name}.new-{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(begun, "w", encoding="utf-8", opener=_private) as file:
            json.dump(value, file, indent=1)
        begun.replace(path)
    except OSError as error:
        raise RecallError(f"{path} cannot be written: {error.strerror or error}") from error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
