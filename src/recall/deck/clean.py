"""Makes a stranger's text harmless to show: no control characters, no invisible or reordering ones, no piles of marks.

It keeps every visible character of every language. It must not know cards, Markdown or terminals.
"""

from __future__ import annotations

import re
from functools import cache

REPLACEMENT = "\ufffd"
MARKS_KEPT = 8

_PLAIN = (
    "[\n\t\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u2030-\u205e\u2070-\u20cf"
    "\u2100-\u2fff\u3000-\u3029\u3030-\u3098\u309b-\u3163\u3165-\ua66e\uac00-\ud7ff\uf900-\ufaff\uff01-\uff9f"
    "\U0001f100-\U0001faff\U00020000-\U0002ffef]*"
)
_BREAKS = "\r\n?|[\x85\u2028\u2029]"
_CONTROLS = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb"
    + "".join(f"{chr((plane << 16) | 0xFFFE)}{chr((plane << 16) | 0xFFFF)}" for plane in range(17))
    + "]"
)
# What changes or hides what is seen. ZWJ and ZWNJ (200c, 200d) stay: emoji and several scripts need them.
_INVISIBLE = (
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_JOINERS = "([\u200c\u200d])[\u200c\u200d]+"


@cache
def _plain() -> re.Pattern[str]:
    return re.compile(_PLAIN)


def _is_plain(text: str) -> bool:
    """Whether nothing in the text can do harm. ASCII is told without the pattern, which takes long to compile."""
    if text.isascii():
        return text.replace("\n", "").replace("\t", "").isprintable()
    return _plain().fullmatch(text) is not None


@cache
def _harmful() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What is taken out and what stands in its place, in order. Nearly every text is plain and never asks."""
    replaced = ((_BREAKS, "\n"), (_INVISIBLE, ""), (_CONTROLS, REPLACEMENT), (_JOINERS, r"\1"))
    return tuple((re.compile(pattern), replacement) for pattern, replacement in replaced)


def clean(text: str, *, multiline: bool = True) -> str:
    """The text with controls shown as U+FFFD and hidden characters left out; cleaning twice changes nothing more."""
    if not multiline:
        return clean_line(text)
    if _is_plain(text):
        return text
    for pattern, replacement in _harmful():
        text = pattern.sub(replacement, text)
    return text if _is_plain(text) else _cut_marks(text)


def clean_line(text: str) -> str:
    """The same for text that stands on one line: a line break or tab becomes a space."""
    return clean(text).replace("\n", " ").replace("\t", " ")


def _cut_marks(text: str) -> str:
    from unicodedata import category

    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if category(character) in ("Mn", "Me") else 0
        if run <= MARKS_KEPT:
            kept.append(character)
    return "".join(kept)
