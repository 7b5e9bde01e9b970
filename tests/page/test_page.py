"""The document around every report: it fetches nothing, escapes what it is handed, and keeps its contrast."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall.page import Bar, Point, Series, bars, columns, figure, page, points, table, tiles
from recall.page.scale import shorten, ticks
from recall.page.style import STYLE

HOSTILE = '<script>alert(1)</script>" onload="x'


class _Balance(HTMLParser):
    """Notes tags, attributes, and whether every element is closed in order."""

    VOID = frozenset({"meta", "link"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def everything(text: str) -> str:
    pictures = (
        columns([text, "b"], [Series(text, [1, 2]), Series("two", [0, 3.5], "b")], title=text, about=text)
        + bars([Bar(text, 0.4, text, (0.3, 0.5)), Bar("unseen", None, "not examined")], title=text, about=text)
        + points([Point(0.9, 0.8, 0.7, 0.9)], title=text, about=text, low=0.5)
    )
    numbers = table([text, "n"], [(text, 1234), ("none", None)], caption=text)
    return page(text, tiles([(text, text, text)]) + figure(text, pictures, numbers, note=text), lead=text)


def test_whatever_a_deck_says_stays_text() -> None:
    reader = _Balance()
    reader.feed(everything(HOSTILE))
    assert not reader.open
    assert {tag for tag, _ in reader.seen}.isdisjoint({"script", "iframe", "img", "object", "form"})
    assert not any(name.startswith("on") for _, attributes in reader.seen for name in attributes)


def test_nothing_is_asked_of_any_address() -> None:
    html = everything("plain")
    assert "default-src 'none'" in html
    assert not re.search(r"url\(|@import|https?:|src=", html.replace("default-src", ""))
    assert re.findall(r'href="([^"]*)"', html) == ["data:,"]


def test_every_picture_is_described() -> None:
    html = everything("plain")
    assert html.count("<svg ") == html.count('role="img"') == html.count("<desc>") == 3


def _light_and_dark() -> list[dict[str, str]]:
    light, dark = re.findall(r":root\{([^}]*)\}", STYLE)[:2]
    return [dict(re.findall(r"--(\w+):(#\w+)", block)) for block in (light, dark)]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", _light_and_dark(), ids=["light", "dark"])
def test_text_and_marks_stand_out_from_their_ground(colours: dict[str, str]) -> None:
    for ground in ("ground", "sheet"):
        for text in ("ink", "quiet", "c"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for mark in ("a", "b", "c", "d", "again", "hard", "good", "easy", "edge", "h3", "h4"):
        assert contrast(colours[mark], colours["sheet"]) >= 3, mark


@settings(max_examples=100)
@given(st.floats(1e-6, 1e12))
def test_an_axis_has_few_round_steps_and_reaches_the_highest(highest: float) -> None:
    marks = ticks(highest)
    assert marks[0] == 0
    assert 2 <= len(marks) <= 6
    assert marks[-1] >= highest * (1 - 1e-6)
    assert marks[-2] < highest


def test_numbers_are_short() -> None:
    assert [shorten(value) for value in (0, 7, 940, 12_000, 35_400, 1_400_000, 0.35, 2.5)] == [
        "0", "7", "940", "12k", "35k", "1.4M", "0.35", "2.5",
    ]  # fmt: skip
