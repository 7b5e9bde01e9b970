"""Syncthing daemons on this machine, one for each of several folders that they keep alike. None where it is missing."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from bench.servers import QUIET, answers, free_port

SHARE, KEY = "recall", "bench"
PATIENCE = 180.0  # seconds until the folders must be alike


class Meeting(NamedTuple):
    """Where each machine syncs to, and how to wait until what one has put there has come to all."""

    urls: tuple[str, ...]
    settle: Callable[[], None] = lambda: None


class _Daemon(NamedTuple):
    home: Path
    folder: Path
    id: str
    gui: int
    port: int

    def ask(self, path: str) -> Any:
        request = urllib.request.Request(f"http://127.0.0.1:{self.gui}{path}", headers={"X-API-Key": KEY})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)


@contextmanager
def syncthing_folders(folder: Path, machines: int = 3) -> Iterator[Meeting | None]:
    """One folder a machine, each watched by a daemon of its own that knows the others' addresses."""
    program = shutil.which("syncthing")
    if program is None:
        yield None
        return
    daemons = [_made(program, folder / f"syncthing-{number}") for number in range(machines)]
    with ExitStack() as stack:
        for daemon in daemons:
            _introduce(daemon, daemons)
            command = [program, "serve", f"--home={daemon.home}", "--no-browser", "--no-restart", "--no-upgrade"]
            child = stack.enter_context(subprocess.Popen(command, stdout=QUIET, stderr=QUIET))
            stack.callback(child.terminate)
        for daemon in daemons:
            answers(daemon.gui)
        yield Meeting(tuple(str(daemon.folder) for daemon in daemons), lambda: _settle(daemons))


def _made(program: str, home: Path) -> _Daemon:
    folder = home / "share"
    folder.mkdir(parents=True)
    (folder / ".stfolder").mkdir()
    subprocess.run([program, "generate", f"--home={home}"], check=True, stdout=QUIET, stderr=QUIET)
    told = subprocess.run([program, f"--home={home}", "--device-id"], check=True, capture_output=True, text=True)
    return _Daemon(home, folder, told.stdout.strip(), free_port(), free_port())


def _introduce(me: _Daemon, daemons: list[_Daemon]) -> None:
    """Writes a configuration that knows this machine's daemons and nobody else: no discovery, no relays."""
    path = me.home / "config.xml"
    root = ET.parse(path).getroot()
    for part in root.findall("folder") + root.findall("device"):
        root.remove(part)
    share = ET.SubElement(
        root, "folder", id=SHARE, path=str(me.folder), type="sendreceive", rescanIntervalS="5", fsWatcherEnabled="true",
        fsWatcherDelayS="1",
    )  # fmt: skip
    for daemon in daemons:
        ET.SubElement(share, "device", id=daemon.id)
        ET.SubElement(ET.SubElement(root, "device", id=daemon.id), "address").text = f"tcp://127.0.0.1:{daemon.port}"
    gui = root.find("gui")
    assert gui is not None
    for name, value in (("address", f"127.0.0.1:{me.gui}"), ("apikey", KEY)):
        _set(gui, name, value)
    options = root.find("options")
    assert options is not None
    _set(options, "listenAddress", f"tcp://127.0.0.1:{me.port}")
    _set(options, "reconnectionIntervalS", "1")
    for name in (
        "globalAnnounceEnabled",
        "localAnnounceEnabled",
        "relaysEnabled",
        "natEnabled",
        "crashReportingEnabled",
    ):
        _set(options, name, "false")
    ET.ElementTree(root).write(path)


def _set(parent: ET.Element, name: str, value: str) -> None:
    found = parent.find(name)
    (ET.SubElement(parent, name) if found is None else found).text = value


def _settle(daemons: list[_Daemon]) -> None:
    """Waits until each folder holds the same names. Raises TimeoutError."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for daemon in daemons:
            daemon.ask("/rest/system/version")
        if len({_held(daemon.folder) for daemon in daemons}) == 1:
            return
        time.sleep(0.5)
    raise TimeoutError("the folders never became alike")


def _held(folder: Path) -> frozenset[tuple[str, int]]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return frozenset((str(path.relative_to(folder)), path.stat().st_size) for path in files)
