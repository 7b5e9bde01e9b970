"""A card's Markdown: what it may look like, and what a stranger's text may never do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from recall.tui import markdown
from recall.tui.blocks import Prose, code, coloured, lay_out

TEXT = """\
Some `code`, **bold *and italic***, [a link](https://example.org/x) and ~~gone~~.
The same paragraph.

- one
- two
  1. nested `x`
  2. nested again

> quoted

```python
def f(x):
    return x[1:]
```

| head | another |
|---|---|
| a | a text that is too long for a narrow screen |

# Title
"""

WIDE = """\
Some `code`, bold and italic, a link (https://example.org/x) and gone. The
same paragraph.

• one
• two
  1. nested `x`
  2. nested again

▏ quoted

┃ def f(x):
┃     return x[1:]

head  another
────  ───────────────────────────────────────────
a     a text that is too long for a narrow screen

Title"""


def shown(text: str, width: int = 76) -> str:
    return "\n".join(line.plain.rstrip() for line in lay_out(markdown.parse(text), width))


def test_markdown_is_compact() -> None:
    assert shown(TEXT) == WIDE


@given(st.text(), st.integers(8, 90))
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    assert all(line.cell_length <= width for line in lay_out(markdown.parse(text), width))


@pytest.mark.parametrize("width", [12, 20, 34, 76])
def test_lists_tables_and_code_fit_any_width(width: int) -> None:
    assert all(line.cell_length <= width for line in lay_out(markdown.parse(TEXT), width))


@given(st.text("ab `\n.*#_-1)0[]<&\\~:|", max_size=40))
def test_simple_texts_read_without_the_parser_look_as_with_it(text: str) -> None:
    if markdown._is_simple(text) and not markdown._BLOCK_MARKED.search(text):
        by_parser = tuple(markdown._Walk().blocks(markdown._parser().parse(text)))
        assert lay_out(markdown.parse(text), 40) == lay_out(by_parser, 40)
        assert [block.text.spans for block in markdown.parse(text) if isinstance(block, Prose)] == [
            block.text.spans for block in by_parser if isinstance(block, Prose)
        ]


@given(st.text("ab `\n.*#_-1)0[]<&\\~:|", max_size=30).map(lambda text: " ".join(text.split())))
def test_simple_lines_read_without_the_parser_look_as_with_it(text: str) -> None:
    if markdown._is_simple(text):
        by_parser = markdown._inline(markdown._parser().parseInline(text)[0].children or ())
        assert (markdown.inline(text).plain, markdown.inline(text).spans) == (by_parser.plain, by_parser.spans)


@pytest.mark.parametrize("text", ["[@click=app.quit]x[/]", "[/oops]", "[bold]b[/bold]", "[#zz]a[/]", "\\[x]"])
def test_markup_is_text(text: str) -> None:
    assert shown(text) == text.replace("\\", "")
    assert markdown.inline(text).plain == text.replace("\\", "")


def test_links_are_shown_and_cannot_be_followed() -> None:
    (block,) = markdown.parse("[click](javascript:alert(1)) [ok](vscode://x) ![pic](http://h/i.png) <https://a.b>")
    assert isinstance(block, Prose)
    assert block.text.plain == "[click](javascript:alert(1)) ok (vscode://x) [pic: http://h/i.png] https://a.b"
    assert not any("link" in str(span.style) or "@" in str(span.style) for span in block.text.spans)


@pytest.mark.parametrize("text", ["&#8238;evil", "&#13;x", "&#x9b;31m", "a&#0;b", "`&#27;[2J`", "\u202eabc", "\x1b[2J"])
def test_no_control_character_survives_an_entity_or_an_escape(text: str) -> None:
    for sign in shown(text) + markdown.inline(text).plain:
        assert sign.isprintable() or sign == "\n", repr(sign)


@given(st.text(st.characters(categories=["Cc", "Cf", "Co", "L", "P"]), max_size=60))
def test_no_text_brings_a_control_character_to_the_screen(text: str) -> None:
    assert not any((ord(sign) < 32 and sign != "\n") or 0x7F <= ord(sign) < 0xA0 for sign in shown(text))


@pytest.mark.parametrize("text", ["> " * 500 + "x", "*" * 5000 + "x", "[" * 3000, "- " * 400 + "x", "`" * 4001])
def test_deep_nesting_is_no_danger(text: str) -> None:
    assert shown(text) is not None


def test_html_is_text() -> None:
    assert shown("<script>x</script>") == "<script>x</script>"


def test_known_languages_are_coloured_and_unknown_ones_left_alone() -> None:
    python, unknown = coloured([code("x = 1", "python"), code("x = 1", "klingon")], ansi=False)
    assert len(python.text.spans) > 1  # type: ignore[union-attr]
    assert unknown.text.spans == []  # type: ignore[union-attr]
    assert python.text.plain == "x = 1"  # type: ignore[union-attr]


def test_a_long_text_is_not_given_to_a_lexer() -> None:
    (block,) = coloured([code("x = 1\n" * 2000, "python")], ansi=False)
    assert block.text.spans == []  # type: ignore[union-attr]


def test_code_keeps_its_ticks_so_that_it_shows_without_colour() -> None:
    assert markdown.inline("use `x`") == Content("use `x`")
