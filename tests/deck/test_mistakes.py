"""The mistakes of people who are new to YAML: told in words, at the right place, and the other cards still work."""

from __future__ import annotations

import pytest
import yaml

from recall.deck import reader
from recall.deck.compile import read_deck

# What is written after `prompt: `, where it is told (column), and words of what is told.
IN_A_LINE = [
    ("What is this: a trap", 23, "a `: ` inside text that is not in quotes"),
    ("`git` does what?", 11, "text cannot start with a back-tick"),
    ("@Transactional does what?", 11, "text cannot start with `@`"),
    ("%d prints what?", 11, "text cannot start with `%`"),
    ('"What is it', 11, "a quote is opened here and never closed"),
    ("'it's here'", 15, "text goes on after the closing quote"),
    ('"so" and so', 16, "text goes on after the closing quote"),
    ("[GET] is safe", 11, "text cannot start with `[`"),
    ("[GET, HEAD", 11, "`[` opens a list that is not closed"),
    ("{{c1::soft}} resets", 11, "text cannot start with `{"),
    ("*bold* words", 11, "text cannot start with `*`"),
    ("**bold** words", 11, "text cannot start with `*`"),
    ("&& means and", 11, "text cannot start with `&`"),
    ("&x means the address", 11, "YAML anchor"),
    ("!important means what?", 11, "YAML tag"),
    ("> 5 or less", 11, "text cannot start with `>`"),
    ("| grep finds what?", 11, "text cannot start with `|`"),
    ("- starts a list", 11, "text cannot start with `- `"),
    ("? asks", 11, "text cannot start with `? `"),
    ('"C:\\dir"', None, "a backslash in double quotes starts an escape"),
]
# Whole cards, the line within them where it is told, and words of what is told.
IN_SHAPE = [
    ("- id: bad\n\tprompt: x\n", 2, "there is a tab here"),
    ("- id: bad\n   prompt: x\n  answer: y\n", 2, "this line is indented too far"),
    ("- id: bad\n  prompt: x\n   answer: y\n", 3, "this line is indented too far"),
    ("- id: bad\n prompt: x\n  answer: y\n", 2, "this line does not line up"),
    ("- id: bad\n  prompt What is it\n  answer: y\n", 2, "a line without `key: `"),
    ("- id: bad\n  prompt:What is it\n  answer: y\n", 2, "a `:` without a space after it"),
    ("-id: bad\n  prompt: x\n  answer: y\n", 1, "a `-` without a space after it"),
    ("- id: bad\n  prompt: x\n  code: |\n  a = 1\n  b = 2\n  answer: y\n", 4, "a line without `key: `"),
    ("- id: bad\n  prompt: x\n  sources:\n  - ref: a\n   url: b\n  answer: y\n", 5, "does not line up"),
    ("- id: bad\n  prompt: one line\nand one more\n  answer: y\n", 3, "a line without `key: `"),
    ("- id: bad\n  prompt: x\n  answer: y\n  prompt: z\n", 4, "`prompt` is already there in line 9"),
]
HEAD = "format: recall/1\ndeck: d\ntitle: D\ncards:\n"
GOOD = "- id: good\n  prompt: x\n  answer: y\n"
LAST = '- id: last\n  prompt: "x"\n  answer: "y"\n'


@pytest.fixture(params=["libyaml", "pure"], autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "pure":
        monkeypatch.setattr(reader, "new_parser", yaml.SafeLoader)


@pytest.mark.parametrize(("value", "column", "words"), IN_A_LINE)
def test_a_mistake_in_a_line_costs_its_card_only(value: str, column: int | None, words: str) -> None:
    card = f"- id: bad\n  prompt: {value}\n  answer: y\n"
    read = read_deck((HEAD + GOOD + card + LAST).encode(), "deck.yaml", "own")
    assert read.deck is not None
    assert [card.id for card in read.deck.cards] == ["good", "last"]
    problem = read.problems[0]
    assert words in problem.message
    assert problem.hint
    assert problem.line == 9
    assert column in (None, problem.column)
    assert problem.card in ("bad", "")
    assert len({problem.line for problem in read.problems}) == 1


@pytest.mark.parametrize(("card", "line", "words"), IN_SHAPE)
def test_a_mistake_of_shape_costs_its_card_only(card: str, line: int, words: str) -> None:
    read = read_deck((HEAD + GOOD + card + LAST).encode(), "deck.yaml", "own")
    assert read.deck is not None
    assert [card.id for card in read.deck.cards] == ["good", "last"]
    problems = [(problem.line, problem.card, words in problem.message) for problem in read.problems]
    assert problems == [(7 + line, "bad", True)] or problems == [(7 + line, "", True)]


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    bad = "".join(f"- id: bad-{n}\n  prompt: {value}\n  answer: y\n" for n, (value, _, _) in enumerate(IN_A_LINE))
    read = read_deck((HEAD + GOOD + bad + LAST).encode(), "deck.yaml", "own")
    assert read.deck is not None
    assert [card.id for card in read.deck.cards] == ["good", "last"]
    assert {problem.line for problem in read.problems} >= {9 + 3 * n for n in range(len(IN_A_LINE))}


def test_a_mistake_in_the_header_keeps_the_cards() -> None:
    text = "format: recall/1\ndeck: d\ntitle: OAuth: the flows\ncards:\n" + GOOD + LAST
    read = read_deck(text.encode(), "deck.yaml", "own")
    assert read.deck is not None
    assert [card.id for card in read.deck.cards] == ["good", "last"]
    assert [(problem.line, problem.column) for problem in read.problems] == [(3, 13)]


def test_a_card_pushed_in_by_one_space_is_read_and_reported() -> None:
    text = HEAD + GOOD + " - id: pushed\n   prompt: x\n   answer: y\n" + LAST
    read = read_deck(text.encode(), "deck.yaml", "own")
    assert read.deck is not None
    assert [card.id for card in read.deck.cards] == ["good", "pushed", "last"]
    assert len(read.problems) == 1


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_ends_of_any_system_are_read(ending: str) -> None:
    text = (HEAD + GOOD + "- id: bad\n  prompt: a: b: c\n" + LAST).replace("\n", ending)
    read = read_deck(b"\xef\xbb\xbf" + text.encode(), "deck.yaml", "own")
    assert read.deck is not None
    assert [card.id for card in read.deck.cards] == ["good", "last"]


def test_text_that_yaml_takes_for_a_comment_is_pointed_out() -> None:
    text = HEAD + "- id: a\n  prompt: Which sign starts a tag, # or @?\n  answer: use #tag\n  level: recall  # fine\n"
    read = read_deck(text.encode(), "deck.yaml", "own")
    assert read.deck is not None
    assert [card.prompt for card in read.deck.cards] == ["Which sign starts a tag,"]
    assert [(problem.line, problem.level, problem.rule, problem.card) for problem in read.problems] == [
        (6, "warning", "swallowed", "a"),
        (7, "warning", "swallowed", "a"),
    ]


def test_comments_and_code_are_not_pointed_out() -> None:
    text = (
        HEAD + "# a comment\n- id: a   # the first\n  prompt: x\n  code: |\n    a = 1  # one\n"
        "  answer: 'use # here'\n  tags: [core] # most asked\n"
    )
    assert read_deck(text.encode(), "deck.yaml", "own").problems == ()
