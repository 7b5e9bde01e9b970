"""A short run of the fuzzer: whatever a file holds, it is read, checked and shown without a crash."""

from __future__ import annotations

import re
import subprocess
import sys

from deck_cards import REPOSITORY


def test_a_thousand_broken_decks_are_read_checked_and_shown() -> None:
    command = [sys.executable, "-m", "bench.fuzz_decks", "--inputs", "1000", "--seed", "11"]
    ran = subprocess.run(command, cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    done = re.match(r"([\d,]+) inputs .*; 0 failures;", ran.stdout)
    assert done is not None, ran.stdout
    assert done[1] == "1,000"
