"""Measures a whole collection: what a guesser would win, how cards are sourced, how much is above recall. Pure.

Statistical gates hold for groups of 60 cards or more; of smaller ones the value is told and nothing decided.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from recall.deck.authorities import authorities
from recall.deck.card import Card, Choice
from recall.deck.duplicates import exact, near
from recall.deck.lint_choice import ABSOLUTE, COMBINED, echoes, negative_stem
from recall.deck.manifest import Plan
from recall.deck.words import word_count

ENOUGH = 60
_SLACK = 0.03  # what a guesser may win above chance
_LEANING = 0.1  # how much less of a deck than planned may stand above recall


@dataclass(frozen=True, slots=True)
class Gate:
    """One measure: its value, what it must be, whether it is (None where there are too few cards to say)."""

    value: float
    limit: str
    ok: bool | None
    cards: int
    detail: str = ""


def gates(cards: Sequence[Card], plans: Mapping[str, Plan] | None = None) -> dict[str, Gate]:
    """All measures over the notes of a collection; `plans` say by deck what it is to hold."""
    notes = list({card.note: card for card in cards}.values())
    singles = [card for card in notes if card.kind == "single"]
    found = {
        "sources": _share(notes, _sourced),
        "explanations": _share(notes, lambda card: word_count(card.explanation) >= 8),
        "longest_option": _chance(singles, _longest),
        "guesser": _guesser(singles),
        "sole_echo": _chance([card for card in singles if sum(echoes(card)) == 1], _echoed),
        "combined_options": _none(notes),
        "near_duplicates": _duplicates(notes),
        "key_position": _positions(singles),
        "negative_stems": _negatives(notes),
        "above_recall": _levels(notes),
    }
    by_stage = sorted(singles, key=lambda card: card.stage)
    for stage, group in groupby(by_stage, key=lambda card: card.stage):
        of_stage = list(group)
        if stage and len(of_stage) >= ENOUGH:
            found[f"longest_option:{stage}"] = _chance(of_stage, _longest)
    if plans:
        found["floors"] = _floors(notes, plans)
        found["level_shares"] = _level_shares(notes, plans)
    return found


def _sourced(card: Card) -> bool:
    return any(authorities().has(source) for source in card.sources)


def _share(notes: Sequence[Card], fits: Callable[[Card], bool]) -> Gate:
    missing = [card.id for card in notes if not fits(card)]
    value = 1 - len(missing) / len(notes) if notes else 1.0
    return Gate(value, "1.0", not missing, len(notes), " ".join(missing[:20]))


def _texts(card: Card) -> list[tuple[str, bool]]:
    assert isinstance(card.answer, Choice)
    return [(option.text, option.correct) for option in card.answer.options]


def _win(scores: Sequence[float], right: Sequence[bool]) -> float:
    """What picking the highest score wins; ties are broken by chance."""
    top = [correct for score, correct in zip(scores, right, strict=True) if score == max(scores)]
    return sum(top) / len(top)


def _longest(card: Card) -> float:
    options = _texts(card)
    return _win([len(text) for text, _ in options], [correct for _, correct in options])


def _echoed(card: Card) -> float:
    return _win([float(heard) for heard in echoes(card)], [correct for _, correct in _texts(card)])


def _chance(cards: Sequence[Card], win: Callable[[Card], float]) -> Gate:
    """A cue that a guesser follows may win within two standard errors of chance."""
    odds = [1 / len(_texts(card)) for card in cards]
    chance = sum(odds) / len(odds) if odds else 0.0
    error = math.sqrt(sum(p * (1 - p) for p in odds)) / len(odds) if odds else 0.0
    value = sum(map(win, cards)) / len(cards) if cards else 0.0
    limit = f"{chance:.3f} ± {2 * error:.3f}"
    return Gate(value, limit, abs(value - chance) <= 2 * error if len(cards) >= ENOUGH else None, len(cards))


def _guesser(cards: Sequence[Card]) -> Gate:
    """Somebody who knows no subject but every flaw: likes long options and echoes, strikes absolute words out."""

    def win(card: Card) -> float:
        options = _texts(card)
        longest = max(len(text) for text, _ in options)
        scores = [
            (len(text) == longest) + heard - 2 * bool(ABSOLUTE.search(text))
            for (text, _), heard in zip(options, echoes(card), strict=True)
        ]
        return _win(scores, [correct for _, correct in options])

    gate = _chance(cards, win)
    chance = float(gate.limit.split()[0])
    ok = gate.value <= chance + _SLACK if len(cards) >= ENOUGH else None
    return Gate(gate.value, f"at most {chance + _SLACK:.3f}", ok, len(cards))


def _none(notes: Sequence[Card]) -> Gate:
    found = [
        card.id
        for card in notes
        if isinstance(card.answer, Choice) and any(COMBINED.search(option.text) for option in card.answer.options)
    ]
    return Gate(len(found), "0", not found, len(notes), " ".join(found[:20]))


def _duplicates(notes: Sequence[Card]) -> Gate:
    pairs = [f"{one.id}={other.id}" for one, other in exact(notes)]
    pairs += [f"{one.id}~{other.id}" for one, other, _ in near(notes)]
    value = len(pairs) / len(notes) if notes else 0.0
    return Gate(value, "under 0.005", value < 0.005, len(notes), " ".join(pairs[:20]))


def _negatives(notes: Sequence[Card]) -> Gate:
    found = [card.id for card in notes if negative_stem(card)]
    value = len(found) / len(notes) if notes else 0.0
    return Gate(value, "under 0.02", value < 0.02, len(notes), " ".join(found[:20]))


def _levels(notes: Sequence[Card]) -> Gate:
    """At least half of the cards of every deck above recall; the value is the lowest share there is."""
    decks: dict[str, list[bool]] = defaultdict(list)
    for card in notes:
        decks[card.deck].append(card.level != "recall")
    shares = {deck: sum(above) / len(above) for deck, above in decks.items()}
    low = sorted(deck for deck, share in shares.items() if share < 0.5)
    return Gate(min(shares.values(), default=1.0), "at least 0.5", not low, len(notes), " ".join(low))


def _floors(notes: Sequence[Card], plans: Mapping[str, Plan]) -> Gate:
    """Every planned deck holds as many cards as planned; the value is the smallest surplus."""
    held = Counter(card.deck for card in notes)
    low = sorted(f"{deck}:{held[deck]}/{plan.cards}" for deck, plan in plans.items() if held[deck] < plan.cards)
    surplus = min(held[deck] - plan.cards for deck, plan in plans.items())
    return Gate(surplus, f"at least 0 in each of {len(plans)} decks", not low, len(notes), " ".join(low))


def _level_shares(notes: Sequence[Card], plans: Mapping[str, Plan]) -> Gate:
    """No deck leans more on recall than planned and some slack, and each level is there of which one card is due.

    The value is the share above recall less what is planned, where that is lowest.
    """
    held: dict[str, Counter[str]] = {deck: Counter() for deck in plans}
    for card in notes:
        if card.deck in held:
            held[card.deck][card.level] += 1
    leads, low = [], []
    for deck, plan in plans.items():
        planned, found = plan.levels, held[deck]
        lead = planned.get("recall", 0.0) - found["recall"] / (found.total() or 1)
        leads.append(lead)
        missing = [level for level, share in planned.items() if not found[level] and share * found.total() >= 1]
        if lead < -_LEANING or missing:
            low.append(" ".join([f"{deck}:{lead:+.2f}", *missing]))
    return Gate(min(leads), f"at least {-_LEANING} in every deck", not low, len(notes), ", ".join(sorted(low)))


def _positions(cards: Sequence[Card]) -> Gate:
    """Whether the keys of single choices stand evenly over the positions in the files, by chi-square."""
    most = max((len(_texts(card)) for card in cards), default=0)
    seen, expected = [0.0] * most, [0.0] * most
    for card in cards:
        options = _texts(card)
        seen[[correct for _, correct in options].index(True)] += 1
        for position in range(len(options)):
            expected[position] += 1 / len(options)
    square = sum((s - e) ** 2 / e for s, e in zip(seen, expected, strict=True) if e)
    value = chi_square_tail(square, most - 1) if most > 1 else 1.0
    detail = " ".join(f"{int(s)}/{e:.1f}" for s, e in zip(seen, expected, strict=True))
    return Gate(value, "over 0.05", value > 0.05 if len(cards) >= ENOUGH else None, len(cards), detail)


def chi_square_tail(square: float, freedom: int) -> float:
    """The probability of a chi-square at least so large by chance."""
    if square <= 0:
        return 1.0
    half = square / 2
    if freedom % 2 == 0:
        term = total = math.exp(-half)
        for k in range(1, freedom // 2):
            term *= half / k
            total += term
        return total
    total = math.erfc(math.sqrt(half))
    term = math.exp(-half) * math.sqrt(half) / math.gamma(1.5)
    for k in range(1, (freedom - 1) // 2 + 1):
        total += term
        term *= half / (k + 0.5)
    return total
