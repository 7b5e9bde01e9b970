"""`recall due` in its forms: a line, JSON, a prompt's few signs, a desktop notice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cli_home import Run

from recall.cli.notice import command


def test_a_prompt_gets_a_few_signs_and_nothing_when_nothing_is_due(run: Run) -> None:
    assert run("due", "--short").out == ""
    run("answer", "own:k-typed", "again")
    assert run("due", "--short").out == "1↺\n"
    assert run("due", "kinds", "--short").out == "1↺\n"


def test_a_notice_is_shown_when_something_is_due(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = tmp_path / "shown"
    notifier = tmp_path / "bin" / "notify-send"
    notifier.parent.mkdir()
    notifier.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > {shown}\n')
    notifier.chmod(0o755)
    monkeypatch.setenv("PATH", f"{notifier.parent}{os.pathsep}{os.environ['PATH']}")
    assert run("due", "--notify").code == 0
    assert not shown.exists()
    run("answer", "own:k-typed", "again")
    assert run("due", "--notify").out == ""
    assert shown.read_text().startswith("--app-name=recall|--|recall|1 learning")


def test_without_a_notifier_it_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("answer", "own:k-typed", "again")
    monkeypatch.setenv("PATH", "/nowhere")
    refused = run("due", "--notify")
    assert refused.code == 1
    assert "notify-send" in refused.err


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_no_text_reaches_a_shell(platform: str) -> None:
    hostile = '"; rm -rf ~; echo "'
    arguments = command("recall", hostile, platform, lambda name: f"/usr/bin/{name}")
    assert arguments is not None
    assert not any(each in ("sh", "-c") for each in arguments)
    if platform == "darwin":
        assert "\\" in arguments[-1], "quotes are escaped inside AppleScript"
    else:
        assert arguments[-1] == hostile
