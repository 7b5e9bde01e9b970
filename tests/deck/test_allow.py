"""A rule of taste is advice, and an author may let one pass on a card, with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from deck_cards import Json, deck_text

from recall.deck.check import check_path
from recall.deck.problem import Problem

CARD: dict[str, Any] = {"id": "a", "prompt": "What comes first in a response?", "answer": "the status line"}
ALL_OF_THE_ABOVE = [{"text": "one", "correct": True}, {"text": "two"}, {"text": "All of the above"}]


def problems(tmp_path: Path, *cards: Json, strict: bool = False) -> list[Problem]:
    path = tmp_path / "deck.yaml"
    path.write_bytes(deck_text(*cards))
    return list(check_path(path, strict=strict).problems)


def test_what_makes_a_good_card_is_advice(tmp_path: Path) -> None:
    assert {(each.rule, each.level) for each in problems(tmp_path, CARD)} == {("C06", "warning"), ("C07", "warning")}


def test_strict_lets_it_block(tmp_path: Path) -> None:
    assert {(each.rule, each.level) for each in problems(tmp_path, CARD, strict=True)} == {
        ("C06", "error"),
        ("C07", "error"),
    }


def test_an_answer_that_shuffling_breaks_is_no_matter_of_taste(tmp_path: Path) -> None:
    card = {"id": "a", "prompt": "Which one?", "options": ALL_OF_THE_ABOVE, "x-allow": {"M05": "we like it"}}
    levels = {(each.rule, each.level) for each in problems(tmp_path, card)}
    assert ("M05", "error") in levels
    assert ("allow", "error") in levels


def test_a_rule_is_let_pass_with_a_reason(tmp_path: Path) -> None:
    allowed = {"C06": "the prompt says it", "C07": "our own runbook"}
    assert problems(tmp_path, CARD | {"x-allow": allowed}) == []
    assert problems(tmp_path, CARD | {"x-allow": allowed}, strict=True) == []


def test_it_is_let_pass_on_that_card_alone(tmp_path: Path) -> None:
    other = CARD | {"id": "b", "prompt": "What ends the header section?", "answer": "an empty line"}
    found = problems(tmp_path, CARD | {"x-allow": {"C06": "said above", "C07": "our own runbook"}}, other)
    assert {(each.card, each.rule) for each in found} == {("b", "C06"), ("b", "C07")}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"C07": ""}, "gives no reason for C07"),
        ({"unknown-key": "because"}, "`unknown-key` cannot be let pass"),
        (["C07"], "must name rules with a reason each"),
        ("C07", "must name rules with a reason each"),
    ],
)
def test_how_it_is_said_wrongly_is_told_at_its_place(tmp_path: Path, written: Json, said: str) -> None:
    (told,) = [each for each in problems(tmp_path, CARD | {"x-allow": written}) if each.rule == "allow"]
    assert said in told.message
    assert told.level == "error"
    assert told.line > 1


def test_what_is_let_pass_for_nothing_is_told(tmp_path: Path) -> None:
    (told,) = [each for each in problems(tmp_path, CARD | {"x-allow": {"C01": "two in one"}}) if each.rule == "allow"]
    assert (told.level, told.card) == ("warning", "a")
    assert "finds nothing here" in told.message
