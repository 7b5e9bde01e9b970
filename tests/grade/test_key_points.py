"""Suggestions for the points of an open answer: they quote, they never grade."""

from __future__ import annotations

from grade_cards import INTERVIEW
from hypothesis import given
from hypothesis import strategies as st

from recall.grade.keypoints import Said, flags_met, meets, suggest

PROMPT = "An endpoint is slow. How do you find the cause?"
ANSWER = (
    "First I measure with a trace before I propose any cure. Then I add an index that fits the filter, knowing that it "
    "costs time on writes. At the end nobody needs a new cache"
)


def test_both_signals_tick_a_point_and_quote_the_answer() -> None:
    measure, index, _ = suggest(PROMPT, INTERVIEW, ANSWER)
    assert (measure.said, index.said) == (Said.YES, Said.YES)
    assert measure.quote == "First I measure with a trace before I propose any cure."[:-1]
    assert index.quote == "knowing that it costs time on writes"


def test_neither_signal_leaves_a_point_alone_without_a_quote() -> None:
    *_, verify = suggest(PROMPT, INTERVIEW, ANSWER)
    assert (verify.said, verify.quote) == (Said.NO, "")


def test_signals_that_disagree_leave_it_to_the_learner() -> None:
    *_, verify = suggest(PROMPT, INTERVIEW, "I look at the p95.")
    assert verify.said is Said.ASK


@given(st.text(max_size=300))
def test_any_text_gets_one_suggestion_a_point(text: str) -> None:
    suggestions = suggest(PROMPT, INTERVIEW, text)
    assert [suggestion.point for suggestion in suggestions] == [point.id for point in INTERVIEW.points]
    assert all((suggestion.quote == "") == (suggestion.said is Said.NO) for suggestion in suggestions)


def test_saying_nothing_makes_no_point() -> None:
    assert {suggestion.said for suggestion in suggest(PROMPT, INTERVIEW, "")} == {Said.NO}


def test_terms_stand_at_the_beginning_of_a_word_and_each_is_needed() -> None:
    assert meets(["ack|acknowledg", "crash"], "it crashes before the acknowledgement")
    assert not meets(["ack"], "we go back")
    assert not meets(["ack", "crash"], "it acks")
    assert meets(["n+1"], "an n+1 query")


def test_a_red_flag_is_met_by_its_terms_only() -> None:
    assert flags_met(INTERVIEW, "I would buy a Bigger machine") == (0,)
    assert flags_met(INTERVIEW, "I guess") == ()
