"""What a start that takes long is doing, on stderr before there is a screen. Cheap to import; it must not know what."""

from __future__ import annotations

import sys


class StartLine:
    """One line that changes and goes away on a terminal; elsewhere each new sentence once."""

    def __init__(self) -> None:
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._said = ""

    def tell(self, what: str, done: int, of: int) -> None:
        """Says what is done, and how much of it if `of` is known."""
        share = f" {done * 100 // of} %" if of else ""
        if sys.stderr is None or f"{what}{share}" == self._said or (self._said and not self._shown and of and done):
            return
        self._said = f"{what}{share}"
        if self._shown:
            sys.stderr.write(f"\r\x1b[Krecall: {what}{share}   (ctrl-c stops)")
        else:
            sys.stderr.write(f"recall: {what} ...\n")
        sys.stderr.flush()

    def clear(self) -> None:
        """Takes the line away."""
        if self._shown and self._said:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
