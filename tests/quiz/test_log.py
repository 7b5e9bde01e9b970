"""The log of an interview gives the same interview again: after a crash, on another day, by a later program."""

from __future__ import annotations

import json

import pytest
from bench.takers import random_interview
from hypothesis import given, settings
from hypothesis import strategies as st
from interviews import NOON, WROTE, after, made_plan, pool, question, step

from recall.events import canonical
from recall.grade.response import (
    Arranged,
    Boxed,
    Filled,
    Flipped,
    Joined,
    Made,
    Named,
    Picked,
    Ticked,
    Wrote,
)
from recall.quiz import log, machine
from recall.quiz.values import Answer, Confirm, Judge, Options, Plan, Skip, Start, Topic

RESPONSES = [
    None,
    Flipped(),
    Picked(2),
    Ticked(frozenset({3, 1})),
    Wrote("ü\x00\n" * 3),
    Filled(("a", "")),
    Arranged((2, 0, 1)),
    Joined((None, 3)),
    Boxed((0, None)),
    Named(frozenset({4})),
    Made(frozenset({"b", "a"}), frozenset({"c"}), 1),
]


def through_text(data):
    return json.loads(canonical(data))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_a_random_interview_replays_to_the_same_state_and_hash(seed):
    made, events, state = random_interview(seed)
    again = log.plan_from_json(through_text(log.plan_to_json(made)))
    back = [log.event_from_json(through_text(log.event_to_json(event)), event.at) for event in events]
    assert again == made
    assert log.replay(again, back) == state
    assert log.log_hash(again, back) == log.log_hash(made, events)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 200))
def test_an_interview_can_be_resumed_after_any_event(seed, cut):
    made, events, state = random_interview(seed)
    resumed = log.replay(made, events[:cut])
    for event in events[cut:]:
        resumed, _ = machine.step(resumed, event)
    assert resumed == state


@pytest.mark.parametrize("response", RESPONSES, ids=lambda each: type(each).__name__)
def test_every_response_survives_as_json(response):
    found = log.response_from_json(through_text(log.response_to_json(response)))
    assert found == response
    assert type(found) is type(response)


@pytest.mark.parametrize("data", [{}, {"kind": "sung"}, {"kind": "picked", "place": 1}, "text", 7, {"kind": []}])
def test_what_is_no_response_is_refused(data):
    with pytest.raises(ValueError, match="no response"):
        log.response_from_json(data)


@pytest.mark.parametrize("data", [{}, {"do": "sing"}, {"do": "judge"}, {"do": "answer", "response": 1, "ticks": [1]}])
def test_what_is_no_event_is_refused(data):
    with pytest.raises(ValueError, match="no event"):
        log.event_from_json(data, NOON)


def test_an_event_is_small_and_leaves_its_instant_to_the_row():
    assert log.event_to_json(Skip(NOON, "b:one")) == {"do": "skip", "asked": "b:one"}
    assert log.event_to_json(Answer(NOON, None)) == {"do": "answer", "response": None}
    assert log.event_to_json(Judge(NOON, 3)) == {"do": "judge", "right": 3}
    assert log.event_to_json(Confirm(NOON, ("a",))) == {"do": "confirm", "points": ["a"]}


def test_other_keys_of_a_row_are_passed_over():
    assert log.event_from_json({"quiz": "q", "seq": 4, "do": "skip"}, NOON) == Skip(NOON)


def test_a_plan_of_a_newer_format_is_refused():
    with pytest.raises(ValueError, match="format 2"):
        log.plan_from_json({**log.plan_to_json(made_plan()), "format": 2})


def test_the_defaults_that_a_log_leaves_out_stay_what_they_are():
    """An old log says nothing where a field held its default: a changed default would change old interviews."""
    made = Plan("q", "1", Options(), (Topic("b/a", "A"),), (question(),), "0" * 16, 12)
    assert log.plan_to_json(made) == {
        "format": 1,
        "quiz": "q",
        "seed": "1",
        "options": {},
        "topics": [{"ref": "b/a", "title": "A"}],
        "pool": [
            {
                "key": "b:one",
                "note": "b:one",
                "topic": 0,
                "kind": "typed",
                "level": "apply",
                "difficulty": 3,
                "guess": 0.02,
                "seconds": 45,
                "rev": 1,
                "fp": "f" * 16,
            }
        ],
        "bank": "0" * 16,
        "number": 12,
    }
    assert Options() == Options((), 12, None, "mid", (), (), True, False, "end", False, True, True)
    assert question()[10:] == (0, False, False, False, None, (), (), ())


def test_one_other_letter_in_an_answer_is_another_hash():
    made = made_plan()
    one, other = ([Start(NOON), Answer(after(3), {"kind": "wrote", "text": text})] for text in ("so", "sa"))
    assert log.log_hash(made, one) != log.log_hash(made, other)


def test_a_log_stays_true_when_another_question_would_be_chosen_today():
    state = step(machine.start(made_plan(pool(80))), Start(NOON))
    assert state.current is not None
    other = next(each for each in state.plan.pool if each.key != state.current.key and each.kind == "typed")
    done = step(state, Answer(after(9), WROTE, 1.0, True, asked=other.key))
    assert done.answered[0].question == other


def test_an_answer_is_recorded_with_the_question_it_is_for():
    state = step(machine.start(made_plan()), Start(NOON))
    assert state.current is not None
    named = machine.addressed(state, Answer(after(1), None))
    assert isinstance(named, Answer)
    assert named.asked == state.current.key


def test_an_answer_to_a_question_outside_the_interview_is_refused():
    state = step(machine.start(made_plan()), Start(NOON))
    with pytest.raises(ValueError, match="no question of this interview"):
        step(state, Skip(after(1), "b:elsewhere"))


def test_an_answer_of_100_kilobytes_is_kept_whole():
    text = "ä\t\x1b[31m" * 20_000
    event = Answer(NOON, log.response_to_json(Wrote(text)))
    assert log.event_from_json(through_text(log.event_to_json(event)), NOON) == event
