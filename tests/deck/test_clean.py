"""Strangers' text: what is shown can be read, and can do nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall.deck.clean import MARKS_KEPT, clean, clean_line

REORDERING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
texts = st.text(
    st.characters() | st.sampled_from("\x1b\x9b\u202e\u200b\u0335\r\n\t\U000e0041\u200d\u2028\ud800e\u0301")
)


@given(texts)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(texts)
def test_no_control_or_reordering_character_is_left(text: str) -> None:
    for character in clean(text):
        assert character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs"), hex(ord(character))
        assert unicodedata.bidirectional(character) not in (
            "LRE",
            "RLE",
            "LRO",
            "RLO",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        )
    assert not set(clean_line(text)) & set("\n\t\r")


@given(texts)
def test_cleaned_text_can_be_written_to_a_terminal(text: str) -> None:
    clean(text).encode()


@given(st.text(st.sampled_from("e\u0301\u0335\u20dd Z"), max_size=80))
def test_marks_are_not_piled_up(text: str) -> None:
    run = 0
    for character in clean(text):
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        assert run <= MARKS_KEPT


@pytest.mark.parametrize(
    "text",
    [
        "plain, with (signs) & `code`",
        "naïve café – “quotes” … €",
        "日本語とカナ",
        "שלום עולם",
        "नमस्ते",
        "👩‍💻 👍🏽 ❤️ 🇩🇪",
        "x ≤ y ⇒ ∀z",
        "two\nlines\tand a tab",
    ],
)
def test_readable_text_of_any_script_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb", "a\ufffd[2Jb"),
        ("a\x9b31mb", "a\ufffd31mb"),
        ("over\rwrite", "over\nwrite"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("user\u202egpj.exe", "usergpj.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("tag\U000e0041", "tag"),
        ("nul\x00", "nul\ufffd"),
        ("lone \ud800", "lone \ufffd"),
    ],
)
def test_hostile_characters_are_shown_or_dropped(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_line_has_no_line_break() -> None:
    assert clean("a\nb\tc", multiline=False) == clean_line("a\nb\tc") == "a b c"
