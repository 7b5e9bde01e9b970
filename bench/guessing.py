"""`python -m bench.guessing`: what blind guessing earns on the shipped cards, and what the typo rule lets through.

A blind guesser knows the form of a card and every shipped card's size and key counts, but no subject. Options, steps,
sides and items are shown shuffled, so only the *shape* of an answer can be chosen: how many options to tick, how often
to use a right side, how many items to put into a box. Each shape's expected score is counted over every case, and the
best shape of each card is taken. Where text is typed, the guesser writes the one text that fits most cards of the kind.
"""

from __future__ import annotations

import random
import string
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, permutations
from math import comb, factorial, prod
from pathlib import Path

from recall.deck.card import Card, Categories, Choice, Cloze, Kind, Lines, Match, Number, Order, Output, Sql
from recall.deck.compile import read_deck
from recall.grade import chance
from recall.grade.check import grade
from recall.grade.response import Filled, Named, Response, Ticked, Wrote
from recall.grade.text import is_typo, normal
from recall.grade.typed import plain, terms_of

DECKS = Path(__file__).parents[1] / "decks"
MOST = 0.20  # of any kind but `single`
FORGIVEN = 0.90
LONG = 6  # letters
TYPOS = 8  # random typos a term


@dataclass(frozen=True, slots=True)
class Earned:
    """What the best blind answer to one card earns: `score` on average, `shape` says which it is."""

    card: str
    score: float
    shape: str


def shipped() -> list[Card]:
    """Every shipped card."""
    found: list[Card] = []
    for path in sorted(DECKS.glob("*/*.yaml")):
        if path.name != "stage.yaml":
            read = read_deck(path.read_bytes(), str(path), "backend", path.parent.name)
            assert read.deck is not None, path
            found += read.deck.cards
    return found


def ticking(options: int, keys: int) -> Iterator[tuple[float, str]]:
    """`multi`: any number of ticks, the options being shuffled."""
    distractors = options - keys
    for ticks in range(1, options + 1):
        yield (
            sum(
                comb(keys, hits)
                * comb(distractors, ticks - hits)
                * max(0.0, hits / keys - (ticks - hits) / distractors)
                for hits in range(max(0, ticks - distractors), min(keys, ticks) + 1)
            )
            / comb(options, ticks),
            f"{ticks} of {options} ticked",
        )


def joining(pairs: int, rights: int) -> Iterator[tuple[float, str]]:
    """`match`: right sides may be used more than once; a row left open never helps.

    A group of rows with the same right side holds at most one hit. With s groups chosen, the truths in which all of
    them hit are counted, and inclusion and exclusion give those with exactly k hits.
    """
    total = factorial(rights) // factorial(rights - pairs)
    for groups in partitions(pairs, pairs):
        if len(groups) > rights:
            continue
        at_least = [
            sum(prod(chosen) for chosen in combinations(groups, s))
            * (factorial(rights - s) // factorial(rights - pairs))
            for s in range(len(groups) + 1)
        ]
        score = 0.0
        for hits in range(1, len(groups) + 1):
            ways = sum((-1) ** (s - hits) * comb(s, hits) * at_least[s] for s in range(hits, len(groups) + 1))
            score += ways * chance.above_chance(hits / pairs, rights)
        yield score / total, f"right sides used {'+'.join(map(str, groups))} times"


def sorting(sizes: tuple[int, ...]) -> Iterator[tuple[float, str]]:
    """`categories`: so many items into each box; which box is which is not known to a blind guesser."""
    items, boxes = sum(sizes), len(sizes)
    orders = Counter(permutations(sizes))
    for filled in partitions(items, items):
        if len(filled) <= boxes:
            given = (*filled, *(0,) * (boxes - len(filled)))
            score = sum(times * _sorted_score(given, order, boxes) for order, times in orders.items())
            yield score / factorial(boxes), f"{'+'.join(map(str, filled))} items to a box"


def _sorted_score(given: tuple[int, ...], sizes: tuple[int, ...], boxes: int) -> float:
    """The mean score when the items fall at random into boxes that are given so many."""
    items = sum(sizes)
    ways = _hits(given, sizes, 0)
    total = sum(ways.values())
    return sum(count * chance.above_chance(hits / items, boxes) for hits, count in ways.items()) / total


@lru_cache(maxsize=100_000)
def _hits(given: tuple[int, ...], left: tuple[int, ...], box: int) -> Counter[int]:
    """In how many ways the boxes from `box` on take the items left of each true box, by the number of hits."""
    if box == len(given):
        return Counter({0: 1})
    found: Counter[int] = Counter()
    for taken in _takings(given[box], left):
        rest = tuple(size - take for size, take in zip(left, taken, strict=True))
        ways = prod(comb(size, take) for size, take in zip(left, taken, strict=True))
        for hits, count in _hits(given, rest, box + 1).items():
            found[hits + taken[box]] += ways * count
    return found


def _takings(wanted: int, left: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    if not left:
        if wanted == 0:
            yield ()
        return
    for take in range(min(wanted, left[0]) + 1):
        yield from ((take, *rest) for rest in _takings(wanted - take, left[1:]))


def partitions(total: int, largest: int) -> Iterator[tuple[int, ...]]:
    """The ways to write `total` as a sum, largest part first."""
    if total == 0:
        yield ()
    for part in range(min(total, largest), 0, -1):
        yield from ((part, *rest) for rest in partitions(total - part, part))


def naming(answer: Lines, code: str) -> Iterator[tuple[float, str]]:
    """`lines`: any number of the lines that hold code, blank ones and lone brackets left out."""
    sets = {frozenset(answer.lines), *map(frozenset, answer.accept)}
    used = sum(any(sign.isalnum() for sign in line) for line in code.splitlines())
    for named in sorted({len(each) for each in sets}):
        yield sum(len(each) == named for each in sets) / comb(used, named), f"{named} of {used} lines"


def best_blind(card: Card) -> Earned | None:
    """The best blind answer to a card that shows what to choose from; None for a card that is typed or told."""
    match card.answer:
        case Choice(options=options, kind="single"):
            shapes: Iterable[tuple[float, str]] = [(1 / len(options), f"1 of {len(options)}")]
        case Choice(options=options):
            shapes = ticking(len(options), sum(option.correct for option in options))
        case Order(steps=steps):
            shapes = [(chance.shuffles(len(steps)), f"{len(steps)} steps")]
        case Match(pairs=pairs, spare=spare):
            shapes = joining(len(pairs), len(pairs) + len(spare))
        case Categories(boxes=boxes):
            shapes = sorting(tuple(len(box.items) for box in boxes))
        case Lines() as answer:
            shapes = naming(answer, card.code)
        case _:
            return None
    score, shape = max(shapes)
    return Earned(card.id, score, shape)


def everything(card: Card) -> Response | None:
    """The answer of somebody who takes all there is: all ticked, all in one box, all lines."""
    match card.answer:
        case Choice(options=options, kind="multi"):
            return Ticked(frozenset(range(len(options))))
        case Lines():
            return Named(frozenset(range(1, len(card.code.splitlines()) + 1)))
        case _:
            return None


def one_text(cards: Sequence[Card]) -> Earned:
    """The one text that earns most when it is written as the answer to every card of a typed kind."""
    texts = Counter(normal(text) for card in cards for text in set(_keys(card)))
    shared = [text for text, cards_with_it in texts.items() if cards_with_it > 1] or list(texts)[:1]
    best = max(
        ((sum(grade(card, _written(card, text)).score for card in cards), text) for text in shared),
        default=(0.0, ""),
    )
    return Earned(f"all {len(cards)}", best[0] / len(cards), f"writing {best[1]!r} each time")


def _keys(card: Card) -> tuple[str, ...]:
    match card.answer:
        case Number(value=value, accept=accept):
            return (value, *accept)
        case Output(output=output, accept=accept):
            return (output, *accept)
        case Sql(sql=sql):
            return (sql,)
        case _:
            return terms_of(card)


def _written(card: Card, text: str) -> Response:
    return Filled((text,) * len(card.answer.gaps)) if isinstance(card.answer, Cloze) else Wrote(text)


def by_kind(cards: Sequence[Card]) -> dict[Kind, list[Earned]]:
    """The best blind answers of every machine-graded kind; one for all cards where text is typed."""
    groups: dict[Kind, list[Card]] = defaultdict(list)
    for card in cards:
        if card.kind not in ("basic", "interview"):
            groups[card.kind].append(card)
    return {
        kind: found if (found := [earned for card in group if (earned := best_blind(card))]) else [one_text(group)]
        for kind, group in groups.items()
    }


def terms(cards: Iterable[Card]) -> list[str]:
    """The right answers of the typed cards, each once; gaps without the marks of code."""
    return list(dict.fromkeys(plain(term) for card in cards for term in terms_of(card)))


def within_reach(bank: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of different terms, both ways round, that are near enough in length for one to be a slip of the other."""
    by_length: dict[int, list[str]] = defaultdict(list)
    for term in bank:
        by_length[len(normal(term))].append(term)
    for length, ones in by_length.items():
        others = [term for near in range(length - 2, length + 3) for term in by_length.get(near, ())]
        yield from ((one, other) for one in ones for other in others if one != other)


def confusable(bank: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of which one would pass for a slip of the other if the bank's terms were not looked at."""
    return [(one, other) for one, other in within_reach(bank) if is_typo(one, other)]


def false_accepts(bank: Sequence[str], pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the pairs that pass all the same."""
    return [(one, other) for one, other in pairs if is_typo(one, other, bank)]


def forgiven(bank: Sequence[str], seed: int = 0) -> tuple[int, int]:
    """Of random single typos in one-word terms of six letters and more, how many pass; and how many there were."""
    chosen = random.Random(seed)
    words = [term for term in bank if term.isalpha() and len(term) >= LONG]
    tried = [(slip(word, chosen), word) for word in words for _ in range(TYPOS)]
    return sum(is_typo(given, word, bank) for given, word in tried), len(tried)


def slip(word: str, chosen: random.Random) -> str:
    """A letter left out, doubled or changed, or two that change places, anywhere in the word."""
    while True:
        at, letter = chosen.randrange(len(word)), chosen.choice(string.ascii_lowercase)
        given = chosen.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            )
        )
        if normal(given) != normal(word):
            return given


def main() -> None:
    cards = shipped()
    earned = by_kind(cards)
    print(f"{'kind':11} cards   mean  worst card of its kind")
    held = True
    for kind, found in sorted(earned.items()):
        mean, worst = sum(each.score for each in found) / len(found), max(found, key=lambda each: each.score)
        held &= kind == "single" or worst.score <= MOST + 1e-9
        print(f"{kind:11} {len(found):5}  {mean:.3f}  {worst.score:.3f}  {worst.card}, {worst.shape}")
    over = [each for kind, found in earned.items() if kind != "single" for each in found if each.score > MOST + 1e-9]
    print(f"cards over {MOST:.2f}: {len(over)} {' '.join(each.card for each in over)}")
    all_ticked = [grade(card, response).score for card in cards if (response := everything(card)) is not None]
    print(f"taking everything earns at most {max(all_ticked):.2f} on {len(all_ticked)} cards")
    bank = terms(cards)
    near = confusable(bank)
    wrong = false_accepts(bank, near)
    passed, tried = forgiven(bank)
    print(f"typo rule: {len(bank)} terms, {len(near)} confusable pairs, {len(wrong)} false accepts {wrong[:3]}")
    print(f"random single typos in words of {LONG}+ letters: {passed / tried:.1%} of {tried} forgiven")
    sys.exit(not (held and not any(all_ticked) and not wrong and passed / tried >= FORGIVEN))


if __name__ == "__main__":
    main()
