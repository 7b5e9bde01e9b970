"""What is left of an interview and what can be done with it: report, replay, comparison, the misses in the review."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_home import Run
from quiz_run import PAUSED, only_question, report, take


def test_a_replay_proves_itself_and_gives_one_hash(run: Run) -> None:
    take(run, *["d"] * 4, selector="http", number=4)
    first, second = (run("quiz", "replay", "last", "--json").json for _ in range(2))
    assert first == second
    assert first["same"] is True
    asked = [question["key"] for question in report(run)["questions"]]  # type: ignore[attr-defined]
    assert run("quiz", "replay", "last", "--seed-only", "--plain", stdin="d\n" * 4).code == 0
    assert [question["key"] for question in report(run)["questions"]] == asked  # type: ignore[attr-defined]
    assert len(run("quiz", "history", "--json").json["interviews"]) == 2


def test_the_report_in_every_form(run: Run, tmp_path: Path) -> None:
    take(run, *["d"] * 3, selector="http", number=3)
    assert run("quiz", "report", "--md").out.startswith("# Mock interview: http")
    path = tmp_path / "report.html"
    ran = run("quiz", "report", "last", "--html", "-o", path)
    assert ran.code == 0
    assert path.read_text("utf-8").startswith("<!doctype html>")
    assert run("quiz", "report", "last", "--html", "-o", tmp_path / "no" / "where.html").code == 1
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_an_export_goes_into_a_file_of_its_own(run: Run, tmp_path: Path) -> None:
    ran = take(run, "d", "d", "d", selector="http", number=3, options=("--export", "json"))
    quiz = run("quiz", "history", "--json").json["interviews"][0]["id"]
    assert ran.code == 0
    assert json.loads((tmp_path / f"interview-{quiz}.json").read_text("utf-8"))["quiz"] == quiz


def test_two_interviews_are_compared_with_an_interval(run: Run) -> None:
    for _ in range(2):
        take(run, *["d"] * 3, selector="http", number=3)
    older = run("quiz", "history", "--json").json["interviews"][1]["id"]
    found = run("quiz", "compare", older, "last", "--json").json
    assert found["low"] < found["change"] < found["high"]
    assert found["noise"] is True
    assert "could be noise" in run("quiz", "compare", older, "last").out
    assert run("quiz", "compare", "last", "last").code == 2


def test_the_misses_come_back(run: Run) -> None:
    take(run, "state", options=("--types", "typed"))
    ran = run("review", "--from-quiz", "last", "--plain", stdin="pkce\n\n")
    assert "Missed in the interview: 1 new" in ran.out
    assert "1 card reviewed" in ran.out
    assert run("review", "--from-quiz", "last", "--plain").code == 2
    assert run("review", "http", "--from-quiz", "last", "--plain").code == 2


def test_without_schedule_the_misses_can_still_be_reviewed(run: Run) -> None:
    ran = take(run, "state", options=("--types", "typed", "--no-schedule"))
    assert "No date was moved, as you asked." in ran.out
    assert "1 new" in run("review", "--from-quiz", "last", "--plain").out


def test_the_results_are_taken_back_as_one(run: Run) -> None:
    take(run, "state", options=("--types", "typed"))
    assert run("undo").out.startswith("Taken back: the results of interview ")
    assert run("undo").code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("quiz", "@own", "--types", "interview", "--plain"), "1 question fits, 12 are asked for"),
        (("quiz", "@own", "--types", "typed,essay", "--plain"), "essay is no kind of card"),
        (("quiz", "@own", "--seed", "x1", "--plain"), "`x1` is no seed"),
        (("quiz", "securty", "--plain"), "did you mean security"),
        (("quiz", "@own", "--export", "pdf", "--plain"), "pdf is no form of a report"),
        (("quiz", "@own"), "recall quiz --plain"),
        (("quiz", "report"), "no interview yet"),
        (("quiz", "replay", "nothing"), "no interview yet"),
    ],
)
def test_what_cannot_be_done_is_said_with_a_way_out(run: Run, arguments: tuple[str, ...], said: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert run("quiz", "history", "--json").json == {"interviews": []}


def test_a_deck_that_is_named_like_a_command_is_written_with_its_stage(run: Run) -> None:
    assert "Mock interview: git/history" in take(run, "", selector="git/history", number=2).out


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), "k-interview was taken out of the decks or is another question now: left out."),
        (("I measure with a trace before any cure",), "what the machine took for said counts"),
    ],
)
def test_a_card_that_was_taken_out_meanwhile_is_named_and_the_interview_ends_well(
    run: Run, home: Path, lines: tuple[str, ...], said: str
) -> None:
    assert take(run, *lines, options=("--types", "interview")).code == PAUSED
    deck = home / "decks" / "kinds.yaml"
    deck.write_text(deck.read_text().partition("- id: k-interview")[0])
    ran = run("quiz", "resume", "--plain")
    assert ran.code == 0
    assert said in ran.out
    assert only_question(run)["gone"] is True
    for form in ("--md", "--html"):
        assert run("quiz", "report", form).code == 0


def test_the_shell_completes_commands_and_selectors(run: Run) -> None:
    from click.shell_completion import ShellComplete

    from recall.cli.app import cli

    def completed(*words: str) -> set[str]:
        *before, begun = ("quiz", *words)
        return {item.value for item in ShellComplete(cli, {}, "recall", "_X").get_completions(before, begun)}

    assert {"replay", "report", "resume", "rest"} <= completed("re")
    assert "security" in completed("http", "sec")
    assert "report" not in completed("http", "re")
