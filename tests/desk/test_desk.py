"""What a learner may rely on from one morning to the next, on a real history and real decks."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from learner import Learner, make_learner

from recall.desk import Desk
from recall.desk.options import Options
from recall.desk.views import FirstRun
from recall.errors import UsageError
from recall.review.sitting import Sitting
from recall.schedule.values import Rating


def answer_all(desk: Desk, sitting: Sitting, rating: Rating = Rating.EASY, *, most: int = 100) -> list[str]:
    asked = []
    while sitting.current is not None and len(asked) < most:
        asked.append(sitting.current.key)
        sitting = desk.grade(desk.reveal(sitting), rating)
    return asked


def test_the_first_day_brings_the_core_cards_first_and_eight_new_ones(learner: Learner) -> None:
    asked = answer_all(learner.sit_down(), learner.open_desks[-1].start())
    assert len(asked) == 8
    assert asked[:2] == ["backend:http-1", "backend:oauth-1"]
    assert len({key.partition("#")[0] for key in asked}) == 8, "siblings wait for another day"


def test_only_the_very_first_card_is_chosen_for_its_kind(learner: Learner) -> None:
    deck = learner.decks / "fundamentals" / "hello.yaml"
    pairs = "match: [{left: a, right: one}, {left: b, right: two}, {left: c, right: three}]"
    deck.write_text(
        "format: recall/1\ndeck: hello\ntitle: Hello\ncards:\n"
        f"- {{id: hello-pairs, prompt: Join, {pairs}}}\n- {{id: hello-plain, prompt: Say, answer: it}}\n"
        f"- {{id: hello-more, prompt: Join too, {pairs}}}\n- {{id: hello-last, prompt: Say again, answer: it}}\n"
    )
    desk = learner.sit_down()
    sitting = desk.start(["hello"])
    assert sitting.current is not None
    assert sitting.current.key == "backend:hello-plain"
    desk.grade(sitting, Rating.EASY)
    again = desk.start(["hello"])
    assert again.current is not None
    assert again.current.key == "backend:hello-pairs"


def test_prerequisites_come_first(learner: Learner) -> None:
    asked = answer_all(learner.sit_down(), learner.open_desks[-1].start())
    rest = [key for key in asked if not key.endswith("-1")]
    assert all("http" in key for key in rest)


def test_held_out_cards_are_never_drilled(learner: Learner) -> None:
    desk = learner.sit_down()
    asked = answer_all(desk, desk.start(options=Options(new=50)))
    assert asked
    assert not any("held-out" in key for key in asked)


def test_limits_count_per_study_day_across_runs(learner: Learner) -> None:
    desk = learner.sit_down()
    assert len(answer_all(desk, desk.start(), most=5)) == 5
    desk.close()
    again = learner.sit_down()
    assert len(answer_all(again, again.start())) == 3
    learner.later(days=1)
    assert again.overview().new > 0


def test_a_limit_on_a_deck_holds(learner: Learner) -> None:
    desk = learner.sit_down()
    desk.set_settings({"limits.backend/http": {"new": 2}, "limits.backend/security/": {"new": 1}})
    asked = answer_all(desk, desk.start())
    assert sum("http" in key for key in asked) == 2
    assert sum("oauth" in key for key in asked) == 1


def test_a_selector_narrows_and_a_wrong_one_names_its_neighbours(learner: Learner) -> None:
    desk = learner.sit_down()
    assert all("oauth" in key for key in answer_all(desk, desk.start(["security"])))
    with pytest.raises(UsageError, match="oauth"):
        desk.start(["oath"])


def test_a_card_may_be_named_as_the_screen_names_it(learner: Learner) -> None:
    desk = learner.sit_down()
    assert queue_keys(desk.start(["http-3"])) == queue_keys(desk.start(["backend:http-3"])) == ["backend:http-3"]


def test_an_answer_survives_the_program(learner: Learner) -> None:
    desk = learner.sit_down()
    sitting = desk.grade(desk.start(), Rating.EASY)
    before = desk.state("backend:http-1")
    assert sitting.echo.startswith("http-1   4 Easy → ")
    desk.close()
    assert learner.sit_down().state("backend:http-1") == before


def test_preview_is_what_grading_does(learner: Learner) -> None:
    desk = learner.sit_down()
    sitting = desk.start()
    for rating in (Rating.GOOD, Rating.EASY, Rating.AGAIN, Rating.HARD):
        promised = desk.previews(sitting)[rating]
        sitting = desk.grade(sitting, rating)
        assert sitting.echo.endswith(f"→ {promised}")


def test_undo_reaches_back_over_a_restart(learner: Learner) -> None:
    desk = learner.sit_down()
    sitting = desk.grade(desk.grade(desk.start(), Rating.EASY), Rating.GOOD)
    desk.close()
    again = learner.sit_down()
    sitting = again.undo(again.start())
    assert sitting.current is not None
    assert sitting.current.key == "backend:oauth-1"
    sitting = again.undo(sitting)
    assert sitting.current is not None
    assert sitting.current.key == "backend:http-1"
    assert again.state("backend:http-1").memory is None
    assert again.undo(sitting).echo == "There is nothing to take back."


def test_each_step_back_says_what_it_takes_back(learner: Learner) -> None:
    desk = learner.sit_down()
    sitting = desk.grade(desk.grade(desk.start(), Rating.EASY), Rating.GOOD)
    sitting = desk.undo(sitting)
    assert sitting.echo.startswith("Taken back: oauth-1   3 Good")
    assert desk.undo(sitting).echo.startswith("Taken back: http-1   4 Easy")


def test_bury_suspend_and_known_take_a_card_away_and_undo_brings_it_back(learner: Learner) -> None:
    desk = learner.sit_down()
    for act in (desk.bury, desk.suspend, desk.known):
        sitting = desk.start()
        assert sitting.current is not None
        key = sitting.current.key
        away = act(sitting)
        assert key not in queue_keys(away)
        assert key not in queue_keys(desk.start())
        back = desk.undo(away)
        assert back.current is not None
        assert back.current.key == key
        assert queue_keys(desk.start())[0] == key


def test_suspending_with_siblings_takes_all_of_them(learner: Learner) -> None:
    desk = learner.sit_down()
    sitting = desk.start(["backend:http-gaps"], Options(new=5))
    assert sitting.current is not None
    desk.suspend(sitting, note=True)
    assert desk.start(["backend:http-gaps"], Options(new=5)).done


def test_a_buried_card_comes_back_the_next_day(learner: Learner) -> None:
    desk = learner.sit_down()
    sitting = desk.start()
    assert sitting.current is not None
    desk.bury(sitting)
    learner.later(days=1)
    assert sitting.current.key in queue_keys(learner.sit_down().start())


def test_a_known_card_is_verified_in_one_to_two_months(learner: Learner) -> None:
    desk = learner.sit_down()
    desk.known(desk.start())
    learner.later(days=29)
    assert "backend:http-1" not in queue_keys(learner.sit_down().start())
    learner.later(days=32)
    assert "backend:http-1" in queue_keys(learner.sit_down().start())


def test_cramming_leaves_memory_alone(learner: Learner) -> None:
    desk = learner.sit_down()
    answer_all(desk, desk.start())
    before = desk.state("backend:http-2")
    answer_all(desk, desk.start(["http"], Options(cram=True)), Rating.GOOD)
    assert desk.state("backend:http-2") == before
    assert desk.history.doctor(learner.now()).ok


def test_looking_ahead_asks_what_is_due_tomorrow(learner: Learner) -> None:
    desk = learner.sit_down()
    first = desk.start()
    assert first.current is not None
    desk.set_due_all([first.current.key], date(2026, 1, 7))
    assert "backend:http-1" not in queue_keys(desk.start(options=Options(new=0)))
    assert "backend:http-1" in queue_keys(desk.start(options=Options(new=0, ahead=2)))


def test_editing_a_card_keeps_its_history(learner: Learner) -> None:
    desk = learner.sit_down()
    sitting = desk.grade(desk.start(), Rating.EASY)
    assert sitting.current is not None
    path = learner.decks / "fundamentals" / "http.yaml"
    path.write_text(path.read_text().replace("Question 1 of http", "Better words"))
    desk.reload()
    card = desk.library.card("backend:http-1")
    assert card is not None
    assert card.prompt == "Better words"
    assert desk.state("backend:http-1").reps == 1


def test_a_renamed_card_keeps_its_history(learner: Learner) -> None:
    desk = learner.sit_down()
    desk.grade(desk.start(), Rating.EASY)
    path = learner.decks / "fundamentals" / "http.yaml"
    path.write_text(path.read_text().replace("- id: http-1\n", "- id: http-one\n  formerly: [http-1]\n"))
    desk.reload()
    assert desk.state("backend:http-one").reps == 1
    assert desk.history.doctor(learner.now()).ok


def test_a_card_that_is_gone_keeps_its_rows(learner: Learner) -> None:
    desk = learner.sit_down()
    desk.grade(desk.start(), Rating.EASY)
    (learner.decks / "fundamentals" / "http.yaml").unlink()
    desk.reload()
    assert desk.library.card("backend:http-1") is None
    assert desk.state("backend:http-1").reps == 1
    assert not any("http-1" in key for key in queue_keys(desk.start()))


def test_first_run_is_asked_once(learner: Learner) -> None:
    desk = learner.sit_down()
    assert desk.first_run_needed()
    desk.first_run(FirstRun(minutes=30, interview_on=date(2026, 3, 1), experienced=True))
    desk.close()
    again = learner.sit_down()
    assert not again.first_run_needed()
    assert (again.settings.minutes, again.settings.new_per_day) == (30, 12)
    assert [each.plan.on for each in again.overview().plans] == [date(2026, 3, 1)]


def test_the_overview_counts_what_the_queue_asks(learner: Learner) -> None:
    desk = learner.sit_down()
    for _ in range(4):
        overview = desk.overview()
        counts = desk.start().counts
        assert (overview.new, overview.learning, overview.due) == (counts.new, counts.learning, counts.due)
        answer_all(desk, desk.start(), Rating.GOOD, most=3)
        learner.later(days=2)


def test_after_a_break_the_day_is_capped_and_says_when_the_backlog_clears(learner: Learner) -> None:
    desk = learner.sit_down()
    answer_all(desk, desk.start(options=Options(new=50)))
    desk.set_settings({"minutes": 1})
    learner.later(days=200)
    overview = desk.overview()
    assert 0 < overview.due < 14
    assert overview.backlog_days > 0
    assert overview.new == 0


def test_the_clock_may_go_back(learner: Learner) -> None:
    desk = learner.sit_down()
    answer_all(desk, desk.start(), Rating.GOOD)
    learner.later(days=-30)
    again = learner.sit_down()
    answer_all(again, again.start(["http"], Options(ahead=60)), Rating.GOOD)
    assert again.history.doctor(learner.now()).ok


def queue_keys(sitting: Sitting) -> list[str]:
    current = [sitting.current] if sitting.current else []
    return [item.key for item in (*current, *sitting.queue, *(each.item for each in sitting.learning))]


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            ["again", "hard", "good", "easy", "undo", "bury", "suspend", "mark", "known", "sleep", "restart"]
        ),
        st.integers(0, 3),
    ),
    max_size=14,
)


@given(ACTIONS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_pressed_replay_equals_what_is_stored(actions: list[tuple[str, int]]) -> None:
    """And no suspended card is ever in a queue, and undoing everything gives the state of the start."""
    with tempfile.TemporaryDirectory() as folder:
        learner = make_learner(Path(folder))
        desk = learner.sit_down()
        sitting = desk.start()
        for action, amount in actions:
            if action == "sleep":
                learner.later(days=amount, hours=amount)
            elif action == "restart":
                desk.close()
                desk = learner.sit_down()
                sitting = desk.start()
            elif action == "undo":
                sitting = desk.undo(sitting)
            elif sitting.current is not None:
                if action in ("again", "hard", "good", "easy"):
                    sitting = desk.grade(sitting, Rating[action.upper()])
                else:
                    sitting = getattr(desk, action)(sitting)
            assert not any(desk.history.marks(key).get("suspended") for key in queue_keys(desk.start()))
        report = desk.history.doctor(learner.now())
        assert report.ok, [check for check in report.checks if not check.ok]
        for _ in range(len(actions) + 1):
            sitting = desk.undo(sitting)
        assert all(desk.state(f"backend:http-{n}").memory is None for n in range(1, 7))
        assert desk.history.doctor(learner.now()).ok
        for opened in learner.open_desks:
            opened.close()


def test_two_desks_on_one_history_both_work(learner: Learner) -> None:
    one, two = learner.sit_down(), learner.sit_down()
    first, second = one.start(), two.start()
    for _ in range(4):
        first = one.grade(first, Rating.GOOD)
        learner.later(seconds=5)
        second = two.grade(second, Rating.GOOD)
        learner.later(seconds=5)
    assert one.state("backend:http-1").reps == 2
    assert one.history.doctor(learner.now()).ok


def test_days_are_study_days(learner: Learner) -> None:
    desk = learner.sit_down()
    answer_all(desk, desk.start(), Rating.EASY, most=1)
    due = desk.state("backend:http-1").memory
    assert due is not None
    assert due.due_on is not None
    learner.at = learner.at.replace(hour=2, minute=30) + timedelta(days=(due.due_on - date(2026, 1, 5)).days)
    assert "backend:http-1" not in queue_keys(learner.sit_down().start()), "02:30 UTC is 03:30 here: still yesterday"
    learner.later(minutes=31)
    assert "backend:http-1" in queue_keys(learner.sit_down().start())


@given(st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 40), st.booleans()), min_size=3, max_size=8))
@settings(max_examples=6, deadline=None)
def test_what_was_made_ready_changes_no_answer(steps: list[tuple[Rating, int, bool]]) -> None:
    told = []
    for ready in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            learner = make_learner(Path(folder))
            desk, answers = learner.sit_down(), []
            sitting = desk.start()
            for rating, days, back in steps:
                if sitting.current is None:
                    break
                if ready:
                    desk.make_ready(sitting)
                learner.later(seconds=7)
                key = sitting.current.key
                shown = desk.reveal(sitting)
                desk.expected.prepare(desk.settings.parameters).join()  # type: ignore[union-attr]
                sitting = desk.grade(shown, rating)
                answers.append(dict(desk.history.answers(key)[-1].body))
                if back:
                    sitting = desk.undo(sitting)
                answers.append(desk.state(key))
                learner.later(days=days)
                sitting = desk.start() if days else sitting
            told.append(answers)
            desk.close()
    assert told[0] == told[1]
