"""`recall deck check --fix`: ids that can be read, and nothing else of a file touched."""

from __future__ import annotations

import random
from pathlib import Path

from deck_cards import REPOSITORY
from hypothesis import given, settings
from hypothesis import strategies as st

from recall.deck.check import check_deck
from recall.deck.ids import ids_of, with_ids

WRITTEN = """\
format: recall/1   # the format
deck: x

cards:
# about this one
- prompt: Which header must a 405 carry?   # why not
  accept: [Allow]

-   {prompt: What is a flow, answer: in braces}
-   id: dup
    prompt: Ü, what is isolation?
    answer: a
- prompt: Other words entirely
  id: "dup"   # taken
  answer: b
- id:
  prompt: A {{c1}} that stays
  answer: c
- id: ''
  cloze: The {{c1::soft::hint}} reset
"""
DECKS = [path for path in sorted((REPOSITORY / "decks").glob("*/*.yaml")) if path.name != "stage.yaml"][:12]
MENDED = """\
format: recall/1   # the format
deck: x

cards:
# about this one
- id: header-405-carry
  prompt: Which header must a 405 carry?   # why not
  accept: [Allow]

-   {id: flow, prompt: What is a flow, answer: in braces}
-   id: dup
    prompt: Ü, what is isolation?
    answer: a
- prompt: Other words entirely
  id: other-words-entirely   # taken
  answer: b
- id: c1-stays
  prompt: A {{c1}} that stays
  answer: c
- id: soft-reset
  cloze: The {{c1::soft::hint}} reset
"""


def test_ids_are_given_in_place_and_all_else_is_kept() -> None:
    mended, given_ids = with_ids(WRITTEN.encode(), "x.yaml")
    assert mended.decode() == MENDED
    assert [(each.line, each.id, each.before) for each in given_ids][2] == (13, "other-words-entirely", "dup")
    assert with_ids(mended, "x.yaml") == (mended, [])


def test_line_ends_are_kept() -> None:
    mended, _ = with_ids(WRITTEN.replace("\n", "\r\n").encode(), "x.yaml")
    assert mended.decode() == MENDED.replace("\n", "\r\n")


def test_ids_of_other_files_are_not_taken_again() -> None:
    mended, _ = with_ids(WRITTEN.encode(), "x.yaml", {"flow", "dup"})
    assert {"flow-2", "u-isolation"} <= ids_of(mended, "x.yaml")
    assert not {"flow", "dup"} & ids_of(mended, "x.yaml")


def test_a_file_that_is_broken_is_left_alone() -> None:
    broken = WRITTEN.replace("cards:", "cards: [").encode()
    assert with_ids(broken, "x.yaml") == (broken, [])


def test_a_text_without_words_gets_a_number() -> None:
    mended, _ = with_ids("cards:\n- {prompt: 何ですか, answer: 猫}\n".encode(), "x.yaml")
    assert ids_of(mended, "x.yaml") == {"card-1"}


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(DECKS))
def test_ids_that_were_taken_out_of_a_real_deck_come_back_as_ids_and_nothing_else_changes(
    chance: random.Random, path: Path
) -> None:
    without = path.read_text("utf-8").split("\n")
    for number, line in enumerate(without):
        if line.startswith("- id:") and chance.random() < 0.2:
            without[number] = "- id: " + chance.choice(["", '""', "jwt", "a-b"])
    mended, _ = with_ids("\n".join(without).encode(), "x.yaml")
    after = mended.decode().split("\n")
    assert len(after) == len(without)
    assert all(one == other or one.startswith("- id:") for one, other in zip(without, after, strict=True))
    read = check_deck(mended, "x.yaml")
    assert not [each for each in read.problems if each.rule in ("id", "missing", "empty")]
