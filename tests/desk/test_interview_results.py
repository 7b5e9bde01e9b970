"""What an interview brings back into the days after it, and what its report says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from interviewee import Candidate, make_interviewee, reviewed
from learner import Learner

from recall.desk.desk import Desk
from recall.desk.options import Options as Wanted
from recall.errors import UsageError
from recall.history import learnt
from recall.schedule.values import Rating


@pytest.fixture
def learner(tmp_path: Path) -> Learner:
    return make_interviewee(tmp_path)


@pytest.fixture
def candidate(learner: Learner) -> Candidate:
    return Candidate(learner)


def test_missed_cards_come_first_tomorrow_within_the_limit_of_new_ones(candidate: Candidate, learner: Learner) -> None:
    state = candidate.take(6, right=False)
    missed = set(candidate.desk.misses(state.plan.quiz))
    assert missed
    assert candidate.desk.finish(state).later
    learner.later(days=1)
    desk = learner.sit_down()
    sitting = desk.start()
    asked = [sitting.current.key] if sitting.current else []
    asked += [item.key for item in sitting.queue]
    assert missed <= set(asked)
    assert len(asked) == desk.settings.new_per_day


def test_a_card_seen_before_and_missed_is_due_at_once(candidate: Candidate, learner: Learner) -> None:
    desk = candidate.desk.desk
    for number in range(1, 9):
        reviewed(desk, f"oauth-{number}")
    learner.later(days=3)
    state = candidate.take(6, right=False, selectors=("oauth",))
    seen = [each.question.key for each in state.answered if each.question.known is not None]
    assert seen
    assert set(seen) <= set(candidate.desk.finish(state).today)
    assert set(seen) <= set(candidate.desk.misses(state.plan.quiz))
    lapsed = desk.state(seen[0])
    assert (lapsed.lapses, lapsed.reps) == (1, 2)
    (_, (review, _)) = desk.history.reviews(seen[0])
    assert review.body["source"] == "quiz"
    assert review.body["evidence"]["quiz"] == state.plan.quiz
    learner.later(minutes=11)
    assert seen[0] in _queue(desk)


def _queue(desk: Desk) -> list[str]:
    sitting = desk.start()
    return [item.key for item in (sitting.current, *sitting.queue, *(each.item for each in sitting.learning)) if item]


def test_points_that_the_learner_confirmed_teach_no_parameters(candidate: Candidate, learner: Learner) -> None:
    desk = candidate.desk.desk
    for name in ("oauth-1", "jwt-1"):
        reviewed(desk, name)
    learner.later(days=3)
    candidate.take(2, kinds=("interview",))
    by_point = {
        key: event.body["evidence"]["label"]
        for key in ("backend:oauth-1", "backend:jwt-1")
        for event, _ in desk.history.reviews(key)
        if event.body["source"] == "quiz" and "point" in event.body["evidence"]
    }
    assert by_point
    assert not any(by_point.values())
    labels = [(card, label) for card, day, _, label in learnt.logged(desk.history.connection) if day == "2026-01-08"]
    assert {card for card, label in labels if not label} == set(by_point)


def test_a_card_answered_right_and_never_drilled_counts_as_known(candidate: Candidate) -> None:
    state = candidate.take(4)
    finished = candidate.desk.finish(state)
    assert finished.known
    desk = candidate.desk.desk
    for key in finished.known:
        awaited = desk.state(key).awaited_on
        assert awaited is not None
        assert timedelta(days=30) <= awaited - desk.moment.on <= timedelta(days=60)
        assert desk.history.marks(key)["known"] is True
    assert candidate.desk.misses(state.plan.quiz) == ()
    assert candidate.desk.report(state.plan.quiz).known == finished.known


def test_a_report_names_as_known_only_what_still_counts_so(candidate: Candidate) -> None:
    quiz = candidate.take(4).plan.quiz
    first, *rest = candidate.desk.report(quiz).known
    desk = candidate.desk.desk
    desk.grade(desk.start([first], Wanted(ahead=60)), Rating.AGAIN)
    assert candidate.desk.report(quiz).known == tuple(rest)
    desk.undo(desk.start())
    desk.undo(desk.start())
    assert candidate.desk.report(quiz).known == ()


def test_a_held_out_question_is_never_scheduled_but_its_points_are(candidate: Candidate) -> None:
    state = candidate.begin(4)
    keys = set()
    while state.phase == "asking":
        keys.add(state.current.key if state.current else "")
        state = candidate.answer(state, right=False)
    state = candidate.finish(state)
    open_keys = [key for key in keys if key.endswith("-open")]
    assert open_keys
    for key in open_keys:
        assert candidate.desk.desk.state(key).awaited_on is None
        assert f"{key.removesuffix('-open')}-1" in candidate.desk.misses(state.plan.quiz)


def test_without_schedule_no_date_moves(candidate: Candidate) -> None:
    state = candidate.take(4, right=False, schedule=False)
    assert candidate.desk.desk.history.undo_target() is None
    assert candidate.desk.finish(state) == ((), (), ())


def test_the_results_of_an_interview_are_taken_back_as_one(candidate: Candidate) -> None:
    state = candidate.take(4, right=False)
    desk = candidate.desk.desk
    missed = candidate.desk.misses(state.plan.quiz)
    echo = desk.undo(desk.start()).echo
    assert echo == f"Taken back: the results of interview {state.plan.quiz}"
    assert all(desk.state(key).awaited_on is None for key in missed)
    assert desk.undo(desk.start()).echo == "There is nothing to take back."
    assert candidate.desk.load("last") == state


def test_misses_that_were_reviewed_since_are_done(candidate: Candidate, learner: Learner) -> None:
    state = candidate.take(4, right=False)
    first, *rest = candidate.desk.misses(state.plan.quiz)
    learner.later(minutes=5)
    desk = candidate.desk.desk
    sitting = desk.grade(desk.start([first], Wanted(new=1, ahead=3)), Rating.GOOD)
    assert candidate.desk.misses(state.plan.quiz) == tuple(rest)
    desk.undo(sitting)
    assert candidate.desk.misses(state.plan.quiz) == (first, *rest)


GAPS = """\
format: recall/1
deck: gaps
title: Gaps
cards:
- id: gaps-flows
  cloze: "{{c1::Alpha}} comes before {{c2::beta}}, then {{c3::gamma}}."
- id: gaps-open
  level: interview
  prompt: Tell me about gaps
  model_answer: First alpha.
  rubric:
  - {id: order, point: Names them in their order, weight: 6, must: true, terms: [alpha], card: gaps-flows}
  - {id: explain, point: Explains the order, weight: 4, terms: [because]}
"""


def test_every_miss_is_dealt_siblings_apart_and_past_the_limits(tmp_path: Path) -> None:
    learner = make_interviewee(tmp_path)
    (tmp_path / "decks" / "security" / "gaps.yaml").write_text(GAPS, "utf-8")
    candidate = Candidate(learner)
    candidate.desk.desk.set_settings({"new_per_day": 1, "reviews_per_day": 1, "limits": {"backend": {"new": 1}}})
    state = candidate.take(3, right=False, kinds=("interview",))
    misses = candidate.desk.misses(state.plan.quiz)
    gaps = [key for key in misses if "#" in key]
    assert len(gaps) == 3
    desk = candidate.desk.desk
    sitting = desk.start(misses, candidate.desk.repair(misses))
    dealt = [item for item in (sitting.current, *sitting.queue) if item]
    assert sorted(item.key for item in dealt) == sorted(misses)
    assert len({item.note for item in dealt[:-2]}) == len(dealt) - 2, "the second and third gap come last"
    asked = 0
    while sitting.current is not None:
        sitting = desk.grade(sitting, Rating.EASY)
        asked += 1
    assert asked == len(misses), "none is dealt twice"
    assert candidate.desk.misses(state.plan.quiz) == ()


def test_a_miss_that_was_put_aside_is_no_longer_to_repair(candidate: Candidate) -> None:
    state = candidate.take(4, right=False)
    first, second, *rest = candidate.desk.misses(state.plan.quiz)
    candidate.desk.desk.mark_all([first], "suspended", True)
    candidate.desk.desk.bury_all([second])
    assert candidate.desk.misses(state.plan.quiz) == tuple(rest)


def test_doctor_is_content_after_interviews(candidate: Candidate, learner: Learner) -> None:
    candidate.take(4, right=False)
    candidate.take(4)
    assert candidate.desk.desk.history.doctor(learner.now()).ok


# -- the report


def test_a_report_looks_back_on_the_interview_before(candidate: Candidate, learner: Learner) -> None:
    first = candidate.take(4, right=False)
    learner.later(days=1)
    second = candidate.take(4)
    report = candidate.desk.report(second.plan.quiz)
    assert report.since is not None
    assert report.since.quiz == first.plan.quiz
    assert report.since.change > 0
    assert candidate.desk.report(first.plan.quiz).since is None
    _, _, difference = candidate.desk.compare(first.plan.quiz, second.plan.quiz)
    assert difference.low < difference.change < difference.high


def test_a_part_of_an_id_finds_the_interview(candidate: Candidate) -> None:
    quiz = candidate.take(4).plan.quiz
    assert candidate.desk.find(quiz[-4:]).id == candidate.desk.find("last").id == quiz
    with pytest.raises(UsageError, match=quiz):
        candidate.desk.find("nothing")


def test_without_an_interview_there_is_nothing_to_find(candidate: Candidate) -> None:
    with pytest.raises(UsageError, match="no interview yet"):
        candidate.desk.find("last")
