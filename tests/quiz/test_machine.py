"""The course of an interview: phases, the clock as a function of events, probes, pauses, and how it ends."""

from __future__ import annotations

import pytest
from interviews import NOON, POINTS, WROTE, after, made_plan, one_question, pool, question, step, taken

from recall.quiz import machine
from recall.quiz.values import (
    Answer,
    Confirm,
    Flag,
    Hint,
    Judge,
    Next,
    Pause,
    Probed,
    Quit,
    Rate,
    Resume,
    Schedule,
    Skip,
    Start,
    Sure,
)

OPEN = question("b:open", kind="interview")
ALL = tuple(point.id for point in POINTS)


def right(at):
    return Answer(at, WROTE, 1.0, True)


def wrong(at):
    return Answer(at, WROTE, 0.0)


def test_the_first_question_is_on_the_table_when_the_learner_begins():
    state = step(machine.start(made_plan()), Start(NOON))
    assert (state.phase, state.stage, state.started_at, state.shown_at) == ("asking", "warm-up", NOON, NOON)
    assert state.current is not None


def test_a_graded_answer_leads_to_the_next_question_without_feedback():
    before = step(machine.start(made_plan(choice=False)), Start(NOON))
    state = step(before._replace(current=question("b:n1")), right(after(12)))
    assert (state.phase, len(state.answered), state.answered[0].ms) == ("asking", 1, 12_000)


def test_feedback_now_waits_for_the_learner():
    state = step(one_question(question(), feedback="now"), wrong(after(9)))
    assert state.phase == "feedback"
    assert step(state, Next(after(90))).phase == "wrap-up"


def test_feedback_shows_the_question_just_done_and_takes_its_flag():
    state = step(one_question(question(), feedback="now"), wrong(after(9)), Flag(after(10)))
    assert state.answered[-1].flagged


def test_the_flag_goes_with_the_question_and_can_be_taken_off():
    one = step(one_question(question()), Flag(after(1)), right(after(5)))
    none = step(one_question(question()), Flag(after(1)), Flag(after(2)), right(after(5)))
    assert (one.answered[0].flagged, none.answered[0].flagged) == (True, False)


def test_a_pause_stops_the_clock_and_is_reported():
    state = step(one_question(question()), Pause(after(10)), Resume(after(400)), right(after(405)))
    assert (state.answered[0].ms, state.paused_ms) == (15_000, 390_000)


def test_time_away_after_a_crash_does_not_count():
    state = step(one_question(question()), Sure(after(10), "fairly"), Resume(after(4000)), right(after(4005)))
    assert (state.answered[0].ms, state.paused_ms) == (15_000, 3_990_000)


def test_a_clock_that_goes_back_costs_nothing():
    state = step(one_question(question()), Sure(after(10), "fairly"), right(after(-500)))
    assert state.answered[0].ms == 10_000


def test_instants_count_in_milliseconds_as_the_log_holds_them():
    state = step(one_question(question()), right(after(5.0004567)))
    assert state.last_at == after(5)


def test_what_is_left_of_the_question_runs_with_the_clock_and_stands_still_in_a_pause():
    state = one_question(question(seconds=45), minutes=10)
    assert machine.remaining(state, after(5)) == (40, 595)
    assert machine.remaining(state, after(50)) == (-5, 550)
    paused = step(state, Pause(after(20)))
    assert machine.remaining(paused, after(500)) == (25, 580)
    assert machine.remaining(step(paused, Resume(after(500))), after(501)) == (24, 579)


def test_no_clock_runs_while_a_rubric_is_gone_through():
    state = step(one_question(OPEN, minutes=10), Answer(after(30), WROTE))
    assert machine.remaining(state, after(300)) == (None, 570)


def test_without_minutes_the_interview_has_no_clock():
    assert machine.remaining(one_question(question()), NOON)[1] is None


def test_over_time_is_noted_and_still_counts():
    answered = step(one_question(question(seconds=45)), right(after(46))).answered[0]
    assert (answered.over_time, answered.outcome, answered.score) == (True, "answered", 1.0)


@pytest.mark.parametrize(("seconds", "outcome"), [(44, "answered"), (46, "answered"), (48, "timed out")])
def test_strict_time_ends_the_question_with_a_moment_for_the_answer_on_its_way(seconds, outcome):
    answered = step(one_question(question(seconds=45), strict=True), right(after(seconds))).answered[0]
    assert (answered.outcome, answered.score) == (outcome, float(outcome == "answered"))


def test_nothing_said_when_strict_time_is_up_is_timed_out():
    state = step(one_question(question(seconds=45), strict=True), Answer(after(45.1), None))
    assert state.answered[0].outcome == "timed out"


def test_an_answer_faster_than_the_text_can_be_read_is_rapid():
    asked = question(read_ms=3000)
    assert step(one_question(asked), right(after(2))).answered[0].rapid
    assert not step(one_question(asked), right(after(4))).answered[0].rapid


def test_a_hint_halves_what_can_be_earned():
    answered = step(one_question(question()), Hint(after(1)), right(after(9))).answered[0]
    assert (answered.score, answered.hinted) == (0.5, True)


def test_a_kind_without_hints_has_none():
    with pytest.raises(ValueError, match="no hint"):
        step(one_question(question(kind="number")), Hint(after(1)))


def test_a_skip_says_nothing_of_ability():
    state = one_question(question())
    skipped = step(state, Skip(after(9)))
    assert skipped.belief == state.belief
    assert skipped.answered[0].outcome == "skipped"


def test_a_card_turned_over_is_rated_by_the_learner():
    state = step(one_question(question(kind="basic")._replace(kind="single")), Answer(after(5), {"kind": "flipped"}))
    assert state.phase == "rubric"
    done = step(state, Rate(after(8), 2)).answered[0]
    assert (done.score, done.rating, done.ms) == (0.5, 2, 5_000)


def test_an_open_answer_goes_to_its_rubric_and_is_worth_what_the_learner_confirms():
    state = step(one_question(OPEN._replace(probes=())), Answer(after(60), WROTE))
    assert (state.phase, state.answered) == ("rubric", ())
    done = step(state, Confirm(after(90), ("p0", "p2"))).answered[0]
    assert (done.made, done.score, done.ms) == (("p0", "p2"), 0.6, 60_000)


def test_dont_know_to_an_open_question_has_no_rubric_and_no_probes():
    state = step(one_question(OPEN), Answer(after(60), None))
    assert (state.phase, state.answered[0].outcome) == ("wrap-up", "unknown")


def test_the_first_unmet_point_with_a_probe_is_asked_for_and_counts_half():
    state = step(one_question(OPEN), Answer(after(60), WROTE), Confirm(after(90), ("p1", "p2")))
    assert state.phase == "probing"
    assert state.probe is not None
    assert state.probe.place == 2
    done = step(state, Probed(after(100), "ah"), Confirm(after(120), ("p0",))).answered[0]
    assert (done.score, done.probed, done.probe_answers) == (0.7, ("p0",), ("ah",))


def test_two_probes_at_most():
    probed = step(one_question(OPEN), Answer(after(60), WROTE), Confirm(after(90), ()))
    probed = step(probed, Probed(after(95), None))
    assert probed.phase == "probing"
    done = step(probed, Probed(after(99), None))
    assert done.phase == "wrap-up"
    assert done.answered[0].asked_probes == (2, 0)
    assert done.answered[0].probe_answers == (None, None)


def test_a_good_answer_gets_the_harder_probe():
    state = step(one_question(OPEN), Answer(after(60), WROTE), Confirm(after(90), ALL))
    assert state.probe is not None
    assert state.probe.place == 1


def test_a_red_flag_costs_one_point():
    state = step(one_question(OPEN._replace(probes=())), Answer(after(60), WROTE), Confirm(after(90), ALL, 2))
    assert state.answered[0].score == 0.8


def test_points_that_the_rubric_does_not_have_are_refused():
    state = step(one_question(OPEN), Answer(after(60), WROTE))
    with pytest.raises(ValueError, match="no points"):
        step(state, Confirm(after(61), ("p9",)))


def test_time_for_a_probe_runs_on_its_own_and_adds_to_the_answer():
    state = step(one_question(OPEN), Answer(after(60), WROTE), Confirm(after(90), ()))
    assert machine.remaining(state, after(100))[0] == 50
    done = step(state, Probed(after(100), None), Probed(after(103), None)).answered[0]
    assert done.ms == 73_000


@pytest.mark.parametrize(
    ("phase", "event"),
    [
        ("intro", Next(NOON)),
        ("asking", Confirm(NOON, ())),
        ("asking", Rate(NOON, 3)),
        ("asking", Start(NOON)),
        ("paused", Flag(NOON)),
        ("wrap-up", Skip(NOON)),
        ("walk", Judge(NOON, 1)),
        ("reported", Next(NOON)),
    ],
)
def test_an_event_that_does_not_fit_the_phase_is_refused(phase, event):
    state = one_question(question())._replace(phase=phase)
    with pytest.raises(ValueError, match="does not fit"):
        machine.step(state, event)


def test_the_wrap_up_asks_for_a_judgement_before_the_walk():
    state = taken(made_plan(), lambda _: 0.0)
    state = step(state, Judge(after(999), 7))
    assert (state.phase, state.judged) == ("walk", 7)


@pytest.mark.parametrize("count", [-1, 13])
def test_a_judgement_is_a_number_of_the_questions(count):
    with pytest.raises(ValueError, match="cannot be right"):
        step(taken(made_plan()), Judge(after(999), count))


def test_results_are_scheduled_once_when_the_wrap_up_is_left():
    state = taken(made_plan(), lambda _: 0.0)
    effects = []
    while not state.over:
        state, more = machine.step(state, Next(after(999)))
        effects += more
    assert effects.count(Schedule()) == 1


def test_the_walk_goes_through_every_miss_before_the_report():
    state = taken(made_plan(), lambda asked: float(asked.key[-1] in "02468"), until="walk")
    misses = machine.missed(state)
    assert 0 < len(misses) < 12
    for _ in misses:
        assert state.phase == "walk"
        state = step(state, Next(after(999)))
    assert state.phase == "reported"


def test_no_miss_no_walk():
    state = taken(made_plan([question(f"b:n{at}", topic=at % 4) for at in range(12)]), lambda _: 1.0)
    assert step(state, Next(after(999))).phase == "reported"


def test_sure_and_wrong_comes_first_in_the_walk():
    state = step(machine.start(made_plan([question("b:a"), question("b:c")], number=2)), Start(NOON))
    state = step(state, wrong(after(5)), Sure(after(6), "certain"), wrong(after(9)))
    assert [each.confidence for each in machine.missed(state)] == ["certain", None]


def test_stopping_early_keeps_what_was_answered():
    state = step(machine.start(made_plan(pool(40))), Start(NOON))
    state = step(state._replace(current=question("b:n1")), right(after(5)), Quit(after(8)))
    assert (state.phase, len(state.answered), state.ended_at) == ("wrap-up", 1, after(8))


def test_stopping_before_the_first_answer_abandons_the_interview():
    state = step(machine.start(made_plan()), Start(NOON), Quit(after(8)))
    assert (state.phase, state.over) == ("abandoned", True)


def test_stopping_amid_a_rubric_keeps_the_text_but_does_not_score_it():
    state = step(one_question(OPEN), Answer(after(60), WROTE), Quit(after(70)))
    assert (state.answered[0].outcome, state.answered[0].response) == ("skipped", WROTE)
    assert state.belief == one_question(OPEN).belief


def test_stopping_amid_a_probe_keeps_the_points_confirmed_before():
    state = step(one_question(OPEN), Answer(after(60), WROTE), Confirm(after(90), ("p0",)), Quit(after(99)))
    assert (state.answered[0].score, state.phase) == (0.4, "wrap-up")


def test_stopping_in_a_pause_ends_it():
    state = step(one_question(OPEN), Answer(after(60), None))
    assert state.phase == "wrap-up"
    paused = step(machine.start(made_plan()), Start(NOON), Pause(after(5)), Quit(after(9)))
    assert paused.phase == "abandoned"
