"""A sync from beginning to end: the setup, one at a time, the remote's mark, the carrying, what is kept of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from recall.config import Home
from recall.errors import Busy, RecallError, Refused
from recall.events import Draft, format_instant
from recall.history.settings import DEVICE
from recall.history.store import History
from recall.sync import kept, marker
from recall.sync.carry import Outcome, Tell, sync
from recall.sync.kept import Setup, State
from recall.sync.places import kind_of, need, normal, open_remote
from recall.sync.remote import Remote, shown
from recall.sync.seal import new_key, seal_of

Now = Callable[[], tuple[datetime, int]]


class Found(NamedTuple):
    """What stands at an address: nothing of recall's yet (None), or a remote, sealed or not."""

    kind: str
    sealed: bool | None


def look(url: str, home: Home) -> Found:
    """Looks at an address before a setup. Raises Refused for a folder that holds somebody else's files."""
    with _remote(url, home) as remote:
        found = marker.read(remote)
        if found is not None:
            return Found(kind_of(url), bool(found.get("sealed")))
        others = list(remote.names())
        if others and kind_of(url) != "git":
            raise Refused(
                f"{shown(url)} holds other files ({others[0]}, ...) and is no remote of recall's",
                "name an empty place, such as a new folder inside it; nothing was sent",
            )
        return Found(kind_of(url), None)


def set_up(home: Home, url: str, key: bytes | None, *, after_sitting: bool, name: str, now: Now) -> Setup:
    """Joins the remote at an address, or makes it one, and keeps that. Nothing of the history is sent yet."""
    need(kind_of(url), sealed=key is not None)
    look(url, home)
    seal = seal_of(key)
    with _remote(url, home) as remote:
        found = marker.read(remote)
        id_ = marker.make(remote, seal) if found is None else marker.check(found, seal)
    setup = Setup(normal(url), id_, key, after_sitting)
    kept.write_setup(home, setup)
    with History.open(home, now=now()) as history:
        dev = history.device()
        history.append([Draft("setting", {"name": DEVICE + dev, "value": name})], now())
    return setup


def fresh_key() -> bytes:
    return new_key()


def run(home: Home, now: Now, tell: Tell, *, check: bool = False) -> Outcome:
    """One sync; `check` reads everything on the remote once more and mends what is broken there.

    Raises Refused where none is set up or the remote is another one, and the kinds of transport and history; what was
    carried until then stays carried.
    """
    setup = kept.read_setup(home)
    if setup is None:
        raise Refused("this machine does not sync yet", "recall sync setup asks three questions")
    with _alone(home):
        state = State(setup.remote) if check else kept.read_state(home, setup.remote)
        try:
            outcome = _run(home, setup, state, now, tell)
        except BaseException as error:
            said = error.message if isinstance(error, RecallError) else "it was stopped"
            _keep(home, state, now, error=said)
            raise
        _keep(home, state, now, brought=outcome.brought, sent=outcome.sent, waiting=outcome.waiting)
        return outcome


def _run(home: Home, setup: Setup, state: State, now: Now, tell: Tell) -> Outcome:
    seal = seal_of(setup.key)
    need(kind_of(setup.url), sealed=seal.sealed)
    tell("looking", 0, 0)
    with _remote(setup.url, home) as remote, History.open(home, now=now()) as history:
        found = marker.read(remote)
        if found is None:
            raise Refused(
                f"there is no remote of recall's at {shown(setup.url)} any more",
                "is it mounted? recall sync setup makes it anew",
            )
        if marker.check(found, seal) != setup.remote:
            raise Refused(f"{shown(setup.url)} is another remote now", "recall sync setup joins it; nothing was sent")
        return sync(history, remote, seal, state, now(), tell)


def _keep(home: Home, state: State, now: Now, **about: object) -> None:
    state.last = {"at": format_instant(now()[0]), **about}
    kept.write_state(home, state)


@contextmanager
def _remote(url: str, home: Home) -> Iterator[Remote]:
    remote = open_remote(url, home.cache)
    try:
        yield remote
    finally:
        remote.close()


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """One sync of this folder at a time. Raises Busy where another is under way."""
    home.data.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(Path(home.data) / "sync.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.name == "posix":
            import fcntl

            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy("another sync is under way", "recall sync status tells when it is done") from None
        yield
    finally:
        os.close(descriptor)
