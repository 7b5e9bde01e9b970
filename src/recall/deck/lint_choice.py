"""The rules for cards with options: what lets a guesser win without knowing. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from recall.deck.card import Card, Choice, Option
from recall.deck.lint import Finding, Rule, warning
from recall.deck.words import is_code, normal, prose, similarity, word_count, words

COMBINED = re.compile(
    r"\b(?:all|none|any|both|neither|some) of the (?:above|others?|other options|options|answers)\b|"
    r"^(?:all|none|any|both|neither|some) of (?:these|those|them)\W*$|"
    r"^(?:both )?(?:options? )?[A-F] (?:and|or) [A-F]\W*$",
    re.IGNORECASE,
)
ABSOLUTE = re.compile(r"\b(always|never|only)\b", re.IGNORECASE)
_NEGATED = re.compile(
    r"\b(?i:which|what|who|where|when)\b[^?]*?\b(?:is|are|was|does|do|did|would|will|can|should|has|have)"
    r"(?: not\b|n't\b|n’t\b)|\bexcept\b|\bleast likely\b"
)
_FIGURES = re.compile(r"\d+|`[^`]+`")
_COMMON_WORDS = """
about above after again against already another answer because become before being below between called cannot
change changes client could different does doing during each either every first following given happens have
having holds instead itself makes might must never nothing number other others program request response result
return returns right runs second server should shows since single something still takes than that their them
then there these they thing third this those three through time under until used user uses using value values
what when where which while with without would write written your
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def _options(card: Card) -> tuple[Option, ...]:
    assert isinstance(card.answer, Choice)
    return card.answer.options


def split(card: Card) -> tuple[list[Option], list[Option]]:
    """The right options and the wrong ones."""
    options = _options(card)
    return [each for each in options if each.correct], [each for each in options if not each.correct]


def is_prose(options: Sequence[Option]) -> bool:
    """Whether the options are phrases, so that their lengths can betray the key."""
    return sum(word_count(option.text) for option in options) >= 3 * len(options)


def count_fits(card: Card) -> Iterator[Finding]:
    count = len(_options(card))
    if not 3 <= count <= 6:
        yield Finding("M01", f"there are {count} options, 3 to 6 fit", "three good ones beat four with a filler")
    elif card.kind == "multi" and count < 5:
        yield warning("M01", f"with {count} options a lucky tick pays", "five or more for cards with several keys")


def lengths_even(card: Card) -> Iterator[Finding]:
    options = _options(card)
    if not is_prose(options):
        return
    keys, others = split(card)
    if len(keys) == 1 and len(keys[0].text) > 1.2 * max(len(option.text) for option in others):
        yield warning("M03", "the key is longer than every other option", "shorten it or fill out a wrong one")
    lengths = [len(option.text) for option in options]
    if max(lengths) > 1.6 * min(lengths):
        yield warning("M04", "the longest option has more than 1.6 times the shortest", "bring them closer")


def no_combinations(card: Card) -> Iterator[Finding]:
    for option in _options(card):
        if COMBINED.search(option.text):
            message = f"`{option.text}` speaks of other options, which are shuffled"
            yield Finding("M05", message, "ask with several right options instead")


def negative_stem(card: Card) -> bool:
    """Whether the question asks for what is not so, in small letters."""
    return bool(_NEGATED.search(prose(card.prompt)))


def positive(card: Card) -> Iterator[Finding]:
    if negative_stem(card):
        yield warning("M06", "the question is negative", "ask for what is so; where NOT is the point, use capitals")


def of_one_kind(card: Card) -> Iterator[Finding]:
    options = _options(card)
    if len({is_code(option.text) for option in options}) > 1:
        yield warning("M07", "some options are code and some are not", "write them all alike")
    if is_prose(options) and len({option.text.rstrip()[-1:] == "." for option in options}) > 1:
        yield warning("M07", "some options end with a full stop and some do not", "write them all alike")


def absolutes(card: Card) -> Iterator[Finding]:
    keys, others = split(card)
    found = {match[0].lower() for option in others for match in ABSOLUTE.finditer(prose(option.text))}
    if found and not any(ABSOLUTE.search(prose(option.text)) for option in keys):
        yield warning("M08", f"`{min(found)}` stands in wrong options alone", "a guesser strikes such options out")


def echoes(card: Card) -> list[bool]:
    """For each option whether it repeats a rare word of the prompt."""
    rare = {word for word in words(prose(card.prompt)) if len(word) >= 5 and word not in _COMMON}
    return [not rare.isdisjoint(words(option.text)) for option in _options(card)]


def no_echo(card: Card) -> Iterator[Finding]:
    heard = echoes(card)
    if card.kind == "single" and sum(heard) == 1 and _options(card)[heard.index(True)].correct:
        yield warning("M09", "the key alone repeats a word of the prompt", "reword it, or let a wrong one echo too")


def reasons(card: Card) -> Iterator[Finding]:
    _, others = split(card)
    missing = sum(not option.why for option in others)
    if missing and card.kind == "single":
        yield Finding("M10", f"{missing} wrong options have no `why`", "say which mistake leads there")


def distinct(card: Card) -> Iterator[Finding]:
    for one, other in combinations((option.text for option in _options(card)), 2):
        if _apart(one, other):
            continue
        left, right = normal(one), normal(other)
        inside = left and right and (f" {left} " in f" {right} " or f" {right} " in f" {left} ")
        if inside or similarity(one, other) >= 92:
            yield warning("M11", f"`{one}` and `{other}` are nearly the same", "make them differ")


def _apart(one: str, other: str) -> bool:
    """Whether options that look alike differ in what counts: a figure, a piece of code, who does what to whom."""
    if _FIGURES.findall(one) != _FIGURES.findall(other) or (is_code(one) and is_code(other)):
        return True
    return sorted(words(one)) == sorted(words(other)) and words(one) != words(other)


CHOICE_RULES: tuple[Rule, ...] = (
    count_fits,
    lengths_even,
    no_combinations,
    positive,
    of_one_kind,
    absolutes,
    no_echo,
    reasons,
    distinct,
)
