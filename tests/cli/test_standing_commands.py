"""`recall stats` and `recall ready`: lines, data for scripts, and the page for a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_home import Run


@pytest.fixture
def studied(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Twelve answers on three days, the last of them today."""
    for day in (5, 7, 9):
        monkeypatch.setenv("RECALL_NOW", f"2026-01-{day:02}T08:00:00+01:00")
        for card in ("k-typed", "k-number", "k-single", "k-multi"):
            assert run("answer", card, "good").code == 0
    return run


def test_statistics_as_data_keep_their_names(studied: Run) -> None:
    found = studied("stats", "--json").json
    assert set(found) == {
        "on", "since", "span", "scope", "answers", "added", "ms", "study_days", "target", "retention", "streak",
        "cards", "leeches", "ratings", "columns", "hours", "calendar", "due", "intervals", "stabilities",
        "difficulties", "forecast", "confidence",
    }  # fmt: skip
    assert (found["on"], found["since"], found["span"]) == ("2026-01-09", "2025-12-11", "month")
    assert (found["answers"], found["added"], found["study_days"]) == (12, 4, 3)
    assert found["retention"]["all"]["n"] == found["forecast"]["n"] == 8
    assert found["streak"] == {"days": 1, "rest_days": 0, "best": 2}
    assert sum(found["calendar"].values()) == 12


def test_forecasts_are_told_with_their_numbers_and_intervals(
    studied: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert studied("stats", "--json").json["forecast"]["auc"] is None, "nothing was wrong yet"
    assert "AUC" not in studied("stats").out
    monkeypatch.setenv("RECALL_NOW", "2026-01-20T08:00:00+01:00")
    assert studied("answer", "k-single", "again").code == 0
    found = studied("stats", "--json").json["forecast"]
    assert set(found) == {
        "n", "recalled", "rate", "low", "high", "expected", "log_loss", "log_loss_low", "log_loss_high",
        "constant_log_loss", "rmse_bins", "constant_rmse_bins", "chance_rmse_bins", "auc", "bins",
    }  # fmt: skip
    assert (found["n"], found["recalled"]) == (9, 8)
    assert found["log_loss_low"] < found["log_loss"] < found["log_loss_high"]
    assert set(found["auc"]) == {"value", "low", "high"}
    text = " ".join(studied("stats", "--plain").out.split())
    assert f"AUC {found['auc']['value']:.2f} ({found['auc']['low']:.2f}-" in text
    assert studied("stats", "--html", str(tmp_path / "page.html")).code == 0
    assert '<th scope="col">AUC</th>' in (tmp_path / "page.html").read_text()


def test_the_road_as_data_keeps_its_names(studied: Run) -> None:
    found = studied("ready", "--on", "2026-03-01", "--json").json
    assert set(found) == {"on", "later_on", "whole", "stages", "weakest"}
    assert (found["on"], found["later_on"]) == ("2026-01-09", "2026-03-01")
    own = next(stage for stage in found["stages"] if stage["ref"] == "own")
    assert set(own) == {
        "ref", "title", "cards", "covered", "core", "core_covered", "kept", "kept_later", "examined", "decks",
    }  # fmt: skip
    assert own["covered"] == 4
    assert own["kept_later"]["expected"] < own["kept"]["expected"] <= own["kept"]["high"] <= 1
    assert own["examined"] is None
    unseen = next(stage for stage in found["stages"] if stage["covered"] == 0)
    assert unseen["kept"] is None, "unseen is unknown, not nothing"


def test_both_are_lines_without_a_terminal(studied: Run) -> None:
    text = studied("stats", "--span", "all").out
    assert "Recalled" in text
    assert "Answers a day" in text
    assert studied("stats", "--ascii").out.isascii()
    plain = studied("stats", "--plain").out
    assert plain.isascii()
    assert "9 Jan: 4" in plain
    assert "not examined" in studied("ready").out
    assert "My decks: covered 4 of 14" in studied("ready", "@own", "--plain").out


def test_before_any_answer_there_is_one_sentence(run: Run) -> None:
    assert run("stats").out.startswith(" No card was answered here yet.")
    assert run("stats", "--json").json["forecast"] is None
    assert "nothing covered" in run("ready").out


def test_the_page_is_written_whole_or_not_at_all(studied: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    ran = studied("stats", "--html", page)
    assert (ran.code, ran.out) == (0, "")
    text = page.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert text.rstrip().endswith("</html>")
    refused = studied("stats", "--html", tmp_path / "nowhere" / "page.html")
    assert refused.code == 1
    assert "No such file" in refused.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["stats", "securty"], "did you mean security"),
        (["ready", "securty"], "did you mean security"),
        (["ready", "--on", "soon"], "write it as 2027-03-01"),
        (["ready", "--on", "2020-01-01"], "is past"),
        (["stats", "--span", "week"], "week"),
    ],
)
def test_what_cannot_be_meant_is_said_with_a_hint(run: Run, arguments: list[str], said: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert said in ran.err
