"""The cards nearest to a question in somebody's own words: full-text candidates, then a soft alignment of words.

It must not know where cards come from. The full text stands in a database in memory, made for the run.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from math import log
from typing import NamedTuple, Self

from recall.deck.card import Card
from recall.deck.search import texts
from recall.grade.keypoints import alignment

_CANDIDATES = 40
_WORDY = 0.2  # an interview question with its rubric holds many words: so much less it counts
_WORD = re.compile(r"[^\W_]{2,}")
_STOP = frozenset(
    _WORD.findall(
        "a about an and are as at be between by can did do does explain for from give had has have how in into is it me"
        " mean means name of on one or say should tell than that the their them there they this to us use used using"
        " was we were what when where which who why will with would you your difference"
    )
)


class Near(NamedTuple):
    """A card and how much of the question it covers, 0 to 1: each word by its most similar one, rare words more."""

    card: Card
    share: float


class Nearest:
    """A search over some cards."""

    def __init__(self, cards: Iterable[Card]) -> None:
        self._cards = list(cards)
        self._words = [frozenset(_WORD.findall(_text(card).casefold())) for card in self._cards]
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute("CREATE VIRTUAL TABLE bank USING fts5(prompt, rest, tokenize = 'porter unicode61')")
        rows = ((card.prompt, _text(card)) for card in self._cards)
        self._connection.executemany("INSERT INTO bank VALUES (?, ?)", rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def find(self, question: str, most: int) -> list[Near]:
        """The nearest cards, best first, one a text; none for a question without a word that says anything."""
        wanted = [word for word in dict.fromkeys(_WORD.findall(question.casefold())) if word not in _STOP]
        if not wanted:
            return []
        asked = " OR ".join(f'"{word}"' for word in wanted)
        query = "SELECT rowid - 1 FROM bank WHERE bank MATCH ? ORDER BY bm25(bank, 3.0, 1.0) LIMIT ?"
        with closing(self._connection.execute(query, (asked, _CANDIDATES))) as rows:
            places = [place for (place,) in rows]
        weights = {word: self._rarity(word) for word in wanted}
        near = [Near(self._cards[at], alignment(wanted, self._words[at], weights)) for at in places]
        best: dict[str, Near] = {}
        for each in sorted(near, key=lambda each: (not each.card.drilled) * _WORDY - each.share):
            best.setdefault(each.card.note, each)
        return [*best.values()][:most]

    def _rarity(self, word: str) -> float:
        """Inverse document frequency: 1 for a word of every card."""
        return 1 + log((1 + len(self._words)) / (1 + sum(word in words for words in self._words)))


def _text(card: Card) -> str:
    return "\n".join((card.id.replace("-", " "), card.prompt, *texts(card.answer), card.explanation, *card.tags))
