"""Files that are not what they seem: each is refused, or its good part read, in bounded room, with a next step."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from packages import EMPTY, Row, database, package

from recall.interop import formats, members
from recall.interop.anki import package as packages
from recall.interop.notes import Notes, Source, Unreadable
from recall.interop.plan import CUT, Shelf, made

GOOD = package(database([Row(["one", "two"])]))


def zipped(content: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return file.getvalue()


def read(data: bytes, name: str = "x.apkg") -> Notes:
    return formats.read(Source(name, data))


@pytest.mark.parametrize("length", [0, 1, 30, len(GOOD) // 2, len(GOOD) - 30])
def test_a_package_that_is_cut_off_is_refused_with_a_hint(length: int) -> None:
    with pytest.raises(Unreadable) as caught:
        read(GOOD[:length])
    assert caught.value.hint


@pytest.mark.parametrize("data", [b"hello\n", b"\x89PNG\r\n\x1a\n" + bytes(100), b"%PDF-1.4\n" + bytes(50)])
def test_a_package_that_is_something_else_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data)


def test_the_wrong_extension_does_not_matter() -> None:
    assert read(GOOD, "cards.txt").found == 1
    assert read(b"#separator:tab\n#html:false\na\tb\n", "cards.md").format == "anki-text"


def test_a_locked_package_says_so() -> None:
    data = bytearray(GOOD)
    for sign in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.find(sign)
        while at >= 0:
            data[at + (6 if sign[2] == 3 else 8)] |= 1
            at = data.find(sign, at + 4)
    with pytest.raises(Unreadable, match="password"):
        read(bytes(data))


def test_a_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MAX_COLLECTION", 1 << 20)
    with pytest.raises(Unreadable, match="unpacks to more than 1 MiB"):
        read(package(bytes(50 << 20)))


def test_a_zstd_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    zstd = pytest.importorskip("backports.zstd")
    monkeypatch.setattr(packages, "MAX_COLLECTION", 1 << 20)
    bomb = package(zstd.compress(bytes(50 << 20)), "collection.anki21b", meta=b"\x08\x03")
    with pytest.raises(Unreadable, match="unpacks to more than 1 MiB"):
        read(bomb)


def test_the_decoy_of_a_new_package_is_not_read() -> None:
    zstd = pytest.importorskip("backports.zstd")
    decoy = database([Row(["Please update Anki", "decoy"])])
    real = zstd.compress(database([Row(["one", "two"])]))
    names = zstd.compress(b"\x0a\x09\x0a\x07cat.jpg")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("meta", b"\x08\x03")
        archive.writestr("collection.anki2", decoy)
        archive.writestr("collection.anki21b", real)
        archive.writestr("media", names)
    notes = read(file.getvalue())
    assert [note.fields["prompt"] for note in notes.notes] == ["one"]
    assert notes.media == ("cat.jpg",)


def test_a_package_of_the_future_says_how_to_export_it() -> None:
    with pytest.raises(Unreadable, match="newer Anki"):
        read(package(database([]), meta=b"\x08\x09"))


def test_media_names_that_are_paths_are_reported_and_nothing_is_unpacked() -> None:
    notes = read(package(database([Row(["a", "b"])]), media={"0": "../../etc/passwd", "1": "ok.png", "2": "C:\\x"}))
    assert notes.media == ("ok.png",)
    assert notes.dropped.counts["media with a path for a name"] == 2


def test_members_that_lead_out_of_an_archive_are_reported() -> None:
    strays = read(package(database([Row(["a", "b"])]), **{"../../evil.txt": b"x"}))
    assert strays.dropped.counts == {members.STRAY: 1}
    deck = b"format: recall/1\ndeck: d\ntitle: D\ncards:\n- id: a\n  prompt: p\n  answer: q\n"
    own = formats.read(Source("x.zip", zipped({"c/d.yaml": deck, "../d.yaml": deck, "c/notes.txt": b"x"})))
    assert len(own.notes) == 1
    assert sum(own.dropped.counts.values()) == 2
    mochi = formats.read(
        Source("x.mochi", zipped({"data.json": b'{"version": 2, "decks": []}', "../a.png": b"", "b.png": b""}))
    )
    assert mochi.media == ("b.png",)
    assert mochi.dropped.counts == {members.LEADS_OUT: 1, members.MEDIA: 1}


def test_a_database_that_is_no_collection_is_refused() -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE things (x)")
        connection.commit()
        data = connection.serialize()
    with pytest.raises(Unreadable, match="no collection of Anki"):
        read(package(data))
    with pytest.raises(Unreadable, match="no table has questions"):
        read(data, "x.db")


def test_a_view_that_never_ends_is_not_asked() -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(
            "CREATE TABLE col (id, crt, conf, models, decks); CREATE TABLE cards (x);"
            "CREATE VIEW notes AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n;"
        )
        data = connection.serialize()
    with pytest.raises(Unreadable):
        read(package(data))


def test_a_note_type_without_a_template_is_reported() -> None:
    notes = read(package(database([Row(["a", "b"], model=EMPTY), Row(["c", "d"])])))
    assert notes.dropped.counts == {"note whose type has no card template": 1}
    assert len(notes.notes) == 1


def test_a_field_of_ten_megabytes_is_cut_and_reported() -> None:
    notes = read(package(database([Row(["short", "word " * 2_000_000])])))
    plan = made(notes, Shelf(), "x")
    assert plan.added == 1
    assert notes.changed.counts[CUT] == 1
    assert sum(map(len, plan.files.values())) < 20_000


def test_what_a_collection_cannot_hold_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recall.interop.plan.MAX_CARDS", 3)
    notes = read(b"".join(b"q%d,a%d\n" % (number, number) for number in range(5)), "x.csv")
    assert made(notes, Shelf(), "x").added == 3
    assert list(notes.dropped.counts.values()) == [2]


def test_scripts_in_fields_are_left_out_and_counted() -> None:
    notes = read(
        package(database([Row(["<script>steal()</script>What?<iframe src=x></iframe>", "<b onclick=x()>That</b>"])]))
    )
    assert dict(notes.notes[0].fields) == {"prompt": "What?", "answer": "**That**"}
    assert notes.changed.counts["script or embedded page"] == 2


@pytest.mark.parametrize(
    "html", ["<" * 300_000, "<a<" * 90_000, "<!--" * 60_000, "\\(" * 100_000 + "<b>", "<ul><li>" * 30_000]
)
def test_html_that_makes_parsers_slow_is_read_at_once(html: str) -> None:
    notes = read(package(database([Row(["q", html])])))
    assert notes.found == 1


def test_bytes_that_are_not_utf8_are_read_and_counted() -> None:
    notes = read("caf\u00e9\tcoffee\n".encode("cp1252") + "thé\ttea\n".encode(), "x.tsv")
    assert [note.fields["prompt"] for note in notes.notes] == ["café", "thé"]
    assert notes.changed.counts == {"bytes that are not UTF-8, read as Windows-1252": 1}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_found(encoding: str) -> None:
    notes = read("front\tback\r\nfür\tfor\r\n".encode(encoding), "x.tsv")
    assert [dict(note.fields) for note in notes.notes] == [{"prompt": "für", "answer": "for"}]


def test_a_broken_gift_question_is_reported_and_the_others_come_in() -> None:
    text = "One? {=yes ~no}\n\nTwo? {=yes ~no\n\nThree? {T}\n"
    notes = read(text.encode(), "x.gift")
    assert [note.fields["prompt"] for note in notes.notes] == ["One?", "Three?"]
    assert notes.dropped.counts == {"broken question": 1}
    assert "Two?" in notes.dropped.examples["broken question"]


def test_nested_gaps_become_cards_of_their_own() -> None:
    notes = read(package(database([Row(["{{c1::a {{c2::b}}}} c", ""], model=2, cards=[(0, 0, 0, 1), (1, 0, 0, 1)])])))
    assert [note.fields["cloze"] for note in notes.notes] == ["{{c1::a b}} c", "a {{c2::b}} c"]
    assert sum(notes.changed.counts.values()) == 1


def test_xml_that_declares_entities_is_refused() -> None:
    with pytest.raises(Unreadable, match="entities"):
        read(b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]><mnemosyne>&a;</mnemosyne>', "x.xml")


@pytest.mark.parametrize("data", [b'[{"question": "a"', b"{" * 100_000, json.dumps([1, 2]).encode()])
def test_broken_json_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data, "x.json")


UNCLOSED = [
    *[
        "<details><summary>",
        "<details",
        "<summary>",
        "<h1>\n",
        "<!--",
        "{",
        "{=",
        "{T#",
        "{{",
        "{{c1::",
        "[",
        "[[",
        "`",
        "`` ` ",
    ],
    *[
        "==",
        "::",
        "*",
        '"',
        "Q:\n",
        "#Q a\n",
        "# a\n",
        "#+begin_src\n",
        "* a :drill:\n:PROPERTIES:\n",
        ":PROPERTIES:\n",
    ],
]


@pytest.mark.parametrize("name", ["x.md", "x.org", "x.txt", "x.gift", "x.csv", "x.json"])
@pytest.mark.parametrize("piece", UNCLOSED)
def test_openings_that_are_never_closed_are_read_at_once(piece: str, name: str) -> None:
    """A pattern that looks for the end of each opening anew would be at it for hours."""
    data = (piece * (60_000 // len(piece)) + "\n").encode()
    try:
        assert read(data, name).found >= 0
    except Unreadable as error:
        assert error.message


def test_xml_that_is_deep_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(Unreadable, match="deeper"):
        read(b"<mnemosyne>" + b"<a>" * 100_000, "x.xml")


def test_noise_is_no_table() -> None:
    noise = bytes(number * 97 % 251 for number in range(20_000))
    with pytest.raises(Unreadable, match="no text file"):
        read(noise, "x.bin")


def test_a_list_of_media_that_is_nested_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", database([Row(["a", "b"])]))
        archive.writestr("media", b'{"a":' * 200_000)
    with pytest.raises(Unreadable, match="damaged"):
        read(file.getvalue())


def test_titles_that_close_no_question_are_read_at_once() -> None:
    notes = read(b"::t:: x {=a\n" * 20_000, "x.gift")
    assert notes.notes == []
