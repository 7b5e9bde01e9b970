"""The learner's own wording: merged field by field, told where it is wrong, and never fatal."""

from __future__ import annotations

import re

import pytest
from deck_cards import ONE_OF_EACH, deck_text

from recall.deck.card import Basic, Choice
from recall.deck.compile import DeckFile, read_deck
from recall.deck.overlay import card_lines, read_overlay, with_entry
from recall.deck.reader import read_events

BASE = deck_text(ONE_OF_EACH["basic"] | {"explanation": "As it ships."}, ONE_OF_EACH["single"])


def edited(overlay: str) -> DeckFile:
    entries, problems = read_overlay(overlay.encode(), "edits/own.yaml")
    assert problems == ()
    return read_deck(BASE, "deck.yaml", "own", edits=entries)


def test_a_field_of_the_learner_replaces_that_field_alone() -> None:
    read = edited("cards:\n- id: a-basic\n  prompt: In my words?\n")
    assert read.problems == ()
    assert read.deck is not None
    card = read.deck.cards[0]
    assert (card.prompt, card.answer.kind, card.explanation) == ("In my words?", "basic", "As it ships.")
    assert card.place.path == "deck.yaml"


def test_another_kind_of_answer_replaces_the_old_one() -> None:
    read = edited("cards:\n- id: a-single\n  answer: Port 443\n- id: a-basic\n  accept: [Isolated]\n")
    assert read.problems == ()
    assert read.deck is not None
    assert read.deck.cards[0].answer == Basic("Isolation", ("Isolated",))
    assert read.deck.cards[1].answer == Basic("Port 443")


def test_a_wrong_edit_is_told_at_its_place_and_the_card_stays_as_it_ships() -> None:
    read = edited("cards:\n- id: a-single\n  options:\n  - text: only one\n    correct: true\n")
    assert read.deck is not None
    assert isinstance(read.deck.cards[1].answer, Choice)
    assert len(read.deck.cards[1].answer.options) == 3
    (problem,) = read.problems
    assert (problem.file, problem.line, problem.card) == ("edits/own.yaml", 4, "a-single")


@pytest.mark.parametrize("text", ["cards:\n", "cards: []\n", "format: recall/1\ncards:\n"])
def test_an_overlay_without_entries_is_fine(text: str) -> None:
    entries, problems = read_overlay(text.encode(), "o.yaml")
    assert (dict(entries.entries), problems) == ({}, ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- id: a\n", "an overlay holds a list `cards:`"),
        ("cards:\n- prompt: x\n", "an entry names a card, this is a mapping"),
        ("cards:\n- id: a\n- id: a\n", "there is an entry for `a` already"),
        ("cards:\n- id: a\n  prompt: a: b\n", "a `: ` inside text"),
    ],
)
def test_a_broken_overlay_says_what_is_wrong(text: str, told: str) -> None:
    _, problems = read_overlay(text.encode(), "o.yaml")
    assert told in str(problems[0])


SOURCE = ["- id: pkce", "  rev: 2", "  prompt: What is it?", "  code: |", "    a = 1", "", "    b = 2", "  answer: x"]


def test_a_new_entry_offers_the_card_as_comments_and_changes_nothing_yet() -> None:
    text, line = with_entry("", "backend", "pkce", SOURCE)
    lines = text.split("\n")
    assert lines[line - 1] == "- id: pkce"
    assert "  # prompt: What is it?" in lines
    assert "  #   a = 1" in lines
    assert not any("rev:" in each for each in lines)
    entries, problems = read_overlay(text.encode(), "o.yaml")
    assert problems == ()
    assert {name: list(node.items) for name, node in entries.entries.items()} == {"pkce": ["id"]}


def test_taking_the_comment_signs_away_gives_the_card_as_it_ships() -> None:
    text, _ = with_entry("", "backend", "pkce", SOURCE)
    freed = "\n".join(
        re.sub(r"^  # ?", "  ", line).rstrip()
        for line in text.split("\n")
        if "take the" not in line and line[:1] != "#"
    )
    root, problems = read_events(freed.encode(), "o.yaml")
    assert problems == []
    entries, _ = read_overlay(freed.encode(), "o.yaml")
    node = entries.entries["pkce"]
    assert root is not None
    assert {key: child.value for key, child in node.items.items()} == {  # type: ignore[union-attr]
        "id": "pkce", "prompt": "What is it?", "code": "a = 1\n\nb = 2\n", "answer": "x",
    }  # fmt: skip


def test_an_entry_is_made_once_and_others_stay_untouched() -> None:
    text, _ = with_entry("", "backend", "pkce", SOURCE)
    mine = text + "  prompt: mine\n"
    again, line = with_entry(mine, "backend", "pkce", SOURCE)
    assert again == mine
    both, second = with_entry(mine, "backend", "other", ["- id: other", "  prompt: y"])
    assert both.startswith(mine)
    assert (line, both.split("\n")[second - 1]) == (5, "- id: other")


def test_the_lines_of_a_card_end_where_the_next_begins() -> None:
    lines = ["cards:", *SOURCE, "", "# about the next", "- id: next", "  prompt: y", "x-end: z"]
    assert card_lines(lines, 1) == SOURCE
    assert card_lines(lines, 11) == ["- id: next", "  prompt: y"]
