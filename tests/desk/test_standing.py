"""Statistics and the road of a learner with a real history: whole, in part, empty, with cards that are gone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date

import pytest
from learner import Learner

from recall.desk import Desk
from recall.desk.standing import standing, statistics
from recall.errors import UsageError
from recall.history import schema
from recall.schedule.values import Rating
from recall.stats import data, lines
from recall.stats.report import report

RATINGS = (Rating.GOOD, Rating.GOOD, Rating.AGAIN, Rating.EASY, Rating.HARD)


def study(learner: Learner, days: int) -> Desk:
    """Answers all there is for some days, the ratings in turn."""
    desk = learner.sit_down()
    for day in range(days):
        sitting = desk.start()
        for number in range(60):
            if sitting.current is None:
                break
            learner.later(seconds=20)
            sitting = desk.grade(desk.reveal(sitting), RATINGS[(number + day) % len(RATINGS)])
        learner.later(days=1)
    return desk


def test_an_empty_history_is_a_sentence_without_axes(learner: Learner) -> None:
    desk = learner.sit_down()
    found = statistics(desk)
    (said, *rest) = lines.statistics(found, width=80)
    assert said.startswith(" No card was answered here yet.")
    assert not any(sign in "".join(rest) for sign in "└┤█")
    html = report(found, standing(desk))
    assert "No card was answered here yet." in html
    assert "Over time" not in html


def test_one_review_is_a_sentence_too(learner: Learner) -> None:
    desk = learner.sit_down()
    desk.grade(desk.reveal(desk.start()), Rating.GOOD)
    assert lines.statistics(statistics(desk), width=80) == [
        " 1 answer so far. From 10 on this page has something to draw."
    ]
    road = standing(desk)
    assert road.whole.covered == 1
    assert road.whole.now is not None
    assert road.weakest == ()


def test_first_sights_are_never_counted_as_recalled_or_forgotten(learner: Learner) -> None:
    found = statistics(study(learner, 6), span="all")
    assert found.added > 0
    assert found.total == found.added + sum(column.learning for column in found.columns) + found.retention.n
    assert found.quality is not None
    assert found.quality.seen == found.retention, "what tests memory and what was forecast are the same answers"


def test_the_parts_add_up_to_the_whole(learner: Learner) -> None:
    desk = study(learner, 8)
    whole = data.statistics(statistics(desk, span="all"))
    parts = [data.statistics(statistics(desk, [name], span="all")) for name in ("http", "oauth")]
    for name in ("answers", "added", "ms"):
        assert whole[name] == sum(part[name] for part in parts)
    assert whole["retention"]["all"]["n"] == sum(part["retention"]["all"]["n"] for part in parts)
    both = data.statistics(statistics(desk, ["http", "oauth"], span="all"))
    assert both | {"scope": "Everything"} == whole, "replayed cards give what the sums kept with each answer give"


def test_answers_to_cards_that_are_gone_still_count(learner: Learner) -> None:
    desk = study(learner, 4)
    before = statistics(desk, span="all")
    (learner.decks / "fundamentals" / "http.yaml").unlink()
    desk.reload()
    after = statistics(desk, span="all")
    assert after.total == before.total
    assert after.retention == before.retention
    assert after.cards.seen < before.cards.seen
    assert all(deck.ref != "backend/http" for stage in standing(desk).stages for deck in stage.decks)


def test_taking_back_an_answer_takes_it_out_of_the_statistics(learner: Learner) -> None:
    desk = study(learner, 4)
    before = statistics(desk, span="all")
    sitting = desk.start()
    assert sitting.current is not None
    desk.undo(desk.grade(desk.reveal(sitting), Rating.AGAIN))
    assert statistics(desk, span="all") == before


def test_a_span_holds_its_days_alone(learner: Learner) -> None:
    desk = study(learner, 5)
    month, day = statistics(desk, span="month"), statistics(desk, span="day")
    assert day.total == 0
    assert lines.nothing(day).startswith("No card was answered in this span")
    assert len(month.columns) == 30
    assert sum(column.answers for column in month.columns) == month.total == statistics(desk, span="all").total


def test_ten_years_have_few_columns(learner: Learner) -> None:
    desk = study(learner, 2)
    learner.later(days=3650)
    found = statistics(desk, span="all")
    assert len(found.columns) <= 60
    assert found.total > 0
    assert found.columns[0].answers == found.total


@pytest.mark.parametrize("width", [5, 20, 40, 79, 80, 100])
@pytest.mark.parametrize("form", ["blocks", "ascii", "plain"])
def test_no_line_is_wider_than_asked(learner: Learner, width: int, form: str) -> None:
    desk = study(learner, 3)
    drawn = lines.statistics(statistics(desk), width=width, form=form)  # type: ignore[arg-type]
    assert all(len(line) <= width for line in drawn)
    assert form == "blocks" or all(line.isascii() for line in drawn)


def test_a_name_that_fits_nothing_is_an_error_with_a_hint(learner: Learner) -> None:
    with pytest.raises(UsageError, match="htpp"):
        statistics(learner.sit_down(), ["htpp"])


def test_what_is_kept_falls_until_a_later_day(learner: Learner) -> None:
    desk = study(learner, 3)
    road = standing(desk, later_on=date(2026, 6, 1))
    assert road.whole.now is not None
    assert road.whole.later is not None
    assert road.whole.later.expected < road.whole.now.expected
    assert road.whole.later.low <= road.whole.later.expected <= road.whole.later.high
    memories = [desk.info(row.key) for row in desk.library.rows()]
    kept = [info.recall for info in memories if info.recall is not None]
    assert road.whole.now.expected == pytest.approx(sum(kept) / len(kept)), "the same recall that a card's page shows"


def test_the_interview_is_the_day_to_look_ahead_to(learner: Learner) -> None:
    desk = learner.sit_down()
    desk.set_settings({"interview_on": "2026-03-01"})
    assert standing(desk).later_on == date(2026, 3, 1)


def test_a_history_of_the_first_format_is_counted_when_it_is_opened(learner: Learner) -> None:
    desk = study(learner, 3)
    before = statistics(desk, span="all")
    desk.close()
    learner.open_desks.clear()
    with closing(sqlite3.connect(learner.home.database)) as connection:
        connection.execute("DROP TABLE tallies")
        for index in ("cards_lapsed", "quiz_events", "cards_awaited"):
            connection.execute(f"DROP INDEX {index}")
        connection.execute("UPDATE meta SET value = '1' WHERE name = 'schema'")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    assert statistics(learner.sit_down(), span="all") == before
    with closing(sqlite3.connect(learner.home.database)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION


def test_home_counts_the_streak_with_a_day_of_rest(learner: Learner) -> None:
    desk = study(learner, 2)
    learner.later(days=1)
    desk.grade(desk.reveal(desk.start()), Rating.GOOD)
    assert desk.overview().streak == 3
