"""An open answer as it was heard: its clauses, which of them refuse something, its words and what is like them.

It must not know rubrics or points (see `keypoints`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain

from recall.grade.text import normal

_MOST = 12_000  # characters: some two thousand words
_ALIKE = 0.45  # two words less alike than this have nothing to do with each other
_MISTYPED = 0.55
_NEARLY = 0.8  # what a mistyped or inflected term counts
_WORD = re.compile(r"[^\W_]+(?:[+#/.'-][^\W_]+)*\+*")
SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")
_CLAUSE = re.compile(
    r"(?<=[.!?;:])\s+|\n+|,\s+|\s+->\s+|\s+(?=(?:but|so|because|since|although|otherwise|else)\s)", re.IGNORECASE
)
_REFUSAL = re.compile(
    r"\b(?:no|not|never|nothing|nobody|nowhere|none|neither|nor|cannot|without|hardly|instead of|rather than|or rather"
    r"|actually|overkill|unnecessary|needless|useless|harmless|pointless|wrong|bad|annoy\w*|anyway|too much work"
    r"|a lot of work)\b|n't\b"
)
_TAKEN_BACK = re.compile(
    r"(?:(?:but|so|and|hm|well|that's|this is|it's|is) )*"
    r"(?:no|not|never|none|nothing|anyway|overkill|unnecessary|or rather|whatever)\b"
)
_STOP = frozenset(
    _WORD.findall(
        "a about after all also an and any are as at be because been before but by can could do does each for from "
        "has have how i if in into is it its just may me more most must my no not of on one only or other out over per "
        "shall should so some such than that the their them then there these they this those to too up use used uses "
        "using was we what when where which while who why will with without would you your"
    )
)


def words(text: str) -> list[str]:
    """The words of a text in normal form that carry meaning."""
    return [word for word in _WORD.findall(text) if word not in _STOP]


def stands(form: str, told: str) -> bool:
    """Whether a form stands in a text at the beginning of a word; both are in normal form."""
    at = told.find(form)
    while at > 0 and form[:1].isalnum() and told[at - 1].isalnum():
        at = told.find(form, at + 1)
    return at >= 0


def refuses(text: str) -> bool:
    """Whether a text says no to something, or takes it lightly."""
    return _REFUSAL.search(normal(text)) is not None


class Vocabulary:
    """The words of a text, indexed by their trigrams, so that the most similar one is found without trying all."""

    def __init__(self, heard: Iterable[str]) -> None:
        self._postings: dict[str, list[str]] = defaultdict(list)
        for word in dict.fromkeys(heard):
            for trigram in trigrams(word):
                self._postings[trigram].append(word)
        self._nearest: dict[str, tuple[str, float]] = {}

    def nearest(self, word: str) -> tuple[str, float]:
        """The word of the text most like this one, with Dice's coefficient of their trigrams."""
        if word not in self._nearest:
            mine = trigrams(word)
            shared = Counter(other for trigram in mine for other in self._postings.get(trigram, ()))
            scored = ((2 * count / (len(mine) + len(trigrams(other))), other) for other, count in shared.items())
            likeness, other = max(scored, default=(0.0, ""))
            self._nearest[word] = (other, likeness)
        return self._nearest[word]

    def alignment(self, wanted: Iterable[str], weights: Mapping[str, float]) -> float:
        """How much of `wanted` is there, 0 to 1: each word by its most similar one, rare words counting more."""
        found = total = 0.0
        for word in dict.fromkeys(wanted):
            weight = weights.get(word, 1.0)
            likeness = self.nearest(word)[1]
            total += weight
            found += weight * likeness if likeness >= _ALIKE else 0.0
        return found / total if total else 0.0


class Heard:
    """The answer, read once. Only its first 12,000 characters are heard."""

    def __init__(self, text: str) -> None:
        said = [clause.strip() for clause in _CLAUSE.split(text[:_MOST])]
        self.clauses = tuple(clause for clause in said if any(sign.isalnum() for sign in clause))
        self.told = normal(text[:_MOST])
        self._normal = tuple(map(normal, self.clauses))
        self._words = tuple(tuple(dict.fromkeys(words(clause))) for clause in self._normal)
        self._refusals = tuple(
            _REFUSAL.search(clause) is not None or _TAKEN_BACK.match(after) is not None
            for clause, after in zip(self._normal, (*self._normal[1:], ""), strict=False)
        )
        self.vocabulary = Vocabulary(chain.from_iterable(self._words))

    @property
    def refusing(self) -> float:
        """The share of clauses that refuse something: in such an answer words alone mislead most."""
        return sum(self._refusals) / len(self.clauses) if self.clauses else 0.0

    def named(self, terms: Iterable[str]) -> float:
        """The share of the author's terms that stand in the answer; a mistyped one counts a little less."""
        shares = [max(map(self._named, forms(term)), default=0.0) for term in terms]
        return sum(shares) / len(shares) if shares else 0.0

    def _named(self, form: str) -> float:
        if stands(form, self.told):
            return 1.0
        parts = words(form)
        return _NEARLY if parts and all(self.vocabulary.nearest(part)[1] >= _MISTYPED for part in parts) else 0.0

    def refused(self, terms: Iterable[str], wanted: Iterable[str]) -> bool:
        """Whether what speaks for a point stands in clauses that refuse something, as far as one can tell by words."""
        places = [[at for at, told in enumerate(self._normal) if _any(forms(term), told)] for term in terms]
        found = [where for where in places if where]
        if not found:
            at = self.strongest((), wanted, {})
            found = [] if at is None else [[at]]
        return any(all(self._refusals[at] for at in where) for where in found)

    def strongest(self, terms: tuple[str, ...], wanted: Iterable[str], weights: Mapping[str, float]) -> int | None:
        """The place of the clause that holds most of the terms and of the words; None where none holds any."""
        near = {
            self.vocabulary.nearest(word)[0]: weights.get(word, 1.0)
            for word in wanted
            if self.vocabulary.nearest(word)[1] >= _ALIKE
        }
        total = sum(near.values()) or 1.0

        def strength(at: int) -> float:
            named = sum(_any(forms(term), self._normal[at]) for term in terms) / (len(terms) or 1)
            return named + sum(near.get(word, 0.0) for word in self._words[at]) / total

        best = max(range(len(self.clauses)), key=strength, default=None)
        return best if best is not None and strength(best) > 0 else None


@lru_cache(maxsize=4096)
def forms(term: str) -> tuple[str, ...]:
    """The forms that an author's term may take, `|` between them, in normal form."""
    return tuple(normal(form) for form in term.split("|") if form.strip())


def _any(either: Iterable[str], told: str) -> bool:
    return any(stands(form, told) for form in either)


@lru_cache(maxsize=4096)
def trigrams(word: str) -> frozenset[str]:
    """The runs of three signs of a word, its beginning counting most."""
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
