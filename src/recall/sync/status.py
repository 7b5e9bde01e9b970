"""What is known of the machines that share this history: who they are, when they were last seen, what lacks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from recall.events import parse_instant
from recall.history.settings import DEVICE
from recall.history.store import History
from recall.sync.kept import Setup, State, read_setup, read_state
from recall.sync.remote import shown


class Device(NamedTuple):
    """One machine: its events here, the instant of its newest, and how many of its numbers have not come yet."""

    dev: str
    name: str
    this: bool
    events: int
    seen_at: datetime
    missing: int


class Status(NamedTuple):
    """`unsent` events are not on the remote yet; `last` tells of the last sync (`at`, `brought`, `error` ...)."""

    setup: Setup | None
    devices: tuple[Device, ...]
    unsent: int
    last: dict[str, Any]

    @property
    def place(self) -> str | None:
        """Where this machine syncs, as it may be shown."""
        return shown(self.setup.url) if self.setup else None

    @property
    def last_at(self) -> datetime | None:
        at = self.last.get("at")
        return parse_instant(at) if isinstance(at, str) else None


def status(history: History) -> Status:
    """Looks at this machine only; no remote is asked."""
    setup = read_setup(history.home)
    state = read_state(history.home, setup.remote) if setup else State("")
    names = history.settings_named(DEVICE)
    own = history.own_device
    devices = [
        Device(dev, str(names.get(dev) or dev), dev == own, events, seen_at, missing)
        for dev, events, seen_at, missing in history.devices()
    ]
    devices.sort(key=lambda device: (not device.this, -device.seen_at.timestamp()))
    return Status(setup, tuple(devices), _unsent(history, state), state.last)


def _unsent(history: History, state: State) -> int:
    """Lines behind what is known to be on the remote; all of them where nothing is known."""
    from recall.history.journal import Journal

    count = 0
    for dev, end in history.ends().items():
        length, _ = state.positions.get(dev, (0, ""))
        if end.length > length:
            count += (
                end.lines
                if not length
                else sum(1 for _ in Journal(history.home.journal, dev).lines(length, end.length))
            )
    return count
