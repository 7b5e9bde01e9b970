"""A learner's home with one deck of every kind, and recall run in this process with its output caught."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import pytest
from cli_home import KINDS, MONDAY, Ran, Run

from recall.__main__ import main
from recall.config import find_home
from recall.deck.library import Library


@pytest.fixture(scope="session")
def shipped_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the decks that ship, made once: every home of these tests starts from a copy."""
    home = find_home(tmp_path_factory.mktemp("index"))
    Library.open(home).close()
    return home.deck_index


@pytest.fixture
def home(tmp_path: Path, shipped_index: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new learner's folder, with the deck `kinds` in the collection `own`, on a Monday morning."""
    root = tmp_path / "home"
    (root / "decks").mkdir(parents=True)
    (root / "cache").mkdir()
    shutil.copy(KINDS, root / "decks")
    shutil.copy(shipped_index, root / "cache")
    monkeypatch.setenv("RECALL_HOME", str(root))
    monkeypatch.setenv("RECALL_NOW", MONDAY)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.chdir(tmp_path)
    return root


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command line; `stdin` are the lines typed."""

    def run(*arguments: str | Path, stdin: str | bytes = "") -> Ran:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Ran(code, *capsys.readouterr())

    return run
