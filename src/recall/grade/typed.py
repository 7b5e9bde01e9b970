"""Answers of a few typed words: the kinds `typed` and `cloze`. It must not know where the bank's terms come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from recall.deck.card import Card, Cloze, Reject, Typed
from recall.grade.graded import Graded, Mark, scored, unknown
from recall.grade.text import exact_normal, is_typo, normal

if TYPE_CHECKING:
    from recall.grade.response import Filled, Wrote

GUESS = 0.02
PATTERN_LENGTH = 200
PATTERN_MEMORY = 1 << 20


class BadPattern(ValueError):
    """An author's pattern that is too long, or that google-re2 does not take."""


def terms_of(card: Card) -> tuple[str, ...]:
    """The texts that are right answers to this card: over a bank they are the `terms` no typo may turn into another."""
    match card.answer:
        case Typed(accept=accept):
            return accept
        case Cloze() as cloze:
            return (*(plain(gap.text) for gap in cloze.gaps), *cloze.accept)
        case _:
            return ()


def grade_typed(answer: Typed, response: Wrote, terms: Iterable[str]) -> Graded:
    """1 for an accepted text, a pattern's match or a slip of the finger; else 0."""
    mark, note = judge(response.text, answer.accept, answer, terms, answer.patterns)
    return scored(float(mark.ok), GUESS, (mark,), note)


def grade_cloze(answer: Cloze, response: Filled, terms: Iterable[str]) -> Graded:
    """The mean over the gaps, each judged as a typed answer."""
    gaps = answer.gaps
    if len(response.gaps) != len(gaps):
        raise ValueError(f"{len(response.gaps)} texts for {len(gaps)} gaps")
    if not gaps:
        return unknown(GUESS)
    judged = [
        judge(given, (plain(gap.text), *answer.accept), answer, terms)
        for gap, given in zip(gaps, response.gaps, strict=True)
    ]
    right = sum(mark.ok for mark, _ in judged)
    note = "; ".join(dict.fromkeys(note for _, note in judged if note))
    return scored(right / len(gaps), GUESS, tuple(mark for mark, _ in judged), note)


def judge(
    given: str,
    accept: Sequence[str],
    card: Typed | Cloze,
    terms: Iterable[str] = (),
    patterns: Sequence[str] = (),
) -> tuple[Mark, str]:
    """One typed text against its accepted forms: the mark (its detail is the form to know) and a note."""
    form: Callable[[str], str] = exact_normal if card.exact else normal
    text, wanted = form(given), accept[0] if accept else ""
    if not text:
        return Mark("", False, wanted), ""
    for right in accept:
        if form(right) == text:
            return Mark(given, True, right), ""
    near_miss = _near_miss(text, card.reject, form)
    if near_miss is not None:
        return Mark(given, False, wanted), near_miss.why or f"{near_miss.text} is a near miss"
    if any(_matches(pattern, given, card.exact) for pattern in patterns):
        return Mark(given, True, wanted), ""
    if card.exact:
        wrong_case = any(normal(right) == normal(given) for right in accept)
        return Mark(given, False, wanted), "capitals count here" if wrong_case else ""
    meant = next((right for right in accept if is_typo(given, right)), "")
    slip = bool(meant) and is_typo(given, meant, chain(terms, (reject.text for reject in card.reject)))
    return Mark(given, slip, meant or wanted), "typo" if slip else ""


def plain(text: str) -> str:
    """A gap's text without the code or emphasis marks that may stand around it."""
    for sign in ("`", "**", "*"):
        if len(text) > 2 * len(sign) and text.startswith(sign) and text.endswith(sign):
            return text[len(sign) : -len(sign)]
    return text


@lru_cache(maxsize=512)
def compile_pattern(pattern: str, exact: bool) -> Any:
    """The compiled form of an author's pattern. Raises BadPattern."""
    import re2

    if len(pattern) > PATTERN_LENGTH:
        raise BadPattern(f"a pattern may have {PATTERN_LENGTH} characters, this one has {len(pattern)}")
    options = re2.Options()
    options.max_mem = PATTERN_MEMORY
    options.log_errors = False
    options.case_sensitive = exact
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        raise BadPattern(reason.decode() if isinstance(reason, bytes) else str(reason)) from error


def _matches(pattern: str, given: str, exact: bool) -> bool:
    try:
        compiled = compile_pattern(pattern, exact)
    except BadPattern:
        return False  # the deck's check reports it; the accepted texts still stand
    return compiled.fullmatch(exact_normal(given)) is not None


def _near_miss(text: str, rejects: Sequence[Reject], form: Callable[[str], str]) -> Reject | None:
    return next((reject for reject in rejects if form(reject.text) == text), None)
