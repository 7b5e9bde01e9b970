"""`recall fit`, `plan` and `simulate` from the shell: clear words, JSON, and no question where there is no terminal."""

from __future__ import annotations

import pytest
from cli_home import Run


def test_a_new_learner_is_told_how_many_answers_a_fit_needs(run: Run) -> None:
    assert "a fit needs 64" in run("fit").out
    found = run("fit", "--json").json
    assert (found["outcome"], found["adopted"], found["params"]) == ("too few", False, "default")


def test_rescheduling_moves_nothing_that_is_right(run: Run) -> None:
    assert run("fit", "--reschedule", "--yes", "--json").json["moved"] == 0
    refused = run("fit", "--dry-run", "--reset")
    assert refused.code == 2
    assert "changes nothing" in refused.err


def test_the_parameters_that_counted_are_listed(run: Run) -> None:
    assert "nothing was fitted yet" in run("fit", "--history").out
    run("fit", "--reset")
    assert [each["params"] for each in run("fit", "--history", "--json").json["fits"]] == ["default"]


def test_a_plan_is_set_shown_and_ended(run: Run) -> None:
    assert "No interview is planned" in run("plan").out
    assert "expected then" in run("plan", "set", "kinds", "--date", "2026-01-25", "--minutes", "5").out
    (found,) = run("plan", "--json").json["plans"]
    assert (found["on"], found["minutes"], found["days_left"]) == ("2026-01-25", 5, 20)
    assert 0 < found["expected"] <= 1
    assert len(found["curve"]) == 20
    assert run("plan", "clear").code == 0
    assert run("plan", "--json").json == {"plans": []}


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--date", "15.01.2027"], "did you mean 2027-01-15?"),
        (["--date", "02/01/2027"], "did you mean 2027-01-02 or 2027-02-01?"),
        (["--date", "2027-02-30"], "there is no 2027-02-30"),
        (["--date", "soon"], "write it as 2027-01-15"),
        (["2027-01-20"], "put --date 2027-01-20"),
        ([], "put --date 2027-01-15"),
    ],
)
def test_a_day_that_cannot_be_read_is_answered_with_one_that_can(run: Run, words: list[str], hint: str) -> None:
    done = run("plan", "set", *words)
    assert done.code == 2
    assert hint in done.err


def test_a_plan_for_yesterday_or_for_no_deck_is_refused(run: Run) -> None:
    for arguments, said in (
        (("set", "--date", "2026-01-04"), "not ahead"),
        (("set", "--date", "soon"), "2027-01-15"),
        (("set", "--date", "2026-02-04", "--minutes", "0"), "1<=x<=1440"),
        (("set", "no-such-deck", "--date", "2026-02-04"), "fits no stage"),
        (("clear", "kinds"), "no plan over"),
    ):
        refused = run("plan", *arguments)
        assert refused.code == 2
        assert said in refused.err


def test_a_simulation_shows_the_current_choice_among_others(run: Run) -> None:
    assert "<- yours" in run("simulate", "kinds").out
    found = run("simulate", "kinds", "--json").json
    assert found["current"] in {each["retention"] for each in found["choices"]}
    costs = [each["minutes_a_day"] for each in found["choices"]]
    assert costs[0] < costs[-1]


def test_easy_weekdays_and_days_off_are_settings(run: Run) -> None:
    assert run("config", "set", "weekdays", "1,1,1,1,1,0.5,0").code == 0
    assert run("config", "set", "days_off", "2026-12-24,2026-12-25").code == 0
    assert run("config", "get", "--json").json["days_off"] == ["2026-12-24", "2026-12-25"]
    assert run("config", "set", "weekdays", "0,0").code == 2
