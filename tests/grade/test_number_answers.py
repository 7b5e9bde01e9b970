"""Numbers: how they may be written, how far off they may be, and which units are one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from grade_cards import card
from hypothesis import given
from hypothesis import strategies as st

from recall.deck.card import Number
from recall.grade.check import grade
from recall.grade.graded import Graded
from recall.grade.number import parse_quantity
from recall.grade.response import Wrote


def number(text: str, value: str, tolerance: str = "", unit: str = "", accept: tuple[str, ...] = ()) -> Graded:
    return grade(card(Number(value, tolerance, unit, accept)), Wrote(text))


@pytest.mark.parametrize(
    "text",
    ["1000", "1k", "1 K", "1,000", "1 000", "1_000", "1'000", "1e3", "1.0E3", "0x3e8", "1000.0", "~1000", "1 thousand"],
)
def test_a_thousand_is_a_thousand_however_it_is_written(text: str) -> None:
    assert number(text, "1000").correct
    assert number("1000", text).correct


@pytest.mark.parametrize(
    "text", ["", "abc", "8 or 9", "1,00,000", "1.000,5", "20 30", "nan", "inf", "1e99999", "e3", "1" * 200]
)
def test_what_is_no_single_number_is_none(text: str) -> None:
    assert parse_quantity(text) is None
    assert not number(text, "8").correct


def test_a_comma_with_other_than_three_digits_behind_it_is_a_decimal_comma() -> None:
    assert number("1,5", "1.5").correct
    assert number("1.500", "1.5").correct
    assert not number("1,500", "1.5").correct


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False),
    st.sampled_from(["", "ms", "MB", "rounds", "%"]),
)
def test_the_value_itself_is_always_right(value: Decimal, unit: str) -> None:
    assert number(str(value), str(value), unit=unit).correct
    assert number(f"{value} {unit}", str(value), unit=unit).correct
    assert number(f"{value:f}", str(value), unit=unit).correct


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**6), st.integers(0, 2 * 10**6))
def test_an_absolute_tolerance_is_a_distance_on_both_sides(value: int, tolerance: int, off: int) -> None:
    for given_value in (value + off, value - off):
        assert number(str(given_value), str(value), str(tolerance)).correct == (off <= tolerance)


def test_a_tolerance_in_percent_is_a_share_of_the_value() -> None:
    assert number("105", "100", "5%").correct
    assert number("-95", "-100", "5%").correct
    outside = number("106", "100", "5%")
    assert (outside.correct, outside.note) == (False, "just outside the tolerance")
    assert number("19", "10", "5 %", unit="%").correct is False


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0.25 s", "250", "ms"),
        ("250000 µs", "250", "ms"),
        ("2 min", "120", "s"),
        ("1 day", "24", "hours"),
        ("1024 KiB", "1", "MiB"),
        ("1 mib", "1048576", "bytes"),
        ("10 mb", "10", "MB"),
        ("80 Mb", "10", "MB"),
        ("1 Gbps", "125", "MB/s"),
        ("2.4 GHz", "2400", "MHz"),
        ("5 percent", "5", "%"),
        ("5%", "0.05", ""),
        ("8", "8", "ms"),
        ("8x", "8", ""),
        ("20 rows", "20", ""),
        ("20 round", "20", "rounds"),
    ],
)
def test_units_of_one_family_are_converted_and_may_be_left_out(text: str, value: str, unit: str) -> None:
    assert number(text, value, unit=unit).correct


@pytest.mark.parametrize(("text", "unit"), [("8 MB", "ms"), ("8 apples", "rounds"), ("8 s", "ms"), ("8 Mb", "MB")])
def test_a_number_of_something_else_is_wrong(text: str, unit: str) -> None:
    assert not number(text, "8", unit=unit).correct


def test_the_wrong_sort_of_unit_is_told() -> None:
    assert number("8 MB", "8", unit="ms").note == "the unit is ms"


def test_a_tolerance_may_have_a_unit_of_its_own() -> None:
    assert number("35 min", "30", "300 s", "min").correct
    assert not number("36 min", "30", "300 s", "min").correct


def test_variants_are_numbers_or_words() -> None:
    assert number("64", "32", accept=("64", "unbounded")).correct
    assert number("Unbounded", "32", accept=("64", "unbounded")).correct
    assert number("no limit", "32").note == "no number in it"


def test_huge_powers_cost_nothing_and_crash_nothing() -> None:
    assert not number("1e999", "1", "5%").correct
    assert number("1e999", "1e999", "5%").correct
    assert not number("1e-999", "1e999", "1e-999").correct
