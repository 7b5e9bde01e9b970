"""A running server, as its tests see it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

DECK = """format: recall/1
deck: browser
title: Browser
cards:
- id: first
  tags: [core]
  prompt: What is served?
  answer: The same screens
- id: second
  tags: [core]
  prompt: Where from?
  answer: Loopback
"""


@dataclass(frozen=True, slots=True)
class Served:
    """One running server: its link, its port, the learner's folder, and how it runs."""

    link: str
    port: int
    home: Path
    process: subprocess.Popen[str]
