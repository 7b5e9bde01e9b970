"""`recall review --plain`: the whole sitting by lines, for every kind of card, with everything saved at any moment."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli_home import Ran, Run

ANSWERS = {
    "basic": [""],
    "single": ["2"],
    "multi": ["1 2"],
    "typed": ["pkce"],
    "number": ["32 bits"],
    "cloze": ["soft"],
    "order": ["1 2 3"],
    "match": ["a b"],
    "categories": ["1 1 2"],
    "output": ["a\\", "b"],
    "lines": ["2"],
    "sql": ["select name from people order by 1 desc"],
    "interview": ["I would measure with a trace, before a cure", "1 2"],
}


def plain(run: Run, *lines: str, options: tuple[str, ...] = ("--new", "20")) -> Ran:
    return run("review", "@own", "--plain", *options, stdin="".join(f"{line}\n" for line in lines))


def ratings(run: Run) -> dict[str, list[int]]:
    cards = run("browse", "deck:kinds", "--json").json["cards"]
    shown = [run("show", card["key"], "--json").json for card in cards]
    return {each["card"]["key"]: [review["rating"] for review in each["reviews"]] for each in shown if each["reviews"]}


def one(run: Run, key: str, *lines: str) -> Ran:
    return run("review", key, "--plain", "--new", "1", stdin="".join(f"{line}\n" for line in lines))


def shown_order(text: str) -> list[str]:
    """The texts behind numbers or letters, in the order in which they are listed."""
    return re.findall(r"^  [0-9a-z]  (.+)$", text, re.MULTILINE)


@pytest.mark.parametrize("kind", sorted(ANSWERS))
def test_every_kind_can_be_turned_over_and_rated(run: Run, kind: str) -> None:
    key = f"own:k-{kind}" + ("#c1" if kind == "cloze" else "")
    ran = one(run, key, "f", "2")
    assert (ran.code, ran.err) == (0, "")
    assert "Answer:" in ran.out
    assert ratings(run) == {key: [2]}


@pytest.mark.parametrize("kind", sorted(set(ANSWERS) - {"basic"}))
def test_every_kind_takes_dont_know_as_again(run: Run, kind: str) -> None:
    key = f"own:k-{kind}" + ("#c1" if kind == "cloze" else "")
    ran = one(run, key, "d", "")
    assert "Not known." in ran.out
    assert ratings(run) == {key: [1]}


@pytest.mark.parametrize(
    ("kind", "right"),
    [
        ("single", ["POST"]),
        ("multi", ["GET", "HEAD"]),
        ("order", ["syn", "syn-ack", "ack"]),
        ("match", ["credentials missing", "refused"]),
        ("categories", []),
        ("typed", []),
        ("number", []),
        ("cloze", []),
        ("output", []),
        ("lines", []),
        ("sql", []),
        ("interview", []),
    ],
)
def test_every_kind_takes_a_right_answer_and_proposes_good(run: Run, kind: str, right: list[str]) -> None:
    key = f"own:k-{kind}" + ("#c1" if kind == "cloze" else "")
    lines = ANSWERS[kind]
    if right:
        listed = shown_order(one(run, key).out)
        choices = listed[2:] if kind == "match" else listed
        signs = "abcdef" if kind == "match" else "123456"
        lines = [" ".join(signs[choices.index(text)] for text in right)]
    elif kind == "categories":
        items = re.findall(r"^  - (\S+)$", one(run, key).out, re.MULTILINE)
        lines = [" ".join("2" if item == "POST" else "1" for item in items)]
    ran = one(run, key, *lines, "")
    assert "Right." in ran.out, ran.out
    assert "Rating (enter for 3 Good)" in ran.out
    assert ratings(run) == {key: [3]}


def test_a_wrong_answer_proposes_again_and_can_be_overruled(run: Run) -> None:
    ran = one(run, "own:k-typed", "state", "3")
    assert "Wrong. That stops CSRF." in ran.out
    assert "Rating (enter for 1 Again)" in ran.out
    assert ratings(run) == {"own:k-typed": [3]}


def test_a_slip_is_forgiven_unless_it_is_another_answer_of_the_bank(run: Run, home: Path) -> None:
    deck = home / "decks" / "terms.yaml"
    card = "- id: {0}\n  prompt: Which one?\n  accept: [{1}]\n"
    deck.write_text("format: recall/1\ndeck: terms\ntitle: Terms\ncards:\n" + card.format("one", "caching"))
    assert "Right. typo" in one(run, "own:one", "cashing", "q").out
    deck.write_text(deck.read_text() + card.format("two", "cashing"))
    assert "Wrong." in one(run, "own:one", "cashing", "q").out


def test_intervals_stand_beside_the_ratings_and_come_true(run: Run) -> None:
    ran = one(run, "own:k-typed", "pkce", "4")
    preview = re.search(r"4 Easy (\S+ \S+)$", ran.out, re.MULTILINE)
    assert preview is not None
    assert f"-> k-typed   4 Easy → {preview[1]}" in ran.out


def test_a_line_that_cannot_be_read_is_asked_again(run: Run) -> None:
    ran = one(run, "own:k-single", "9", "1 2", "d", "5", "")
    assert "9 is no number from 1 to 3." in ran.out
    assert "One option is right: type one number, 1 to 3." in ran.out
    assert "Type 1, 2, 3 or 4, or press enter." in ran.out
    assert ratings(run) == {"own:k-single": [1]}


def test_the_end_of_the_input_quits_with_everything_saved(run: Run) -> None:
    ran = plain(run, "", "3", "d", "")
    assert ran.code == 0
    assert "2 cards reviewed" in ran.out
    assert "all saved" in ran.out
    assert "left for today" in ran.out
    assert len(ratings(run)) == 2
    assert run("doctor").code == 0


def test_q_quits_at_a_question_and_at_a_rating(run: Run) -> None:
    assert plain(run, "q", "", "3").code == 0
    assert plain(run, "", "q", "3").code == 0
    assert ratings(run) == {}


def test_undo_brings_back_the_card(run: Run) -> None:
    ran = plain(run, "", "3", "u", "", "4")
    assert "Taken back: k-basic" in ran.out
    assert ratings(run)["own:k-basic"] == [3, 4]
    assert [review["undone"] for review in run("show", "k-basic", "--json").json["reviews"]] == [True, False]


def test_bury_and_suspend_go_on_with_the_next_card(run: Run) -> None:
    ran = plain(run, "b", "s", "*", "")
    assert "k-basic   buried until tomorrow" in ran.out
    assert "k-single   suspended" in ran.out
    assert "k-multi   marked" in ran.out
    assert ratings(run) == {}
    assert "suspended: True" in run("show", "k-single").out


def test_a_new_card_can_be_called_known(run: Run) -> None:
    assert "known, asked again in" in plain(run, "x").out
    assert run("show", "k-basic", "--json").json["state"] is None


@pytest.mark.parametrize("kind", ["typed", "number", "cloze", "output", "sql"])
def test_an_empty_line_is_dont_know_where_text_is_asked_for(run: Run, kind: str) -> None:
    key = f"own:k-{kind}" + ("#c1" if kind == "cloze" else "")
    ran = one(run, key, "", "")
    assert "Not known" in ran.out
    assert ratings(run) == {key: [1]}


@pytest.mark.parametrize("kind", ["single", "multi", "order", "match", "categories", "lines"])
def test_an_empty_line_picks_nothing(run: Run, kind: str) -> None:
    assert "Answer:" not in one(run, f"own:k-{kind}", "", "").out
    assert ratings(run) == {}


def test_help_names_every_command(run: Run) -> None:
    out = plain(run, "?").out
    for command in ("u takes", "b buries", "s suspends", "* marks", "x calls", "? shows", "q quits", "d is"):
        assert command in out


def test_a_letter_that_is_a_command_is_an_answer_behind_a_space(run: Run) -> None:
    ran = one(run, "own:k-typed", " b", "")
    assert "wrong: b (PKCE)" in ran.out


def test_the_points_of_an_interview_are_ticked_by_the_learner(run: Run) -> None:
    ran = one(run, "own:k-interview", "I measure with a trace before any cure", "", "")
    assert '1 [x] Measures before proposing a cure  "I measure with a trace before any cure"' in ran.out
    assert "2 [ ] Reads the query plan" in ran.out
    assert "Partly right, 60 %" in ran.out
    assert ratings(run) == {"own:k-interview": [2]}


def test_a_cram_leaves_the_schedule_alone(run: Run) -> None:
    plain(run, "d", "", options=("--cram", "--limit", "1"))
    assert run("due", "@own", "--json").json["learning"] == 0
    cards = run("browse", "deck:kinds", "--json").json["cards"]
    assert {card["state"] for card in cards} == {"new"}


def test_when_all_is_done_more_new_cards_are_offered(run: Run) -> None:
    ran = run("review", "@own", "--plain", "--new", "1", stdin="x\nn\nq\n")
    assert "n for 5 more new cards" in ran.out
    assert "5 left. kinds, new card" in ran.out


def test_nothing_due_says_so(run: Run) -> None:
    run("config", "set", "new_per_day", "0")
    ran = run("review", "@own", "--plain")
    assert ran.code == 0
    assert "Nothing is due." in ran.out


def test_a_dumb_terminal_gets_words_only(run: Run) -> None:
    ran = plain(run, *[""] * 40)
    assert "\x1b" not in ran.out
    assert all(line == line.rstrip("\r") for line in ran.out.splitlines())


def test_ascii_means_ascii(run: Run, home: Path) -> None:
    (home / "decks" / "signs.yaml").write_text(
        "format: recall/1\ndeck: signs\ntitle: Signs\ncards:\n- id: s\n  prompt: Größe → “x” …\n  answer: é\n", "utf-8"
    )
    out = run("review", "own:s", "--plain", "--ascii", stdin="\n3\n").out
    assert out.isascii()
    assert 'Gr??e -> "x" ...' in out
    assert "-> s   3 Good -> 10 min" in out


def test_answers_in_any_bytes_are_taken(run: Run) -> None:
    for key in ("own:k-typed", "own:k-single"):
        ran = run("review", key, "--plain", stdin=b"\xff\x00\x1b[2J\n\n")
        assert ran.code == 0
        assert "\x1b" not in ran.out
    assert ratings(run)["own:k-typed"] == [1]


@pytest.mark.skipif(sys.platform == "win32", reason="the limit of file sizes is POSIX")
def test_what_the_disk_refuses_is_not_said_to_be_saved(run: Run) -> None:
    run("due")
    ran = subprocess.run(
        ["bash", "-c", 'ulimit -f 0; exec "$0" -m recall review own:k-typed --plain', sys.executable],
        input="pkce\n\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert "Not saved" in ran.stdout
    assert "all saved" not in ran.stdout
    assert ratings(run) == {}
