"""Before and after the real interview: warm up without moving a date, debrief, jot down what the decks lack."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_home import Run

from recall.deck.compile import read_deck
from recall.deck.inbox import with_card
from recall.errors import RecallError, UsageError


def examined(run: Run) -> None:
    """An interview with a card sure and wrong and an open answer that lacks a point that must be said."""
    for kind, lines in (("typed", "c\nstate\n"), ("interview", "Well, I would look around\n0\n")):
        assert run("quiz", "@own", "-n", "1", "--types", kind, "--plain", stdin=lines).code == 0


# -- warmup


def test_a_warm_up_goes_through_what_was_sure_and_wrong_and_what_must_be_said(run: Run) -> None:
    examined(run)
    out = run("warmup", "@own").out
    assert out.index("You were certain here, and wrong.") < out.index("A point that was missed.")
    assert "Which OAuth extension protects the code?" in out
    assert "Measures before proposing a cure" in out
    assert "Say it aloud, in 90 seconds." in out
    assert "I measure first, then read the plan." in out


def test_a_warm_up_changes_no_date(run: Run) -> None:
    examined(run)
    before = run("history", "export").out
    run("warmup")
    assert run("history", "export").out == before


def test_cards_that_are_mixed_up_are_shown_together(run: Run, home: Path) -> None:
    card = "- id: {0}\n  prompt: Which is {0}?\n  accept: [{0}]\n  contrasts: [{1}]\n"
    (home / "decks" / "pair.yaml").write_text(
        "format: recall/1\ndeck: pair\ntitle: Pair\ncards:\n"
        + card.format("left", "right")
        + card.format("right", "left")
    )
    run("quiz", "pair", "-n", "2", "--plain", stdin="no\nno\n")
    out = run("warmup", "pair").out
    assert out.count("Easily mixed up") == 1
    assert "Which is left?" in out
    assert "Which is right?" in out


def test_without_anything_known_there_are_answers_to_say_aloud(run: Run) -> None:
    out = run("warmup", "security").out
    assert out.count("Say it aloud") == 3
    assert run("warmup", "warm-nothing").code == 2


# -- debrief


def test_a_debrief_finds_the_nearest_cards_and_makes_the_best_due(run: Run) -> None:
    ran = run("debrief", "--due", "Which OAuth extension protects the authorization code?")
    assert ran.code == 0
    assert "due today: " in ran.out
    due = ran.out.split("due today: ")[1].split()[0]
    assert run("show", due, "--json").json["state"] is None
    assert run("due", due, "--json").json["due"] == 1
    assert run("undo").code == 0
    assert run("due", due, "--json").json["due"] == 0


def test_a_question_that_the_decks_lack_goes_into_the_inbox(run: Run, home: Path) -> None:
    ran = run("debrief", "--due", "--json", stdin="How do glaciers calve icebergs?\n\nWhat is a phantom read?\n")
    lacking, known = ran.json
    assert (lacking["covered"], known["covered"]) == (False, True)
    assert lacking["jotted"] == "own:glaciers-calve-icebergs"
    assert known["due"]
    assert known["jotted"] is None
    assert "How do glaciers calve icebergs?" in (home / "decks" / "inbox.yaml").read_text("utf-8")


def test_without_due_a_debrief_only_looks(run: Run, home: Path) -> None:
    (row,) = run("debrief", "--json", "What is a phantom read?").json
    assert row["cards"]
    assert row["due"] == []
    assert run("undo").code == 1
    assert not (home / "decks" / "inbox.yaml").exists()


def test_a_debrief_names_a_text_once_and_says_once_what_a_share_is(run: Run) -> None:
    rows = run("debrief", "--json", "Explain PKCE", "How does a database index work?").json
    for row in rows:
        notes = [card["key"].partition("#")[0] for card in row["cards"]]
        assert len(notes) == len(set(notes)) == 5
    out = run("debrief", "Explain PKCE", "How does a database index work?").out
    assert out.count("The share is how many of the question's words") == 1


def test_a_question_without_a_telling_word_finds_nothing(run: Run) -> None:
    (row,) = run("debrief", "--json", 'what is the "?').json
    assert row["cards"] == []


def test_an_interview_question_brings_the_cards_of_its_points(run: Run) -> None:
    question = (
        "What happens between typing shop.example.com/cart into a browser and seeing the page? Go through the layers"
    )
    (row,) = run("debrief", "--due", "--json", question).json
    assert row["cards"][0]["key"] == "backend:internet-url-to-page"
    assert row["due"]
    assert "backend:internet-url-to-page" not in row["due"]


# -- jot


def test_a_question_is_jotted_down_and_asked_like_any_other(run: Run) -> None:
    ran = run("jot", "What does SYN-ACK acknowledge?", "The SYN: the client's number plus one", "--json")
    key = ran.json["key"]
    assert (key, ran.json["finished"]) == ("own:syn-ack-acknowledge", True)
    shown = run("show", key, "--json").json["card"]
    assert shown["answer"] == "The SYN: the client's number plus one"
    assert "What does SYN-ACK acknowledge?" in run("review", key, "--plain", stdin="\n").out


def test_a_question_is_finished_by_jotting_it_again_with_an_answer(run: Run, home: Path) -> None:
    path = home / "decks" / "inbox.yaml"
    first = run("jot", "How does raft elect a leader?", "--json").json
    run("jot", "no", "yes")
    assert first["finished"] is False
    assert run("show", first["key"], "--json").json["card"]["tags"] == ["todo"]
    done = run("jot", "How does raft elect a leader?", "By randomised timeouts", "--json").json
    assert (done["key"], done["finished"]) == (first["key"], True)
    assert path.read_text("utf-8").splitlines()[done["line"] - 1] == f"- id: {first['key'].partition(':')[2]}"
    cards = {card["key"]: card for card in run("browse", "deck:inbox", "--json").json["cards"]}
    assert len(cards) == 2
    assert run("show", first["key"], "--json").json["card"]["answer"] == "By randomised timeouts"
    again = run("jot", "How does raft elect a leader?", "Otherwise")
    assert (again.code, "has that question already" in again.err) == (2, True)


def test_words_that_no_card_can_hold_are_refused(run: Run, home: Path) -> None:
    assert run("jot", "   ").code == 2
    assert run("jot", "x" * 20_000).code == 2
    assert not (home / "decks" / "inbox.yaml").exists()


@pytest.mark.parametrize(
    "text", ["no", "~", "- a list?", "key: value", "'quoted'", "#hash", "two\nlines\n\nmore", "é → 🙂", "\x1b[2Jx"]
)
def test_whatever_is_jotted_is_read_back_as_text(text: str) -> None:
    deck, id_ = with_card("format: recall/1\ndeck: inbox\ntitle: Inbox\ncards:\n", text, text)
    deck, other = with_card(deck, f"{text} again", text)
    read = read_deck(deck.encode(), "inbox.yaml", "own")
    assert read.deck is not None
    assert not [problem for problem in read.problems if problem.level == "error"]
    assert [card.id for card in read.deck.cards] == [id_, other]
    assert "\x1b" not in deck
    assert read.deck.cards[0].prompt.split() == text.replace("\x1b", "\ufffd").split()


def test_an_inbox_of_another_hand_is_added_to_in_its_own_style() -> None:
    deck = "format: recall/1\ndeck: inbox\ntitle: Mine\ncards:\n  - id: one\n    prompt: One?\n    answer: '1'\n"
    after, _ = with_card(deck, "Two?", "2")
    assert after.startswith(deck)
    assert "\n  - id: two\n" in after


def test_an_inbox_that_cannot_be_added_to_is_left_alone() -> None:
    deck = "cards:\n- id: one\n  prompt: One?\n  answer: '1'\nformat: recall/1\ndeck: inbox\ntitle: Mine\n"
    with pytest.raises(RecallError, match="must come last"):
        with_card(deck, "Two?", "2")
    with pytest.raises(UsageError):
        with_card(deck, "One?", "2")


def test_the_json_of_jot_is_one_object(run: Run) -> None:
    assert set(json.loads(run("jot", "Why?", "--json").out)) == {"key", "path", "line", "finished"}
