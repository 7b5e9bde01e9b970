"""What holds for any bytes: no reader crashes, what is written is read back, reading twice gives the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packages import BASIC, SECTIONS, TYPED_CLOZE, Row, database, package

from recall.deck.card import Gap
from recall.deck.clean import clean
from recall.deck.cloze import BadCloze, parse
from recall.deck.compile import read_deck
from recall.interop import deckfile, formats, gaps, marks, markup
from recall.interop.notes import Note, Notes, Options, Source, Tally, Unreadable
from recall.interop.plan import Shelf, made

SIGNS = (
    "Q: A: C: :: ::: == { } {{c1:: }} {{ # ## - ~ = -> %50% , * [ ] <b> </b> <li> <td> <pre> <!-- &amp; \\ ` | ^ word "
    "é 漢 <mnemosyne> <details><summary> </summary> </details> 1. ANSWER:"
)
LINES = [
    "\n?\n",
    "\n??\n",
    "\n",
    "\n\n",
    "\t",
    '"',
    "- [x] ",
    "- [ ] ",
    "** a :drill:",
    ":PROPERTIES:",
    ":END:",
    "```\n",
]
HOSTILE = ["#Q ", "^ ", "A ", "\u202e", "\x00", "\x1b", "---\n", "# ", "## ", "ANSWER: A\n"]
MARKS = st.sampled_from([*SIGNS.split(), *LINES, *HOSTILE])
TEXTS = st.lists(MARKS | st.text(max_size=8), max_size=30).map("".join)
READERS = sorted(formats.FORMATS)


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=200) | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")), st.sampled_from(READERS)
)
def test_no_bytes_crash_a_reader(data: bytes, name: str) -> None:
    try:
        notes = formats.reader(name)(Source("some.file", data, Options()), None)
    except Unreadable:
        return
    made(notes, Shelf(), "some")
    assert len(notes.notes) <= notes.found * 100


@settings(max_examples=80, deadline=None)
@given(TEXTS, st.sampled_from(["a.md", "a.txt", "a.csv", "a.gift", "a.org", "a.json", "a.xml", "a.yaml", "a"]))
def test_any_text_is_read_or_refused_in_words(text: str, name: str) -> None:
    try:
        notes = formats.read(Source(name, text.encode("utf-8", "surrogatepass")))
    except Unreadable as error:
        assert error.message
        return
    plan = made(notes, Shelf(), "a")
    for path, written in plan.files.items():
        problems = read_deck(written.encode(), path, "a").problems if not path.endswith("stage.yaml") else ()
        assert not [each for each in problems if each.level == "error"]


@settings(max_examples=100, deadline=None)
@given(TEXTS.filter(lambda text: bool(clean(text).strip())), TEXTS.filter(lambda text: bool(clean(text).strip())))
def test_a_card_is_read_back_as_it_was_written(prompt: str, answer: str) -> None:
    text = deckfile.header("d", "A deck") + deckfile.card("a", {"prompt": prompt, "answer": answer}, "anki:key")
    found = read_deck(text.encode("utf-8", "replace"), "d.yaml", "c")
    assert [each for each in found.problems if each.level == "error"] == []
    assert found.deck is not None
    (card,) = found.deck.cards
    assert (card.prompt, card.answer.answer) == (clean(prompt).strip(), clean(answer).strip())  # type: ignore[union-attr]


@settings(max_examples=100, deadline=None)
@given(
    st.tuples(st.sampled_from(["", " ", "    ", "\t", "  \n"]), TEXTS)
    .map("".join)
    .filter(lambda text: bool(clean(text).strip()))
)
def test_code_is_read_back_with_the_blanks_before_it(code: str) -> None:
    fields = {"prompt": "p", "code": code, "output": code, "accept": [code]}
    text = deckfile.header("d", "A deck") + deckfile.card("a", fields, "anki:key")
    found = read_deck(text.encode("utf-8", "replace"), "d.yaml", "c")
    assert [each for each in found.problems if each.level == "error"] == []
    assert found.deck is not None
    (card,) = found.deck.cards
    kept = clean(code).rstrip().lstrip("\n")
    assert (card.code, card.answer.output, card.answer.accept) == (kept, kept, (kept,))  # type: ignore[union-attr]


TAGS = ["b", "i", "span", "div", "p", "br", "img", "ul", "ol", "li", "table", "tr", "td", "pre", "code", "a", "sub"]
ATTRIBUTES = ["", ' class="language-c"', ' style="color: red"', ' href="http://a.b"', ' src="a b.png"', ' start="3"']
PIECES = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)),
    st.builds("</{}>".format, st.sampled_from(TAGS)),
    st.sampled_from(["word ", " ", "\n", "&nbsp;", "&lt;", "a_b", "&amp;amp;", "1. x", "[sound:a.mp3]", "{{c1::g}}"]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, min_size=2, max_size=20).map("".join))
def test_html_is_read_alike_at_once_and_by_the_parser(text: str) -> None:
    at_once, parsed = Tally(), Tally()
    assert markup.markdown(text, at_once) == markup.markdown(f"{text}<!-- -->", parsed)  # a comment needs the parser
    assert at_once == parsed


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_planning_again_changes_nothing(text: str) -> None:
    notes = Notes(
        "any",
        notes=[Note({"prompt": f"p {text}", "answer": f"a {text}"}), Note({"prompt": "q", "answer": text or "x"})],
    )
    first = made(notes, Shelf(), "title")
    shelf = Shelf()
    for path, written in first.files.items():
        shelf.add(path, written.encode("utf-8", "replace"))
    again = made(notes, shelf, "title")
    assert (again.files, again.added, again.updated) == ({}, 0, 0)
    assert [placed.id for placed in again.placed] == [placed.id for placed in first.placed]


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_gaps_written_anew_are_gaps_of_recall(text: str) -> None:
    for numbers, written in gaps.rewritten(text)[0]:
        try:
            found = {part.number for part in parse(written) if isinstance(part, Gap)}
        except BadCloze:
            continue  # what stands between looks like a broken gap: the plan reports the card
        assert found <= set(numbers)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_html_never_leaves_a_script_or_a_sign_of_its_own(text: str) -> None:
    shown = markup.markdown(text + "<script>alert('x')</script>", Tally())
    assert "alert('x')" not in shown
    assert not any(sign in shown for sign in marks.SIGNS)


@pytest.mark.parametrize("member", ["collection.anki2", "collection.anki21"])
def test_old_and_middle_packages_give_the_same(member: str) -> None:
    rows = [Row(["one", "two"]), Row(["{{c1::a}} b", ""], model=2)]
    notes = formats.read(Source("x.apkg", package(database(rows), member)))
    assert [dict(note.fields) for note in notes.notes] == [{"prompt": "one", "answer": "two"}, {"cloze": "{{c1::a}} b"}]


def test_plain_note_types_are_read_as_others_are() -> None:
    rows = [
        ["one", "two"],
        ["<b>a</b><br>b", "<b>a</b><br>b and c"],
        ["q", ""],
        ["", "a"],
        ["<br>", ""],
        ["a&amp;b", " c"],
    ]
    found = [
        formats.read(Source("x.apkg", package(database([Row(row, model) for row in rows]))))
        for model in (BASIC, SECTIONS)
    ]
    assert [note.fields for note in found[0].notes] == [note.fields for note in found[1].notes]
    assert (found[0].dropped, found[0].changed) == (found[1].dropped, found[1].changed)


def test_text_that_is_not_utf8_stops_no_note() -> None:
    data = database([Row(["one", "two"]), Row(["three", "fo@r"]), Row(["five", "six"])]).replace(b"fo@r", b"fo\xffr")
    notes = formats.read(Source("x.apkg", package(data)))
    assert [note.fields["answer"] for note in notes.notes] == ["two", "fo\ufffdr", "six"]


def test_gaps_that_are_only_typed_come_over() -> None:
    notes = formats.read(Source("x.apkg", package(database([Row(["a {{c1::b::c}} d", "why"], TYPED_CLOZE)]))))
    assert [dict(note.fields) for note in notes.notes] == [{"cloze": "a {{c1::b::c}} d", "explanation": "why"}]
