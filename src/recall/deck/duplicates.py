"""Finds cards that ask the same: exactly, or nearly. Pure; works on the cards of a whole collection."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from recall.deck.card import Card, Choice, Cloze, Sql
from recall.deck.words import similarity, words

NEAR = 90.0
_TOO_COMMON = 40  # a word that stands in more cards than this pairs nobody


def question(card: Card) -> str:
    """All that the learner sees before answering."""
    parts = [card.prompt, card.code]
    match card.answer:
        case Choice(options=options):
            parts += [option.text for option in options]
        case Cloze(parts=pieces):
            parts += [piece if isinstance(piece, str) else piece.text for piece in pieces]
        case Sql(setup=setup):
            parts.append(setup)
        case _:
            pass
    return "\n".join(part for part in parts if part)


def exact(cards: Sequence[Card]) -> Iterator[tuple[Card, Card]]:
    """Pairs of an earlier and a later card with the same question."""
    first: dict[str, Card] = {}
    for card in cards:
        text = " ".join(question(card).split())
        if first.setdefault(text, card) is not card:
            yield first[text], card


def near(cards: Sequence[Card]) -> Iterator[tuple[Card, Card, float]]:
    """Pairs whose questions have a token-sort ratio of at least `NEAR` and that do not name each other.

    Only cards that share a rare word are compared: of 1,700 cards that leaves a few thousand pairs.
    """
    texts = [question(card) for card in cards]
    bags = [Counter(words(text)) for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    for number, bag in enumerate(bags):
        for word in bag:
            holders[word].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if 2 <= len(numbers) <= _TOO_COMMON:
            shared.update((one, other) for at, one in enumerate(numbers) for other in numbers[at + 1 :])
    for one, other in sorted(shared):
        common = (bags[one] & bags[other]).total()
        if common < 0.7 * max(bags[one].total(), bags[other].total()):
            continue
        ratio = similarity(texts[one], texts[other])
        if ratio >= NEAR and not _linked(cards[one], cards[other]) and texts[one] != texts[other]:
            yield cards[one], cards[other], ratio


def _linked(one: Card, other: Card) -> bool:
    return other.note in (*one.related, *one.contrasts) or one.note in (*other.related, *other.contrasts)
