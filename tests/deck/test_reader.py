"""The YAML reader: text stays text, and no file can blow it up."""

from __future__ import annotations

import gc

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from recall.collector import collector_off
from recall.deck import reader
from recall.deck.nodes import Map, Node, Scalar, Seq
from recall.deck.reader import MAX_DEPTH, MAX_PROBLEMS, read_events


@pytest.fixture(params=["libyaml", "pure"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both parsers: libyaml's, and the one that PyYAML has without it."""
    if request.param == "pure":
        monkeypatch.setitem(__import__("sys").modules, "yaml._yaml", None)
        assert isinstance(reader.new_parser(b"a: b"), yaml.SafeLoader)
    return str(request.param)


def plain(node: Node | None) -> object:
    if isinstance(node, Map):
        return {key: plain(child) for key, child in node.items.items()}
    if isinstance(node, Seq):
        return [plain(child) for child in node.items]
    return node.value if isinstance(node, Scalar) else None


def first(text: bytes | str) -> str:
    _, problems = read_events(text.encode() if isinstance(text, str) else text, "deck.yaml")
    return str(problems[0]) if problems else ""


@pytest.mark.parametrize(
    "written",
    ["no", "yes", "on", "1.10", "0x1F", "010", "1_000", "12:30", "22:22:22", "2026-01-01", "2026-02-30", "~", "null",
     "true", ".inf", ".nan", "1e3", "=", "9" * 400],
)  # fmt: skip
def test_every_scalar_stays_as_its_author_wrote_it(parser: str, written: str) -> None:
    root, problems = read_events(f"a: {written}\nb: [{written}]\n".encode(), "deck.yaml")
    assert problems == []
    assert plain(root) == {"a": written, "b": [written]}


def test_a_node_knows_where_it_stands(parser: str) -> None:
    root, _ = read_events("cards:\n- id: a\n  prompt: é →\n".encode(), "deck.yaml")
    assert isinstance(root, Map)
    listed = root.items["cards"]
    assert isinstance(listed, Seq)
    card = listed.items[0]
    assert isinstance(card, Map)
    assert (card.items["prompt"].start_mark.line, card.items["prompt"].start_mark.column) == (2, 10)  # type: ignore[union-attr]
    assert card.key("prompt").start_mark.column == 2  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &x b\n", "deck.yaml:1:4: this starts with a YAML anchor"),
        ("a: !!python/name:os.system\n", "deck.yaml:1:4: this starts with a YAML tag"),
        ("a: !!binary aGk=\n", "this starts with a YAML tag"),
        ("a: *x\n", "deck.yaml:1:4: this starts with a YAML alias"),
        ("<<: b\n", "merge keys"),
        ("a: 1\nb: 2\na: 3\n", "deck.yaml:3:1: `a` is already there in line 1"),
        ("a: 1\n---\nb: 2\n", "a second document starts here"),
        ("? [a, b]\n: 1\n", "a key must be plain text"),
        ("? {a: 1}\n: 2\n", "text cannot start with"),
    ],
)
def test_what_a_deck_must_not_have_is_refused(parser: str, text: str, told: str) -> None:
    assert told in first(text)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "deck.yaml: the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"# only a comment\n", "the file holds nothing"),
        ("a: é\n".encode("latin-1"), "deck.yaml:1:4: the byte 0xe9 is not UTF-8 (hint: save the file as UTF-8)"),
        ("a: b\n".encode("utf-16"), "the file is UTF-16, not UTF-8"),
        (b"a: b\nq: x\x00y\n", "deck.yaml:2:5: the control character U+0000"),
        (b"a: b\nq: \x1b[2J\n", "deck.yaml:2:4: the control character U+001B"),
        (b"a: " + b"x" * 17000, "this text has 17 KiB, the limit is 16 KiB"),
        (b"#" * (9 << 20), "the file has 9.0 MiB, the limit is 8 MiB"),
    ],
)
def test_unreadable_files_say_why(parser: str, data: bytes, told: str) -> None:
    assert told in first(data)


@pytest.mark.parametrize(
    "text",
    [
        "cards: " + "[" * 200_000 + "]" * 200_000,
        "cards: " + "{a: " * 5_000,
        "".join(" " * depth + "k:\n" for depth in range(3000)),
        "cards:\n" + "- " * 3000 + "a\n",
    ],
)
def test_deep_nesting_ends_at_once(parser: str, text: str) -> None:
    assert f"nested more than {MAX_DEPTH} deep" in first(text)


def test_alias_bombs_are_refused_unread() -> None:
    lol = "a0: &a0 [lol, lol]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    root, problems = read_events(lol.encode(), "deck.yaml")
    assert isinstance(root, Map)
    assert root.spoilt
    assert len(problems) == 40 + 39 * 2


def test_a_flood_of_values_is_stopped() -> None:
    assert "more than 500,000 values" in first("a: [" + "a," * 600_000 + "a]")


def test_a_flood_of_mistakes_is_stopped() -> None:
    text = "cards:\n" + "- {id: &a x, b: *a}\n" * 5_000
    root, problems = read_events(text.encode(), "deck.yaml")
    assert root is None
    assert "too many mistakes" in problems[-1].message
    assert len(problems) <= MAX_PROBLEMS + 1


def test_a_flood_of_values_is_not_read_card_by_card() -> None:
    text = "cards:\n" + "- {id: a, b: c}\n" * 200_000
    root, problems = read_events(text.encode(), "deck.yaml")
    assert (root, [problem.rule for problem in problems]) == (None, ["size"])


def test_escapes_in_quotes_reach_the_value_and_nothing_else(parser: str) -> None:
    root, problems = read_events(b'q: "\\e[2J \\0"\n', "deck.yaml")
    assert problems == []
    assert plain(root) == {"q": "\x1b[2J \0"}  # cleaned when it becomes a card's text


def test_the_collector_comes_back_on() -> None:
    assert gc.isenabled()
    read_events(b"a: [", "deck.yaml")
    read_events(b"a: b", "deck.yaml")
    assert gc.isenabled()
    with collector_off():
        read_events(b"a: b", "deck.yaml")
        assert not gc.isenabled()
    assert gc.isenabled()


signs = st.sampled_from("abc: - \n\t#\"'`[]{}&*!|>%@,?~é\x00\x1b{{c1::x}}\ncards:\n- id: ")


@given(st.lists(signs, max_size=60).map("".join) | st.text(max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    for data in (text.encode(errors="replace"), b"cards:\n- id: a\n  prompt: " + text.encode(errors="replace")):
        root, problems = read_events(data, "deck.yaml")
        assert root is not None or problems


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    root, problems = read_events(data, "deck.yaml")
    assert root is not None or problems
