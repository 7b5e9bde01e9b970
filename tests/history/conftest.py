from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from scribe import opened

from recall.config import Home, find_home
from recall.history.store import History


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return find_home(tmp_path / "recall")


@pytest.fixture
def history(home: Home) -> Iterator[History]:
    with opened(home) as history:
        yield history
