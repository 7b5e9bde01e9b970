"""`recall export`: whole files or none, nothing replaced unasked, an honest report; and home again in another home."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_home import Ran, Run

from recall.desk import exporting
from recall.errors import NotSaved
from recall.interop import archive

FORMATS = ("apkg", "anki-text", "csv", "tsv", "markdown", "gift", "json", "html")
ANSWERS = "".join(
    json.dumps({"card": "own:k-basic", "rating": rating, "at": at}) + "\n"
    for rating, at in ((3, "2026-01-01T08:00:00Z"), (3, "2026-01-01T08:20:00Z"), (1, "2026-01-04T08:00:00Z"))
)


def reviews(run: Run, card: str = "own:k-basic") -> int:
    return len(run("show", card, "--json").json["reviews"])


@pytest.fixture
def elsewhere(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Moves the learner to a home with nothing in it."""

    def move() -> Path:
        other = tmp_path / "other"
        other.mkdir()
        monkeypatch.setenv("RECALL_HOME", str(other))
        return other

    return move


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_written_and_says_what_it_leaves_out(run: Run, tmp_path: Path, format_: str) -> None:
    run("answer", "--stdin", stdin=ANSWERS)
    done = run("export", "@own", "--format", format_, "-o", tmp_path / "out", "--json")
    assert (done.code, done.json["notes"], done.json["cards"]) == (0, 13, 14)
    assert done.json["size"] == (tmp_path / "out").stat().st_size
    assert len(done.json["kinds"]) == 13
    lost = {loss["what"]: loss["count"] for loss in done.json["dropped"]}
    held = 3 if format_ == "apkg" else 0
    assert (done.json["reviews"], sum(lost[what] for what in lost if "history" in what)) == (held, 3 - held)
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


def test_the_ending_of_the_file_names_the_format(run: Run, tmp_path: Path) -> None:
    assert run("export", "@own", "-o", "x.csv", "--json").json["format"] == "csv"
    assert run("export", "@own", "-o", "x.MD", "--json").json["format"] == "markdown"
    asked = run("export", "@own", "-o", "x.doc")
    assert (asked.code, "--format apkg|" in asked.err) == (2, True)


def test_a_file_that_is_there_stays_without_force(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    target.write_text("mine")
    refused = run("export", "@own", "-o", target)
    assert (refused.code, target.read_text()) == (4, "mine")
    assert "--force" in refused.err
    assert run("export", "@own", "-o", target, "--force").code == 0
    assert target.read_text().startswith("guid,kind,")


def test_a_file_that_comes_while_another_is_written_stays(tmp_path: Path) -> None:
    part, target = tmp_path / ".x.part", tmp_path / "x"
    part.write_text("ours")
    target.write_text("theirs")
    with pytest.raises(exporting.Refused):
        exporting.settle(part, target, force=False)
    assert target.read_text() == "theirs"


@pytest.mark.parametrize("ending", ["x.apkg", "x.tar.gz"])
def test_a_full_disk_and_a_stop_leave_nothing(
    run: Run, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()
    for error, code in ((OSError(28, "No space left on device"), 1), (KeyboardInterrupt(), 130)):

        def fail(_: int, error: BaseException = error) -> None:
            raise error

        monkeypatch.setattr(os, "fsync", fail)
        selectors = ["@own"] if ending == "x.apkg" else []
        assert run("export", *selectors, "-o", tmp_path / "out" / ending).code == code
        assert list((tmp_path / "out").iterdir()) == []


def test_without_history_no_review_leaves(run: Run, tmp_path: Path) -> None:
    run("answer", "--stdin", stdin=ANSWERS)
    done = run("export", "@own", "-o", "x.apkg", "--without-history", "--json")
    assert done.json["reviews"] == 0
    assert run("import", "x.apkg", "--to", "copy", "--json").json["reviews"] == 0


def test_selectors_choose_what_leaves(run: Run) -> None:
    assert run("export", "own:k-typed", "-o", "x.json", "--json").json["notes"] == 1
    assert run("export", "kind:cloze deck:kinds", "-o", "y.json", "--json").json["kinds"] == {"cloze": 1}
    assert run("export", "nothing-of-this-name", "-o", "z.json").code == 2


@pytest.mark.parametrize("ending", ["apkg", "txt", "csv", "tsv", "md", "gift", "json"])
def test_what_comes_back_to_its_home_adds_nothing(run: Run, ending: str) -> None:
    run("answer", "--stdin", stdin=ANSWERS)
    run("export", "@own", "-o", f"x.{ending}")
    done = run("import", f"x.{ending}", "--history", "--json")
    assert (done.json["added"], done.json["updated"], done.json["new_reviews"]) == (0, 0, 0)
    assert reviews(run) == 3
    assert run("doctor", "--quiet").code == 0


def test_a_package_in_another_home_keeps_ids_and_history(run: Run, elsewhere: Callable[[], Path]) -> None:
    run("answer", "--stdin", stdin=ANSWERS)
    was = run("show", "k-basic", "--json").json
    run("export", "@own", "-o", "x.apkg")
    elsewhere()
    first: Ran = run("import", "x.apkg", "--json")
    assert (first.json["added"], first.json["new_reviews"], first.json["collection"]) == (13, 3, "own")
    now = run("show", "own:k-basic", "--json").json
    assert (now["state"]["state"], now["state"]["reps"]) == (was["state"]["state"], was["state"]["reps"])
    assert now["state"]["stability"] == pytest.approx(was["state"]["stability"], rel=1e-9)
    again: Ran = run("import", "x.apkg", "--json")
    assert (again.json["added"], again.json["updated"], again.json["unchanged"]) == (0, 0, 13)
    assert reviews(run) == 3


def test_reviews_of_somebody_else_join_only_on_the_learners_word(run: Run, elsewhere: Callable[[], Path]) -> None:
    run("answer", "--stdin", stdin=ANSWERS.replace("own:k-basic", "backend:pkce-name"))
    card = next(iter(run("browse", "deck:oauth-flows", "--json", "--limit", "1").json["cards"]))["key"]
    run("answer", "--stdin", stdin=ANSWERS.replace("own:k-basic", card))
    run("export", card, "-o", "x.apkg")
    elsewhere()
    asked = run("import", "x.apkg", "--json")
    assert (asked.json["new_reviews"], reviews(run, card)) == (0, 0)
    assert any("--history" in loss["what"] and loss["count"] == 3 for loss in asked.json["dropped"])
    assert run("import", "x.apkg", "--history", "--json").json["new_reviews"] == 3
    assert run("import", "x.apkg", "--history", "--json").json["new_reviews"] == 0
    assert reviews(run, card) == 3


# -- the archive


def test_an_archive_brings_everything_to_another_home(run: Run, home: Path, elsewhere: Callable[[], Path]) -> None:
    run("answer", "--stdin", stdin=ANSWERS)
    run("config", "set", "minutes", "35")
    (home / "edits").mkdir(exist_ok=True)
    (home / "edits" / "own.yaml").write_text("format: recall/1\nedits:\n- id: k-basic\n  prompt: My own words?\n")
    (home / "collections" / "kafka" / "v1").mkdir(parents=True)
    (home / "collections" / "kafka" / "v1" / "deck.yaml").write_text("x")
    (home / "config.toml").write_text('theme = "ansi-dark"\neditor = "sh -c evil"\n')
    done = run("export", "-o", "me.tar.gz", "--json")
    assert (done.code, done.json["format"]) == (0, "archive")
    log = run("history", "export").out
    other = elsewhere()
    taken = run("import", "me.tar.gz", "--json")
    assert (taken.json["events"], taken.json["kept"]) == (len(log.splitlines()), [])
    assert run("history", "export").out == log
    assert run("config", "get", "minutes").out.strip().endswith("35")
    assert (other / "edits" / "own.yaml").read_bytes() == (home / "edits" / "own.yaml").read_bytes()
    assert (other / "collections" / "kafka" / "v1" / "deck.yaml").read_text() == "x"
    assert (other / "decks" / "kinds.yaml").read_bytes() == (home / "decks" / "kinds.yaml").read_bytes()
    assert (other / "config.toml").read_text() == 'theme = "ansi-dark"\n'
    assert any("editor" in loss["what"] for loss in taken.json["dropped"])
    again = run("import", "me.tar.gz", "--json")
    assert (again.json["events"], again.json["files"]) == (0, 0)
    assert run("doctor", "--quiet").code == 0


def test_an_archive_overwrites_nothing_and_merges_both_histories(
    run: Run, home: Path, elsewhere: Callable[[], Path]
) -> None:
    run("answer", "--stdin", stdin=ANSWERS)
    run("export", "-o", "me.tar.gz")
    other = elsewhere()
    (other / "decks").mkdir()
    (other / "decks" / "kinds.yaml").write_text("format: recall/1\ndeck: kinds\ntitle: Mine\ncards: []\n")
    run("answer", "--stdin", stdin=ANSWERS.replace("own:k-basic", "backend:pkce-name"))
    before = len(run("history", "export").out.splitlines())
    taken = run("import", "me.tar.gz", "--json")
    assert (taken.code, taken.json["kept"]) == (1, ["decks/kinds.yaml"])
    assert "title: Mine" in (other / "decks" / "kinds.yaml").read_text()
    assert len(run("history", "export").out.splitlines()) == before + taken.json["events"]


def test_a_dry_run_of_an_archive_writes_nothing(run: Run, elsewhere: Callable[[], Path]) -> None:
    run("answer", "--stdin", stdin=ANSWERS)
    run("export", "-o", "me.tar.gz")
    other = elsewhere()
    assert run("import", "me.tar.gz", "--dry-run").code == 0
    assert not (other / "decks").exists()
    assert run("history", "export").out == ""


def test_an_archive_is_taken_in_as_a_whole(run: Run) -> None:
    assert run("export", "@own", "-o", "me.tar.gz").code == 2
    run("export", "-o", "me.tar.gz")
    for option in (["--to", "x"], ["--no-history"]):
        assert run("import", "me.tar.gz", *option).code == 2


def packed(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as file:
        for info, data in members:
            info.size = len(data) if info.isreg() else 0
            file.addfile(info, io.BytesIO(data))
    return out.getvalue()


def member(name: str, data: bytes = b"x", kind: bytes = tarfile.REGTYPE) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = "/etc/passwd"
    return info, data


FIRST = member(archive.MANIFEST, archive.manifest("2026-01-05T08:00:00.000Z"))
HOSTILE = {
    "path above": packed(FIRST, member("decks/../../evil.yaml")),
    "absolute": packed(FIRST, member("/tmp/evil.yaml")),
    "elsewhere": packed(FIRST, member("recall.db")),
    "hidden": packed(FIRST, member("decks/.git/config.yaml")),
    "backslash": packed(FIRST, member("decks\\evil.yaml")),
    "symlink": packed(FIRST, member("decks/a.yaml", kind=tarfile.SYMTYPE)),
    "hard link": packed(FIRST, member("decks/a.yaml", kind=tarfile.LNKTYPE)),
    "device": packed(FIRST, member("decks/a.yaml", kind=tarfile.CHRTYPE)),
    "twice": packed(FIRST, member("decks/a.yaml"), member("decks/a.yaml")),
    "long name": packed(FIRST, member("decks/" + "a" * 9000 + ".yaml")),
    "no manifest": packed(member("decks/a.yaml")),
    "newer": packed(member(archive.MANIFEST, b'{"format": "recall/archive/2"}')),
    "cut off": packed(FIRST, member("decks/a.yaml", os.urandom(5000)))[:-2000],
    "no tar": gzip.compress(b"hello"),
    "empty": gzip.compress(b""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_writes_nothing(run: Run, home: Path, tmp_path: Path, name: str) -> None:
    run("due")
    before = sorted(str(path) for path in home.rglob("*"))
    (tmp_path / "bad.tar.gz").write_bytes(HOSTILE[name])
    done = run("import", "bad.tar.gz")
    assert done.code == 1
    assert done.err.startswith("recall: bad.tar.gz: ")
    assert sorted(str(path) for path in home.rglob("*")) == before


def test_a_bomb_is_not_unpacked(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBER", 1 << 20)
    (tmp_path / "bomb.tar.gz").write_bytes(packed(FIRST, member("journal/a.jsonl", bytes(2 << 20))))
    assert "more than a learner's data" in run("import", "bomb.tar.gz").err


def test_a_disk_that_refuses_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(NotSaved, match="Read-only"):
        exporting.put(tmp_path / "x", b"", force=True)
