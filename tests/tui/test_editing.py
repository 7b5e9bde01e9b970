"""The learner's editor: how it is called, and the way to it and back in a real terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import stat
import struct
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tui_walk import Walk, Walker, run

from recall.errors import RecallError
from recall.tui import editor


@pytest.mark.parametrize(
    ("wanted", "arguments"),
    [
        ("vim", ["vim", "+7", "/d/x.yaml"]),
        ("/usr/bin/nano -w", ["/usr/bin/nano", "-w", "+7", "/d/x.yaml"]),
        ("hx", ["hx", "/d/x.yaml:7"]),
        ("code", ["code", "--wait", "--goto", "/d/x.yaml:7"]),
        ("'my editor' --flag", ["my editor", "--flag", "/d/x.yaml"]),
        ("ed; touch /tmp/x", ["ed;", "touch", "/tmp/x", "/d/x.yaml"]),
    ],
)
def test_the_editor_is_called_by_arguments_at_the_line(wanted: str, arguments: list[str]) -> None:
    assert editor.command("/d/x.yaml", 7, environ={"EDITOR": wanted}) == arguments
    assert editor.command("/d/x.yaml", 7, wanted, environ={"VISUAL": "other"}) == arguments


def test_an_editor_that_cannot_be_read_or_started_says_where_the_card_is() -> None:
    with pytest.raises(RecallError, match=r"cannot be read.*x\.yaml:7"):
        editor.command("x.yaml", 7, environ={"EDITOR": "vim 'unclosed"})
    with pytest.raises(RecallError, match=r"no-such-editor did not start.*x\.yaml:7"):
        editor.edit(["no-such-editor", "x.yaml"], "x.yaml", 7)
    with pytest.raises(RecallError, match="ended with code 1"):
        editor.edit(["false"], "x.yaml", 7)


def test_without_a_terminal_the_place_is_copied(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "vim")
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space", "e")
        assert walk.app.clipboard == "home/edits/backend.yaml:5"
        assert "no editor can be opened from here" in walk.screen.said.lower()
        assert walk.screen.sitting.revealed

    run(walker, walker.review(desk, "append"), keys)


def test_an_edited_card_is_shown_again_with_its_new_text(walker: Walker) -> None:
    walker.sit_down().close()
    mine = Path("my-editor")
    mine.write_text("#!/bin/sh\nsed -i 's/^  # prompt: .*/  prompt: Rewritten by me/' \"$1\"\n")
    mine.chmod(mine.stat().st_mode | stat.S_IXUSR)
    with terminal(EDITOR=str(mine.resolve())) as screen:
        screen.wait_for("amortised")
        screen.send("e")
        screen.wait_for("Rewritten by me")
        screen.send(" ")
        screen.wait_for("O(1)")
        screen.send("\x03")
        screen.wait_for("0 reviewed, all saved")


def test_a_wrong_editor_is_told_and_nothing_is_lost(walker: Walker) -> None:
    walker.sit_down().close()
    with terminal(EDITOR="no-such-editor") as screen:
        screen.wait_for("amortised")
        screen.send("e")
        screen.wait_for("did not start")
        screen.send(" ")
        screen.wait_for("O(1)")
        screen.send("q")
        screen.wait_for("0 reviewed, all saved")


class Terminal:
    """The other end of a pseudo-terminal."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.seen = b""

    def send(self, text: str) -> None:
        os.write(self.descriptor, text.encode())

    def wait_for(self, text: str) -> None:
        """Reads on until `text` was written; what was seen before counts no more."""
        while text.encode() not in self.seen:
            ready, _, _ = select.select([self.descriptor], [], [], 20)
            assert ready, f"{text!r} never came: {self.seen[-500:]!r}"
            self.seen += os.read(self.descriptor, 65536)
        self.seen = self.seen.partition(text.encode())[2]


@contextmanager
def terminal(**environ: str) -> Iterator[Terminal]:
    script = Path(__file__).parent / "terminal_review.py"
    pid, descriptor = pty.fork()
    if pid == 0:
        os.environ.update(environ, TERM="xterm-256color")
        os.execv(sys.executable, [sys.executable, str(script)])
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    try:
        yield Terminal(descriptor)
    finally:
        os.close(descriptor)
        os.waitpid(pid, 0)
