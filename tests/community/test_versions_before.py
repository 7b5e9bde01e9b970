"""The decks of a collection as they were: in a git revision, or in another folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from author import Author

from recall.community.revision import at, cards_of, retired
from recall.errors import UsageError


def test_a_revision_is_read_as_it_was(author: Author) -> None:
    first = author.commit("1")
    del author.cards["k1"]
    author.commit("2")
    parcel = at(author.folder, first)
    assert parcel.revision == first
    assert [card.key for card in cards_of(parcel, "kafka")] == ["kafka:k1", "kafka:k2", "kafka:k3", "kafka:k4"]
    assert {card.id for card in cards_of(at(author.folder, "HEAD~1"), "kafka")} == {"k1", "k2", "k3", "k4"}
    assert {card.id for card in cards_of(at(author.folder, "v2"), "kafka")} == {"k2", "k3", "k4"}


def test_a_collection_below_the_root_of_a_repository_is_read_alone(author: Author, tmp_path: Path) -> None:
    outer = Author(tmp_path)
    author.write()
    outer.git("init", "--quiet")
    (tmp_path / "other.yaml").write_text("format: recall/1\ndeck: other\ncards: []\n")
    outer.git("add", "--all")
    outer.git("commit", "--quiet", "-m", "One")
    assert set(at(author.folder, "HEAD").files) == {"collection.yaml", "kafka.yaml"}


def test_a_folder_is_a_version_too(author: Author, tmp_path: Path) -> None:
    assert len(cards_of(at(tmp_path, str(author.write())), "kafka")) == 4


@pytest.mark.parametrize("version", ["nope", "--upload-pack=touch x", "-h", "HEAD:kafka.yaml", "HEAD^{tree}"])
def test_what_is_no_revision_is_told(author: Author, version: str) -> None:
    author.commit()
    with pytest.raises(UsageError, match="is no revision and no folder"):
        at(author.folder, version)


def test_nothing_of_the_repository_runs(author: Author, tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    commit = author.commit()
    author.git("config", "core.fsmonitor", f"touch {proof}; true")
    author.git("config", "core.pager", f"touch {proof}; cat")
    author.git("config", "filter.x.smudge", f"touch {proof}; cat")
    author.git("config", "diff.external", f"touch {proof}")
    author.git("config", "alias.cat-file", f"!touch {proof}")
    (author.folder / ".git" / "info" / "attributes").write_text("*.yaml filter=x\n")
    hook = author.folder / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {proof}\n")
    hook.chmod(0o755)
    assert at(author.folder, commit).files
    assert not proof.exists()


def test_links_in_a_revision_are_not_followed(author: Author) -> None:
    author.write()
    (author.folder / "evil.yaml").symlink_to("/etc/passwd")
    author.commit()
    assert set(at(author.folder, "HEAD").files) == {"collection.yaml", "kafka.yaml"}


def test_ids_that_are_retired_are_named_in_the_manifest() -> None:
    assert retired(b"format: recall/1\nid: x\nx-retired: [a, b]\n", "collection.yaml") == {"a", "b"}
    assert retired(b"format: recall/1\nid: x\nx-retired: a\n", "collection.yaml") == frozenset()
