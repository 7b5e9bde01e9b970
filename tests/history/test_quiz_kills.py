"""Interviews cut off by kill -9 lose no answer. `python -m bench.quiz_kills` does it a thousand times."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
def test_a_killed_interview_loses_no_answer() -> None:
    command = [sys.executable, "-m", "bench.quiz_kills", "--kills", "12", "--seed", "5"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost                        0" in done.stdout
