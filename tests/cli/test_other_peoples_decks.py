"""`recall deck add`, `update`, `diff`, `settle`, `remove` as a learner and as a script use them."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pytest
from cli_home import Run

EVIL = "\\e]52;c;cHduZWQ=\\a\\e[2J\\u202e"


def publish(folder: Path, *cards: str, version: str = "1") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "collection.yaml").write_text(
        f'format: recall/1\nid: kafka\ntitle: "Kafka {EVIL}"\nversion: "{version}"\nauthors: ["A {EVIL}"]\n'
    )
    lines = "\n".join(f"- {{{card}}}" for card in cards)
    (folder / "topics.yaml").write_text(f"format: recall/1\ndeck: topics\ntitle: Topics\ncards:\n{lines}\n")
    return folder


FIRST = ("id: a, prompt: What is A?, answer: one", "id: b, prompt: What is B?, answer: two")
SECOND = (
    "id: a, prompt: What is A now?, answer: one",
    "id: b, prompt: What is B?, answer: two",
    "id: c, prompt: C?, answer: c",
)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner at a terminal who says yes to everything."""
    for module in ("community", "settle"):
        monkeypatch.setattr(f"recall.cli.{module}.is_asked", lambda: True)
    monkeypatch.setattr(click, "confirm", lambda *_, **__: True)


def test_adding_shows_what_comes_in_and_asks(run: Run, tmp_path: Path) -> None:
    folder = publish(tmp_path / "kafka", *FIRST, "id: bad, prompt: no answer")
    told = run("deck", "add", folder)
    assert told.code == 4
    assert "--yes" in told.err
    assert "2 in 1 deck" in told.out and "1 error" in told.out and "none is named" in told.out
    assert "topics.yaml:7:3: bad: the card has no answer" in told.out
    assert not set(told.out) & set("\x1b\x07\u202e")
    assert run("review", "@kafka", "--plain").code == 2, "nothing was added"


def test_added_cards_are_listed_with_version_and_pin(run: Run, tmp_path: Path) -> None:
    added = run("add", publish(tmp_path / "kafka", *FIRST), "--yes", "--json").json
    assert (added["collection"], added["cards"], added["added"], added["commit"]) == ("kafka", 2, True, "")
    listed = run("deck", "list", "--json").json[-1]
    assert (listed["collection"], listed["deck"], listed["version"], listed["pin"]) == (
        "kafka",
        "topics",
        "1",
        added["hash"],
    )
    assert f"@kafka  1        {added['hash'][:8]}" in run("deck", "list").out
    assert run("show", "kafka:a", "--json").json["card"]["prompt"] == "What is A?"


def test_an_update_that_touches_nothing_of_mine_is_taken_without_a_terminal(run: Run, tmp_path: Path) -> None:
    folder = publish(tmp_path / "kafka", *FIRST)
    run("deck", "add", folder, "--yes")
    publish(folder, *SECOND, version="2")
    told = run("deck", "update", "--json")
    assert told.code == 0
    (made,) = told.json
    assert (made["applied"], made["added"], made["reworded"]) == (True, ["kafka:c"], ["kafka:a"])
    assert run("deck", "update").out.startswith("kafka: nothing new")


def test_an_update_that_changes_what_i_studied_is_shown_and_waits(run: Run, tmp_path: Path) -> None:
    folder = publish(tmp_path / "kafka", *FIRST)
    run("deck", "add", folder, "--yes")
    run("answer", "kafka:a", "3")
    publish(folder, *SECOND, version="2")
    held = run("deck", "update", "kafka")
    assert held.code == 4
    assert "1 with another question or answer (1 studied)" in held.out
    assert "more than a fifth" in held.out
    assert run("show", "kafka:a", "--json").json["card"]["prompt"] == "What is A?"
    assert run("deck", "update", "kafka", "--yes").code == 4, "a rewrite needs more than a yes"
    assert run("deck", "update", "kafka", "--dry-run").code == 0
    taken = run("deck", "update", "kafka", "--yes", "--rewrite")
    assert taken.code == 0
    assert "--back" in taken.err
    assert run("show", "kafka:a", "--json").json["card"]["prompt"] == "What is A now?"
    assert len(run("show", "kafka:a", "--json").json["reviews"]) == 1
    assert run("deck", "update", "kafka", "--back", "--yes").code == 0
    assert run("show", "kafka:a", "--json").json["card"]["prompt"] == "What is A?"


def test_diff_shows_the_words_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    folder = publish(tmp_path / "kafka", *FIRST)
    run("deck", "add", folder, "--yes")
    publish(folder, *SECOND, version="2")
    told = run("deck", "diff", "kafka")
    assert "    - What is A?\n    + What is A now?\n" in told.out
    form = run("deck", "diff", "kafka", "a", "--json").json
    assert form["cards"] == {"a": [{"field": "prompt", "before": "What is A?", "after": "What is A now?"}]}
    assert run("deck", "diff", "kafka", "b").code == 2
    assert run("show", "kafka:a", "--json").json["card"]["prompt"] == "What is A?"


def test_conflicts_are_listed_and_settled(run: Run, home: Path, tmp_path: Path) -> None:
    folder = publish(tmp_path / "kafka", *FIRST)
    run("deck", "add", folder, "--yes")
    (home / "edits").mkdir()
    (home / "edits" / "kafka.yaml").write_text("format: recall/1\ncards:\n- id: a\n  prompt: Mine?\n")
    publish(folder, *SECOND, version="2")
    assert run("deck", "update", "--yes").code == 0
    told = run("deck", "settle", "kafka")
    assert told.code == 1
    assert "  was     What is A?\n  mine    Mine?\n  theirs  What is A now?\n" in told.out
    assert run("deck", "settle", "kafka", "--json").json[0]["field"] == "prompt"
    assert run("show", "kafka:a", "--json").json["card"]["prompt"] == "Mine?"
    assert run("deck", "settle", "kafka", "a", "--keep", "theirs").code == 0
    assert run("show", "kafka:a", "--json").json["card"]["prompt"] == "What is A now?"


def test_a_learner_at_a_terminal_settles_one_by_one(
    run: Run, home: Path, tmp_path: Path, answering: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = publish(tmp_path / "kafka", *FIRST)
    assert run("deck", "add", folder).code == 0
    (home / "edits").mkdir()
    (home / "edits" / "kafka.yaml").write_text("cards:\n- id: a\n  prompt: Mine?\n  answer: mine\n")
    publish(folder, "id: a, prompt: Theirs?, answer: theirs", FIRST[1])
    assert run("deck", "update").code == 0
    answers = iter(["t", "s"])
    monkeypatch.setattr(click, "prompt", lambda *_, **__: next(answers))
    told = run("deck", "settle", "kafka")
    assert "1 left" in told.err
    card = run("show", "kafka:a", "--json").json["card"]
    assert (card["prompt"], card["answer"]) == ("Theirs?", "mine")


def test_removing_keeps_the_history(run: Run, tmp_path: Path) -> None:
    folder = publish(tmp_path / "kafka", *FIRST)
    run("deck", "add", folder, "--yes")
    run("answer", "kafka:a", "3")
    assert run("deck", "remove", "kafka").code == 4
    assert run("deck", "remove", "kafka", "--yes").code == 0
    assert run("deck", "remove", "kafka", "--yes").code == 2
    told = run("deck", "add", folder, "--yes")
    assert "you have answered 1 of these cards before" in told.out
    assert run("show", "kafka:a", "--json").json["state"]["reps"] == 1
    assert run("doctor", "--quiet").code == 0


@pytest.mark.parametrize("command", ["update", "diff", "settle", "remove"])
def test_a_collection_that_is_not_there_is_said_with_what_is(run: Run, tmp_path: Path, command: str) -> None:
    run("deck", "add", publish(tmp_path / "kafka", *FIRST), "--yes")
    told = run("deck", command, "kafak")
    assert told.code == 2
    assert "did you mean kafka?" in told.err


def test_progress_is_shown_on_a_terminal_alone(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = publish(tmp_path / "kafka", *FIRST)
    assert "reading" not in run("deck", "add", folder).err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert "reading" in run("deck", "add", folder).err
