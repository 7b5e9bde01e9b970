"""Answers that are picked among what is shown: the kinds `single`, `multi` and `lines`.

It must not know the order in which a screen shows things.
"""

from __future__ import annotations

from fractions import Fraction

from recall.deck.card import Choice, Lines, Option
from recall.grade import chance
from recall.grade.graded import Graded, Mark, scored
from recall.grade.response import Named, Picked, Ticked

MISSED = "right, and missed"  # how the evidence on a right option begins that was not picked


def guess_choice(answer: Choice) -> float:
    """What a blind guess earns: 1/n on `single`, the plus/minus rule's mean on `multi`."""
    if answer.kind == "single":
        return 1 / len(answer.options)
    keys = sum(option.correct for option in answer.options)
    return chance.ticks(keys, len(answer.options) - keys)


def grade_single(answer: Choice, response: Picked) -> Graded:
    """1 for the right option, else 0; the evidence says what speaks against a wrong one."""
    picked = answer.options[response.option]
    marks = [Mark(picked.text, picked.correct, picked.why)]
    if not picked.correct:
        marks += [Mark(option.text, False, _missed(option)) for option in answer.options if option.correct]
    return scored(float(picked.correct), guess_choice(answer), tuple(marks), "" if picked.correct else picked.why)


def grade_multi(answer: Choice, response: Ticked) -> Graded:
    """max(0, hits/keys - false ticks/distractors): a wrong tick takes away what a right one gives."""
    keys = frozenset(place for place, option in enumerate(answer.options) if option.correct)
    distractors = len(answer.options) - len(keys)
    hits, false = response.options & keys, response.options - keys
    score = Fraction(len(hits), len(keys) or 1) - Fraction(len(false), distractors or 1)
    marks = tuple(
        Mark(option.text, place in hits, _missed(option) if place in keys - hits else option.why)
        for place, option in enumerate(answer.options)
        if place in keys | false
    )
    wrong = f", {len(false)} wrong tick{'' if len(false) == 1 else 's'}" if false else ""
    note = f"{len(hits)} of {len(keys)} right ones{wrong}" if score < 1 else ""
    return scored(float(max(Fraction(0), score)), guess_choice(answer), marks, note)


def guess_lines(code: str) -> float:
    """What naming any one line earns."""
    return 1 / max(1, len(code.splitlines()))


def grade_lines(answer: Lines, code: str, response: Named) -> Graded:
    """1 when exactly the faulty lines are named (or another set that is as right), else 0."""
    text = code.splitlines()
    faulty = response.lines if response.lines in map(frozenset, answer.accept) else frozenset(answer.lines)
    marks = tuple(
        Mark(
            f"line {number}: {text[number - 1].strip()}" if 0 < number <= len(text) else f"line {number}",
            number in faulty & response.lines,
            "" if number in faulty & response.lines else "missed" if number in faulty else "nothing is wrong here",
        )
        for number in sorted(faulty | response.lines)
    )
    return scored(float(response.lines == faulty), guess_lines(code), marks)


def _missed(option: Option) -> str:
    return f"{MISSED}: {option.why}" if option.why else MISSED
