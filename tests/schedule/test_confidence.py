"""What confidence is worth, topic by topic."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recall.schedule.confidence import CONFIDENCES, Told, by_topic

TOLD = st.lists(st.builds(Told, st.sampled_from("ab"), st.sampled_from(CONFIDENCES), st.booleans()), max_size=30)


def test_sure_misses_come_first_and_right_guesses_are_underconfidence() -> None:
    told = [
        Told("sql", "certain", False),
        Told("sql", "certain", True),
        Told("git", "guess", True),
        Told("git", "guess", False),
        Told("http", "fairly", False),
    ]
    sql, git = by_topic(told)
    assert (sql.topic, sql.over, sql.under) == ("sql", 0.5, None)
    assert (git.topic, git.over, git.under) == ("git", None, 0.5)


@given(TOLD)
def test_every_sure_answer_and_every_guess_is_counted_once(told: list[Told]) -> None:
    found = by_topic(told)
    assert sum(topic.certain for topic in found) == sum(each.confidence == "certain" for each in told)
    assert sum(topic.guesses for topic in found) == sum(each.confidence == "guess" for each in told)
    assert all(topic.certain_wrong <= topic.certain and topic.guesses_right <= topic.guesses for topic in found)
