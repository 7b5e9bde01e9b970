"""A recall that is served on a free port, in a process of its own, over a learner's folder with one small deck."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import DECK, Served

pytest.importorskip("textual_serve")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    home = tmp_path / "home"
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "browser.yaml").write_text(DECK)
    environment = {**os.environ, "RECALL_HOME": str(home), "TERM": "xterm-256color"}
    recall = [sys.executable, "-m", "recall"]
    subprocess.run(
        [*recall, "answer", "own:second", "good"], env=environment, check=True, capture_output=True, timeout=60
    )
    port = free_port()
    process = subprocess.Popen(
        [*recall, "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    link = process.stdout.readline().strip()
    yield Served(link, port, home, process)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
