"""Holds a version of a collection to the one before: what learners have must not vanish or change its meaning. Pure.

A history hangs on an id. So a card that is gone needs a `formerly` elsewhere or a word that it is retired, and a card
that asks something else needs a higher `rev`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from recall.deck.card import (
    Basic,
    Box,
    Card,
    Categories,
    Choice,
    Cloze,
    Interview,
    Lines,
    Match,
    Number,
    Option,
    Order,
    Output,
    Sql,
    Typed,
    fingerprint,
)
from recall.deck.problem import Problem, nearest
from recall.deck.renames import renamed
from recall.deck.words import normal

ALIKE = 0.5  # share of the words that a reworded question keeps with the one before


def broken_promises(
    before: Sequence[Card], now: Sequence[Card], manifest: str, retired: Collection[str] = ()
) -> list[Problem]:
    """What a learner of the version `before` would lose. `manifest` is the file where ids are named as `retired`."""
    new_keys = dict(renamed(now))
    by_key = {card.key: card for card in now}
    found: list[Problem] = []
    gone: set[str] = set()
    for old in before:
        card = by_key.get(old.key) or by_key.get(new_keys.get(old.key, ""))
        if card is not None:
            found += _changed(old, card)
        elif old.id not in retired and old.note not in gone:
            gone.add(old.note)
            found.append(_vanished(old, now, manifest))
    return list(dict.fromkeys(found))


def _vanished(old: Card, now: Sequence[Card], manifest: str) -> Problem:
    what = f"the card `{old.key.partition(':')[2]}` is gone, and the learners' history of it with it"
    same = next((card.id for card in now if fingerprint(card) == fingerprint(old)), "")
    near = [same] if same else nearest(old.id, sorted({card.id for card in now}))
    to = f"add `formerly: [{old.id}]` to `{near[0]}`" if near else f"add `formerly: [{old.id}]` to what it became"
    return Problem(manifest, 0, 0, what, f"{to}, or `x-retired: [{old.id}]` here", old.id, "against")


def _changed(old: Card, card: Card) -> Iterator[Problem]:
    if card.rev > old.rev or fingerprint(card) == fingerprint(old):
        return
    place = card.place
    if card.rev < old.rev:
        message = f"`rev` went from {old.rev} back to {card.rev}"
    elif card.kind != old.kind:
        message = f"it was a {old.kind} card and is a {card.kind} card now"
    elif not _same_answer(old, card):
        message = "it has another right answer now"
    elif not _alike(_asked(old), _asked(card)):
        message = "it asks something else now"
    else:
        return
    hint = f"write `rev: {old.rev + 1}`, so that learners meet it early, or give the new question an id of its own"
    yield Problem(place.path, place.line, place.column, message, hint, card.id, "against")


def _asked(card: Card) -> str:
    text = "".join(part if isinstance(part, str) else part.text for part in getattr(card.answer, "parts", ()))
    return f"{card.prompt} {text} {card.code}"


def _alike(one: str, other: str) -> bool:
    left, right = set(normal(one).split()), set(normal(other).split())
    return left == right or len(left & right) >= ALIKE * max(len(left), len(right))


def _same_answer(old: Card, card: Card) -> bool:  # noqa: PLR0911, PLR0912  one case a kind
    """Whether who knew the old answer knows the new one: better words and more ways to say it are no other answer."""
    match old.answer, card.answer:
        case (Basic(answer=one), Basic(answer=other)):
            return _alike(one, other)
        case (Typed(accept=one), Typed(accept=other)):
            return bool({normal(text) or text for text in one} & {normal(text) or text for text in other})
        case (Choice(options=one), Choice(options=other)):
            return _alike_lists(sorted(_keys(one)), sorted(_keys(other)))
        case (Cloze(), Cloze()):
            gaps, others = old.answer.gaps, card.answer.gaps
            return [normal(gap.text) or gap.text for gap in gaps] == [normal(gap.text) or gap.text for gap in others]
        case (Number(value=one, unit=unit), Number(value=other, unit=another)):
            return (one, unit) == (other, another)
        case (Order(steps=one), Order(steps=other)):
            return _alike_lists(one, other)
        case (Match(pairs=one), Match(pairs=other)):
            return _alike_lists(sorted(map(" ".join, one)), sorted(map(" ".join, other)))
        case (Categories(boxes=one), Categories(boxes=other)):
            return _sorted_into(one) == _sorted_into(other)
        case (Output(output=one), Output(output=other)):
            return one.split() == other.split()
        case (Lines(lines=one), Lines(lines=other)):
            return one == other or old.code != card.code
        case (Sql(sql=one), Sql(sql=other)):
            return _alike(one, other)
        case (Interview(points=one), Interview(points=other)):
            return _alike(" ".join(point.point for point in one), " ".join(point.point for point in other))
        case _:
            return False


def _alike_lists(one: Sequence[str], other: Sequence[str]) -> bool:
    return len(one) == len(other) and all(map(_alike, one, other))


def _keys(options: Sequence[Option]) -> list[str]:
    return [option.text for option in options if option.correct]


def _sorted_into(boxes: Sequence[Box]) -> dict[str, str]:
    return {item: box.name for box in boxes for item in box.items}
