"""Lines said and lines read, for every mode without a screen. It must not know what is talked about."""

from __future__ import annotations

import sys
from io import TextIOWrapper

from recall.cli.terminal import columns
from recall.deck.clean import clean

_SIGNS = str.maketrans(
    {"→": "->", "›": ">", "·": "-", "–": "-", "—": "-", "…": "...", "’": "'", "“": '"', "”": '"', "●": "o", "├": "|",
     "┤": "|", "─": "-", "═": "=", "±": "+-"}
)  # fmt: skip

_CODE = "    "  # how lines begin that stand as they were written


class Dialogue:
    """Stdin and stdout, one thing at a time: no colour, no cursor, nothing that a terminal could obey."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        self.ascii_only = ascii_only
        self._width = columns() if sys.stdout is not None and sys.stdout.isatty() else 0

    def say(self, *lines: str, end: str = "\n") -> None:
        for line in lines:
            text = clean(line)
            if self.ascii_only:
                text = text.translate(_SIGNS).encode("ascii", "replace").decode()
            print("\n".join(map(self._folded, text.split("\n"))), end=end, flush=True)

    def _folded(self, text: str) -> str:
        """A long line of words broken between them at a terminal's edge; code and what goes into a pipe stay whole."""
        if not self._width or len(text) <= self._width or text.startswith(_CODE):
            return text
        from textwrap import fill  # its patterns are compiled for the first long line

        margin = " " * (len(text) - len(text.lstrip()))
        folded = fill(text, self._width - 1, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False)
        return folded + text[len(text.rstrip()) :]

    def read(self, prompt: str, *, several: bool = False) -> str:
        """One line; with `several`, a line that ends with a backslash goes on in the next. Raises EOFError."""
        line = self._line(prompt)
        while several and line.endswith("\\"):
            line = f"{line[:-1]}\n{self._line('... ')}"
        return line

    def _line(self, prompt: str) -> str:
        self.say(prompt, end="")
        line = "" if sys.stdin is None or sys.stdin.closed else sys.stdin.readline()
        if not line:
            raise EOFError
        return line.rstrip("\r\n")


def take_any_text() -> None:
    """Whatever is typed or shown, a sign that has no code must not end the work."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
