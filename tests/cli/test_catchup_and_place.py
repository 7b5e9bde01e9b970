"""`recall catchup` and `recall place` from the shell, and what can be said about an answer by lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_home import Run

DECK = "format: recall/1\ndeck: many\ntitle: Many\ncards:\n"


@pytest.fixture
def stage(home: Path) -> Path:
    """A collection with a stage of thirty typed cards."""
    root = home / "decks" / "mine"
    (root / "ground").mkdir(parents=True)
    (root / "collection.yaml").write_text(
        "format: recall/1\nid: mine\ntitle: Mine\nversion: '1'\nlicence: CC-BY-4.0\nauthors: [Tests]\n"
        "language: en\nissues: https://example.org/issues\nstages: [ground]\n"
    )
    (root / "ground" / "stage.yaml").write_text("format: recall/1\nid: ground\nnumber: 1\ntitle: The ground\n")
    cards = "".join(f"- {{id: many-{n}, prompt: Number {n}?, accept: [sure]}}\n" for n in range(30))
    (root / "ground" / "many.yaml").write_text(DECK + cards)
    return root


def test_ways_to_catch_up_are_shown_taken_and_ended(run: Run) -> None:
    assert "usual" in run("catchup").out
    found = run("catchup", "--json").json
    assert [each["name"] for each in found["choices"]] == ["usual", "more", "gain"]
    assert found["chosen"] is None
    taken = run("catchup", "gain", "--json").json
    assert taken["chosen"]["order"] == "gain"
    assert "2026-01-05" in run("catchup").out
    assert "usual days again" in run("catchup", "off").err
    assert run("catchup", "--json").json["chosen"] is None
    assert "no catch-up" in run("catchup", "off").err


def test_a_way_that_is_none_is_refused(run: Run) -> None:
    refused = run("catchup", "lazily")
    assert refused.code == 2
    assert "gain" in refused.err


def test_the_catch_up_is_not_set_by_hand(run: Run) -> None:
    assert run("config", "set", "catch_up", "none").code == 2
    assert run("config", "set", "confidence", "true").code == 0
    assert run("config", "set", "order", "interval-desc").code == 0
    assert run("config", "set", "order", "sideways").code == 2


@pytest.mark.usefixtures("stage")
def test_a_stage_is_placed_by_lines_and_taken_back(run: Run) -> None:
    assert "ground" in run("place").out
    answers = "sure\n\n" * 8
    ran = run("place", "ground", "--plain", stdin=answers)
    assert ran.code == 0, ran.err
    assert "8 of 8 right" in ran.out
    assert "presumed known" in ran.out
    assert "more" in run("undo").out
    assert "8 of 8 right" in run("place", "ground", "--plain", stdin=answers).out, "it is as it was"


@pytest.mark.usefixtures("stage")
def test_a_placement_that_is_left_changes_nothing(run: Run) -> None:
    ran = run("place", "ground", "--plain", stdin="x\n1\nq\n")
    assert "not finished" in ran.out
    refused = run("place", "grund", "--plain")
    assert refused.code == 2
    assert "did you mean ground?" in refused.err
    assert run("place", "ground").code == 2, "no terminal and not --plain"


def test_how_sure_and_why_wrong_are_said_by_lines(run: Run) -> None:
    run("config", "set", "confidence", "true")
    ran = run("review", "own:k-typed", "--plain", "--new", "1", stdin="sure c\nnonsense\nwhy\n3\n1\n")
    assert "How sure?" in ran.out
    assert "-> certain" in ran.out
    assert "-> slip" in ran.out
    (line,) = [line for line in run("history", "export").lines if line["type"] == "review"]
    assert line["evidence"]["confidence"] == "certain"
    assert line["evidence"]["why_wrong"] == "slip"


def test_a_mix_up_names_the_other_card_by_lines(run: Run) -> None:
    lines = "nonsense\nwhy\n2\nnothing-has-this\n\n1\n"
    ran = run("review", "own:k-typed", "--plain", "--new", "1", stdin=lines)
    assert "With which card?" in ran.out
    run("undo")
    ran = run("review", "own:k-typed", "--plain", "--new", "1", stdin="nonsense\nwhy\n2\n1\n1\n")
    newest = [line for line in run("history", "export").lines if line["type"] == "review"][-1]
    assert newest["evidence"]["why_wrong"] == "mixed up"
    assert newest["evidence"]["mixed_up_with"].startswith("own:")
    again = run("review", "own:k-typed", "--plain", "--ahead", "1", stdin="pkce\n1\n")
    assert "Easily mixed up with this one:" in again.out
