"""What the suggestions promise on answers that people might give: labelled by hand before the grader read them."""

from __future__ import annotations

from collections import Counter

import pytest
from bench import preticks

from recall.deck.card import Interview
from recall.grade.keypoints import Said

TOLD = preticks.answers()
CARDS = preticks.interviews()
JUDGED = preticks.judge(TOLD, CARDS)


def test_the_answers_reach_far_and_are_labelled_soundly() -> None:
    assert len(TOLD) >= 240
    assert len({told.card for told in TOLD}) >= 60
    assert {CARDS[told.card].stage for told in TOLD} == {card.stage for card in CARDS.values()}
    assert set(Counter(told.quality for told in TOLD)) == {"good", "partial", "wrong", "contradictory"}
    for told in TOLD:
        answer = CARDS[told.card].answer
        assert isinstance(answer, Interview)
        points = {point.id for point in answer.points}
        assert told.said | told.reworded | told.tempting <= points, told
        assert len(told.said) + len(told.reworded) + len(told.tempting) == len(
            told.said | told.reworded | told.tempting
        ), told
        assert told.flags <= set(range(len(answer.red_flags))), told


@pytest.mark.parametrize("part", ["", *preticks.PARTS])
def test_firm_ticks_are_right_and_little_is_left_to_the_learner(part: str) -> None:
    found = preticks.figures(each for each in JUDGED if part in ("", each.told.part))
    print(part or "all", found)
    assert found.yes >= 50
    assert found.ticks_right >= preticks.RIGHT_TICKS
    assert found.undecided <= preticks.LEFT_TO_THE_LEARNER
    assert found.blanks_right >= 0.8


def test_every_suggestion_but_a_blank_quotes_the_answer() -> None:
    for each in JUDGED:
        assert each.quote.rstrip("…") in each.told.text
        assert bool(each.quote) == (each.state is not Said.NO)
