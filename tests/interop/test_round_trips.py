"""What leaves comes back: every field that a format can hold, under the same id; the report names the others."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from contextlib import closing

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from leaving import KINDS, NOW, SUFFIX, compiled, same, shipped, there_and_back
from packages import package

from recall.deck.compile import read_deck
from recall.deck.written import text_fields
from recall.interop import deckfile, formats
from recall.interop.notes import Source
from recall.interop.texts import Text, fields_from, own_key, plain
from recall.interop.writers import FORMATS, write

_BOTH = ("explanation", "tags")
HELD = {
    "csv": {
        "basic": ("prompt", "answer", "reverse", *_BOTH),
        "typed": ("prompt", "accept", *_BOTH),
        "cloze": ("cloze", *_BOTH),
    },
    "markdown": {"basic": ("prompt", "answer", "reverse", *_BOTH), "cloze": ("cloze", *_BOTH)},
    "gift": {
        "single": ("prompt", "options", *_BOTH),
        "multi": ("prompt", "options", *_BOTH),
        "typed": ("prompt", "tags"),
        "number": ("prompt", *_BOTH),
    },
}
HELD["tsv"] = HELD["csv"]


def of(kind: str) -> st.SearchStrategy[list[Text]]:
    return st.lists(KINDS[kind], min_size=1, max_size=4).map(compiled).filter(bool)


@pytest.mark.parametrize("format_", ["apkg", "json"])
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_packages_and_json_keep_every_field(format_: str, kind: str, data: st.DataObject) -> None:
    texts = data.draw(of(kind))
    _, back = there_and_back(texts, format_)
    assert back.keys() == {text.key for text in texts}
    for text in texts:
        assert plain(back[text.key].fields) == plain(text.fields)


@pytest.mark.parametrize(("format_", "kind"), [(format_, kind) for format_, kinds in HELD.items() for kind in kinds])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_format_keeps_what_it_can_hold(format_: str, kind: str, data: st.DataObject) -> None:
    texts = data.draw(of(kind))
    assume(format_ != "gift" or "->" not in str(texts))  # GIFT knows no other way to say a pair; the report names it
    _, back = there_and_back(texts, format_)
    assert back.keys() == {text.key for text in texts}
    for text in texts:
        assert same(text, back[text.key], HELD[format_][kind])


@pytest.mark.parametrize("format_", SUFFIX)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_what_does_not_come_back_is_in_the_report(format_: str, data: st.DataObject) -> None:
    texts = data.draw(of(data.draw(st.sampled_from(sorted(KINDS)))))
    written, back = there_and_back(texts, format_)
    said = " ".join([*written.dropped.counts, *written.changed.counts])
    for text in texts:
        note = back.get(text.key)
        if note is None:
            assert f"{text.kind}: cannot be read back" in said
            continue
        for name, value in plain(text.fields).items():
            if plain(note.fields).get(name) != value:
                assert f"{text.kind}: {name}" in said or f"{text.kind}: comes back as" in said


def test_the_cards_that_ship_come_back_whole_and_once() -> None:
    texts = list(shipped())
    assert len(texts) > 1000
    for format_ in ("apkg", "json"):
        written, back = there_and_back(texts, format_)
        assert len(back) == len(texts)
        assert all(plain(back[text.key].fields) == plain(text.fields) for text in texts)
        assert not written.dropped.counts
    for format_ in ("csv", "markdown"):
        assert there_and_back(texts, format_)[1].keys() == {text.key for text in texts}


def test_the_fields_of_a_card_make_the_same_card_again() -> None:
    for text in shipped():
        again = deckfile.header("x", "X") + deckfile.card(text.key.partition(":")[2], text.fields, "test:x")
        deck = read_deck(again.encode(), "x.yaml", "backend").deck
        assert deck is not None
        assert plain(text_fields(deck.cards)) == plain(text.fields), text.key


def test_the_same_export_gives_the_same_bytes() -> None:
    texts = compiled([{"prompt": "one", "answer": "eins"}, {"prompt": "two", "accept": ["zwei"]}])
    for format_ in FORMATS:
        assert write(texts, format_, "x", NOW).data == write(texts, format_, "x", NOW).data


def test_a_card_that_was_changed_in_anki_comes_back_changed() -> None:
    texts = compiled([{"prompt": "How many bits has IPv4?", "answer": "31", "tags": ["core"]}])
    with zipfile.ZipFile(io.BytesIO(write(texts, "apkg", "x", NOW).data)) as archive:
        database = archive.read("collection.anki21")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(database)
        connection.execute("UPDATE notes SET flds = replace(flds, '31\x1f', '32\x1f')")
        connection.commit()
        edited = package(connection.serialize(), "collection.anki21")
    (note,) = formats.read(Source("x.apkg", edited)).notes
    assert own_key(note) == texts[0].key
    assert note.fields == {"prompt": "How many bits has IPv4?", "answer": "32", "tags": ["core"]}


@pytest.mark.parametrize(
    "fields",
    [
        {"prompt: x\n- id: evil": "text"},
        {"prompt": "p", "answer": "a", "tags": ["a]\n- id: evil"]},
        {"prompt": "p", "answer": "a", "related": "not a list"},
        {"prompt": "p", "answer": [[[[[[[["deep"]]]]]]]]},
        {"prompt": "p", "answer": None},
        ["prompt"],
    ],
)
def test_a_strangers_fields_are_no_way_into_a_deck(fields: object) -> None:
    assert fields_from(fields) == {}


def test_a_strangers_fields_rename_no_card() -> None:
    assert fields_from({"prompt": "p", "answer": "a", "id": "x", "formerly": ["y"]}) == {"prompt": "p", "answer": "a"}


@pytest.mark.parametrize("format_", ["html", "apkg", "anki-text"])
def test_a_strangers_text_runs_nothing_and_fetches_nothing(format_: str) -> None:
    hostile = (
        "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) ![p](https://e.example/p)"
    )
    texts = compiled([{"prompt": hostile, "answer": hostile}, {"cloze": f"{{{{c1::a}}}} {hostile}"}])
    assert len(texts) == 2
    data = write(texts, format_, hostile, NOW).data
    if format_ == "apkg":
        with zipfile.ZipFile(io.BytesIO(data)) as archive, closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(archive.read("collection.anki21"))
            data = "".join(fields for (fields,) in connection.execute("SELECT flds FROM notes")).encode()
    assert b"&lt;script&gt;" in data
    for forbidden in (b"<script>alert", b"<img src=x", b'href="javascript:', b'<img src="http'):
        assert forbidden not in data


def test_a_sheet_names_pictures_and_leaves_gaps_open() -> None:
    picture = {"prompt": "![a map](map.png) Where?", "answer": "Here"}
    texts = compiled([picture, {"cloze": "`x {{c1::y}}` {{c2::z::hint}}"}])
    page = write(texts, "html", "Sheet", NOW).data.decode()
    assert "<i>[a map]</i> Where?" in page
    assert "<code>x […]</code> [hint]" in page
    assert "<code>x y</code> z" in page
