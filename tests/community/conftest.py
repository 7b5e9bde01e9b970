"""A learner, and an author who publishes a collection in a repository, a folder or an archive."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from author import Author
from desks import SHARED, Learner

from recall.config import Home


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "collection.yaml").write_text("format: recall/1\nid: backend\ntitle: Backend\n")
    (shipped / "http.yaml").write_text(
        "format: recall/1\ndeck: http\ntitle: HTTP\ncards:\n- {id: http-1, prompt: Shipped, answer: yes}\n"
    )
    home = tmp_path / "home"
    made = Learner(Home(home, home, home / "cache"), shipped)
    yield made
    for desk in made.desks:
        desk.close()


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path / "kafka")


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The proof files; skipped where their maker is not here."""
    maker = SHARED / "attacks" / "make_samples.py"
    if not maker.is_file():
        pytest.skip("the maker of the proof files is not here")
    folder = tmp_path_factory.mktemp("attacks")
    source = maker.read_text("utf-8")
    for large, enough in (("400 << 20", "80 << 20"), ("range(400)", "range(80)")):  # bombs that are made in seconds
        source = source.replace(large, enough)
    subprocess.run([sys.executable, "-c", source, str(folder)], check=True, capture_output=True)
    return folder
