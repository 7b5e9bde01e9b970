"""`recall import`: nothing twice, nothing by half, nothing silently; history and the learner's own words stay."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from cli_home import Ran, Run

from recall.desk import importing
from recall.errors import NotSaved

sys.path.insert(0, str(Path(__file__).parents[1] / "interop"))

from packages import REVERSED, TYPED, Row, database, package

DAY = 86_400_000
FIRST = 1_700_000_000_000
LOG = [
    (FIRST, 1, -1, 3, -600, -60, 2500, 4000, 0),
    (FIRST + 700_000, 1, -1, 3, 2, -600, 2500, 3000, 0),
    (FIRST + 2 * DAY, 1, -1, 3, 6, 2, 2500, 3000, 1),
    (FIRST + 9 * DAY, 1, -1, 1, -600, 6, 2300, 9000, 1),
    (FIRST + 9 * DAY + 650_000, 1, -1, 3, 1, -600, 2300, 2000, 2),
]


def write(
    path: Path, *rows: Row, log: list[tuple[int, ...]] | None = None, decks: tuple[str, ...] = ("Default",)
) -> Path:
    path.write_bytes(package(database(rows, log or [], decks)))
    return path


def decks(home: Path, collection: str) -> str:
    return "".join(path.read_text() for path in sorted((home / "decks" / collection).rglob("*.yaml")))


@pytest.fixture
def words(tmp_path: Path) -> Path:
    return write(tmp_path / "words.apkg", Row(["one", "eins"]), Row(["two", "zwei"]), log=LOG)


def test_a_package_becomes_a_deck_that_can_be_reviewed(run: Run, home: Path, words: Path) -> None:
    done = run("import", words)
    assert (done.code, done.err) == (0, "")
    assert "2 added" in done.out
    assert "5 past reviews" in done.out
    assert run("show", "words:one").code == 0
    assert run("doctor", "--quiet").code == 0


def test_importing_twice_adds_nothing(run: Run, home: Path, words: Path) -> None:
    run("import", words)
    before = decks(home, "words"), run("history", "export").out
    again: Ran = run("import", words, "--json")
    assert (again.json["added"], again.json["updated"], again.json["unchanged"]) == (0, 0, 2)
    assert again.json["new_reviews"] == 0
    assert (decks(home, "words"), run("history", "export").out) == before


def test_a_dry_run_writes_nothing(run: Run, home: Path, words: Path) -> None:
    done = run("import", words, "--dry-run", "--json")
    assert {key: done.json[key] for key in ("format", "notes", "cards", "reviews", "media", "decks", "dropped")} == {
        "format": "apkg",
        "notes": 2,
        "cards": 2,
        "reviews": 5,
        "media": 0,
        "decks": ["Default"],
        "dropped": [],
    }
    assert not (home / "decks" / "words").exists()
    assert run("history", "export").out == ""


def test_a_newer_export_updates_by_the_sources_id_and_keeps_history(
    run: Run, home: Path, words: Path, tmp_path: Path
) -> None:
    run("import", words)
    newer = write(
        tmp_path / "words of today.apkg",
        Row(["one (1)", "eins"], guid="guid1"),
        Row(["two", "zwei"], guid="guid2"),
        Row(["three", "drei"], guid="guid3"),
        log=[*LOG, (FIRST + 11 * DAY, 1, -1, 3, 5, 1, 2300, 3000, 1)],
    )
    done = run("import", newer, "--json")
    assert (done.json["collection"], done.json["added"], done.json["updated"], done.json["new_reviews"]) == (
        "words",
        1,
        1,
        1,
    )
    assert "- id: one\n  prompt: one (1)\n" in decks(home, "words")
    assert run("doctor", "--quiet").code == 0
    with closing(sqlite3.connect(home / "recall.db")) as connection:
        assert connection.execute("SELECT reps FROM card_states WHERE key = 'words:one'").fetchone() == (6,)


def test_what_the_learner_changed_is_kept(run: Run, home: Path, words: Path, tmp_path: Path) -> None:
    run("import", words)
    deck = home / "decks" / "words" / "default.yaml"
    deck.write_text(deck.read_text().replace("answer: eins", "answer: eins, masculine einer") + "# my own line\n")
    newer = write(tmp_path / "words.apkg", Row(["one", "EINS"], guid="guid1"), Row(["two", "ZWEI"], guid="guid2"))
    done = run("import", newer, "--json")
    assert done.json["updated"] == 1
    assert [each["count"] for each in done.json["changed"] if "yours is kept" in each["what"]] == [1]
    text = deck.read_text()
    assert "eins, masculine einer" in text
    assert "answer: ZWEI" in text
    assert "# my own line" in text


def test_no_history_leaves_it_out(run: Run, words: Path) -> None:
    assert run("import", words, "--no-history", "--json").json["new_reviews"] == 0
    assert run("history", "export").out == ""


def test_a_deck_tree_becomes_stages_and_decks(run: Run, home: Path, tmp_path: Path) -> None:
    rows = [Row(["a", "b"], deck=1), Row(["c", "d"], deck=2)]
    run("import", write(tmp_path / "tree.apkg", *rows, decks=("Top", "Top::Below")))
    root = home / "decks" / "tree"
    assert sorted(str(path.relative_to(root)) for path in root.rglob("*.yaml")) == [
        "collection.yaml",
        "top/stage.yaml",
        "top/top-below.yaml",
        "top/top.yaml",
    ]


def test_reversed_typed_and_tagged_cards_come_over(run: Run, home: Path, tmp_path: Path) -> None:
    rows = [
        Row(["sun", "Sonne"], model=REVERSED, cards=[(0, 0, 0, 1), (1, 0, 0, 1)], tags=" noun "),
        Row(["capital of France", "Paris"], model=TYPED),
    ]
    done = run("import", write(tmp_path / "kinds.apkg", *rows))
    assert done.code == 0
    text = decks(home, "kinds")
    assert "  prompt: sun\n  answer: Sonne\n  reverse: true\n  tags: [noun]\n" in text
    assert "  prompt: capital of France\n  accept:\n  - Paris\n" in text


def test_suspended_cards_stay_suspended_and_due_dates_stay(run: Run, home: Path, tmp_path: Path) -> None:
    rows = [Row(["a", "b"], cards=[(0, -1, 2, 2000)])]
    run("import", write(tmp_path / "s.apkg", *rows, log=LOG))
    run("due")
    with closing(sqlite3.connect(home / "recall.db")) as connection:
        row = connection.execute("SELECT suspended, due_on FROM card_states WHERE collection = 's'").fetchone()
    assert row == (1, "2026-03-06")


def test_what_is_dropped_shows_in_the_exit_code(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "half.csv"
    file.write_text("front,back\none,1\ntwo,\n")
    done = run("import", file)
    assert done.code == 1
    assert "dropped 1  row without a question or an answer, such as: two" in done.out


def test_columns_are_as_the_learner_says(run: Run, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("x;1;eins;t1\ny;2;zwei;t2\n")
    assert run("import", file, "--columns", "-,back,front,tags", "--to", "numbers").code == 0
    assert "  prompt: eins\n  answer: 1\n  tags: [t1]\n" in decks(home, "numbers")


def test_a_table_whose_columns_are_not_known_says_what_to_type(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("only\none\ncolumn\n")
    done = run("import", file, "--columns", "frnt")
    assert done.code == 1
    assert "known are" in done.err


def test_what_goes_wrong_leaves_nothing_half_done(
    run: Run, home: Path, words: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    done = run("import", words)
    assert done.code == NotSaved("").exit_code
    assert "No space left" in done.err
    assert not (home / "decks" / "words").exists()


def test_an_interrupted_import_leaves_nothing_half_done(
    run: Run, home: Path, words: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(importing.os, "fsync", interrupted)
    assert run("import", words).code == 130
    assert not (home / "decks" / "words").exists()


@pytest.mark.parametrize(
    "arguments", [["missing.apkg"], ["words.apkg", "--to", "No Name!"], ["words.apkg", "--format", "x"]]
)
def test_wrong_usage_is_told_with_a_hint(run: Run, words: Path, arguments: list[str]) -> None:
    done = run("import", *arguments)
    assert done.code == 2
    assert done.out == ""


def test_several_files_go_on_after_a_bad_one(run: Run, words: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.apkg"
    bad.write_bytes(b"no")
    done = run("import", bad, words, "--json")
    assert done.code == 1
    assert [json.loads(line)["collection"] for line in done.out.splitlines()] == ["words"]
    assert "bad.apkg" in done.err


def test_a_pipe_or_a_device_is_refused_in_words(run: Run, home: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "words.apkg"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        done = run("import", path)
        assert (done.code, "is no plain file" in done.err) == (1, True)
    (home / "decks").mkdir(exist_ok=True)
    os.mkfifo(home / "decks" / "pipe.yaml")
    words = write(tmp_path / "others.apkg", Row(["one", "eins"]))
    assert "1 added" in run("import", words, "--to", "own").out


def test_a_folder_without_a_deck_says_what_to_name(run: Run, home: Path, tmp_path: Path) -> None:
    done = run("import", tmp_path)
    assert done.code == 2
    assert "name the files in it" in done.err
