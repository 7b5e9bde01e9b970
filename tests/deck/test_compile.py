"""From a file to a deck: everything wrong is told, nothing good is lost."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from deck_cards import ONE_OF_EACH, cards, deck_text
from hypothesis import given
from hypothesis import strategies as st

from recall.deck import compile
from recall.deck.card import KINDS
from recall.deck.compile import MAX_CARDS, read_deck

BASIC = ONE_OF_EACH["basic"]
CHOICE = ONE_OF_EACH["single"]
INTERVIEW = ONE_OF_EACH["interview"]


def problems(*written: dict[str, Any], strict: bool = False, **header: Any) -> list[str]:
    read = read_deck(deck_text(*written, **header), "deck.yaml", "own", strict=strict)
    return [str(problem) for problem in read.problems]


WRONG: list[tuple[dict[str, Any], str]] = [
    (BASIC | {"id": "Bad_Id"}, "`Bad_Id` cannot be `id` (hint: use small letters"),
    (BASIC | {"id": "a" * 65}, "`id` has 65 characters, the limit is 64"),
    (BASIC | {"id": ["a"]}, "`id` must be text, not a list"),
    (BASIC | {"prompt": ""}, "`prompt` is empty"),
    (BASIC | {"prompt": {"What": "so"}}, "`prompt` must be text, not a mapping (hint: a text with `: `"),
    (
        BASIC | {"level": "recal"},
        "`level` must be one of recall, understand, apply, interview (hint: did you mean `recall`?)",
    ),
    (BASIC | {"difficulty": 6}, "`difficulty` must be a whole number from 1 to 5"),
    (BASIC | {"difficulty": "high"}, "`difficulty` must be a whole number"),
    (BASIC | {"reverse": "yes"}, "`reverse` must be true or false"),
    (BASIC | {"tags": "core"}, "`tags` must be a list, not text"),
    (BASIC | {"tags": ["Core"]}, "`Core` cannot be `tags entry`"),
    (BASIC | {"sources": ["RFC 9110"]}, "an entry of `sources` must be a mapping with `ref:`, not text"),
    (BASIC | {"sources": [{"url": "https://x.org"}]}, "an entry of `sources` needs `ref`"),
    (BASIC | {"sources": [{"ref": "x", "url": "javascript:alert(1)"}]}, "`url` must be a web address"),
    (BASIC | {"related": ["a b"]}, "`a b` cannot be `related entry`"),
    (BASIC | {"options": CHOICE["options"]}, "the card has two answers: `answer`, `options`"),
    ({"id": "a", "prompt": "x"}, "the card has no answer (hint: add one of `answer`, `options`"),
    ({"prompt": "x", "answer": "y"}, "the card has no `id`"),
    ({"id": "a", "answer": "y"}, "the card has no `prompt`"),
    (CHOICE | {"options": []}, "`options` is empty"),
    (CHOICE | {"options": [{"text": "a"}, {"text": "b"}]}, "no option is marked as right"),
    (CHOICE | {"options": [{"text": "a", "correct": True}]}, "every option is marked as right"),
    (CHOICE | {"options": [{"text": "a", "correct": True}, {"text": "a"}]}, "two options have the same text"),
    (CHOICE | {"options": [{"correct": True}, {"text": "a"}]}, "an entry of `options` needs `text`"),
    (CHOICE | {"options": ["a", "b"]}, "an entry of `options` must be a mapping with `text:`"),
    (ONE_OF_EACH["typed"] | {"accept": []}, "`accept` is empty"),
    (ONE_OF_EACH["typed"] | {"accept": "x"}, "`accept` must be a list of texts, not text"),
    (ONE_OF_EACH["typed"] | {"accept": ["", "x"]}, "an entry of `accept` is empty"),
    (ONE_OF_EACH["typed"] | {"patterns": ["x" * 201]}, "a pattern has 201 characters, the limit is 200"),
    (ONE_OF_EACH["number"] | {"number": "1,000"}, "`1,000` is not a number (hint: write digits"),
    (ONE_OF_EACH["number"] | {"tolerance": "about"}, "`about` is not a tolerance"),
    (ONE_OF_EACH["cloze"] | {"cloze": "no gap"}, "the text has no gap"),
    (ONE_OF_EACH["cloze"] | {"accept": ["x"]}, "`accept` does not say for which gap"),
    (ONE_OF_EACH["cloze"] | {"accept": {"c9": ["x"]}}, "there is no gap `c9`"),
    (ONE_OF_EACH["order"] | {"order": ["one"]}, "`order` needs two steps or more"),
    (ONE_OF_EACH["order"] | {"order": ["one", "one"]}, "`one` stands in `order` twice"),
    (ONE_OF_EACH["match"] | {"match": [{"left": "a", "right": "b"}]}, "`match` needs two pairs or more"),
    (ONE_OF_EACH["match"] | {"spare": ["not found"]}, "`not found` is the right side of a pair too"),
    (ONE_OF_EACH["categories"] | {"categories": {"A": ["x"]}}, "`categories` needs two names or more"),
    (ONE_OF_EACH["categories"] | {"categories": {"A": ["x"], "B": ["x"]}}, "`x` stands in `A` and in `B`"),
    (ONE_OF_EACH["categories"] | {"categories": {"A": ["x"], "B": []}}, "the category `B` is empty"),
    (ONE_OF_EACH["output"] | {"output": " "}, "`output` is empty (hint: write `output: (nothing)`"),
    (ONE_OF_EACH["lines"] | {"lines": [4]}, "line 4 is named, but `code` has 3"),
    (ONE_OF_EACH["lines"] | {"lines": [0]}, "must be a whole number from 1"),
    (ONE_OF_EACH["lines"] | {"code": ""}, "`code` is empty"),
    ({**ONE_OF_EACH["sql"], "setup": ""}, "`setup` is empty"),
    (INTERVIEW | {"rubric": [{"id": "a", "point": "x", "weight": 9, "must": True}]}, "add up to 9, not 10"),
    (
        INTERVIEW | {"rubric": [{"id": "measure", "point": "x", "weight": 10}]},
        "0 points of the rubric are `must: true`",
    ),
    (INTERVIEW | {"follow_ups": [{"when": "missing nothing", "ask": "x"}]}, "the rubric has no point `nothing`"),
    (INTERVIEW | {"follow_ups": [{"when": "sometimes", "ask": "x"}]}, "`sometimes` is no condition for a follow-up"),
]


@pytest.mark.parametrize(("card", "told"), WRONG)
def test_a_wrong_field_is_told_and_costs_its_card_only(card: dict[str, Any], told: str) -> None:
    other = {"id": "good", "prompt": "x", "answer": "y"}
    read = read_deck(deck_text(other, card, other | {"id": "last"}), "deck.yaml", "own")
    assert read.deck is not None
    assert [each.id for each in read.deck.cards] == ["good", "last"]
    assert told in "\n".join(map(str, read.problems))
    assert all(problem.level == "error" and problem.line > 8 for problem in read.problems)


def test_everything_wrong_with_a_card_is_told_at_once() -> None:
    told = problems(BASIC | {"difficulty": 9, "level": "x", "tags": "core", "answer": ""})
    assert len(told) == 4


def test_a_problem_says_file_line_column_card_and_cure() -> None:
    text = b"format: recall/1\ndeck: d\ncards:\n- id: pkce\n  prompt: x\n  answer: y\n  reverse: yes\n"
    (problem,) = read_deck(text, "decks/d.yaml", "own").problems
    assert str(problem) == ("decks/d.yaml:7:12: pkce: `reverse` must be true or false (hint: write `true` or `false`)")


@pytest.mark.parametrize(
    ("card", "told"),
    [
        (BASIC | {"promt": "x"}, "`promt` is not a key of a card (hint: did you mean `prompt`?)"),
        (BASIC | {"tolerance": 1}, "`tolerance` is not a key of a card with `answer`"),
        (CHOICE | {"accept": ["x"]}, "`accept` is not a key of a card with `options`"),
        (BASIC | {"sources": [{"ref": "x", "link": "y"}]}, "`link` is not a key of an entry of `sources`"),
    ],
)
def test_an_unknown_key_is_an_error_in_a_check_and_a_warning_at_load(card: dict[str, Any], told: str) -> None:
    loaded = read_deck(deck_text(card), "deck.yaml", "own")
    checked = read_deck(deck_text(card), "deck.yaml", "own", strict=True)
    assert [problem.level for problem in loaded.problems] == ["warning"]
    assert [problem.level for problem in checked.problems] == ["error"]
    assert told in str(loaded.problems[0])
    assert loaded.deck is not None
    assert len(loaded.deck.cards) == 1


def test_keys_that_begin_with_x_are_the_authors_own() -> None:
    assert problems(BASIC | {"x-todo": "y"}, strict=True, **{"x-editor": "me"}) == []


def test_the_second_card_of_an_id_is_left_out() -> None:
    read = read_deck(deck_text(BASIC, CHOICE | {"id": "a-basic"}), "deck.yaml", "own")
    assert read.deck is not None
    assert [card.kind for card in read.deck.cards] == ["basic"]
    assert "the id `a-basic` is taken by the card in line 6" in str(read.problems[0])


def test_two_cards_of_one_id_on_one_line_are_told_too() -> None:
    text = b"format: recall/1\ndeck: d\ncards: [{id: a, prompt: x, answer: y}, {id: a, prompt: z, answer: y}]\n"
    read = read_deck(text, "deck.yaml", "own")
    assert read.deck is not None
    assert [card.prompt for card in read.deck.cards] == ["x"]
    assert [problem.rule for problem in read.problems] == ["id"]


def test_a_deck_without_header_still_gives_its_cards() -> None:
    read = read_deck(b"cards:\n- {id: a, prompt: x, answer: y}\n", "my decks/Some Topic.yaml", "own")
    assert read.deck is not None
    assert (read.deck.id, len(read.deck.cards)) == ("some-topic", 1)
    assert [problem.message for problem in read.problems] == ["the deck does not say its format", "the deck has no id"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"- a\n- b\n", "a deck file is a mapping, not a list"),
        (b"just text\n", "a deck file is a mapping, not text"),
        (b"format: recall/2\ndeck: d\ncards: []\n", "this recall reads recall/1, not `recall/2` (hint: update recall)"),
        (b"format: anki\ndeck: d\ncards: []\n", "(hint: write `format: recall/1`)"),
    ],
)
def test_what_is_no_deck_is_refused(text: bytes, told: str) -> None:
    read = read_deck(text, "deck.yaml", "own")
    assert read.deck is None
    assert told in str(read.problems[0])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"format: recall/1\ndeck: d\n", "the deck has no cards"),
        (b"format: recall/1\ndeck: d\ncards: none\n", "`cards` must be a list, not text"),
        (b"format: recall/1\ndeck: d\ncards:\n- only text\n", "a card must be a mapping, not text"),
    ],
)
def test_a_deck_without_cards_says_so(text: bytes, told: str) -> None:
    assert told in str(read_deck(text, "deck.yaml", "own").problems[0])


def test_a_deck_of_three_megabytes_is_read() -> None:
    card = {"id": "a", "prompt": "x", "answer": "y", "explanation": "because " * 60}
    text = deck_text(*(card | {"id": f"card-{number}"} for number in range(6000)))
    assert 3 * 2**20 < len(text) < 8 * 2**20
    read = read_deck(text, "deck.yaml", "own")
    assert read.deck is not None
    assert len(read.deck.cards) == 6000
    assert gc.isenabled()


def test_more_cards_than_a_file_may_have_are_left_out_and_told() -> None:
    lines = "".join(f"- {{id: c{number}, prompt: x, answer: y}}\n" for number in range(MAX_CARDS + 1))
    read = read_deck(f"format: recall/1\ndeck: d\ncards:\n{lines}".encode(), "deck.yaml", "own")
    assert read.deck is not None
    assert len(read.deck.cards) == MAX_CARDS
    assert "the deck has 20,001 cards, the limit is 20,000" in str(read.problems[0])


def test_one_text_with_very_many_gaps_does_not_make_more_cards_than_a_deck_may_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compile, "MAX_CARDS", 50)
    gaps = "".join(f"{{{{c{number}::x}}}}" for number in range(1, 41))
    lines = "".join(f"- {{id: c{number}, cloze: '{gaps}'}}\n" for number in range(30))
    read = read_deck(f"format: recall/1\ndeck: d\ntitle: D\ncards:\n{lines}".encode(), "d.yaml", "own")
    assert read.deck is not None and len(read.deck.cards) == 50
    assert [problem.rule for problem in read.problems] == ["size"]


@given(st.lists(cards(), max_size=4, unique_by=lambda card: card["id"]))
def test_valid_cards_are_all_read_without_a_word(written: list[dict[str, Any]]) -> None:
    read = read_deck(deck_text(*written), "deck.yaml", "own", strict=True)
    assert read.problems == ()
    assert read.deck is not None
    assert {card.id for card in read.deck.cards} == {str(card["id"]) for card in written}
    assert {card.kind for card in read.deck.cards} <= set(KINDS)
