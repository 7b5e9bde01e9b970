"""The proof files of `attacks/make_samples.py`: read, refused in words, nothing run, nothing shown that bites."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from deck_cards import SHARED

from recall.deck.clean import clean
from recall.deck.compile import read_deck
from recall.deck.lint import lint


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Path:
    maker = SHARED / "attacks" / "make_samples.py"
    if not maker.is_file():
        pytest.skip("the maker of the proof files is not here")
    folder = tmp_path_factory.mktemp("attacks")
    # Its archives are large and belong to others; it writes them last but for texts.
    source = maker.read_text("utf-8")
    start, end = source.index("# ---- archives"), source.index("# ---- regex")
    subprocess.run([sys.executable, "-c", source[:start] + source[end:], str(folder)], check=True, capture_output=True)
    return folder


def test_every_hostile_deck_is_refused_in_words(proof: Path) -> None:
    for path in sorted((proof / "yaml").iterdir()):
        read = read_deck(path.read_bytes(), path.name, "stranger")
        assert any(problem.level == "error" for problem in read.problems), path.name
        assert read.deck is None or not read.deck.cards, path.name
        for problem in read.problems[:5]:
            assert clean(str(problem)) == str(problem)
    assert not list(proof.glob("proof*"))


def test_hostile_text_has_no_teeth_left(proof: Path) -> None:
    for path in (proof / "term").iterdir():
        text = clean(path.read_bytes().decode())
        assert not set(text) & set("\x1b\x07\x9b\x9c\x9d\r\u202e\u2066\u200b\U000e0041")


def test_hostile_patterns_are_told_or_harmless(proof: Path) -> None:
    patterns = (proof / "regex" / "patterns.txt").read_text("utf-8").splitlines()
    for pattern in patterns:
        quoted = pattern.replace("'", "''")
        text = f"format: recall/1\ndeck: d\ncards:\n- id: a\n  prompt: x\n  accept: [a]\n  patterns:\n  - '{quoted}'\n"
        read = read_deck(text.encode(), "deck.yaml", "stranger")
        assert read.deck is not None
        found = {problem.rule for card in read.deck.cards for problem in lint(card)}
        if pattern in ("(?P<x>a)(?P=x)", "(?<=a)b", "("):
            assert "pattern" in found
