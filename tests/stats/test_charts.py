"""Pictures of characters: never wider than asked, in every form, whatever the numbers and names."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from recall.stats.charts import FORMS, Form, Span, bars, calendar, columns, ranges, shade

forms = st.sampled_from(FORMS)
widths = st.integers(0, 120)
names = st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=30)
shares = st.floats(0, 1)
amounts = st.one_of(st.integers(0, 10**7).map(float), st.floats(0, 1e6))


def fits(lines: list[str], width: int, form: Form) -> bool:
    assert all(len(line) <= width for line in lines), lines
    assert form == "blocks" or all(line.isascii() for line in lines)
    return True


@settings(max_examples=100)
@given(st.lists(st.tuples(names, amounts), max_size=80), widths, st.integers(1, 10), forms)
def test_columns_fit(found: list[tuple[str, float]], width: int, height: int, form: Form) -> None:
    labels, values = [name for name, _ in found], [value for _, value in found]
    assert fits(columns(labels, values, width=width, height=height, form=form), width, form)


@settings(max_examples=100)
@given(st.lists(st.tuples(names, st.none() | shares, names), max_size=12), widths, forms)
def test_bars_fit(rows: list[tuple[str, float | None, str]], width: int, form: Form) -> None:
    assert fits(bars(rows, width=width, form=form), width, form)


@settings(max_examples=100)
@given(st.lists(st.tuples(names, shares, shares, shares, shares, names), max_size=12), widths, forms)
def test_ranges_fit(rows: list[tuple[str, float, float, float, float, str]], width: int, form: Form) -> None:
    spans = [Span(name, *sorted((one, two, three)), mark, said) for name, one, two, three, mark, said in rows]
    assert fits(ranges(spans, width=width, form=form, low=0.3), width, form)


@settings(max_examples=50)
@given(st.dictionaries(st.integers(0, 500), st.integers(0, 5000), max_size=60), widths, forms)
def test_calendars_fit(found: dict[int, int], width: int, form: Form) -> None:
    until = date(2026, 11, 23)
    days = {(until - timedelta(days=back)).isoformat(): many for back, many in found.items()}
    assert fits(calendar(days, until, width=width, form=form), width, form)


def test_columns_are_as_high_as_what_they_stand_for() -> None:
    assert columns(["a", "b", "c", "d"], [0, 1, 50, 100], width=30, height=4) == [
        "100 ┤            ███",
        "    ┤            ███",
        " 50 ┤        ███ ███",
        "    ┤    ▁▁▁ ███ ███",
        "  0 └────────────────",
        "     a       c      d",
    ]


def test_a_bar_is_full_only_for_a_whole_and_empty_only_for_nothing() -> None:
    found = bars([("a", 0.999, ""), ("b", 1.0, ""), ("c", 0.001, ""), ("d", 0.0, ""), ("e", None, "")], width=15)
    assert [line[3:].strip() for line in found] == ["█" * 9 + "░", "█" * 10, "█" + "░" * 9, "░" * 10, "░" * 10]


def test_without_room_numbers_stand_for_the_picture() -> None:
    assert columns(["5 Jan", "6 Jan"], [3, 0], width=12) == ["5 Jan: 3"]
    assert bars([("a", 0.5, "half")], width=10) == ["a: half"]


def test_plain_form_is_words_and_numbers() -> None:
    until = date(2026, 1, 6)
    assert calendar({"2025-12-31": 4, "2026-01-05": 2, "2026-01-06": 1}, until, width=80, form="plain") == [
        "2025-12: 4",
        "2026-01: 3",
    ]
    assert ranges([Span("90%", 0.8, 0.9, 0.95, 0.9, "90% of 10")], width=80, form="plain") == ["90%: 90% of 10"]


def test_a_day_with_answers_is_never_as_light_as_one_without() -> None:
    assert shade(0, 9) == 0
    assert [shade(many, 9) for many in (1, 3, 5, 9)] == [1, 2, 3, 4]
