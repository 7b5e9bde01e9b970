"""A learner for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from learner import Learner, make_learner


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    made = make_learner(tmp_path)
    yield made
    for desk in made.open_desks:
        desk.close()
