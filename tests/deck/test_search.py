"""The search language: what is typed becomes a tree, and what cannot be understood points at its column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall.deck.search import (
    Added,
    AllOf,
    AnyOf,
    Field,
    Is,
    Measure,
    Not,
    Rated,
    SearchError,
    Word,
    is_query,
    parse_query,
    suggestion,
)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", AllOf(())),
        ("isolation", Word("isolation")),
        ('"dirty read"', Word("dirty read", whole=True)),
        (r'"say \"no\""', Word('say "no"', whole=True)),
        ("a b", AllOf((Word("a"), Word("b")))),
        ("a or b c", AnyOf((Word("a"), AllOf((Word("b"), Word("c")))))),
        ("(a or b) c", AllOf((AnyOf((Word("a"), Word("b"))), Word("c")))),
        ("-is:new", Not(Is("new"))),
        ("-(a or b)", Not(AnyOf((Word("a"), Word("b"))))),
        ("deck:JWT", Field("deck", "jwt")),
        ('deck:"two words"', Field("deck", "two words")),
        ("KIND:cloze", Field("kind", "cloze")),
        ("@kafka", Field("collection", "kafka")),
        ("r<0.8", Measure("r", "<", 0.8)),
        ("R<80%", Measure("r", "<", 0.8)),
        ("lapses>=3", Measure("lapses", ">=", 3.0)),
        ("rated:7", Rated(7)),
        ("rated:7:1", Rated(7, 1)),
        ("added:30", Added(30)),
        ('"own:k-sql"', Word("own:k-sql", whole=True)),
        ("card:own:k-sql", Field("card", "own:k-sql")),
        ("std::vector", Word("std::vector")),
        ("https://example.org", Word("https://example.org")),
        ("10:30", Word("10:30")),
        ("x=1", Word("x=1")),
        ("a<b", Word("a<b")),
        ("Cache-Control", Word("Cache-Control")),
        ("- a", AllOf((Word("-"), Word("a")))),
    ],
)
def test_what_is_typed_becomes_a_tree(text: str, tree: object) -> None:
    assert parse_query([text]) == tree


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("a (b", 3, "never closed"),
        ("a b)", 4, "never opened"),
        ("a or", 5, "missing"),
        ("or a", 1, "missing"),
        ("()", 2, "missing"),
        ('a "b', 3, "quotation mark"),
        ("is:deu", 4, "did you mean due"),
        ("a kind:close", 8, "did you mean cloze"),
        ("r<x", 3, "no number"),
        ("rated:0", 7, "number of days"),
        ("rated:7:5", 9, "no rating"),
        ("added:x", 7, "number of days"),
        ("deck:", 6, "needs a value"),
        ("a dek:kinds", 3, "did you mean deck:?"),
        ("foo:bar", 1, "there is no field 'foo'"),
        ("foo:bar", 1, "is: rated: added: deck:"),
        ("foo:bar", 1, 'the text "foo:bar"'),
        ("own:k-sql", 1, "card:own:k-sql"),
        ("-foo:bar", 2, "no field"),
        ("is:due stability>30", 8, "s (stability)"),
    ],
)
def test_what_cannot_be_understood_points_at_its_column(text: str, column: int, said: str) -> None:
    with pytest.raises(SearchError) as caught:
        parse_query([text])
    assert caught.value.column == column
    assert said in str(caught.value)
    assert caught.value.exit_code == 2


@given(st.text(alphabet='ab:<>="()- orisduetag0123456789.%\\', max_size=40))
def test_any_text_is_a_query_or_an_error_inside_it(text: str) -> None:
    try:
        parse_query([text])
    except SearchError as error:
        assert 1 <= error.column <= len(text) + 1


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    try:
        parse_query([text])
    except SearchError as error:
        assert error.column >= 1


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("security", False),
        ("backend:pkce-order", False),
        ("tag:core", False),
        ("@kafka", False),
        ("reset-modes#c1", False),
        ("is:leech", True),
        ("r<0.8", True),
        ("tag:core is:due", True),
        ("-is:new", True),
    ],
)
def test_a_selector_is_told_from_a_query(text: str, query: bool) -> None:
    assert is_query(text) is query


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("deck:kind", "deck:kinds"),
        ("stage:x", ""),
        ("zz", ""),
        ("a -deck:kind", "deck:kinds"),
    ],
)
def test_a_query_that_finds_nothing_names_a_near_one(text: str, near: str) -> None:
    assert suggestion(parse_query([text]), decks=["kinds"], stages=["git"]) == near
