"""Names of other programs as the ids of recall: readable, in small Latin letters, the same every time. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from recall.interop.notes import digest

MAX_ID = 64
LONGEST = 48  # of a slug, so that a suffix still fits
_FOLDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)
_MARKUP = re.compile(r"\{\{c\d+::(.*?)(?:::.*?)?\}\}|!?\[([^\]]*)\]\([^)]*\)|\\(?=\W)")
_SIGNS = re.compile(r"[^a-z0-9]+")
_WORDS = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}  # of ASCII, the same faster
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_WORTH = 3  # letters that a slug needs to say something


@lru_cache(64)
def slug(text: str, longest: int = LONGEST) -> str:
    """The text as an id, cut at a word; empty where it has no Latin letters or digits."""
    text = text[: 4 * longest]
    if not text.isascii():
        text = normalize("NFKD", text.lower().translate(_FOLDED))
        text = "".join(sign for sign in text if sign.isascii() or not _is_mark(sign))
    if "'" in text or "’" in text:
        text = _APOSTROPHE.sub("", text)
    words = "-".join(text.translate(_WORDS).split()) if text.isascii() else _SIGNS.sub("-", text.lower()).strip("-")
    if len(words) <= longest:
        return words
    cut = words[: longest + 1].rpartition("-")[0]
    return (cut if len(cut) > longest // 2 else words[:longest]).strip("-")


def _is_mark(sign: str) -> bool:
    return "\u0300" <= sign <= "\u036f"


def card_name(prompt: str, answer: str, kind: str) -> str:
    """A readable id for a card: from what is asked, else from the answer, else a digest."""
    return (
        readable(prompt)
        or readable(answer)
        or f"{slug(prompt) or slug(answer) or kind}-{digest(prompt, answer, size=4)}"
    )


def readable(text: str) -> str:
    """The text of a card as an id, its gaps filled and its links as words; empty where that says too little."""
    if "{{" in text or "[" in text or "\\" in text:
        text = _MARKUP.sub(lambda found: found[1] or found[2] or "", text[:400])
    found = slug(text)
    return found if len(found) >= _WORTH else ""


def deck_id(path: tuple[str, ...], fallback: str) -> str:
    """The id of a deck of a tree, in which the top name may be left out by the caller."""
    name = "-".join(filter(None, (slug(part) for part in path)))
    if any(part and not slug(part) for part in path):
        name = f"{name}-{digest(*path, size=3)}".strip("-") if name else f"deck-{digest(*path, size=3)}"
    if len(name) > MAX_ID - 4:
        name = f"{name[:LONGEST].strip('-')}-{digest(*path, size=3)}"
    return name or fallback


@lru_cache(4096)
def tag_id(tag: str) -> str:
    """A tag as recall writes it: `JLPT::N5_a` is `jlpt-n5-a`."""
    return slug(tag, MAX_ID - 4)
