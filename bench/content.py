"""What the cards of a measured history say. Imports nothing of recall: the peer's side reads it too."""

from __future__ import annotations

import random

_LETTERS = "bcdfghjklmnpqrstvwxz"
_VOCABULARY = 2000
_WORD = 7  # letters of every word, so that a word found by its beginning is that word


def word(number: int) -> str:
    """One word of the vocabulary."""
    chance = random.Random(f"word {number % _VOCABULARY}")
    return "".join(chance.choice(_LETTERS) for _ in range(_WORD))


def note(number: int) -> tuple[str, str, str]:
    """Prompt, answer and tag of a card."""
    chance = random.Random(f"note {number}")
    prompt = f"What stands at place {number} of the table?"
    rare = " ".join(word(chance.randrange(_VOCABULARY)) for _ in range(2))
    return prompt, f"The entry {number}, as everybody knows: {rare}.", "core" if number % 7 == 0 else "plain"
