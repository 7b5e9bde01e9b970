"""Whole processes: the prompt line, the first card in line mode and on a screen, memory."""

from __future__ import annotations

from collections.abc import Iterator

from bench import peer
from bench.histories import History
from bench.measure import PYTHON, interleaved, process, screen
from bench.table import Row, compared, sized

RECALL = (PYTHON, "-m", "recall")
PROMPT = b"stands at place"
READY = b"READY-TO-READ"
BARE_APP = f"""
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("{READY.decode()}")
Bare().run()
"""


def bare_due(history: History, runs: int) -> Row:
    """`recall due` beside a Python that does nothing."""
    sides = (lambda: process([PYTHON, "-c", "pass"]), lambda: process([*RECALL, "due"], history.environment))
    return compared("due-bare", "`recall due`", "`python -c pass`", *interleaved(sides, runs), 4.0)


def bare_first(history: History, runs: int) -> Row:
    """The first card in line mode beside a Python that does nothing; a quarter of Anki's first card takes six of it."""
    sides = (
        lambda: process([PYTHON, "-c", "pass"]),
        lambda: screen([*RECALL, "review", "--plain"], PROMPT, history.environment),
    )
    return compared("first-bare", "first card, line mode", "`python -c pass`", *interleaved(sides, runs), 6.5)


def bare_paint(history: History, runs: int) -> Row:
    """`recall review` to the first card on a screen, beside the smallest Textual app."""
    sides = (
        lambda: screen([PYTHON, "-c", BARE_APP], READY),
        lambda: screen([*RECALL, "review"], PROMPT, history.environment),
    )
    return compared(
        "paint-bare", "`recall review` to the first card", "bare Textual app", *interleaved(sides, runs), 1.3
    )


def against_anki(history: History, python: str, runs: int) -> Iterator[Row]:
    """The same beside Anki's package: its import, and its first card."""
    env = history.environment
    sides = (lambda: process([python, "-c", "import anki.collection"]), lambda: process([*RECALL, "due"], env))
    yield compared("due", "`recall due`, a cold process", "`import anki`", *interleaved(sides, runs), 0.20)
    anki, lines, painted = interleaved(
        (
            lambda: screen([python, peer.SIDE, "first", str(history.collection)], PROMPT),
            lambda: screen([*RECALL, "review", "--plain"], PROMPT, env),
            lambda: screen([*RECALL, "review"], PROMPT, env),
        ),
        runs,
    )
    yield compared("first", "first card, line mode", "Anki's first card", anki, lines, 0.25)
    yield sized("first-memory", "memory at the first card, line mode", "Anki", anki.peak, lines.peak, "MiB", 0.20)
    yield compared("paint", "first card on a screen", "Anki's first card", anki, painted, 0.9)
