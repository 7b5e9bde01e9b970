"""What the queue and the screens ask, against the same question answered the slow way."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scribe import another, answer, mark, now, opened, row, undo

from recall.events import Draft
from recall.history import queries
from recall.history.queries import Scope
from recall.history.store import History
from recall.schedule.quota import count_due

ON = "2026-01-15"
DECKS = ("d/one", "d/two", "d/three")


def learn(history: History, seed: int) -> None:
    """A library of 30 cards in three decks, one of them not picked, and ten days of chance."""
    chance = Random(seed)
    rows = [
        row(number, DECKS[number % 3], core=number % 4 == 0, drilled=number % 9 != 8, position=100 - number)
        for number in range(30)
    ]
    history.sync_cards(rows, "1", now(), picks={"d/one", "d/two"})
    for step in range(60):
        key, days = f"d:card-{chance.randrange(30)}", step / 6
        match chance.randrange(12):
            case 0:
                history.append([mark(key, "suspended", chance.random() < 0.7)], now(days))
            case 1:
                history.append([mark(key, "buried_until", f"2026-01-{chance.randrange(10, 20)}")], now(days))
            case 2:
                history.append(
                    [Draft("set_due", {"card": key, "due": f"2026-01-{chance.randrange(10, 25)}"})], now(days)
                )
            case 3:
                history.append([Draft("reset", {"card": key})], now(days))
            case 4 if history.undo_target():
                undo(history, history.undo_target(), days)
            case _:
                answer(history, key, chance.randint(1, 4), days)


def awake(history: History, key: str, scope: Scope, on: str) -> bool:
    number = int(key.partition("-")[2])
    deck, marks = DECKS[number % 3], history.marks(key)
    named = deck in (scope.decks or ()) or key in (scope.keys or ())
    wanted = deck != "d/three" if scope.everything else named
    buried = marks.get("buried_until")
    return wanted and number % 9 != 8 and not marks.get("suspended") and (buried is None or buried <= on)


scopes = st.sampled_from(
    [
        Scope(),
        Scope(decks=frozenset({"d/three"})),
        Scope(decks=frozenset({"d/one", "d/three"})),
        Scope(keys=frozenset({"d:card-1", "d:card-5", "d:nothing"})),
        Scope(decks=frozenset({"d/two"}), keys=frozenset({"d:card-0"})),
        Scope(decks=frozenset(), keys=frozenset()),
    ]
)


@given(st.integers(0, 10_000), scopes)
@settings(max_examples=15, deadline=None)
def test_every_question_is_answered_as_the_slow_way_answers_it(seed: int, scope: Scope) -> None:
    with TemporaryDirectory(prefix="recall-ask-") as folder, opened(another(Path(folder))) as history:
        learn(history, seed)
        keys = [f"d:card-{number}" for number in range(30)]
        states = {key: history.state(key) for key in keys if awake(history, key, scope, ON)}
        due_on = {
            key: str(state.memory.due_on if state.memory else state.awaited_on)
            for key, state in states.items()
            if (state.memory.due_on if state.memory else state.awaited_on)
        }
        due = list(history.due(scope, ON))
        assert {each.key for each in due} == {key for key, day in due_on.items() if day <= ON}
        assert [each.due_on for each in due] == sorted(each.due_on for each in due)
        assert [(each.note, each.related, each.due_on) for each in due] == history.due_notes(scope, ON)
        assert history.due_count(scope, ON) == len(due)
        learning = history.learning(scope, ON)
        assert {each.key for each in learning} == {
            key for key, state in states.items() if state.memory and state.memory.due_at
        }
        assert [each.due_at for each in learning] == sorted(each.due_at for each in learning)
        fresh = list(history.fresh(scope, ON))
        waiting = [key for key, state in states.items() if not state.memory and not state.awaited_on]
        assert [each.key for each in fresh] == sorted(waiting, key=lambda key: -int(key.partition("-")[2]))
        assert list(history.fresh(scope, ON, 2, 1)) == fresh[1:3]
        answered = {
            key for key in keys if (held := history.state(key).memory) and held.last_on.isoformat() == ON[:8] + "14"
        }
        assert {each.key for each in history.answered(ON[:8] + "14")} == answered


def test_the_counts_of_the_decks_add_up_to_those_of_the_cards(history: History) -> None:
    learn(history, 3)
    counts = {deck.deck: deck for deck in history.deck_counts(ON)}
    for deck in DECKS:
        scope = Scope(decks=frozenset({deck}))
        assert counts[deck].new == len(list(history.fresh(scope, ON)))
        assert counts[deck].learning == len(history.learning(scope, ON))
        assert counts[deck].due == history.due_count(scope, ON)


def test_the_next_day_of_a_deck_is_found_however_far_ahead_it_is(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.sync_cards([row(number, DECKS[number]) for number in range(3)], "1", now())
    days = dict(zip(DECKS, ("2026-01-16", "2026-03-01", "2027-05-01"), strict=True))
    for number, deck in enumerate(DECKS):
        history.append([Draft("set_due", {"card": f"d:card-{number}", "due": days[deck]})], now())
    for rows in (1, 2, 3, 4000):
        monkeypatch.setattr(queries, "SOON", rows)
        assert history.next_days(history.deck_counts(ON), ON) == days


def test_ties_among_due_cards_are_by_chance_and_the_same_every_time(history: History) -> None:
    history.sync_cards([row(number) for number in range(20)], "1", now())
    for number in range(20):
        history.append([Draft("set_due", {"card": f"d:card-{number}", "due": "2026-01-06"})], now())
    keys = [each.key for each in history.due(Scope(), ON)]
    assert keys == [each.key for each in history.due(Scope(), ON)]
    assert keys != sorted(keys, key=lambda key: int(key.partition("-")[2]))
    assert [each.key for each in islice(history.due(Scope(), ON), 3)] == keys[:3]


def test_every_study_day_is_known_with_its_answers(history: History) -> None:
    for days in (0, 2, 2, 3):
        answer(history, "d:card-1", days=days)
    assert history.study_days() == [("2026-01-05", 1), ("2026-01-07", 2), ("2026-01-08", 1)]
    assert history.first_day() == "2026-01-05"


def test_the_next_due_is_a_learning_step_or_the_start_of_a_day(history: History) -> None:
    history.sync_cards([row(1), row(2)], "1", now())
    with history.writing(now()) as pen:
        moment = pen.moment
    assert history.next_due_at(Scope(), moment, 240) is None
    answer(history, "d:card-1", 4)
    due = history.state("d:card-1").memory
    assert due is not None
    assert due.due_on is not None
    found = history.next_due_at(Scope(), moment, 240)
    assert found is not None
    assert (found.date(), found.hour) == (due.due_on, 4)
    answer(history, "d:card-2", 1)
    assert history.next_due_at(Scope(), moment, 240) == now(seconds=60)[0]


def test_the_pace_is_the_learners_own_once_there_are_answers_enough(history: History) -> None:
    for number in range(30):
        answer(history, f"d:card-{number}", 4)
    assert history.usage("2026-01-05").seconds_per_review is None
    assert history.usage("2026-01-05").seconds_per_new == 4.0
    for number in range(30):
        answer(history, f"d:card-{number}", 3, days=9)
    usage = history.usage("2026-01-14")
    assert (usage.seconds_spent, usage.seconds_per_review) == (120.0, 4.0)


def test_seen_cards_are_told_from_first_sights(history: History) -> None:
    answer(history, "d:card-1", 3)
    answer(history, "d:card-1", 1, days=0.01)
    answer(history, "d:card-2", 1)
    (day,) = history.totals("2026-01-05", 7)
    assert (day.reviews, day.seen, day.recalled, day.introduced, day.again) == (3, 1, 0, 2, 2)


def test_core_cards_count_as_covered_once_they_were_answered(history: History) -> None:
    history.sync_cards([row(number, core=number % 2) for number in range(6)], "1", now())
    answer(history, "d:card-1")
    answer(history, "d:card-2")
    assert history.core_counts() == (1, 3)


def test_totals_leave_out_days_before_the_span(history: History) -> None:
    for days in range(5):
        answer(history, "d:card-1", days=days)
    last = date(2026, 1, 9)
    assert [day.on for day in history.totals(str(last), 2)] == [str(last - timedelta(days=1)), str(last)]


@given(st.integers(0, 2**32), st.booleans())
@settings(max_examples=15, deadline=None)
def test_siblings_and_relations_are_counted_once_without_reading_every_row(seed: int, ahead: bool) -> None:
    chance = Random(seed)
    with TemporaryDirectory() as folder, opened(another(Path(folder))) as history:
        rows = []
        for number in range(24):
            note = f"d:card-{chance.randrange(24)}" if chance.random() < 0.4 else f"d:card-{number}"
            key = f"d:card-{number}" if note == f"d:card-{number}" else f"{note}#c{number}"
            related = " ".join(f"d:card-{chance.randrange(24)}" for _ in range(2)) if chance.random() < 0.2 else ""
            rows.append(row(number, DECKS[number % 3], key=key, note=note, related=related))
        history.sync_cards(rows, "1", now(), picks={"d/one", "d/two"})
        for each in rows:
            due = f"2026-01-{chance.randrange(10, 22)}"
            history.append([Draft("set_due", {"card": each[0], "due": due})], now())
        for each in chance.sample(rows, 6):
            answer(history, each[0], chance.randint(1, 4), 10)
        again = chance.choice(rows)[0]
        history.append([Draft("set_due", {"card": again, "due": ON})], now(10))
        until = "2026-01-18" if ahead else ON
        answered = history.answered(ON)
        buried = {name for each in answered for name in (each.note, *each.related.split())}
        for scope in (Scope(), Scope(decks=frozenset(DECKS[2:]))):
            every = count_due(history.due_notes(scope, until), buried, ON)
            assert history.waiting_count(scope, until, ON, buried, answered) == every
