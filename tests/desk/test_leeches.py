"""What a learner says about answers is recorded with them, and cards that do not stick are named by their forecasts."""

from __future__ import annotations

import pytest
from learner import Learner

from recall.deck.search import parse_query
from recall.desk import leeches
from recall.desk.desk import Desk
from recall.desk.standing import statistics
from recall.review import sitting as review
from recall.review.sitting import Sitting, Why
from recall.schedule.values import Rating
from recall.stats.data import statistics as data

KEY = "backend:http-2"


@pytest.fixture
def desk(learner: Learner) -> Desk:
    return learner.sit_down()


def only(desk: Desk, key: str = KEY) -> Sitting:
    return desk.start([key])


def answer(desk: Desk, rating: Rating, key: str = KEY, *, why: Why | None = None, sure: bool = False) -> Sitting:
    sitting = only(desk, key)
    if sure:
        sitting = review.sure(sitting, "certain")
    return desk.grade(review.explain(desk.reveal(sitting), why), rating)


def miss_each_time_it_is_due(desk: Desk, learner: Learner, times: int, **said: Why) -> Sitting:
    """Learns a card, then forgets it on every day it is due, with the second look that follows."""
    sitting = answer(desk, Rating.EASY)
    for _ in range(times):
        memory = desk.state(KEY).memory
        assert memory is not None and memory.due_on is not None
        learner.later(days=(memory.due_on - desk.moment.on).days)
        sitting = answer(desk, Rating.AGAIN, **said)
        learner.later(minutes=15)
        second = desk.wait(only(desk)) if only(desk).current is None else only(desk)
        desk.grade(desk.reveal(second), Rating.GOOD)
    return sitting


def evidence(desk: Desk, key: str = KEY) -> list[dict[str, object]]:
    return [event.body["evidence"] for event, _ in desk.history.reviews(key)]


def test_three_misses_in_a_row_make_a_leech_long_before_the_count_does(desk: Desk, learner: Learner) -> None:
    assert miss_each_time_it_is_due(desk, learner, 2).leech is None
    memory = desk.state(KEY).memory
    assert memory is not None and memory.due_on is not None
    learner.later(days=(memory.due_on - desk.moment.on).days)
    sitting = answer(desk, Rating.AGAIN)
    assert sitting.leech is not None
    assert sitting.leech.misses == 3 < desk.settings.leech_lapses
    assert "leech" in sitting.echo
    assert "missed 3 times" in leeches.verdict(sitting.leech)


def test_the_count_stays_as_a_cap(desk: Desk, learner: Learner) -> None:
    desk.set_settings({"leech_lapses": 1})
    sitting = miss_each_time_it_is_due(desk, learner, 1)
    assert sitting.leech is not None
    assert sitting.leech.chance is None
    assert "your limit" in leeches.verdict(sitting.leech)


def test_slips_make_no_leech(desk: Desk, learner: Learner) -> None:
    assert miss_each_time_it_is_due(desk, learner, 3, why=Why("slip")).leech is None


def test_a_card_made_new_again_begins_without_its_misses(desk: Desk, learner: Learner) -> None:
    miss_each_time_it_is_due(desk, learner, 3)
    assert leeches.judged(desk, KEY, 3) is not None
    desk.reset(_on_the_table(desk, learner))
    assert leeches.judged(desk, KEY, 3) is None


def _on_the_table(desk: Desk, learner: Learner) -> Sitting:
    memory = desk.state(KEY).memory
    assert memory is not None and memory.due_on is not None
    learner.later(days=max(0, (memory.due_on - desk.moment.on).days))
    return only(desk)


def test_a_leech_is_suspended_after_its_answer_and_undo_brings_it_back(desk: Desk, learner: Learner) -> None:
    sitting = miss_each_time_it_is_due(desk, learner, 1)
    suspended = leeches.suspend(desk, sitting, KEY)
    assert desk.history.marks(KEY)["suspended"] is True
    assert not suspended.learning
    back = desk.undo(suspended)
    assert not desk.history.marks(KEY).get("suspended")
    assert back.answered == sitting.answered


def test_the_reason_goes_with_a_miss_and_with_nothing_else(desk: Desk) -> None:
    answer(desk, Rating.AGAIN, why=Why("mixed up", "backend:http-4"))
    answer(desk, Rating.GOOD, "backend:http-3", why=Why("slip"))
    assert evidence(desk) == [{"kind": "basic", "why_wrong": "mixed up", "mixed_up_with": "backend:http-4"}]
    assert evidence(desk, "backend:http-3") == [{"kind": "basic"}]


def test_the_card_it_was_mixed_up_with_is_shown_the_next_time(desk: Desk) -> None:
    card = desk.library.card(KEY)
    assert card is not None
    assert leeches.confusions(desk, card) == ()
    answer(desk, Rating.AGAIN, why=Why("mixed up", "backend:http-4"))
    assert [other.key for other in leeches.confusions(desk, card)] == ["backend:http-4"]
    assert leeches.was_mixed_up(desk, KEY)
    assert leeches.candidates(desk, card)[0].key == "backend:http-4"


def test_a_mix_up_is_looked_for_by_words(desk: Desk) -> None:
    card = desk.library.card(KEY)
    assert card is not None
    found = leeches.candidates(desk, card, "question 5 http")
    assert [other.key for other in found] == ["backend:http-5"]
    assert leeches.candidates(desk, card, '"not finished') == ()
    assert KEY not in {other.key for other in leeches.candidates(desk, card)}


def test_confidence_is_told_before_the_flip_only(desk: Desk) -> None:
    turned = desk.reveal(only(desk))
    assert review.sure(turned, "certain") == turned
    answer(desk, Rating.AGAIN, sure=True)
    assert evidence(desk)[-1]["confidence"] == "certain"


def test_undo_forgets_what_was_said(desk: Desk) -> None:
    sitting = answer(desk, Rating.AGAIN, why=Why("slip"), sure=True)
    back = desk.undo(sitting)
    assert (back.confidence, back.why, back.revealed) == (None, None, False)


def test_sure_and_wrong_cards_come_back_first(desk: Desk, learner: Learner) -> None:
    desk.set_settings({"confidence": True})
    for key in ("backend:http-1", "backend:http-3", "backend:http-4"):
        answer(desk, Rating.AGAIN, key, sure=key.endswith("4"))
        learner.later(minutes=15)
        desk.grade(desk.reveal(only(desk, key)), Rating.EASY)
    learner.later(days=60)
    assert desk.start().current.key == "backend:http-4"  # type: ignore[union-attr]
    assert desk.history.sure_and_wrong(desk.moment.on.isoformat()) == {"backend:http-4"}
    desk.set_settings({"confidence": False})
    before = desk.start()
    assert {item.key for item in before.queue} | {before.current.key} >= {"backend:http-4"}  # type: ignore[union-attr]


def test_confidence_by_topic_counts_sure_misses(desk: Desk, learner: Learner) -> None:
    answer(desk, Rating.AGAIN, sure=True)
    answer(desk, Rating.GOOD, "backend:http-3", sure=True)
    assert statistics(desk).sureness == ()
    desk.set_settings({"confidence": True})
    (http,) = statistics(desk).sureness
    assert (http.topic, http.certain, http.over) == ("backend/http", 2, 0.5)
    assert statistics(desk, ["oauth"]).sureness == ()
    assert data(statistics(desk))["confidence"][0]["certain_wrong"] == 1
    learner.later(days=40)
    assert statistics(desk).sureness == ()


def test_one_definition_of_a_leech_for_the_review_the_search_and_the_statistics(desk: Desk, learner: Learner) -> None:
    def found() -> tuple[int, frozenset[str], list[dict[str, object]]]:
        figures = statistics(desk)
        return figures.leeches.cards, desk.find_keys(parse_query(["is:leech"])), data(figures)["leeches"]["worst"]

    miss_each_time_it_is_due(desk, learner, 2)
    assert found() == (0, frozenset(), [])
    memory = desk.state(KEY).memory
    assert memory is not None and memory.due_on is not None
    learner.later(days=(memory.due_on - desk.moment.on).days)
    assert answer(desk, Rating.AGAIN).leech is not None
    assert desk.state(KEY).lapses == 3 < desk.settings.leech_lapses
    assert found() == (1, {KEY}, [{"card": KEY, "misses": 3, "lapses": 3}])
    assert statistics(desk, ["oauth"]).leeches.cards == 0
    assert KEY not in desk.find_keys(parse_query(["-is:leech"]))
    desk.reset_all([KEY])
    assert found() == (0, frozenset(), []), "a card that was made new has lost nothing yet"
    desk.undo(desk.start())
    assert found()[0] == 1
    desk.set_settings({"leech_lapses": 1})
    assert found()[0] == 1
