"""Interviews in the log: found, followed in order, never taken back step by step."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from scribe import answer, mark, now, opened, row, undo

from recall.config import Home
from recall.events import Draft
from recall.history import interviews
from recall.history.accept import Fault
from recall.history.schema import INDEXES, VERSION
from recall.history.store import History, Scope

PLAN = {"do": "plan", "plan": {"seed": "7f3a", "options": {"selectors": ["security"]}, "number": 3}}


def record(history: History, quiz: str, seq: int, days: float = 0, **body: Any) -> None:
    history.append([Draft("quiz", {"quiz": quiz, "seq": seq, **body})], now(days))


def interview(history: History, quiz: str, cards: list[str], days: float = 0) -> None:
    """A whole interview that asked these cards; each was answered wrong but the first."""
    record(history, quiz, 0, days, **PLAN)
    for seq, card in enumerate(cards, 1):
        record(history, quiz, seq, days, do="answer", card=card)
    results = [{"card": card, "score": float(place == 0), "held_out": place == 1} for place, card in enumerate(cards)]
    record(history, quiz, len(cards) + 1, days, do="next", results=results)


def test_interviews_are_listed_newest_first_with_what_was_asked(home: Home) -> None:
    with opened(home) as history:
        interview(history, "one", ["d:a", "d:b"])
        record(history, "two", 0, 1, **PLAN)
        newest, oldest = interviews.interviews(history)
        assert (newest.id, newest.asked, newest.ended) == ("two", 0, False)
        assert (oldest.id, oldest.asked, oldest.ended) == ("one", 2, True)
        assert oldest.selectors == ("security",)
        assert (oldest.number, oldest.seed, oldest.on) == (3, "7f3a", "2026-01-05")


def test_the_steps_of_an_interview_come_in_their_order(home: Home) -> None:
    with opened(home) as history:
        interview(history, "one", ["d:a", "d:b"])
        interview(history, "two", ["d:c"])
        assert [step.body["seq"] for step in interviews.steps(history, "one")] == [0, 1, 2, 3]
        assert interviews.next_step(history, "one") == 4
        assert interviews.steps(history, "three") == []
        assert interviews.next_step(history, "three") == 0


def test_of_two_devices_the_one_that_went_further_is_followed(home: Home, tmp_path: Any) -> None:
    with opened(home) as history:
        record(history, "one", 0, **PLAN)
        lines = [*history.export()]
        record(history, "one", 1, do="answer", card="d:here")
    other = Home(data=tmp_path / "other", config=tmp_path / "other", cache=tmp_path / "other")
    with opened(other) as away, opened(home) as history:
        away.import_events(lines, now())
        for seq in (1, 2):
            record(away, "one", seq, do="answer", card="d:away")
        history.import_events(away.export(), now())
        assert [step.body.get("card") for step in interviews.steps(history, "one")] == [None, "d:away", "d:away"]


def test_cards_asked_have_the_rank_of_the_last_interview_that_asked_them(home: Home) -> None:
    with opened(home) as history:
        interview(history, "old", ["d:a", "d:b"])
        interview(history, "new", ["d:b", "d:c"], days=2)
        assert interviews.asked(history) == {"d:a": 2, "d:b": 1, "d:c": 1}
        history.append([Draft("rename", {"from": "d:a", "to": "d:z"})], now(3))
        assert interviews.asked(history)["d:z"] == 2


def test_results_know_deck_and_held_out_questions(home: Home) -> None:
    with opened(home) as history:
        history.sync_cards([row(1), row(2, "d/two")], "v", now())
        interview(history, "one", ["d:card-1", "d:card-2"])
        first, second = interviews.results(history)
        assert (first.card, first.deck, first.score, first.held_out) == ("d:card-1", "d/one", 1.0, 0)
        assert (second.deck, second.score, second.held_out) == ("d/two", 0.0, 1)


def test_what_may_be_asked_leaves_out_suspended_cards_and_keeps_held_out_ones(home: Home) -> None:
    with opened(home) as history:
        history.sync_cards([row(1), row(2), row(3, drilled=0)], "v", now())
        history.append([mark("d:card-1", "suspended", True)], now())
        found = interviews.standing(history, Scope())
        assert [(each.key, each.held_out) for each in found] == [("d:card-2", 0), ("d:card-3", 1)]


def test_undo_never_reaches_into_an_interview(home: Home) -> None:
    with opened(home) as history:
        answer(history, "d:card-1")
        interview(history, "one", ["d:card-1"])
        target = history.undo_target()
        assert target is not None
        assert target.events[0].type == "review"
        undo(history, target)
        assert history.undo_target() is None
        assert len(interviews.steps(history, "one")) == 3


@pytest.mark.parametrize("body", [{"seq": 0}, {"quiz": "", "seq": 0}, {"quiz": "one", "seq": -1}, {"quiz": "one"}])
def test_a_step_without_its_place_is_refused(home: Home, body: dict[str, Any]) -> None:
    with opened(home) as history, pytest.raises(Fault):
        history.append([Draft("quiz", body)], now())


def test_a_step_nested_deeper_than_sqlite_reads_is_refused(home: Home) -> None:
    deep: Any = 1
    for _ in range(900):
        deep = [deep]
    with opened(home) as history, pytest.raises(Fault, match="too deep"):
        record(history, "one", 0, plan=deep)


def test_a_history_from_before_interviews_gets_their_index(home: Home) -> None:
    with opened(home) as history:
        answer(history, "d:card-1")
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("DROP INDEX quiz_events")
        connection.execute("DROP INDEX cards_awaited")
        connection.execute("UPDATE meta SET value = '2' WHERE name = 'schema'")
        connection.execute("PRAGMA user_version = 2")
        connection.commit()
    with opened(home) as history:
        interview(history, "one", ["d:card-1"])
        assert history.doctor(now()).ok
        names = {name for (name,) in history.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")}
        assert {text.split()[2] for text in INDEXES} <= names
        assert history.connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
        plan = " ".join(
            str(step)
            for step in history.connection.execute(
                "EXPLAIN QUERY PLAN SELECT 1 FROM events WHERE type = 'quiz' AND v = 1"
                " AND json_extract(body, '$.quiz') = 'one'"
            )
        )
        assert "quiz_events" in plan


def test_a_learners_own_pace_is_known_once_there_are_answers_enough(home: Home) -> None:
    with opened(home) as history:
        for number in range(24):
            with history.writing(now(seconds=number)) as pen:
                body = {
                    "card": f"d:card-{number}",
                    "rating": 3,
                    "ms": 1000 * (number + 1),
                    "evidence": {"kind": "typed"},
                }
                pen.append([Draft("review", body)])
                pen.append([Draft("review", {**body, "card": "d:slow", "evidence": {"kind": "sql"}, "rating": 1})])
        assert interviews.fast_quarter(history) == {"typed": 7000}
