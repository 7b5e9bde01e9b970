"""The notice on a terminal that is too small: one line that asks for room. Until there is some only ctrl+c works."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

LEAST_WIDTH, LEAST_HEIGHT = 40, 12


def too_small(width: int, height: int) -> bool:
    return width < LEAST_WIDTH or height < LEAST_HEIGHT


class SmallScreen(Screen[None]):
    """Lies over the screen in use, which keeps its place and waits."""

    def compose(self) -> ComposeResult:
        yield Static(Content(f"Needs {LEAST_WIDTH}x{LEAST_HEIGHT}: make room"))
