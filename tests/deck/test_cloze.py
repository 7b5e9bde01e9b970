"""Gaps: cut where the author marked them, put back together as they were."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall.deck.card import Gap
from recall.deck.cloze import BadCloze, parse

words = st.text(st.sampled_from("ab é-.{"), min_size=1, max_size=6).map(str.strip).filter(bool)
gap_texts = st.lists(words.map(lambda text: text.replace("{", "")).filter(str.strip), min_size=1, max_size=3).map(
    "::".join
)
parts = st.lists(
    st.builds(Gap, st.integers(1, 9), gap_texts, gap_texts | st.just("")) | words, min_size=1, max_size=6
).filter(
    lambda found: (
        any(isinstance(part, Gap) for part in found)
        and not any(isinstance(a, str) and isinstance(b, str) for a, b in pairwise(found))
    )
)


def marked(part: str | Gap) -> str:
    if isinstance(part, str):
        return part
    inside = [part.text, part.hint] if part.hint else [part.text]
    return f"{{{{c{part.number}::{'::'.join(text.replace('::', chr(92) + ':' + chr(92) + ':') for text in inside)}}}}}"


@given(parts.map(tuple))
def test_what_is_marked_is_found_and_the_rest_stays(found: tuple[str | Gap, ...]) -> None:
    stripped = tuple(
        part._replace(text=part.text.strip(), hint=part.hint.strip()) if isinstance(part, Gap) else part
        for part in found
    )
    assert parse("".join(map(marked, found))) == stripped


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("{{c1::soft}}", [Gap(1, "soft")]),
        ("a {{c1::soft::mode}} b {{c2::hard}}", [Gap(1, "soft", "mode"), Gap(2, "hard")]),
        ("{{c2::x}} {{c1::y}} {{c2::z}}", [Gap(2, "x"), Gap(1, "y"), Gap(2, "z")]),
        (r"{{c1::std\:\:vector::a type}}", [Gap(1, "std::vector", "a type")]),
        ('{{c1::{"a": {"b": 1}}}}', [Gap(1, '{"a": {"b": 1}}')]),
        ("{ {{c1::x}} }", [Gap(1, "x")]),
        ("{{ .Values.name }} and {{c1::helm}}", [Gap(1, "helm")]),
    ],
)
def test_gaps_are_found(text: str, gaps: list[Gap]) -> None:
    assert [part for part in parse(text) if isinstance(part, Gap)] == gaps


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no gap", "has no gap"),
        ("{{c1::}}", "a gap is empty"),
        ("{{c1:: ::hint}}", "a gap is empty"),
        ("{{c1::a {{c2::b}} c}}", "a gap stands inside another gap"),
        ("{{c1::open", "opened and not closed"),
        ("{{c0::x}}", "gap number 0 is out of range"),
        ("{{c100::x}}", "gap number 100 is out of range"),
        ("{{c1::a::b::c}}", "more than one hint"),
        ("{{c1:a}} {{c2::b}}", "looks like a gap but is none"),
        ("{{1::a}} {{c2::b}}", "looks like a gap but is none"),
    ],
)
def test_what_is_no_gap_is_told(text: str, told: str) -> None:
    with pytest.raises(BadCloze, match=told) as caught:
        parse(text)
    assert caught.value.hint
