"""One thing that is wrong in a deck file, said so that its author can mend it. It must not know YAML or cards."""

from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Problem(NamedTuple):
    """Where, which card, what is wrong and what to write instead; line and column count from 1, 0 is the whole file."""

    file: str
    line: int
    column: int
    message: str
    hint: str = ""
    card: str = ""
    rule: str = "field"
    level: Severity = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        card = f"{self.card}: " if self.card else ""
        hint = f" (hint: {self.hint})" if self.hint else ""
        return f"{place}: {card}{self.message}{hint}"

    def tidied(self) -> "Problem":
        """The same with the words that a stranger chose made harmless: a message quotes what it complains of."""
        words = (self.message, self.hint, self.card)
        if all(text.isascii() and text.isprintable() for text in words):
            return self
        from recall.deck.clean import clean_line

        message, hint, card = map(clean_line, words)
        return self._replace(message=message, hint=hint, card=card)


def nearest(word: str, known: tuple[str, ...] | frozenset[str] | list[str], count: int = 1) -> list[str]:
    """The known words that somebody who wrote `word` most likely meant."""
    from difflib import get_close_matches  # costs more to import than everything else here

    return get_close_matches(word.lower(), sorted(known), n=count, cutoff=0.6)
