"""A device whose clock was wrong: its answers wait, a correction puts them right without changing one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scribe import another, answer, derived, now, opened, undo, without_database

from recall.config import Home
from recall.events import Draft

DAY = 86_400_000


def correction(dev: str, days: float, first: int = 1, last: int = 1000) -> Draft:
    return Draft("clock", {"device": dev, "from": first, "to": last, "offset": round(days * DAY)})


def lines_of(home: Home) -> list[bytes]:
    with opened(home, 5000) as history:
        return [*history.export()]


@pytest.mark.parametrize("days", [0.125, -1.0, 30.0, 3652.0])
def test_a_correction_gives_the_schedule_of_a_right_clock(tmp_path: Path, days: float) -> None:
    right, wrong = another(tmp_path / "right"), another(tmp_path / "wrong")
    for home, off in ((right, 0.0), (wrong, days)):
        with opened(home, off) as history:
            for number in range(12):
                answer(history, f"d:{number % 3}", 1 + number % 4, days=number * 2 + off)
    with opened(wrong, 30) as history:
        before = lines_of(wrong)
        history.append([correction(history.own_device or "", days)], now(30))
        assert history.doctor(now(30)).ok
        assert set(before) < set(lines_of(wrong))
    found, wanted = (
        [[value for value in row if not isinstance(value, bytes)] for row in derived(home)["card_states"]]
        for home in (wrong, right)
    )
    assert found == wanted
    assert derived(wrong)["day_totals"] == derived(right)["day_totals"]


def test_what_is_answered_after_a_correction_is_not_moved_by_it(home: Home) -> None:
    with opened(home) as history:
        answer(history, "d:1", days=0.125)
        history.append([correction(history.own_device or "", 0.125, last=1 << 40)], now(1))
        event = answer(history, "d:2", days=2)
        memory = history.state("d:2").memory
        assert memory is not None
        assert memory.last_at == event.at
        assert history.doctor(now(3)).ok


def test_a_correction_is_taken_back_by_another_of_nothing_or_by_undo(home: Home) -> None:
    with opened(home) as history:
        answer(history, "d:1", days=3)
        before = history.state("d:1")
        (event,) = history.append([correction(history.own_device or "", 2)], now(4))
        assert history.state("d:1") != before
        history.append([correction(history.own_device or "", 0)], now(5))
        assert history.state("d:1") == before
        history.append([correction(history.own_device or "", 1)], now(6))
        history.append([Draft("undo", {"target": event.id, "on": True})], now(7))
        assert history.state("d:1") != before
        assert history.doctor(now(8)).ok


def test_answers_of_the_future_come_in_once_their_clock_is_put_right(tmp_path: Path) -> None:
    ahead, right = another(tmp_path / "ahead"), another(tmp_path / "right")
    with opened(ahead, 3652) as history:
        answer(history, "d:1", days=3652)
        lines = [*history.export()]
        dev = history.own_device or ""
    with opened(right) as history:
        assert history.import_events(lines, now(1)).refused[0].waits
    with opened(ahead, 1.5) as history:  # its clock is right again
        history.append([correction(dev, 3652)], now(1.5))
        lines = [*history.export()]
    with opened(right) as history:
        assert history.import_events(lines, now(2)).added == 1
        assert history.import_events(lines, now(2)).added == 1
        memory = history.state("d:1").memory
        assert memory is not None
        assert memory.last_at == now(0)[0]
        assert history.doctor(now(2)).ok


steps = st.lists(st.tuples(st.sampled_from(["answer", "correct", "undo"]), st.integers(1, 4)), max_size=12)


@given(steps)
@settings(max_examples=25, deadline=None)
def test_corrections_and_answers_in_any_order_replay_to_what_is_stored(given_steps: list[tuple[str, int]]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="recall-clocks-") as folder:
        home = another(Path(folder) / "home")
        with opened(home) as history:
            for days, (what, number) in enumerate(given_steps):
                if what == "answer":
                    answer(history, f"d:{number % 2}", number, days=days)
                elif what == "undo":
                    if target := history.undo_target():
                        undo(history, target, days)
                else:
                    offset = (-1.5, 0.0, 0.2, 40.0)[number - 1]
                    history.append([correction(history.device(), offset, number, number + 2)], now(days))
                assert history.doctor(now(days)).ok
        before = derived(home)
        without_database(home)
        opened(home, 60).close()
        assert derived(home) == before
