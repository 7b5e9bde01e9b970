"""The program as a process: what it loads, how it ends, and what a broken pipe, a closed input or ctrl+c do to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli_home import Run

from recall import __version__
from recall.__main__ import READER_LEFT, main

HEAVY = ("textual", "click", "yaml", "fsrs", "sqlite_utils", "rich")
LOADED = """
import sys
from recall.__main__ import main
code = main(sys.argv[1:])
print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)
sys.exit(code)
"""

AT_THE_FIRST_QUESTION = """
import sys
sys.path[:] = {path!r}
from recall.__main__ import main

class Asked:
    closed = False
    def isatty(self):
        return False
    def readline(self):
        print(*[name for name in {unwanted!r} if name in sys.modules], file=sys.stderr, flush=True)
        sys.stdout.flush()
        os._exit(0)

import os
sys.stdin = Asked()
main(sys.argv[1:])
"""
NOT_FOR_A_QUESTION = (
    *HEAVY, "dataclasses", "inspect", "hashlib", "shutil", "textwrap", "threading", "decimal", "recall.cli.app",
    "recall.grade.check", "recall.history.writer", "recall.history.reconcile", "recall.deck.indexing",
)  # fmt: skip


def recall(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "recall", *arguments]
    env = {**os.environ, **environment}
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, env=env)


def loaded(*arguments: str) -> tuple[str, list[str]]:
    """What a command prints, and the heavy packages that it loads for that."""
    command = [sys.executable, "-c", LOADED.format(heavy=HEAVY), *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return ran.stdout, json.loads(ran.stderr.splitlines()[-1].replace("'", '"'))


def test_the_version_is_told_without_loading_anything(home: Path) -> None:
    assert loaded("--version") == (f"recall {__version__}\n", [])


def test_what_is_due_is_told_without_loading_anything_once_the_index_is_current(run: Run) -> None:
    slow = run("due", "@own", "--json").json
    run("answer", "k-typed", "easy")
    slow = run("due").out, run("due", "--json").out
    assert loaded("due") == (slow[0], [])
    assert loaded("due", "--json") == (slow[1], [])


@pytest.mark.parametrize("selectors", [(), ("kinds",)])
def test_line_mode_asks_its_first_question_without_loading_what_comes_later(
    run: Run, selectors: tuple[str, ...]
) -> None:
    run("due")
    code = AT_THE_FIRST_QUESTION.format(path=sys.path, unwanted=NOT_FOR_A_QUESTION)
    command = [sys.executable, "-S", "-c", code, "review", *selectors, "--plain"]  # -S: `site` loads things of its own
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "? for help, q to quit." in ran.stdout
    assert set(ran.stderr.split()) <= ({"dataclasses", "inspect"} if selectors else set())


def test_a_review_with_options_is_the_one_without(run: Run) -> None:
    run("due")
    plain = recall("review", "kinds", "--plain", stdin="q\n")
    with_options = recall("review", "kinds", "--plain", "--ahead", "0", stdin="q\n")
    assert plain.stdout.splitlines()[0].startswith("kinds:")
    assert (plain.stdout, plain.returncode) == (with_options.stdout, with_options.returncode)


def test_an_unknown_option_is_told_by_the_command_line(run: Run) -> None:
    ran = recall("review", "--plain", "--planes")
    assert ran.returncode == 2
    assert "No such option" in ran.stderr


def test_a_changed_deck_sends_due_the_long_way(run: Run, home: Path) -> None:
    run("due")
    text = (home / "decks" / "kinds.yaml").read_text().replace("k-basic", "k-other")
    (home / "decks" / "kinds.yaml").write_text(text)
    out, packages = loaded("due", "--json")
    assert json.loads(out)["new"] == 8
    assert "yaml" in packages


def test_due_is_right_before_anything_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECALL_HOME", str(tmp_path / "new"))
    assert json.loads(recall("due", "--json").stdout)["new"] == 8
    assert json.loads(recall("due", "--json").stdout)["new"] == 8


def test_every_command_shows_help_with_an_example(run: Run) -> None:
    from click import Command, Group

    from recall.cli.app import cli

    def commands(group: Group, *path: str) -> list[tuple[tuple[str, ...], Command]]:
        found: list[tuple[tuple[str, ...], Command]] = []
        for name, command in group.commands.items():
            found += commands(command, *path, name) if isinstance(command, Group) else [((*path, name), command)]
        return found

    for path, command in commands(cli):
        ran = run(*path, "--help")
        assert ran.code == 0
        assert f"recall {' '.join(path)}" in ran.out.partition("Example")[2], path
        assert command.help, path


def test_help_needs_no_screen(run: Run) -> None:
    assert "recall review" in run("--help").out
    assert run("-h").out == run("--help").out


def test_a_closed_input_is_told(home: Path) -> None:
    for arguments in ("review", "review --plain", "answer --stdin", ""):
        ran = subprocess.run(
            ["bash", "-c", f'exec "$0" -m recall {arguments} <&-', sys.executable],
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 2, arguments
        assert "standard input is closed" in ran.stderr


@pytest.mark.parametrize("command", ["browse", "history export", "review --plain", "--help"])
def test_a_reader_that_has_enough_is_no_error(home: Path, command: str) -> None:
    del home
    script = f'yes "" | "$0" -m recall {command} | head -0; exit "${{PIPESTATUS[1]}}"'
    ran = subprocess.run(["bash", "-c", script, sys.executable], capture_output=True, text=True, check=False)
    assert ran.returncode in (0, READER_LEFT), "0 where all of it was written before the reader left"
    assert ran.stderr == ""


def test_a_pipe_is_told_of_plain(home: Path) -> None:
    ran = recall("review")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "--plain" in ran.stderr


def test_without_a_terminal_home_is_a_list(home: Path) -> None:
    ran = recall()
    assert ran.returncode == 0
    assert "8 new" in ran.stdout
    assert "All kinds" in ran.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_a_dumb_terminal_gets_lines(home: Path) -> None:
    import pty

    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "recall", "review", "own:k-typed", "--new", "1"],
        stdin=child,
        stdout=child,
        stderr=child,
        env={**os.environ, "TERM": "dumb"},
    )
    os.close(child)
    os.write(parent, b"pkce\n\nq\n")
    seen = b""
    while True:
        try:
            part = os.read(parent, 4096)
        except OSError:
            break
        if not part:
            break
        seen += part
        if b"to leave" in seen:
            os.write(parent, b"\n")
    os.close(parent)
    assert process.wait() == 0
    assert b"Right." in seen
    assert b"\x1b" not in seen


def test_a_reader_that_leaves_is_no_disaster(home: Path) -> None:
    ran = subprocess.run(
        ["bash", "-c", '"$0" -m recall browse | head -1', sys.executable], capture_output=True, text=True, check=False
    )
    assert len(ran.stdout.splitlines()) == 1
    assert ran.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_ctrl_c_leaves_at_once_with_everything_saved(run: Run) -> None:
    run("due")
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "recall", "review", "@own", "--plain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # a runner may have been started with this signal ignored, as background jobs are
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n3\n")
    process.stdin.flush()
    for line in process.stdout:
        if "k-basic   3 Good" in line:
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130
    assert "1 reviewed, all saved" in out
    assert "Traceback" not in err
    assert len(run("show", "k-basic", "--json").json["reviews"]) == 1


def test_an_error_that_nobody_foresaw_goes_to_the_log(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("recall.deck.library.Library.decks", lambda library: 1 / 0)
    assert main(["deck", "list"]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "your reviews are safe" in err
    assert str(home / "cache" / "error.log") in err


def test_no_message_carries_an_escape_sequence(run: Run) -> None:
    ran = run("review", "\x1b[2Jx", "--plain")
    assert ran.code == 2
    assert "\x1b" not in ran.err


def test_a_history_of_a_newer_recall_is_refused_with_4(run: Run, home: Path) -> None:
    import sqlite3
    from contextlib import closing

    run("answer", "k-sql", "3")
    with closing(sqlite3.connect(home / "recall.db")) as database, database:
        database.execute("PRAGMA user_version = 9999")
        database.execute("UPDATE meta SET value = '9999' WHERE name = 'schema'")
    for command in (["due"], ["review", "--plain"], ["doctor"], ["history", "export"]):
        ran = run(*command)
        assert ran.code == 4, command
        assert "newer" in ran.err


AS_ANOTHER = """
import os, pkgutil, sys, recall
from importlib import import_module
for found in pkgutil.walk_packages(recall.__path__, "recall."):
    if not found.name.endswith("__main__") and ".sync." not in found.name:
        import_module(found.name)  # what only root may read
if os.geteuid() == 0:
    os.setgid(65534), os.setuid(65534)
sys.exit(import_module("recall.__main__").main(sys.argv[1:]))
"""


@pytest.mark.parametrize("command", [("due",), ("doctor",), ("review", "--plain"), ("history", "export")])
@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_folder_that_may_not_be_read_is_told_in_one_line(home: Path, command: tuple[str, ...]) -> None:
    home.chmod(0)
    try:
        ran = subprocess.run([sys.executable, "-c", AS_ANOTHER, *command], capture_output=True, text=True, check=False)
    finally:
        home.chmod(0o755)
    assert ran.returncode == 1
    (line,) = ran.stderr.splitlines()
    assert "may not be read (give yourself the right to it: chmod" in line
