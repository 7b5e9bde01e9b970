"""Both sides of a card of every kind as text, and what becomes of an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.content import Content

from recall.deck.card import Card
from recall.deck.compile import read_deck
from recall.grade.check import grade
from recall.grade.response import (
    Arranged,
    Boxed,
    Filled,
    Flipped,
    Joined,
    Made,
    Named,
    Picked,
    Response,
    Ticked,
    Wrote,
    offered,
)
from recall.tui import sides
from recall.tui.blocks import Block, flow, lay_out
from recall.tui.outcome import outcome

DECK = read_deck((Path(__file__).parent / "all-kinds.yaml").read_bytes(), "all-kinds.yaml", "backend").deck
assert DECK is not None
CARDS = {card.key.removeprefix("backend:"): card for card in DECK.cards}

RIGHT = {
    "append": "O(1) amortised",
    "idempotent": "POST",
    "safe": "OPTIONS",
    "pkce": "PKCE",
    "timeout": "60 s",
    "reset#c1": "--soft",
    "handshake": "1. SYN",
    "codes": "401 → credentials are missing",
    "methods": "Safe: GET, HEAD",
    "prints": "[1, 2]",
    "leak": "file = open(path)",
    "query": "SELECT name FROM users",
    "passwords": "Argon2id",
}

WRONG: dict[str, tuple[Response, list[str]]] = {
    "idempotent": (Picked(0), ["✗ 1 (•) GET", "→ 3 ( ) POST", "✗ Wrong: Safe, hence idempotent."]),
    "safe": (Ticked(frozenset({0, 1, 2})), ["✓ 1 [x] GET", "✗ 2 [x] PUT", "It writes.", "! 5 [ ] OPTIONS  (missed)"]),
    "pkce": (Wrote("state"), ["✗ Wrong: That stops CSRF", "PKCE", "you: state"]),
    "timeout": (Wrote("30"), ["✗ Wrong", "60 s", "you: 30"]),
    "reset#c1": (Filled(("hard", "mixed")), ["soft ✗ (you: hard)", "mixed ✓"]),
    "handshake": (Arranged((1, 0, 2, 3)), ["✗ SYN  you put it at 2, it comes at 1", "✓ ACK"]),
    "codes": (
        Joined((0, 3, None)),
        ["✓ 401", "✗ 403 → credentials do not suffice", "left open", "decoy: the request is too large"],
    ),
    "methods": (Boxed((0, 1, 1)), ["✓ GET → Safe", "✗ HEAD → Safe  you: Unsafe"]),
    "prints": (Wrote("[1, 2]"), ["┃ [1, 2]", "You wrote", "✗ (missing)"]),
    "leak": (Named(frozenset({1})), ["✗ 1 ┃ def read(path):", "! 2 ┃     file = open(path)"]),
    "query": (Wrote("select id from users"), ["✗ Ada  missing", "┃ SELECT name FROM users"]),
    "passwords": (Made(frozenset({"cost"})), ["✗ A slow salted hash such as Argon2id", "✓ A cost"]),
}


def text(blocks: tuple[Block, ...], width: int = 76) -> str:
    return "\n".join(line.plain for line in lay_out(blocks, width))


def back(card: Card, response: Response | None) -> tuple[Block, ...]:
    return outcome(card, response, grade(card, response), range(len(offered(card.answer))))


def test_there_is_a_card_of_every_kind() -> None:
    assert len({card.kind for card in CARDS.values()}) == 13


@pytest.mark.parametrize("name", RIGHT)
def test_the_solution_shows_what_is_right(name: str) -> None:
    card = CARDS[name]
    assert RIGHT[name] in text(sides.solution(card))
    assert RIGHT[name].removeprefix("1. ").split(":")[0] in sides.solution_text(card)


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("response", [None, Flipped()], ids=["unknown", "flipped"])
def test_a_card_turned_over_without_an_answer_shows_what_is_right(name: str, response: Response | None) -> None:
    assert RIGHT[name] in text(back(CARDS[name], response))


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_is_shown_beside_the_right_one(name: str) -> None:
    response, expected = WRONG[name]
    said = text(back(CARDS[name], response))
    for part in expected:
        assert part in said, said


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("width", [20, 36, 76])
def test_every_side_fits_every_width(name: str, width: int) -> None:
    card = CARDS[name]
    responses: list[Response | None] = [None, Flipped(), *([WRONG[name][0]] if name in WRONG else [])]
    shown = [sides.question(card), sides.solution(card), sides.background(card), sides.contrast(card)]
    for blocks in [*shown, *(back(card, response) for response in responses)]:
        assert all(line.cell_length <= width for line in lay_out(blocks, width))


def test_the_question_does_not_give_a_cloze_or_a_faulty_line_away() -> None:
    assert "soft" not in text(sides.question(CARDS["reset#c1"]))
    assert "open(path)" not in text(sides.question(CARDS["leak"])), "the answering widget shows the code"
    assert "CREATE TABLE users" in text(sides.question(CARDS["query"]))


def test_other_gaps_of_a_cloze_show_and_the_asked_ones_are_marked() -> None:
    said = text(back(CARDS["reset#c1"], None))
    assert "--hard" in said
    assert "✗" not in said


def test_what_stands_side_by_side_is_never_wider_than_its_place() -> None:
    items = [Content("[x] Python"), Content("[ ] JavaScript (Node.js)"), Content("[ ] Go"), Content("[ ] Java")]
    lines = flow(items, 22)
    assert [line.plain for line in lines] == ["[x] Python", "[ ] JavaScript", "(Node.js)  [ ] Go", "[ ] Java"]
