"""The library's cards beside their states: new decks, edited ones, cards that leave, come back or are renamed."""

from __future__ import annotations

from scribe import answer, mark, now, opened, row, undo, without_database

from recall.config import Home
from recall.events import Draft
from recall.history.queries import Scope
from recall.history.store import History

ON = "2030-01-01"


def fresh(history: History) -> list[str]:
    return [each.key for each in history.fresh(Scope(), ON)]


def test_cards_of_the_library_are_there_to_be_asked(history: History) -> None:
    assert history.library_version == ""
    assert history.sync_cards([row(2), row(1), row(3, drilled=0)], "v1", now()) == 3
    assert history.library_version == "v1"
    assert fresh(history) == ["d:card-1", "d:card-2"]


def test_a_second_sync_of_the_same_changes_nothing(history: History) -> None:
    history.sync_cards([row(1), row(2)], "v1", now())
    assert history.sync_cards([row(1), row(2)], "v2", now()) == 0
    assert history.sync_cards([row(1), row(2, "d/other")], "v3", now()) == 1


def test_only_cards_of_picked_decks_are_asked_but_any_can_be_named(history: History) -> None:
    history.sync_cards([row(1, "d/python"), row(2, "d/go")], "v1", now(), picks={"d/go"})
    assert fresh(history) == ["d:card-2"]
    assert [each.key for each in history.fresh(Scope(decks=frozenset({"d/python"})), ON)] == ["d:card-1"]
    history.sync_cards([row(1, "d/python"), row(2, "d/go")], "v1 all", now())
    assert fresh(history) == ["d:card-1", "d:card-2"]


def test_a_card_that_leaves_keeps_its_history_and_comes_back_to_it(history: History) -> None:
    history.sync_cards([row(1), row(2)], "v1", now())
    answer(history, "d:card-1", 4)
    state = history.state("d:card-1")
    history.sync_cards([], "v2", now())
    assert history.state("d:card-1") == state
    assert history.due_count(Scope(), ON) == 0
    history.sync_cards([row(1)], "v3", now())
    assert history.state("d:card-1") == state
    assert history.due_count(Scope(), ON) == 1
    assert history.doctor(now()).ok


def test_a_renamed_card_keeps_its_history(history: History) -> None:
    history.sync_cards([row(1)], "v1", now())
    answer(history, "d:card-1", 4)
    history.append([mark("d:card-1", "note", "mine")], now())
    before = history.state("d:card-1")
    history.sync_cards([row(9)], "v2", now(1), renames={"d:card-1": "d:card-9"})
    after = history.state("d:card-9")
    assert (after.memory, after.reps) == (before.memory, before.reps)
    assert history.marks("d:card-9") == {"note": "mine"}
    assert len(history.reviews("d:card-9")) == 1
    answer(history, "d:card-9", 3, days=10)
    assert history.state("d:card-9").reps == 2
    assert [each.key for each in history.answered("2026-01-15")] == ["d:card-9"]
    assert history.doctor(now(10)).ok


def test_a_rename_is_recorded_once_and_holds_without_the_deck(home: Home) -> None:
    with opened(home) as history:
        answer(history, "d:old")
        for version in ("v1", "v2"):
            history.sync_cards([row(1, key="d:new")], version, now(), renames={"d:old": "d:new"})
        assert sum(b'"rename"' in line for line in history.export()) == 1
        history.sync_cards([], "v3", now())
        assert history.state("d:new").reps == 1
    without_database(home)
    with opened(home) as history:
        assert history.state("d:new").reps == 1


def test_a_chain_of_names_is_one_card_wherever_its_answers_stand(history: History) -> None:
    answer(history, "d:a", days=0)
    answer(history, "d:b", days=9)
    history.append([Draft("rename", {"from": "d:a", "to": "d:b"})], now(9))
    history.append([Draft("rename", {"from": "d:b", "to": "d:c"})], now(9))
    assert history.state("d:c").reps == 2
    answer(history, "d:c", days=20)
    assert [event.body["card"] for event, _ in history.reviews("d:a")] == ["d:a", "d:b", "d:c"]
    undo(history, history.undo_target(), 20)
    assert history.state("d:c").reps == 2
    assert history.doctor(now(20)).ok


def test_a_suspended_card_is_in_no_queue_until_it_is_brought_back(history: History) -> None:
    history.sync_cards([row(1), row(2)], "v1", now())
    answer(history, "d:card-2", 4)
    history.append([mark(key, "suspended", True) for key in ("d:card-1", "d:card-2")], now())
    assert fresh(history) == []
    assert history.due_count(Scope(), ON) == 0
    assert history.all_suspended(Scope())
    history.append([mark("d:card-2", "suspended", False)], now())
    assert history.due_count(Scope(), ON) == 1
