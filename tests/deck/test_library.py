"""The library: what is on disk, behind an index that may be thrown away at any time."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from recall.config import Home, find_home
from recall.deck import compile, current, index, settle
from recall.deck.card import Basic
from recall.deck.library import Library
from recall.deck.problem import Problem
from recall.deck.shelves import load
from recall.errors import NotSaved, UsageError

COLLECTION = "format: recall/1\nid: backend\ntitle: Backend\nissues: https://x.org/issues\nstages: [web, data]\n"
WEB = "id: web\nnumber: 1\ntitle: The web\naliases: [http]\ndeck_aliases: {cors: [headers, nowhere]}\n"
DATA = "id: data\nnumber: 2\ntitle: Data\n"


def card(name: str, more: str = "") -> str:
    return f"- id: {name}\n  prompt: What is {name}?\n  answer: {name}\n{more}"


def deck(name: str, *cards: str, more: str = "") -> str:
    return f"format: recall/1\ndeck: {name}\ntitle: Deck {name}\n{more}cards:\n{''.join(cards)}"


class Shelf:
    """A shipped collection in a folder. Files get a date in the past, as they have on a learner's machine."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.seconds = 1_700_000_000
        self.write("collection.yaml", COLLECTION)
        self.write("web/stage.yaml", WEB)
        self.write("data/stage.yaml", DATA)
        self.write(
            "web/headers.yaml", deck("headers", card("h1"), card("h2", "  tags: [core]\n"), more="requires: [sql]\n")
        )
        self.write("web/web.yaml", deck("web", card("w1"), card("w2"), more="aliases: [www]\n"))
        self.write("data/sql.yaml", deck("sql", card("s1", "  tags: [core, joins]\n"), card("s2", "  related: [w1]\n")))

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.settle()
        return path

    def settle(self) -> None:
        self.seconds += 1
        for path in (self.root, *self.root.rglob("*")):
            if path.stat().st_mtime > self.seconds + 1_000_000 or path.is_dir():
                os.utime(path, (self.seconds, self.seconds))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "decks")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return find_home(tmp_path / "home")


Open = Callable[[], Library]


@pytest.fixture
def opened(home: Home, shelf: Shelf) -> Iterator[Open]:
    libraries: list[Library] = []

    def open_one() -> Library:
        libraries.append(Library.open(home, shelf.root))
        return libraries[-1]

    yield open_one
    for library in libraries:
        library.close()


def own(home: Home, name: str, text: str) -> Path:
    path = home.own_decks / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def edits(home: Home, text: str, collection: str = "backend") -> Path:
    path = home.edits / f"{collection}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_cards_are_had_by_key(opened: Open) -> None:
    library = opened()
    found = library.card("backend:h1")
    assert found is not None
    assert (found.prompt, found.deck, found.stage, found.place.line) == ("What is h1?", "headers", "web", 6)
    assert library.card("backend:nowhere") is None
    assert list(library.cards(["backend:s1", "backend:nowhere", "backend:h1"])) == ["backend:s1", "backend:h1"]


def test_decks_come_stage_by_stage(opened: Open) -> None:
    library = opened()
    assert [(info.ref, info.stage, info.title, info.cards, info.requires) for info in library.decks()] == [
        ("backend/headers", "web", "Deck headers", 2, ("sql",)),
        ("backend/web", "web", "Deck web", 2, ()),
        ("backend/sql", "data", "Deck sql", 2, ()),
    ]
    assert library.collections() == ("backend",)
    assert library.stages("backend") == ("web", "data")
    assert library.stage_titles() == {
        ("backend", ""): "Backend",
        ("backend", "web"): "The web",
        ("backend", "data"): "Data",
    }
    assert library.issues_address("backend") == "https://x.org/issues"
    assert library.requires() == {"backend/headers": frozenset({"backend/sql"})}


def test_rows_come_in_the_order_of_introduction(opened: Open) -> None:
    rows = list(opened().rows())
    assert [row.key for row in rows] == [f"backend:{name}" for name in ("s1", "h2", "w1", "w2", "s2", "h1")]
    assert [row.position for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [bool(row.core) for row in rows] == [True, True, False, False, False, False]
    assert rows[0].deck == "backend/sql"


def test_related_cards_are_related_both_ways(opened: Open, shelf: Shelf) -> None:
    shelf.write("web/web.yaml", deck("web", card("w1", "  related: [gone, w1]\n"), card("w2", "  related: [w1, h1]\n")))
    related = {row.note: row.related for row in opened().rows()}
    assert related == {
        "backend:h1": "backend:w2",
        "backend:h2": "",
        "backend:w1": "backend:s2 backend:w2",
        "backend:w2": "backend:h1 backend:w1",
        "backend:s1": "",
        "backend:s2": "backend:w1",
    }


def test_the_right_answers_of_the_whole_library_can_be_gone_through(opened: Open, shelf: Shelf) -> None:
    typed = (
        "- id: t\n  prompt: x\n  accept: [bcrypt, the bcrypt]\n- id: gaps\n  cloze: a {{c1::scrypt}} and {{c2::salt}}\n"
    )
    shelf.write("web/web.yaml", deck("web", typed))
    library = opened()
    assert sorted(library.terms()) == ["bcrypt", "salt", "scrypt", "the bcrypt"]


def test_siblings_and_contrasts(opened: Open, shelf: Shelf) -> None:
    gaps = "- id: gaps\n  cloze: a {{c1::b}} and {{c2::c}}\n  contrasts: [h1, gone]\n"
    shelf.write("web/web.yaml", deck("web", gaps, card("gaps-more")))
    library = opened()
    assert library.siblings("backend:gaps#c2") == ("backend:gaps#c1", "backend:gaps#c2")
    assert library.siblings("backend:h1") == ("backend:h1",)
    found = library.card("backend:gaps#c1")
    assert found is not None
    assert [each.key for each in library.contrasts(found)] == ["backend:h1"]


# -- what changes on disk


def test_a_second_look_reads_no_deck(opened: Open, home: Home, shelf: Shelf) -> None:
    opened()
    assert index.is_current(home, shelf.root)
    code = (
        "import sys; from pathlib import Path; from recall.config import find_home\n"
        "from recall.deck.library import Library\n"
        "library = Library.open(find_home(sys.argv[1]), Path(sys.argv[2]))\n"
        "assert library.card('backend:h1') and library.decks()\n"
        "print('yaml' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(home.data), str(shelf.root)], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "False"


def test_the_cheap_question_needs_neither_yaml_nor_the_library(opened: Open, home: Home, shelf: Shelf) -> None:
    version = opened().version
    code = (
        "import sqlite3, sys; from recall.deck.current import version_if_current\n"
        "print(version_if_current(sqlite3.connect(sys.argv[1]), sys.argv[2]))\n"
        "heavy = {'yaml', 'json', 'pathlib', 'recall.deck.library', 'recall.deck.card'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(home.deck_index), index.places(home, shelf.root)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == version


def test_a_changed_deck_is_taken_in(opened: Open, home: Home, shelf: Shelf) -> None:
    library = opened()
    before = library.version
    shelf.write("data/sql.yaml", deck("sql", card("s1"), card("s3")))
    assert not library.is_current()
    assert not index.is_current(home, shelf.root)
    library.reload()
    assert library.version != before
    assert library.card("backend:s2") is None
    assert library.card("backend:s3") is not None
    assert library.is_current()


@pytest.mark.parametrize("change", ["added", "removed", "moved", "folder"])
def test_files_that_come_and_go_are_noticed(opened: Open, shelf: Shelf, change: str) -> None:
    library = opened()
    if change == "added":
        shelf.write("data/nosql.yaml", deck("nosql", card("n1")))
    elif change == "removed":
        (shelf.root / "data/sql.yaml").unlink()
    elif change == "moved":
        (shelf.root / "data/sql.yaml").rename(shelf.root / "web/sql.yaml")
    else:
        shelf.write("cloud/aws.yaml", deck("aws", card("a1")))
    shelf.settle()
    assert not library.is_current()
    library.reload()
    keys = {row.key for row in library.rows()}
    assert ("backend:n1" in keys) == (change == "added")
    assert ("backend:a1" in keys) == (change == "folder")
    assert ("backend:s1" in keys) == (change != "removed")
    if change == "moved":
        found = library.card("backend:s1")
        assert found is not None
        assert found.stage == "web"


def test_only_what_changed_is_compiled_again(opened: Open, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    library = opened()
    read: list[str] = []
    real = compile.read_deck

    def noted(data: bytes, path: str, *rest: Any, **named: Any) -> compile.DeckFile:
        read.append(Path(path).name)
        return real(data, path, *rest, **named)

    monkeypatch.setattr("recall.deck.indexing.read_deck", noted)
    shelf.write("data/sql.yaml", deck("sql", card("s1")))
    library.reload()
    assert read == ["sql.yaml"]
    os.utime(shelf.root / "web/web.yaml", (5, 5))
    library.reload()
    assert read == ["sql.yaml"], "the hash is the same"


def test_a_file_that_was_only_just_written_can_change_again_unmissed(opened: Open, shelf: Shelf) -> None:
    path = shelf.root / "web/web.yaml"
    library = opened()
    for number in range(10):
        path.write_text(deck("web", card(f"n{number}")), "utf-8")  # of one size, and perhaps of one time
        library.reload()
        assert library.card(f"backend:n{number}") is not None
        assert library.is_current()


def test_the_version_is_of_the_content(home: Home, shelf: Shelf, tmp_path: Path, opened: Open) -> None:
    first = opened()
    second = Library.open(find_home(tmp_path / "other"), shelf.root)
    assert first.version == second.version
    second.close()


# -- the index may be anything


@pytest.mark.parametrize("there", [b"", b"not a database at all, but longer than a header" * 10, "foreign", "older"])
def test_an_index_that_is_none_is_made_again(opened: Open, home: Home, there: bytes | str) -> None:
    home.deck_index.parent.mkdir(parents=True)
    if isinstance(there, bytes):
        home.deck_index.write_bytes(there)
    else:
        connection = sqlite3.connect(home.deck_index)
        connection.execute("CREATE TABLE cards (a)")
        if there == "older":
            connection.execute(f"PRAGMA application_id = {current.APPLICATION}")
        connection.commit()
        connection.close()
    assert opened().card("backend:h1") is not None
    with sqlite3.connect(home.deck_index) as connection:
        assert current.fits(connection)
    connection.close()


def test_an_index_that_is_damaged_in_the_middle_is_made_again(opened: Open, home: Home) -> None:
    opened().close()
    data = bytearray(home.deck_index.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    home.deck_index.write_bytes(bytes(data))
    library = opened()
    assert library.card("backend:h1") is not None
    assert len(list(library.rows())) == 6


def test_a_card_that_is_damaged_in_the_index_is_compiled_again(opened: Open, home: Home) -> None:
    library = opened()
    with sqlite3.connect(home.deck_index) as connection:
        connection.execute("UPDATE cards SET body = 'x' || body")
    connection.close()
    found = library.card("backend:h1")
    assert found is not None
    assert found.prompt == "What is h1?"


def test_where_the_cache_cannot_be_written_the_library_works_in_memory(opened: Open, home: Home) -> None:
    home.cache.parent.mkdir(parents=True)
    home.cache.write_text("a file where the folder should be")
    library = opened()
    assert library.card("backend:h1") is not None
    assert [info.ref for info in library.decks()] == ["backend/headers", "backend/web", "backend/sql"]


def test_an_index_that_may_only_be_read_does_not_stop_a_changed_deck(
    opened: Open, home: Home, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened().close()
    shelf.write("data/sql.yaml", deck("sql", card("s9")))
    real: Any = sqlite3.connect

    def read_only(path: Any, *rest: Any, **named: Any) -> Any:
        if path == home.deck_index:
            return real(f"{home.deck_index.as_uri()}?mode=ro", uri=True, isolation_level=None)
        return real(path, *rest, **named)

    monkeypatch.setattr(sqlite3, "connect", read_only)  # as root, permissions would not stop us
    assert opened().card("backend:s9") is not None


def test_two_libraries_at_once_see_the_same(opened: Open, shelf: Shelf) -> None:
    one, two = opened(), opened()
    shelf.write("data/sql.yaml", deck("sql", card("s1"), card("s5")))
    two.reload()
    one.reload()
    assert one.version == two.version
    assert one.card("backend:s5") == two.card("backend:s5")


# -- bad decks


def test_a_broken_deck_is_told_and_hides_no_other(opened: Open, shelf: Shelf) -> None:
    shelf.write("data/sql.yaml", "format: recall/1\ndeck: sql\ncards:\n- id: s1\n  prompt: a: b\n" + card("s2"))
    shelf.write("data/empty.yaml", b"")
    shelf.write("data/latin.yaml", "é".encode("latin-1"))
    (shelf.root / "data/folder.yaml").mkdir()
    library = opened()
    assert library.card("backend:s2") is not None
    told = {Path(problem.file).name: problem.message for problem in library.problems()}
    assert told["sql.yaml"].startswith("a `: ` inside text")
    assert told["empty.yaml"] == "the file is empty"
    assert "is not UTF-8" in told["latin.yaml"]
    assert told["folder.yaml"] == "this is a folder, not a deck file"


def test_an_unreadable_deck_is_told() -> None:
    folder = Path(tempfile.mkdtemp(dir="/tmp"))  # where somebody else than root may look
    path = folder / "deck.yaml"
    path.write_text(deck("d", card("a")), "utf-8")
    path.chmod(0)
    folder.chmod(0o755)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        found = load(path)
    finally:
        if root:
            os.seteuid(0)
        shutil.rmtree(folder)
    assert isinstance(found, Problem)
    assert found.message == "the file may not be read"


def test_a_file_that_fails_while_it_is_read_is_told(opened: Open, shelf: Shelf) -> None:
    (shelf.root / "data/broken.yaml").symlink_to("/proc/self/mem")
    assert "the file cannot be read" in opened().problems()[0].message


def test_a_file_that_could_not_be_read_is_tried_again(opened: Open, shelf: Shelf) -> None:
    path = shelf.root / "web/web.yaml"
    path.unlink()
    path.mkdir()
    library = opened()
    assert library.card("backend:w1") is None
    assert not library.is_current()
    path.rmdir()
    path.write_text(deck("web", card("w1")))
    library.reload()
    assert library.card("backend:w1") is not None
    assert library.is_current()


def test_one_id_in_two_files_belongs_to_the_first(opened: Open, shelf: Shelf) -> None:
    shelf.write("data/zz.yaml", deck("zz", card("s1", "  tags: [core]\n"), card("z1")))
    library = opened()
    found = library.card("backend:s1")
    assert found is not None
    assert found.deck == "sql"
    (problem,) = library.problems()
    assert problem.card == "s1"
    assert "the id is taken by the card at" in problem.message
    assert [row.key for row in library.rows()].count("backend:s1") == 1
    (shelf.root / "data/sql.yaml").unlink()
    shelf.settle()
    library.reload()
    found = library.card("backend:s1")
    assert found is not None
    assert found.deck == "zz"
    assert library.problems() == ()


def test_two_decks_of_one_name_are_told_and_keep_their_cards(opened: Open, shelf: Shelf) -> None:
    shelf.write("data/again.yaml", deck("web", card("x1")))
    library = opened()
    assert library.card("backend:x1") is not None
    assert [problem.message[:26] for problem in library.problems()] == ["the deck id `web` is taken"]
    assert len(list(library.rows())) == 7


def test_a_collection_above_the_limit_loses_its_last_cards(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle, "MAX_CARDS", 5)
    library = opened()
    assert len(list(library.rows())) == 5
    assert library.card("backend:s2") is None
    assert "the limit is 5" in library.problems()[0].message


def test_a_card_renamed_keeps_its_history(opened: Open, shelf: Shelf) -> None:
    gaps = "- id: gaps\n  cloze: a {{c1::b}} and {{c2::c}}\n  formerly: [holes, more#c2, h1]\n"
    only = "- id: only\n  cloze: a {{c1::b}}\n  formerly: [plain, left#c3]\n"
    shelf.write("web/web.yaml", deck("web", gaps, only, card("new", "  formerly: [old]\n")))
    library = opened()
    assert library.renames() == {
        "backend:holes#c1": "backend:gaps#c1",
        "backend:holes#c2": "backend:gaps#c2",
        "backend:more#c2": "backend:gaps#c2",
        "backend:h1#c1": "backend:gaps#c1",
        "backend:h1#c2": "backend:gaps#c2",
        "backend:plain": "backend:only#c1",
        "backend:plain#c1": "backend:only#c1",
        "backend:left#c3": "backend:only#c1",
        "backend:old": "backend:new",
    }


def test_formerly_cannot_take_the_history_of_a_living_card(opened: Open, shelf: Shelf) -> None:
    shelf.write("web/web.yaml", deck("web", card("new", "  formerly: [h1]\n")))
    library = opened()
    assert library.renames() == {}
    assert "`formerly` names `h1`, which is a card still" in str(library.problems()[0])


# -- the learner's own decks and wording


def test_own_decks_are_the_collection_own(opened: Open, home: Home) -> None:
    own(home, "mine.yaml", deck("mine", card("m1")))
    own(home, "work/db.yaml", deck("db", card("d1")))
    own(home, "kafka/collection.yaml", "id: kafka\ntitle: Kafka\n")
    own(home, "kafka/topics.yaml", deck("topics", card("t1")))
    own(home, "thief/collection.yaml", "id: backend\n")
    own(home, "thief/web.yaml", deck("web", card("h1")))
    library = opened()
    assert library.collections() == ("backend", "own", "kafka")
    assert {row.key for row in library.rows() if row.collection != "backend"} == {"own:m1", "own:d1", "kafka:t1"}
    assert library.select(["@kafka"]).decks == frozenset({"kafka/topics"})
    assert library.select(["work"]).decks == frozenset({"own/db"})
    found = library.card("backend:h1")
    assert found is not None
    assert found.deck == "headers"
    assert [problem.message for problem in library.problems()] == [
        "a collection `backend` is already there; this one is left out"
    ]


def test_the_learners_wording_lies_over_the_card(opened: Open, home: Home, shelf: Shelf) -> None:
    library = opened()
    before = (library.version, (shelf.root / "web/headers.yaml").read_bytes())
    edits(home, "cards:\n- id: h1\n  answer: in my words\n")
    assert not library.is_current()
    library.reload()
    found = library.card("backend:h1")
    assert found is not None
    assert found.answer == Basic("in my words")
    assert library.version != before[0]
    assert (shelf.root / "web/headers.yaml").read_bytes() == before[1]
    (home.edits / "backend.yaml").unlink()
    library.reload()
    found = library.card("backend:h1")
    assert found is not None
    assert found.answer == Basic("h1")


def test_an_edit_outlives_a_change_of_the_deck(opened: Open, home: Home, shelf: Shelf) -> None:
    edits(home, "cards:\n- id: h1\n  answer: mine\n")
    library = opened()
    shelf.write("web/headers.yaml", deck("headers", card("h0"), card("h1", "  explanation: newly written\n")))
    library.reload()
    found = library.card("backend:h1")
    assert found is not None
    assert (found.answer, found.explanation) == (Basic("mine"), "newly written")


def test_wrong_edits_are_told_and_not_fatal(opened: Open, home: Home) -> None:
    path = edits(home, "cards:\n- id: h1\n  level: high\n- id: gone\n  prompt: x\n")
    library = opened()
    assert library.card("backend:h1") is not None
    told = [(problem.file, problem.line, problem.level) for problem in library.problems()]
    assert sorted(told) == [(str(path), 3, "error"), (str(path), 4, "warning")]


def test_editing_a_shipped_card_makes_an_entry_and_finds_it_again(opened: Open, home: Home, shelf: Shelf) -> None:
    library = opened()
    found = library.card("backend:h2")
    assert found is not None
    before = (shelf.root / "web/headers.yaml").read_bytes()
    place = library.edit_place(found)
    text = Path(place.path).read_text("utf-8")
    assert Path(place.path) == home.edits / "backend.yaml"
    assert text.split("\n")[place.line - 1] == "- id: h2"
    assert "# answer: h2" in text
    assert library.edit_place(found) == place
    assert Path(place.path).read_text("utf-8") == text
    library.reload()
    assert library.card("backend:h2") == found
    assert library.problems() == ()
    assert (shelf.root / "web/headers.yaml").read_bytes() == before


def test_a_card_of_ones_own_is_edited_in_its_file(opened: Open, home: Home) -> None:
    path = own(home, "mine.yaml", deck("mine", card("m1"), card("m2")))
    library = opened()
    found = library.card("own:m2")
    assert found is not None
    place = library.edit_place(found)
    assert (place.path, place.line) == (str(path), 8)
    assert not home.edits.exists()


def test_where_no_entry_can_be_written_it_says_so(opened: Open, home: Home) -> None:
    library = opened()
    found = library.card("backend:h2")
    assert found is not None
    home.edits.parent.mkdir(parents=True, exist_ok=True)
    home.edits.write_text("a file where the folder should be")
    with pytest.raises(NotSaved, match="cannot be written"):
        library.edit_place(found)


# -- selectors


@pytest.mark.parametrize(
    ("selector", "decks"),
    [
        ("web", {"headers", "web"}),
        ("http", {"headers", "web"}),
        ("headers", {"headers"}),
        ("web/headers", {"headers"}),
        ("backend/web", {"web"}),
        ("backend/web/", {"headers", "web"}),
        ("www", {"web"}),
        ("cors", {"headers"}),
        ("@backend", {"headers", "web", "sql"}),
        ("SQL", {"sql"}),
    ],
)
def test_a_name_is_a_stage_then_a_deck_then_an_alias(opened: Open, selector: str, decks: set[str]) -> None:
    selection = opened().select([selector])
    assert selection.decks == frozenset(f"backend/{name}" for name in decks)
    assert selection.keys is None


def test_cards_and_tags_select_cards(opened: Open) -> None:
    library = opened()
    assert library.select(["backend:h1"]).keys == frozenset({"backend:h1"})
    assert library.select(["tag:joins", "tag:core"]).keys == frozenset({"backend:s1", "backend:h2"})
    both = library.select(["sql", "backend:h1"])
    assert (both.decks, both.keys) == (frozenset({"backend/sql"}), frozenset({"backend:h1"}))


@pytest.mark.parametrize(
    ("selector", "hint"),
    [
        ("heders", "did you mean headers"),
        ("backend:h3", "did you mean backend:h"),
        ("tag:jions", "did you mean tag:joins?"),
        ("zzzz", "there are data, web"),
        ("@nobody", "there are data, web"),
        ("backend:", "there are data, web"),
    ],
)
def test_what_fits_nothing_gets_the_nearest_names(opened: Open, selector: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        opened().select([selector])
    assert hint in caught.value.hint
    assert caught.value.exit_code == 2


def test_without_decks_the_library_is_empty(home: Home, tmp_path: Path) -> None:
    library = Library.open(home, tmp_path / "nowhere")
    assert (library.decks(), list(library.rows()), library.problems()) == ((), [], ())
    assert library.is_current()
    library.close()


def test_a_named_pipe_among_the_decks_is_told_and_not_waited_for(tmp_path: Path) -> None:
    home = Home(data=tmp_path, config=tmp_path, cache=tmp_path / "cache")
    home.own_decks.mkdir()
    os.mkfifo(home.own_decks / "pipe.yaml")
    library = Library.open(home, tmp_path / "none")
    assert ["no file that can be read" in problem.message for problem in library.problems()] == [True]
    library.close()
