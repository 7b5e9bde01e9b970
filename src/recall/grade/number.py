"""Numbers with units and a tolerance: the kind `number`. It must not know how the number was typed in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal, DecimalException

from recall.deck.card import Number
from recall.grade.graded import Graded, Mark, scored
from recall.grade.response import Wrote
from recall.grade.text import normal, spaced
from recall.grade.units import MAGNITUDES, Unit, find_unit

GUESS = 0.02

_NUMBER = re.compile(
    r"~? ?(?P<sign>[+-]?) ?"
    r"(?P<digits>0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_,' ]*)?(?:\.\d[\d_]*)?)"
    r"(?:[eE](?P<power>[+-]?\d{1,3}))?"
    r" ?(?P<rest>(?:[^\W\d]|[%×/-])\D*)?"
)
_GROUPED = re.compile(r"\d{1,3}(?P<mark>[,_' ])\d{3}(?:(?P=mark)\d{3})*|\d+(?:_\d+)*")
_DECIMAL_COMMA = re.compile(r"\d+,\d+")
_LONGEST = 80
_EXACTLY = Context(prec=60, Emax=1000, Emin=-1000)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A parsed number and the word behind it, magnitudes (`k`, `million`) already worked in."""

    value: Decimal
    unit: str = ""


def parse_quantity(text: str) -> Quantity | None:
    """The number in `text` with its unit, or None. `1k`, `1,000`, `1_000`, `1e3` and `0x3e8` are one number."""
    text = spaced(text).removesuffix(".")
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    value = _decimal(found["digits"].strip(), found["power"] or "0")
    if value is None:
        return None
    magnitude, unit = _magnitude((found["rest"] or "").strip())
    return Quantity((-value if found["sign"] == "-" else value) * magnitude, unit)


def grade_number(answer: Number, response: Wrote) -> Graded:
    """1 within the tolerance, units of one family converted; else 0."""
    wanted = f"{answer.value} {answer.unit}".strip()
    given = parse_quantity(response.text)
    written = spaced(response.text) in (spaced(answer.value), spaced(wanted))
    if written or any(normal(response.text) == normal(right) for right in answer.accept):
        return _outcome(response, True, wanted)
    if given is None:
        note = "no number in it" if response.text.strip() else ""
        return _outcome(response, False, wanted, note)
    note = ""
    for right in (wanted, *answer.accept):
        close, note = _compare(given, right, answer)
        if close:
            return _outcome(response, True, wanted)
    return _outcome(response, False, wanted, note)


def _outcome(response: Wrote, right: bool, wanted: str, note: str = "") -> Graded:
    return scored(float(right), GUESS, (Mark(response.text.strip(), right, wanted),), note)


def _compare(given: Quantity, right: str, answer: Number) -> tuple[bool, str]:
    """Whether `given` lies close enough to `right`, and what to say when it does not."""
    wanted = parse_quantity(right)
    if wanted is None:
        return False, ""
    home = wanted.unit or answer.unit
    value, note = _converted(given, home)
    if value is None:
        return False, note
    try:
        allowed = _tolerance(answer.tolerance, wanted.value, home)
        off = _EXACTLY.abs(_EXACTLY.subtract(value, wanted.value))
    except DecimalException:
        return False, ""
    if off <= allowed:
        return True, ""
    return False, "just outside the tolerance" if allowed and off <= 2 * allowed else ""


def _converted(given: Quantity, home: str) -> tuple[Decimal | None, str]:
    """The given value in the unit `home`, or None and the reason."""
    mine, wanted = find_unit(given.unit), find_unit(home)
    if not home:  # a card without a unit: a word behind the number does no harm, a percent sign means a share
        return (given.value * mine.factor if mine and mine.family == "share" else given.value), ""
    if not given.unit or (_singular(given.unit) == _singular(home) and mine == wanted):
        return given.value, ""
    if mine is None or wanted is None or mine.family != wanted.family:
        return None, f"the unit is {home}"
    return _scale(given.value, mine, wanted), ""


def _scale(value: Decimal, mine: Unit, wanted: Unit) -> Decimal:
    return _EXACTLY.divide(_EXACTLY.multiply(value, mine.factor), wanted.factor)


def _tolerance(text: str, value: Decimal, home: str) -> Decimal:
    """How far off an answer may be: `5%` of the value, or an amount in the card's unit or one of its family."""
    allowed = parse_quantity(text) if text else None
    if allowed is None:
        return Decimal(0)
    if allowed.unit == "%":
        return abs(value) * abs(allowed.value) / 100
    converted, _ = _converted(allowed, home)
    return abs(converted) if converted is not None else Decimal(0)


def _decimal(digits: str, power: str) -> Decimal | None:
    try:
        if digits[:2].lower() in {"0x", "0b", "0o"}:
            return Decimal(int(digits, 0))
        whole, dot, rest = digits.partition(".")
        if _GROUPED.fullmatch(whole):
            whole = "".join(filter(str.isdigit, whole))
        elif not dot and _DECIMAL_COMMA.fullmatch(whole):
            whole = whole.replace(",", ".")
        return _EXACTLY.create_decimal(f"{whole}{dot}{rest.replace('_', '')}e{power}")
    except (ValueError, DecimalException):
        return None


def _magnitude(rest: str) -> tuple[Decimal, str]:
    """The factor that the word behind a number stands for, and the unit that is left."""
    word, _, unit = rest.partition(" ")
    if word in MAGNITUDES:
        return MAGNITUDES[word], unit.strip()
    if rest in {"x", "×", "times", "fold", "-fold"}:
        return Decimal(1), ""
    return Decimal(1), rest


def _singular(word: str) -> str:
    return word.casefold().removesuffix("s")
