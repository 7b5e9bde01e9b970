"""An interview by lines: in a pipe as well as for a person, with every kind of question, to its report."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest
from cli_home import Ran, Run
from quiz_run import PAUSED, only_question, report, take

from recall.__main__ import main

RIGHT = {
    "typed": "pkce",
    "number": "32",
    "output": "a\\\nb",
    "lines": "2",
    "sql": "select name from people",
}


def test_a_whole_interview_in_a_pipe(run: Run) -> None:
    ran = take(run, *["d"] * 6, selector="security", number=6)
    assert ran.code == 0, ran.err
    assert ran.out.count("Question ") == 7  # six, and "Question by question"
    assert "Missed 6 of 6" in ran.out
    assert "below this bank's mid mark, your target: over 99 % likely" in ran.out
    (listed,) = run("quiz", "history", "--json").json["interviews"]
    assert (listed["selector"], listed["questions"], listed["finished"]) == ("security", 6, True)
    assert f"recall review --from-quiz {listed['id']}" in ran.out


def test_a_d_is_taken_at_every_prompt(run: Run) -> None:
    ran = take(run, *["d"] * 12, number=12)
    assert ran.code == 0
    assert "Type" not in ran.out


def test_the_end_of_the_input_pauses_and_resume_goes_on(run: Run) -> None:
    first = take(run, "d", "d", selector="security", number=4)
    assert first.code == PAUSED
    assert "Go on with: recall quiz resume" in first.out
    assert run("quiz", "history", "--json").json["interviews"][0]["finished"] is False
    second = run("quiz", "resume", "--plain", stdin="d\nd\n")
    assert second.code == 0
    assert "2 of 4 questions answered" in second.out
    third = run("quiz", "resume", "--plain")
    assert (third.code, "no interview is unfinished" in third.err) == (2, True)


def test_p_pauses(run: Run) -> None:
    assert take(run, "p", selector="http", number=3).code == PAUSED
    assert run("quiz", "resume", "--plain", stdin="d\n" * 3).code == 0


def test_an_empty_line_is_dont_know_as_in_an_empty_field(run: Run) -> None:
    assert take(run, "", options=("--types", "typed")).code == 0
    assert only_question(run)["outcome"] == "unknown"


@pytest.mark.parametrize("kind", sorted(RIGHT))
def test_a_right_answer_to_a_kind_that_is_typed(run: Run, kind: str) -> None:
    assert take(run, RIGHT[kind], options=("--types", kind)).code == 0
    question = only_question(run)
    assert (question["kind"], question["right"], question["scored_by"]) == (kind, True, "machine")


@pytest.mark.parametrize(
    ("kind", "right"), [("single", ["POST"]), ("multi", ["GET", "HEAD"]), ("order", ["syn", "syn-ack", "ack"])]
)
def test_a_right_answer_to_a_kind_that_is_chosen(run: Run, kind: str, right: list[str]) -> None:
    shown = re.findall(r"^  \d+  (.+)$", take(run, options=("--types", kind)).out, re.MULTILINE)
    line = " ".join(str(shown.index(text) + 1) for text in right)
    assert run("quiz", "resume", "--plain", stdin=f"{line}\n").code == 0
    assert only_question(run)["right"] is True


def test_matching_and_sorting(run: Run) -> None:
    out = take(run, options=("--types", "match")).out
    letters = {text: letter for letter, text in re.findall(r"^  ([a-z])  (.+)$", out, re.MULTILINE)}
    line = letters["credentials missing"] + letters["refused"]
    assert run("quiz", "resume", "--plain", stdin=f"{line}\n").code == 0
    assert only_question(run)["right"] is True
    items = re.findall(r"^  - (\S+)$", take(run, options=("--types", "categories")).out, re.MULTILINE)
    line = " ".join("2" if item == "POST" else "1" for item in items)
    assert run("quiz", "resume", "--plain", stdin=f"{line}\n").code == 0
    assert only_question(run)["right"] is True


def test_a_card_that_is_turned_over_is_rated_by_the_learner(run: Run, home: Path) -> None:
    basic = "- id: w-{0}\n  prompt: Say {0}.\n  answer: It is {0}.\n  difficulty: 1\n"
    typed = "- id: v-{0}\n  prompt: Type {0}.\n  accept: [it is {0}]\n  difficulty: 5\n"
    cards = "".join([*map(basic.format, range(3)), *map(typed.format, range(3))])
    (home / "decks" / "warm.yaml").write_text(f"format: recall/1\ndeck: warm\ntitle: Warm\ncards:\n{cards}")
    ran = take(run, "", "5", "2", "d", "d", "d", selector="warm", number=4)
    assert re.search(r"Enter shows the answer: Answer:\nIt is \d\.", ran.out)
    assert "Type 1, 2, 3 or 4, or press enter." in ran.out
    first = report(run)["questions"][0]  # type: ignore[index]
    assert (first["kind"], first["score"], first["scored_by"]) == ("basic", 0.5, "learner")


def test_the_rubric_is_confirmed_by_the_learner(run: Run) -> None:
    ran = take(run, "I measure with a trace before any cure", "m", "9", "1 2", options=("--types", "interview"))
    assert '1 [x] Measures before proposing a cure  (a must)   "I measure with a trace before any cure"' in ran.out
    assert "2 [ ] Reads the query plan" in ran.out
    assert "I measure first, then read the plan." in ran.out
    assert "9 is no number from 1 to 2." in ran.out
    question = only_question(run)
    assert (question["score"], question["scored_by"]) == (1.0, "learner")


def test_enter_takes_what_the_machine_ticked_and_zero_takes_nothing(run: Run) -> None:
    take(run, "I measure with a trace before any cure", "", options=("--types", "interview"))
    assert only_question(run)["score"] == 0.6
    take(run, "I measure with a trace before any cure", "0", options=("--types", "interview"))
    assert only_question(run)["score"] == 0.0


def test_a_follow_up_wins_half_and_a_red_flag_costs_a_point(run: Run, home: Path) -> None:
    deck = home / "decks" / "kinds.yaml"
    deck.write_text(
        deck.read_text()
        + "  follow_ups:\n  - when: missing plan\n    ask: What do you look at in the database?\n"
        + "  red_flags:\n  - say: Restarts the server first\n"
    )
    ran = take(run, "I trace and measure", "1 a", "I explain the query plan", "2", options=("--types", "interview"))
    assert "Follow-up, 60 s: What do you look at in the database?" in ran.out
    assert "a     against you: Restarts the server first" in ran.out
    question = only_question(run)
    assert question["score"] == 0.7
    assert question["red_flags"] == 1
    assert question["probes"] == [
        {"ask": "What do you look at in the database?", "answer": "I explain the query plan", "look_for": ""}
    ]


def test_sure_and_wrong_stands_first_in_the_report(run: Run) -> None:
    ran = take(run, "c", "state", options=("--types", "typed"))
    assert "Sure: certain." in ran.out
    assert "Sure and wrong" in ran.out
    assert "you: state" in ran.out
    assert report(run)["sure_and_wrong"] == [1]


def test_without_confidence_the_letters_are_answers(run: Run) -> None:
    take(run, "c", options=("--types", "typed", "--no-confidence"))
    assert only_question(run)["given"] == "c"


def test_a_hint_gives_the_first_letters_and_costs_half(run: Run) -> None:
    ran = take(run, "h", "pkce", options=("--types", "typed"))
    assert "It begins: P..." in ran.out
    assert only_question(run)["score"] == 0.5
    assert "has no hint" in take(run, "h", "d", options=("--types", "number")).out


def test_a_question_can_be_left_out_and_flagged(run: Run) -> None:
    ran = take(run, "!", "s", options=("--types", "typed"))
    assert "Flagged." in ran.out
    question = only_question(run)
    assert (question["outcome"], question["flagged"]) == ("skipped", True)


def test_q_ends_the_interview_and_what_was_answered_counts(run: Run) -> None:
    ran = take(run, "d", "q", selector="http", number=5)
    assert ran.code == 0
    assert "1 of 5 questions" in ran.out
    assert take(run, "q", selector="http", number=3).out.rstrip().endswith("there is nothing to report.")


def test_feedback_now_tells_at_once(run: Run) -> None:
    ran = take(run, "state", options=("--types", "typed", "--feedback", "now"))
    assert ran.out.index("Wrong. That stops CSRF.") < ran.out.index("Missed 1 of 1")


def test_a_line_that_cannot_be_read_is_asked_again(run: Run) -> None:
    ran = take(run, "9", "1 2", "?", "d", options=("--types", "single"))
    assert "9 is no number from 1 to 3." in ran.out
    assert "One option is right: type one number, 1 to 3." in ran.out
    assert "p pauses" in ran.out


def test_answers_in_any_bytes_are_kept_harmless(run: Run) -> None:
    arguments = ("quiz", "@own", "-n", "1", "--types", "typed", "--plain")
    ran = run(*arguments, stdin=b"\xff\x1b[2J\x00 \xe2\x80\xae" + b"x" * 100_000 + b"\n")
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "\u202e" not in str(only_question(run)["given"])
    assert run("doctor").code == 0


def test_no_sign_beyond_ascii(run: Run) -> None:
    ran = take(run, *["d"] * 4, selector="security", number=4, options=("--ascii",))
    assert ran.out.isascii()


class Keyboard(io.TextIOWrapper):
    """Lines typed by somebody at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command line for somebody who sits at a terminal and types these lines."""

    def typed(*arguments: str, lines: tuple[str, ...]) -> Ran:
        data = "".join(f"{line}\n" for line in lines).encode()
        monkeypatch.setattr(sys, "stdin", Keyboard(io.BytesIO(data), encoding="utf-8"))
        capsys.readouterr()
        return Ran(main([*arguments, "--plain"]), *capsys.readouterr())

    return typed


def test_code_in_the_walk_keeps_its_place_and_words_may_be_broken(typed: Run, run: Run) -> None:
    ran = typed("quiz", "@own", "-n", "1", "--types", "output", lines=("wrong", "", "", "", ""))
    code = ran.out[ran.out.index("Missed 1") :].partition("You said:")[0]
    assert "\n    " in code, "as in the question itself"
    told = typed(*ONE_TYPED, lines=("wrong", "", "", "", "")).out
    assert "You said:\n  wrong\n" in told


ONE_TYPED = ("quiz", "@own", "-n", "1", "--types", "typed")


def test_at_a_terminal_confidence_and_the_walk_are_asked_for(typed: Run, run: Run) -> None:
    ran = typed(*ONE_TYPED, lines=("state", "c", "1", "", ""))
    assert ran.code == 0
    for prompt in ("How sure?", "How many of the 1 do you believe you answered right", "Enter goes on:"):
        assert prompt in ran.out
    assert only_question(run)["confidence"] == "certain"
    assert report(run)["judged"] == 1


def test_an_answer_counts_although_nobody_said_how_sure_it_was(typed: Run, run: Run) -> None:
    assert typed(*ONE_TYPED, lines=("pkce",)).code == PAUSED
    assert typed("quiz", "resume", lines=("2", "")).code == 0
    assert (only_question(run)["right"], only_question(run)["confidence"]) == (True, None)


def test_somebody_at_a_terminal_is_asked_before_the_interview_ends(typed: Run, run: Run) -> None:
    ran = typed(*ONE_TYPED, lines=("q", "n", "q", "y", "p"))
    assert ran.out.count("End the interview here?") == 2
    assert "Nothing was answered" in ran.out
    assert typed(*ONE_TYPED, lines=("pkce", "", "p")).code == PAUSED
    assert run("quiz", "resume", "--plain").code == 0
