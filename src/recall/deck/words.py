"""How texts of cards are measured: words, prose without its code, normal forms. Pure."""

from __future__ import annotations

import re

_SPAN = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.DOTALL | re.MULTILINE)
_WORD = re.compile(r"[^\W_]+(?:['’.+#/-][^\W_]+)*", re.UNICODE)


def prose(text: str) -> str:
    """The text without what stands in code fences and spans."""
    return _SPAN.sub(" ", _FENCE.sub(" ", text))


def word_count(text: str) -> int:
    """Words as a reader counts them: what spaces keep apart."""
    return len(text.split())


def words(text: str) -> list[str]:
    """The words in small letters, without signs around them."""
    return [word.casefold() for word in _WORD.findall(text)]


def normal(text: str) -> str:
    """For comparing texts: words only, in small letters."""
    return " ".join(words(text))


def is_code(text: str) -> bool:
    """Whether a text is code and nothing else."""
    return bool(re.fullmatch(r"(`+)[^`]+\1", text.strip()))


def similarity(one: str, other: str) -> float:
    """0 to 100: how alike two texts are when the order of their words does not count."""
    from difflib import SequenceMatcher

    left, right = (" ".join(sorted(words(text))) for text in (one, other))
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.real_quick_ratio() < 0.8 or matcher.quick_ratio() < 0.8:
        return 0.0
    return 100 * matcher.ratio()
