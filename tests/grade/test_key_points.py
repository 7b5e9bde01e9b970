"""Suggestions for the points of an open answer: they quote, they never grade."""

from __future__ import annotations

import pytest
from grade_cards import INTERVIEW
from hypothesis import given
from hypothesis import strategies as st

from recall.deck.card import Interview, Point
from recall.grade.keypoints import Said, alignment, flags_met, meets, suggest

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


def test_terms_without_the_rest_are_left_to_the_learner() -> None:
    _, index, _ = suggest(PROMPT, INTERVIEW, "An index makes inserts.")
    assert (index.said, index.quote) == (Said.ASK, "An index makes inserts")


@pytest.mark.parametrize(
    "answer",
    [
        "I would not measure before proposing a cure.",
        "Measuring before I propose a cure is unnecessary.",
        "Measure before proposing a cure, no.",
        "I measure before proposing a cure. Or rather, I don't.",
    ],
)
def test_what_is_refused_or_taken_back_is_never_ticked(answer: str) -> None:
    assert suggest(PROMPT, INTERVIEW, answer)[0].said is not Said.YES


def test_a_point_that_refuses_wants_an_answer_that_refuses() -> None:
    point = Point("grants", "Rules out the password grant, never types a password", 10, terms=("password",))
    rubric = Interview((point,))
    told = "The phone opens the browser. The user signs in there. It rules out a password and never types one."
    said = suggest("Which flow?", rubric, told)
    turned = suggest("Which flow?", rubric, "The app types the password, by the password grant.")
    assert (said[0].said, turned[0].said) == (Said.YES, Said.ASK)


def test_a_slip_of_the_finger_still_names_a_term() -> None:
    assert suggest(PROMPT, INTERVIEW, "I messure before proposing any cure")[0].said is Said.YES


def test_the_passage_of_the_model_answer_speaks_for_its_point() -> None:
    point = Point("data", "Takes backups and has tried a restore", 10, terms=("backup|dump",))
    model = (
        "Each night a dump goes to another region; as a backup nobody restored counts for little, I load one monthly."
    )
    told = "A dump goes to another region each night, and I load one monthly"
    bare, taught = (suggest("?", Interview((point,), model_answer=text), told)[0].said for text in ("", model))
    assert bare is Said.NO
    assert taught is not Said.NO


def test_a_huge_answer_is_heard_from_its_beginning_only() -> None:
    *_, verify = suggest(PROMPT, INTERVIEW, "word, " * 20_000 + "Verify it with a percentile, the p95")
    assert verify.said is Said.NO


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


def test_words_align_by_their_most_similar_one_and_rare_ones_count_more() -> None:
    assert alignment(["index", "trace"], ["index", "trace"], {}) == 1
    assert alignment(["index", "trace"], ["index"], {}) == 0.5
    assert alignment(["index", "trace"], ["index"], {"index": 3.0}) == 0.75
    assert 0.45 <= alignment(["acknowledge"], ["acknowledged"], {}) < 1
    assert alignment(["index"], ["cache"], {}) == alignment(["index"], [], {}) == alignment([], ["cache"], {}) == 0
