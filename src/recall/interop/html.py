"""Markdown as the HTML that other programs and pages show: nothing in it runs, nothing in it is fetched. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from recall.deck.card import Gap
from recall.deck.cloze import BadCloze, parse

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_ONE = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)
_REMOTE = re.compile(r'<img src="((?:https?:)?//[^"]*)" alt="([^"]*)"[^>]*>')
_IMAGE = re.compile(r'<img src="([^"]*)" alt="([^"]*)"[^>]*>')
_SIMPLE = re.compile(r"[A-Za-z0-9 ,.;'()?!/%]*")
# Signs of a gap that must not be taken for its marks stand as these while Markdown is read.
_COLON, _CLOSE, _OPEN = "\ue010", "\ue011", "\ue012"
_HELD = {_COLON: "&#58;", _CLOSE: "&#125;", _OPEN: "&#123;"}


@lru_cache(1)
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "breaks": False}).enable(["table", "strikethrough"])


def html(markdown: str) -> str:
    """A text as HTML; one paragraph alone stands without its tags. A picture on a server is only a link."""
    if _SIMPLE.fullmatch(markdown) and "  " not in markdown:
        return escape(markdown.strip(), quote=False)
    found: str = _markdown().render(markdown).strip()
    found = _REMOTE.sub(lambda image: f'<a href="{image[1]}">{image[2] or image[1]}</a>', found)
    alone = _ONE.fullmatch(found)
    return alone[1] if alone else found


def still(found: str) -> str:
    """HTML with the names of its pictures in their places."""
    return _IMAGE.sub(lambda image: f"<i>[{image[2] or image[1]}]</i>", found)


def cloze_html(cloze: str) -> str:
    """A text with gaps as Anki takes it: signs inside a gap that look like its marks stand as entities."""
    try:
        parts = parse(cloze)
    except BadCloze:
        return html(cloze)
    text = "".join(_marked(part) if isinstance(part, Gap) else part.replace("{{", _OPEN * 2) for part in parts)
    found = html(text)
    for sign, entity in _HELD.items():
        found = found.replace(sign, entity)
    return found


def _marked(gap: Gap) -> str:
    hint = f"::{_held(gap.hint)}" if gap.hint else ""
    return f"{{{{c{gap.number}::{_held(gap.text)}{hint}}}}}"


def _held(text: str) -> str:
    return text.replace("::", _COLON * 2).replace("}", _CLOSE).replace("{", _OPEN)
