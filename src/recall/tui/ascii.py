"""Screens without Unicode: every sign is replaced, cell for cell, just before it is written."""

from __future__ import annotations

from unicodedata import normalize

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("─━╌┄", "-"),
        "═": "=",
        **dict.fromkeys("│┃▏▕", "|"),
        **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯", "+"),
        **dict.fromkeys("▸▶›→", ">"),
        **dict.fromkeys("‹←", "<"),
        **dict.fromkeys("▼▾↓", "v"),
        **dict.fromkeys("▲▴↑", "^"),
        **dict.fromkeys("█▓▇▆▅", "#"),
        **dict.fromkeys("▄▃▒", "="),
        **dict.fromkeys("▂▁░", "."),
        **dict.fromkeys("•·∙", "*"),
        "✓": "+",
        "‼": "!",
        "½": "/",
        "●": "o",
        "○": ".",
        "✗": "x",
        "↕": "|",
        "…": "~",
        "–": "-",
        "—": "-",
        "≥": ">",
        "≤": "<",
        "×": "x",
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("“”", '"'),
    }
)


def plain(text: str) -> str:
    """`text` in ASCII and as wide as it was; what has no likeness becomes question marks."""
    if text.isascii():
        return text
    return "".join(_likeness(sign) for sign in text.translate(_SIGNS))


def _likeness(sign: str) -> str:
    if sign.isascii():
        return sign
    width = cell_len(sign)
    base = normalize("NFKD", sign)[:1]
    return (base if base.isascii() and base.isprintable() else "?").ljust(width)[:width]


class Ascii(LineFilter):
    """Rewrites what is drawn."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(plain(text), style, control) for text, style, control in segments]
