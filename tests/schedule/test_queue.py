"""What today's queue promises: limits hold, siblings wait, prerequisites come first, nobody starves."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from recall.schedule.queue import (
    AnsweredRow,
    DueRow,
    FreshRow,
    Tally,
    apart,
    first,
    gentle,
    interleave,
    ordered,
    pick_due,
    pick_new,
    scopes,
)
from recall.schedule.quota import new_quota, review_quota, unique_notes
from recall.schedule.values import ORDERS, Limits, Order

TODAY = "2026-01-05"


def due(name: str, *, deck: str = "backend/http", note: str = "", on: str = TODAY, related: str = "") -> DueRow:
    note = note or f"backend:{name}"
    tie = sum(name.encode()) % 97
    return DueRow(name, note, related, "fundamentals", deck, "basic", 2, on, 5.0, 5.0, "2026-01-01", 3, 0, tie)


def fresh(name: str, *, deck: str = "backend/http", note: str = "") -> FreshRow:
    return FreshRow(name, note or f"backend:{name}", "", "fundamentals", deck, "basic", 0)


def no_tally(limits: dict[str, Limits] | None = None) -> Tally:
    return Tally((), TODAY, limits or {})


def test_siblings_and_relations_wait_for_another_day() -> None:
    rows = [due("a#c1", note="backend:a"), due("a#c2", note="backend:a"), due("b", related="backend:c"), due("c")]
    assert [row.key for row in pick_due(rows, no_tally(), 10)] == ["a#c1", "b"]
    answered = AnsweredRow("a#c3", "backend:a", "", "fundamentals", "backend/http", "2026-01-01", 2, None)
    assert [row.key for row in pick_due(rows, Tally([answered], TODAY, {}), 10)] == ["b"]
    assert len(pick_due(rows, no_tally(), 10, bury=False)) == 4


def test_limits_count_across_runs_and_scopes() -> None:
    rows = [due(str(n)) for n in range(9)] + [due(f"o{n}", deck="backend/oauth") for n in range(9)]
    limits = {"backend/http": Limits(reviews=3), "backend": Limits(reviews=5)}
    done = [AnsweredRow("x", "backend:x", "", "fundamentals", "backend/http", "2026-01-01", 2, None)]
    picked = pick_due(rows, Tally(done, TODAY, limits), 50)
    assert [row.deck for row in picked] == ["backend/http"] * 2 + ["backend/oauth"] * 2


def test_a_deck_waits_for_what_it_requires() -> None:
    rows = [fresh("h1"), fresh("h2"), fresh("o1", deck="backend/oauth")]
    needs = {"backend/oauth": frozenset({"backend/http"})}
    limits = {"backend/http": Limits(new=1)}
    assert [row.key for row in pick_new(rows, no_tally(limits), 9, requires=needs)] == ["h1"]
    assert [row.key for row in pick_new(rows, no_tally(), 9, requires=needs)] == ["h1", "h2", "o1"]


@given(st.integers(0, 40), st.integers(0, 40))
def test_mixing_loses_and_reorders_nothing(reviews: int, new: int) -> None:
    left, right = [due(f"r{n}") for n in range(reviews)], [fresh(f"n{n}") for n in range(new)]
    mixed = interleave(left, right)
    assert [row for row in mixed if isinstance(row, DueRow)] == left
    assert [row for row in mixed if isinstance(row, FreshRow)] == right


@given(st.sampled_from(ORDERS), st.lists(st.integers(0, 30), min_size=1, max_size=40, unique=True), st.integers(1, 6))
def test_a_limit_starves_no_card(order: str, ages: list[int], limit: int) -> None:
    """Each day the first `limit` of the queue are answered and leave; every card is asked in the end."""
    left = [due(str(age), on=(date(2026, 1, 5) - timedelta(days=age)).isoformat()) for age in ages]
    asked: list[str] = []
    for day in range(len(ages) // limit + 1):
        rows = ordered(
            left,
            order,  # type: ignore[arg-type]
            recall=lambda row: 0.5,
            gain=lambda row: 1.0,
            position=lambda row: 1,
            on=(date(2026, 1, 5) + timedelta(days=day)).isoformat(),
        )
        assert sorted(row.key for row in rows) == sorted(row.key for row in left)
        picked = pick_due(rows, no_tally(), limit)
        assert len(picked) == min(limit, len(left))
        asked += [row.key for row in picked]
        left = [row for row in left if row.key not in asked]
    assert sorted(asked) == sorted(str(age) for age in ages)


@given(st.sampled_from(ORDERS), st.integers(0, 1000))
@examples(max_examples=60)
def test_a_backlog_is_dealt_to_its_last_card_in_every_order_while_new_reviews_keep_coming(
    order: Order, seed: int
) -> None:
    """Two cards come due a day, three are dealt: 40 overdue cards of every kind are gone after 40 days."""
    chance = Random(seed)
    start = date(2026, 1, 5)

    def card(name: str, late: int, day: int) -> DueRow:
        on = start + timedelta(days=day)
        last = on - timedelta(days=chance.randint(1, 300))
        row = due(name, on=(on - timedelta(days=late)).isoformat())
        last_on = min(last, on - timedelta(days=late + 1)).isoformat()
        return row._replace(stability=chance.uniform(0.1, 300), difficulty=chance.uniform(1, 10), last_on=last_on)

    left = [card(f"late-{number}", chance.randint(1, 90), 0) for number in range(40)]
    for day in range(41):
        left += [card(f"{day}-{number}", 0, day) for number in range(2)]
        rows = ordered(
            left,
            order,
            recall=lambda row: 0.9 ** (1 / (row.stability or 1)),
            gain=lambda row: row.difficulty or 1,
            position=lambda row: len(row.key),
            on=(start + timedelta(days=day)).isoformat(),
        )
        assert sorted(rows) == sorted(left)
        left = rows[3:]
    assert not left


def test_every_order_says_who_is_first() -> None:
    young = due("young")._replace(stability=2.0, difficulty=3.0, last_on="2026-01-03", due_on="2026-01-04")
    old = due("old")._replace(stability=90.0, difficulty=8.0, last_on="2025-10-01", due_on="2026-01-03")
    first_of: dict[Order, str] = {
        "due": "old",
        "retrievability": "young",
        "retrievability-desc": "old",
        "gain": "young",
        "difficulty": "young",
        "difficulty-desc": "old",
        "interval": "young",
        "interval-desc": "old",
        "overdueness": "young",
        "added": "old",
    }
    for order, name in first_of.items():
        rows = ordered(
            [young, old] if name == "old" else [old, young],
            order,
            recall=lambda row: 0.8 if row is young else 0.9,
            gain=lambda row: 2.0 if row is young else 1.0,
            position=lambda row: 2 if row is young else 1,
            on=TODAY,
        )
        assert rows[0].key == name, order
    assert {*first_of, "random"} == {*ORDERS}


def test_sure_and_wrong_cards_come_first_and_the_rest_keeps_its_order() -> None:
    rows = [due(name) for name in "abcde"]
    assert [row.key for row in first(rows, {"d", "b"})] == ["b", "d", "a", "c", "e"]
    assert first(rows, ()) == rows


def test_a_first_card_needs_no_explaining_and_the_rest_keeps_its_order() -> None:
    rows = [
        fresh(name)._replace(kind=kind)
        for name, kind in zip("abcd", ("match", "order", "typed", "single"), strict=True)
    ]
    assert [row.key for row in gentle(rows)] == ["c", "a", "b", "d"]
    assert gentle(rows[:2]) == rows[:2]
    assert gentle([]) == []


def test_siblings_are_dealt_in_rounds() -> None:
    rows = [fresh(name, note=name[0]) for name in ("a1", "a2", "b1", "a3", "c1")]
    assert [row.key for row in apart(rows)] == ["a1", "b1", "c1", "a2", "a3"]


def test_due_order_is_oldest_first() -> None:
    rows = [due("new", on="2026-01-04"), due("old", on="2025-12-01"), due("mid", on="2026-01-01")]
    found = ordered(rows, "due", recall=lambda row: 1, gain=lambda row: 1, position=lambda row: 1, on=TODAY)
    assert [row.key for row in found] == ["old", "mid", "new"]


def test_a_backlog_is_capped_by_minutes_and_a_plain_day_is_not() -> None:
    base = {"seconds_spent": 0.0, "seconds_per_review": 12.0, "reviews_per_day": None, "reviewed": 0}
    assert review_quota(due=500, overdue=0, minutes=20, **base) == 500
    assert review_quota(due=500, overdue=450, minutes=20, **base) == 100
    assert review_quota(due=500, overdue=200, minutes=20, **base) == 300
    assert review_quota(due=500, overdue=0, minutes=5, strict=True, **base) == 25
    assert review_quota(due=50, overdue=0, minutes=20, **{**base, "reviews_per_day": 30, "reviewed": 10}) == 20


def test_new_cards_fill_what_reviews_leave() -> None:
    base = {
        "new_per_day": 8,
        "introduced": 0,
        "pause_above": 20,
        "minutes": 20,
        "seconds_spent": 0.0,
        "seconds_per_review": 12.0,
        "seconds_per_new": 40.0,
    }
    assert new_quota(waiting=0, **base) == 8
    assert new_quota(waiting=21, **base) == 0
    assert new_quota(waiting=0, **{**base, "introduced": 5}) == 3
    assert new_quota(waiting=20, **{**base, "minutes": 5}) == 1
    assert new_quota(waiting=0, **{**base, "seconds_spent": 5000.0}) == 0


def test_scopes_tell_a_stage_from_a_deck_of_the_same_name() -> None:
    assert scopes("backend/git", "git") == ("backend", "backend/git/", "backend/git")
    assert scopes("own/kafka", "") == ("own", "own/kafka")


def test_counting_notes_agrees_with_picking() -> None:
    rows = [due("a#c1", note="backend:a"), due("a#c2", note="backend:a"), due("b", related="backend:c"), due("c")]
    counted = list(unique_notes(((row.note, row.related) for row in rows), set()))
    assert counted == [row.note for row in pick_due(rows, no_tally(), 99)]
