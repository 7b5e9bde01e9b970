"""Lines said at a terminal's edge."""

from __future__ import annotations

import pytest

from recall.cli.dialogue import Dialogue


@pytest.fixture
def forty(monkeypatch: pytest.MonkeyPatch) -> Dialogue:
    """A conversation at a terminal of forty columns."""
    dialogue = Dialogue()
    monkeypatch.setattr(dialogue, "_width", 40)
    return dialogue


def test_a_line_that_just_fits_is_not_broken(forty: Dialogue, capsys: pytest.CaptureFixture[str]) -> None:
    line = "one two three four five six seven eight."
    assert len(line) == 40
    forty.say(line)
    assert capsys.readouterr().out == f"{line}\n"


def test_a_longer_line_is_broken_between_words_and_code_is_not(
    forty: Dialogue, capsys: pytest.CaptureFixture[str]
) -> None:
    forty.say("  one two three four five six seven eight nine", "    " + "x = 1; " * 6)
    first, second, code = capsys.readouterr().out.splitlines()
    assert (first, second) == ("  one two three four five six seven", "  eight nine")
    assert len(code) > 40
