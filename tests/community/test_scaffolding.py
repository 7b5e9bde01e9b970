"""`recall deck new`: a collection that passes its own check, written once and never over anything."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from recall.community.licences import LICENCES
from recall.community.scaffold import scaffold
from recall.deck.check import check_path, collection_cards
from recall.deck.manifest import read_collection
from recall.deck.verify import can_verify, verify_card
from recall.errors import RecallError, Refused, UsageError


def begin(folder: Path, name: str = "kafka", *, title: str = "", licence: str = LICENCES[0], author: str = "") -> Path:
    scaffold(folder / name, name, title=title, licence=licence, author=author, year=2026)
    return folder / name


def test_what_is_written_passes_the_check_without_a_word(tmp_path: Path) -> None:
    folder = begin(tmp_path)
    assert check_path(folder, strict=True).problems == ()
    name, cards = collection_cards(folder)
    assert name == "kafka"
    assert {card.kind for card in cards} == {
        *("basic", "single", "multi", "typed", "number", "cloze", "order", "match", "categories", "output")
    }


def test_what_its_cards_claim_about_code_is_true(tmp_path: Path) -> None:
    _, cards = collection_cards(begin(tmp_path))
    proved = [verify_card(card) for card in cards if can_verify(card)]
    assert [verdict.ok for verdict in proved] == [True]


@pytest.mark.parametrize("licence", LICENCES)
def test_the_manifest_says_what_the_author_said(tmp_path: Path, licence: str) -> None:
    folder = begin(tmp_path, title='Kafka: "the log" @NAME@', author="Ada: #1", licence=licence)
    manifest, problems = read_collection((folder / "collection.yaml").read_bytes(), "collection.yaml", strict=True)
    assert problems == ()
    assert manifest is not None
    said = (manifest.id, manifest.title, manifest.licence, manifest.authors)
    assert said == ("kafka", 'Kafka: "the log" @NAME@', licence, ("Ada: #1",))
    assert "Ada: #1" in (folder / "LICENSE").read_text("utf-8")


def test_nothing_is_left_to_fill_in(tmp_path: Path) -> None:
    for path in begin(tmp_path).rglob("*.*"):
        if path.is_file():
            assert not re.search(r"@[A-Z]+@", path.read_text("utf-8")), path


def test_editor_and_ci_find_what_they_need(tmp_path: Path) -> None:
    folder = begin(tmp_path)
    first = (folder / "basics.yaml").read_text("utf-8").splitlines()[0]
    schema = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert schema is not None
    assert "properties" in json.loads((folder / schema[1]).read_text("utf-8"))
    steps = yaml.safe_load((folder / ".github/workflows/decks.yml").read_text("utf-8"))["jobs"]["check"]["steps"]
    assert any("recall deck check . --format github --against" in step.get("run", "") for step in steps)
    (repository,) = yaml.safe_load((folder / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert [hook["entry"] for hook in repository["hooks"]] == ["recall deck check ."]


def test_the_hook_that_recall_offers_runs_the_check() -> None:
    (hook,) = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert (hook["id"], hook["entry"], hook["args"]) == ("recall-deck-check", "recall deck check", ["."])


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "kafka").mkdir()
    (tmp_path / "kafka" / "README.md").write_text("mine")
    with pytest.raises(Refused, match=r"README\.md is there already, nothing was written"):
        begin(tmp_path)
    assert [path.name for path in (tmp_path / "kafka").iterdir()] == ["README.md"]


def test_a_folder_that_holds_none_of_its_files_may_be_there(tmp_path: Path) -> None:
    (tmp_path / "kafka" / ".git").mkdir(parents=True)
    assert check_path(begin(tmp_path)).problems == ()


@pytest.mark.parametrize("name", ["Kafka", "a b", "../x", "", "-x", "own", "backend", "k" * 65])
def test_a_name_that_cannot_be_one_is_refused_with_the_cure(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="small letters, digits and single hyphens"):
        begin(tmp_path, name)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RecallError, match="cannot be written"):
        begin(tmp_path / "file")
