"""What a report may claim: probabilities, intervals, what is noise, and every text where the bank still has it."""

from __future__ import annotations

import json
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interviews import NOON, POINTS, WROTE, after, made_plan, one_question, pool, question, step, taken

from recall.deck.card import Card, FollowUp, Interview, Option, Point, RedFlag, Source, Typed
from recall.deck.card import Choice as ChoiceAnswer
from recall.events import canonical
from recall.quiz.report import MARK_SHARE, compare, mark_at, report
from recall.quiz.report_json import to_json
from recall.quiz.values import Answer, Confirm, Judge, Probed, Skip, Sure

WORDS = Card(
    "b",
    "one",
    "deck",
    Typed(("yes",)),
    prompt="Is it so?",
    explanation="It is.",
    sources=(Source("RFC 1", "https://x.example"),),
)


def test_the_marks_are_seventy_percent_of_the_questions_of_their_difficulty():
    for target, difficulty in (("junior", 2), ("mid", 3), ("senior", 4)):
        b = 0.8 * (difficulty - 3)
        assert isclose(1 / (1 + 2.718281828459045 ** -(mark_at(target) - b)), MARK_SHARE)


def test_a_verdict_is_given_only_with_four_chances_in_five():
    good = report(taken(made_plan(pool(120)), lambda _: 1.0), cards={})
    bad = report(taken(made_plan(pool(120)), lambda _: 0.0), cards={})
    half = report(taken(made_plan(pool(120)), lambda asked: float(asked.difficulty < 4)), cards={})
    assert good.mark.verdict == "above"
    assert bad.mark.verdict == "below"
    assert "not decided" in {mark.verdict for mark in half.marks}
    for mark in (*good.marks, *bad.marks, *half.marks):
        expected = "above" if mark.probability >= 0.8 else "below" if mark.probability <= 0.2 else "not decided"
        assert mark.verdict == expected


def test_the_report_is_measured_against_the_target():
    assert report(taken(made_plan(target="senior")), cards={}).mark.target == "senior"


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**12 - 1))
def test_a_higher_mark_is_never_likelier(pattern):
    state = taken(made_plan(pool(120)), lambda asked: float(pattern >> int(asked.key[3:]) % 12 & 1))
    found = report(state, cards={})
    assert found.marks[0].probability > found.marks[1].probability > found.marks[2].probability
    assert found.ability.low < found.ability.mean < found.ability.high
    assert found.ability.sd < found.prior.sd
    assert found.alone.sd > found.ability.sd


def test_reviews_move_the_estimate_but_not_the_one_from_answers_alone():
    def score(asked):
        return float(asked.difficulty < 4)

    fixed = {"fixed": True}
    with_reviews = report(taken(made_plan(recall=0.97, **fixed), score), cards={})
    without = report(taken(made_plan(**fixed), score), cards={})
    assert with_reviews.alone == without.alone
    assert with_reviews.ability.mean > without.ability.mean


def test_machine_scored_and_self_confirmed_stay_apart():
    state = taken(made_plan(), lambda asked: 1.0 if asked.open else 0.0)
    found = report(state, cards={})
    opens = sum(each.question.open for each in state.answered)
    assert found.confirmed == (opens, opens)
    assert found.machine == (len(state.answered) - opens, 0.0)


def test_a_skip_is_stated_and_counts_nowhere():
    found = report(step(one_question(question(held_out=True)), Skip(after(3))), cards={})
    assert (found.skipped, found.machine.questions, found.held_out.questions) == (1, 0, 0)
    assert found.topics[0].asked == 0
    assert found.ability == found.prior


def test_calibration_counts_right_answers_by_confidence():
    found = report(taken(made_plan(), lambda asked: float(not asked.open), sure="certain"), cards={})
    by_name = {each.confidence: (each.answers, each.right) for each in found.calibration}
    assert by_name == {"guess": (0, 0), "fairly": (0, 0), "certain": (12, found.right)}
    assert found.credit == 3 * found.right - 6 * (12 - found.right)
    assert len(found.sure_and_wrong) == 12 - found.right


def test_what_the_learner_believed_stands_beside_what_was():
    state = step(taken(made_plan(), lambda _: 0.0), Judge(after(999), 9))
    found = report(state, cards={})
    assert (found.judged, found.right) == (9, 0)


def test_a_small_change_is_noise_and_a_large_one_is_not():
    made = made_plan(pool(120))
    bad = report(taken(made, lambda _: 0.0), cards={})
    fair = report(taken(made, lambda asked: float(asked.difficulty < 3)), cards={})
    good = report(taken(made, lambda _: 1.0), cards={})
    assert compare(fair, fair).noise
    assert compare(fair, fair).change == 0
    assert not compare(bad, good).noise
    assert compare(bad, good).change == -compare(good, bad).change
    assert compare(bad, good).low < compare(bad, good).change < compare(bad, good).high


def test_the_last_interview_and_each_topics_last_estimate_are_compared_with():
    made = made_plan()
    first = report(taken(made, lambda _: 0.0), cards={})
    second = report(taken(made, lambda _: 1.0), earlier=[first], cards={})
    assert second.since == compare(first, second)
    assert [topic.was for topic in second.topics] == [topic.ability.mean for topic in first.topics]
    assert report(taken(made), cards={}).since is None


def test_the_weakest_topics_are_named_only_where_they_can_be_told_apart():
    questions = [question(f"b:n{at}", topic=at % 4, difficulty=3) for at in range(80)]
    plan_of_40 = made_plan(questions, number=40)
    clear = report(taken(plan_of_40, lambda asked: float(asked.topic != 2)), cards={})
    same = report(taken(plan_of_40, lambda _: 1.0), cards={})
    assert clear.weakest == ("Topic 2",)
    assert same.weakest == ()


def test_a_question_is_told_with_answer_model_answer_and_source():
    state = step(one_question(question()), Sure(after(1), "certain"), Answer(after(9), WROTE, 0.0))
    (found,) = report(state, cards={"b:one": WORDS}).questions
    assert (found.asked, found.given, found.solution) == ("Is it so?", "so", "yes")
    assert found.sources == (("RFC 1", "https://x.example"),)
    assert (found.gone, found.changed, found.sure_and_wrong) == (False, False, True)


def test_a_question_that_is_gone_or_changed_is_said_to_be():
    state = step(one_question(question()), Answer(after(9), None))
    assert report(state, cards={}).questions[0].gone
    assert report(state, cards={"b:one": WORDS._replace(rev=2)}).questions[0].changed


def test_a_response_that_no_longer_fits_its_card_is_left_out():
    card = WORDS._replace(answer=ChoiceAnswer((Option("a", True), Option("b")), "single"))
    state = step(one_question(question()), Answer(after(9), {"kind": "picked", "option": 7}, 0.0))
    assert "gone" in (report(state, cards={"b:one": card}).questions[0].given or "")
    odd = step(one_question(question()), Answer(after(9), {"kind": "filled", "gaps": ["x"]}, 0.0))
    assert report(odd, cards={"b:one": WORDS}).questions[0].given == ""


def test_an_open_question_is_told_with_its_points_and_probes():
    points = tuple(Point(point.id, f"say {point.id}", point.weight) for point in POINTS)
    follow_ups = (
        FollowUp("missing p1", "And p1?", "p1"),
        FollowUp("score >= 0.75", "More?"),
        FollowUp("missing p0", "p0?"),
    )
    card = WORDS._replace(id="open", answer=Interview(points, "All four.", 3, follow_ups, (RedFlag("never"),)))
    asked = question("b:open", kind="interview")
    state = step(one_question(asked), Answer(after(60), WROTE), Confirm(after(70), ("p1",), 1))
    state = step(state, Probed(after(80), "because"), Confirm(after(85), ("p0",)))
    while not state.answered:
        state = step(state, Probed(after(90), None))
    found = report(state, cards={"b:open": card})
    (told,) = found.questions
    assert told.solution == "All four."
    assert [(point.text, point.made, point.probed) for point in told.points][:2] == [
        ("say p0", False, True),
        ("say p1", True, False),
    ]
    assert told.probes[0] == ("p0?", "because", "")
    assert told.red_flags == 1
    assert [point.id for _, point in found.missed_points] == ["p0", "p2", "p3"]
    assert told.scored_by == "learner"


def test_a_report_is_plain_json_with_a_version():
    state = taken(made_plan(), lambda asked: float(asked.difficulty < 4), sure="fairly")
    found = to_json(report(state, cards={}), log=[{"do": "start"}])
    assert json.loads(canonical(found)) == found
    assert found["report"] == 1
    assert found["log"] == [{"do": "start"}]
    assert found["started_at"] == "2026-01-05T12:00:10.000Z"
    assert {"mean", "sd", "low", "high"} <= found["ability"].keys()


@pytest.mark.parametrize("phase", ["asking", "intro"])
def test_an_interview_without_answers_can_be_reported(phase):
    state = one_question(question())._replace(phase=phase)
    found = report(state, cards={})
    assert (found.questions, found.ability, found.started_at) == ((), found.prior, NOON)
