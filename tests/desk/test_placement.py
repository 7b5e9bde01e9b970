"""Placement at the desk: eight questions move no card, what follows is one action, and nothing of it is learnt from."""

from __future__ import annotations

from collections import Counter

import pytest
from learner import Learner

from recall.desk import placement
from recall.desk.desk import Desk
from recall.errors import UsageError
from recall.history import learnt
from recall.history.store import Scope
from recall.review.sitting import Sitting
from recall.schedule.values import Rating

STAGE = "security"


def typed_deck(name: str, cards: int) -> str:
    lines = ["format: recall/1", f"deck: {name}", f"title: {name.title()}", "cards:"]
    for number in range(cards):
        level = ("recall", "understand", "apply")[number % 3]
        lines += [f"- id: {name}-{number}", f"  prompt: Question {number} of {name}", f"  accept: [word{number}]"]
        lines.append(f"  level: {level}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def desk(learner: Learner) -> Desk:
    for name in ("tls", "tokens"):
        (learner.decks / STAGE / f"{name}.yaml").write_text(typed_deck(name, 12))
    return learner.sit_down()


def take(desk: Desk, learner: Learner, right: int, questions: int = 8) -> tuple[Sitting, placement.Placed]:
    sitting = placement.start(desk, STAGE)
    for number in range(questions):
        learner.later(seconds=9)
        sitting = desk.grade(desk.reveal(sitting), Rating.GOOD if number < right else Rating.AGAIN)
    return sitting, placement.conclude(desk, sitting)


def fresh(desk: Desk) -> set[str]:
    return {row.key for row in desk.history.fresh(Scope(), desk.moment.on.isoformat()) if row.stage == STAGE}


def test_eight_questions_of_one_stage_are_asked_and_move_no_card(desk: Desk, learner: Learner) -> None:
    before = fresh(desk)
    sitting, placed = take(desk, learner, 3)
    assert sitting.done
    assert {answered.item.stage for answered in sitting.answered} == {STAGE}
    assert (placed.outcome, placed.cards) == ("nothing", 0)
    assert fresh(desk) == before
    assert all(desk.state(answered.item.key).memory is None for answered in sitting.answered)
    (event, _) = desk.history.reviews(sitting.answered[0].item.key)[0]
    assert event.body["source"] == "placement"


def test_seven_right_presume_the_lower_levels_and_three_a_day_verify_them(desk: Desk, learner: Learner) -> None:
    sitting, placed = take(desk, learner, 7)
    assert placed.outcome == "known"
    due = Counter(row.due_on for row in desk.history.due(Scope(), "9999-12-31") if row.stage == STAGE)
    assert sum(due.values()) == placed.cards > 8
    assert max(due.values()) == 3
    assert min(due) > desk.moment.on.isoformat()
    missed = sitting.answered[-1].item.key
    assert missed in fresh(desk)
    levels = {card.level for card in desk.library.cards(fresh(desk) - {missed}).values()}
    assert levels == {"apply"}
    known = next(row.key for row in desk.history.due(Scope(), "9999-12-31"))
    assert desk.history.marks(known)["known"] is True


def test_two_stages_together_verify_three_a_day(desk: Desk, learner: Learner) -> None:
    for name in ("sockets", "urls"):
        (learner.decks / "fundamentals" / f"{name}.yaml").write_text(typed_deck(name, 12))
    desk.reload()
    take(desk, learner, 8)
    sitting = placement.start(desk, "fundamentals")
    while not sitting.done:
        sitting = desk.grade(desk.reveal(sitting), Rating.GOOD)
    placement.conclude(desk, sitting)
    due = Counter(row.due_on for row in desk.history.due(Scope(), "9999-12-31"))
    assert max(due.values()) == 3


def test_five_right_put_the_lower_levels_behind(desk: Desk, learner: Learner) -> None:
    _, placed = take(desk, learner, 5)
    assert placed.outcome == "apply"
    assert {card.level for card in desk.library.cards(fresh(desk)).values()} - {"recall"} >= {"apply"}
    hidden = placed.cards
    learner.later(days=placed.days)
    assert len(fresh(desk)) >= hidden


@pytest.mark.parametrize("right", [5, 8])
def test_the_outcome_is_taken_back_as_one_action(desk: Desk, learner: Learner, right: int) -> None:
    before = fresh(desk)
    _, placed = take(desk, learner, right)
    assert placed.cards
    assert fresh(desk) != before
    desk.take_back_last()
    assert fresh(desk) == before


def test_a_second_try_asks_other_questions(desk: Desk, learner: Learner) -> None:
    first, _ = take(desk, learner, 0)
    second, _ = take(desk, learner, 0)
    assert not {each.item.key for each in first.answered} & {each.item.key for each in second.answered}


def test_half_a_placement_changes_nothing(desk: Desk, learner: Learner) -> None:
    before = fresh(desk)
    _, placed = take(desk, learner, 7, questions=7)
    assert placed.outcome == "nothing"
    assert "not finished" in placement.told(placed)
    assert fresh(desk) == before


def test_nothing_is_fitted_to_a_placement(desk: Desk, learner: Learner) -> None:
    take(desk, learner, 6)
    assert list(learnt.logged(desk.history.connection)) == []
    assert learnt.count(desk.history.connection) == 0


def test_a_stage_that_is_not_there_or_has_too_little_left_is_refused(desk: Desk) -> None:
    with pytest.raises(UsageError, match="no stage securty") as refused:
        placement.start(desk, "securty")
    assert "security" in str(refused.value.hint)
    with pytest.raises(UsageError, match="8 are needed"):
        placement.start(desk, "fundamentals")


def test_the_stages_that_can_be_placed_in_are_listed(desk: Desk) -> None:
    assert {each.name for each in placement.stages(desk)} == {"fundamentals", STAGE}
