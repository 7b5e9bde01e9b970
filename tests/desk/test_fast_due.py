"""The quick answer of `recall due` is the long one, and what it must not load."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import platformdirs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from learner import Learner, make_learner

from recall import places
from recall.config import find_home
from recall.desk import today
from recall.history import fast
from recall.schedule.values import Rating

HEAVY = ("textual", "click", "yaml", "fsrs", "sqlite_utils", "rich", "dataclasses", "pathlib")


def both_ways(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> tuple[object, object]:
    """The counts of the long way and of the quick one, for the learner's home at the learner's time."""
    monkeypatch.setenv("RECALL_HOME", str(learner.home.data))
    monkeypatch.setattr(places, "shipped_decks", lambda: str(learner.decks))
    monkeypatch.setattr("recall.clock.now", learner.now)
    desk = learner.sit_down()
    scope, moment = desk.scope([]), desk.moment
    asked = today.look(desk.history, desk.settings, moment, scope)
    due_at = desk.history.next_due_at(scope, moment, desk.settings.day_start)
    desk.close()
    quick = fast.due_counts()
    assert quick is not None
    *counts, instant = quick
    found = None if instant is None else datetime.fromisoformat(instant)
    expected = None if due_at is None else due_at.replace(microsecond=0)
    return (asked.due, asked.learning, asked.new, expected), (*counts, found)


@given(st.lists(st.tuples(st.sampled_from(list(Rating)), st.integers(0, 40)), max_size=12), st.integers(0, 30))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_quick_answer_is_the_long_one(answers: list[tuple[Rating, int]], days: int) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        learner = make_learner(Path(folder))
        desk = learner.sit_down()
        sitting = desk.start()
        for rating, minutes in answers:
            if sitting.current is None:
                break
            sitting = desk.grade(sitting, rating)
            learner.later(minutes=minutes)
        desk.close()
        learner.later(days=days)
        slow, quick = both_ways(learner, patch)
        assert quick == slow


def test_settings_count_in_the_quick_answer_too(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = learner.sit_down()
    for values in ({"new_per_day": 3}, {"minutes": 2}, {"bury_siblings": False}, {"day_start": 0}):
        desk.set_settings(values)
        slow, quick = both_ways(learner, monkeypatch)
        assert quick == slow


def test_what_is_unusual_takes_the_long_way(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECALL_HOME", str(learner.home.data))
    monkeypatch.setattr(places, "shipped_decks", lambda: str(learner.decks))
    assert fast.due_counts() is None, "nothing is there yet"
    desk = learner.sit_down()
    assert fast.due_counts() is not None
    desk.set_settings({"limits.backend/http": {"new": 1}})
    assert fast.due_counts() is None
    desk.set_settings({"limits.backend/http": None})
    assert fast.due_counts() is not None
    (learner.decks / "security" / "new.yaml").write_text("format: recall/1\ndeck: new\ntitle: New\ncards: []\n")
    assert fast.due_counts() is None, "a deck is new"


def test_the_quick_answer_loads_nothing_heavy(learner: Learner) -> None:
    desk = learner.sit_down()
    desk.close()
    code = (
        "import sys; from recall import places; places.shipped_decks = lambda: sys.argv[1]\n"
        "from recall.__main__ import main; main(['due', '--json']); main(['--version'])\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    environment = {**os.environ, "RECALL_HOME": str(learner.home.data), "RECALL_NOW": learner.at.isoformat()}
    result = subprocess.run(
        [sys.executable, "-S", "-c", _with_path(code), str(learner.decks)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    counts, version, heavy = result.stdout.splitlines()
    assert counts.startswith('{"due": 0, "learning": 0, "new": 8')
    assert version.startswith("recall ")
    assert heavy == "[]"


def _with_path(code: str) -> str:
    """The code with this environment's packages at hand but without what `site` itself loads."""
    return f"import sys; sys.path[:] = {sys.path!r}\n{code}"


def test_the_folders_are_those_of_platformdirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RECALL_HOME", raising=False)
    home = find_home()
    assert str(home.data) == platformdirs.user_data_dir("recall", appauthor=False)
    assert str(home.config) == platformdirs.user_config_dir("recall", appauthor=False)
    assert str(home.cache) == platformdirs.user_cache_dir("recall", appauthor=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/tmp/elsewhere")
    assert str(find_home().data) == platformdirs.user_data_dir("recall", appauthor=False)
