"""HTML fields as Markdown, on the standard library's parser: lists, tables, code with its language, sub and sup.

Scripts, styles and embedded objects never come through. What only looks (colours, fonts) goes and is counted. HTML as
browsers write it is a regular language and is cut into tags at once, in a quarter of the time. Pure.
"""

from __future__ import annotations

import re
from html import unescape

from recall.interop.escape import SIMPLE, SOUND, whole
from recall.interop.notes import Tally
from recall.interop.walk import IMAGE, Walk

MAX_HTML = 256 << 10  # characters of one field that are looked at
LONG = "field of more than 256 KiB, cut"

_HTML = re.compile(r"<[a-zA-Z/!]|&(?:#\w+|\w+);")
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"<>&]*")*)>')
_CLOSED = re.compile(r'<(br|hr|img(?: [a-z-]+="[^"<>&]*")*) ?/>')
_EMBEDDED = re.compile(r"""(?i)\bsrc\s*=\s*(["']?)data:[^"'>\s]{200,}\1""")
_BARE = re.compile(r"<(?!/?[a-zA-Z][^<>]*>)")
_CONTROL = re.compile("[\x00-\x08]")
_UNPARSED = frozenset(  # what is in them is no HTML
    {"script", "style", "textarea", "title", "iframe", "noembed", "noframes", "noscript", "xmp", "plaintext"}
)
_SPACES = re.compile(r"[ \t\n\r\f\v]+")


def is_html(text: str) -> bool:
    """Whether a text has tags or entities in it."""
    return _HTML.search(text) is not None


def markdown(text: str, changed: Tally) -> str:
    """A field's HTML as Markdown. Never fails; what goes is counted in `changed`."""
    text = text.strip(" \t\n\r")
    if SIMPLE.fullmatch(text) and "  " not in text:
        return text.strip()
    if "data:" in text:
        text, many = _EMBEDDED.subn('src=""', text)
        changed.add(IMAGE, "", many)
    if len(text) > MAX_HTML:
        changed.add(LONG, text)
        text = text[:MAX_HTML]
    if not _HTML.search(text):
        return whole(_SPACES.sub(" ", text).strip())
    walk = Walk(changed)
    text = _CONTROL.sub("", text)
    pieces = _TAG.split(_CLOSED.sub(r"<\1>", text) if "/>" in text else text)
    if 4 * text.count("<") == len(pieces) - 1 and _UNPARSED.isdisjoint(pieces[2::4]):
        walk.take(pieces)
    else:
        walk.feed(_BARE.sub("&lt;", uncommented(text)))  # the parser is slow where a tag is not closed
        walk.close()
    return walk.result()


def uncommented(text: str) -> str:
    """The text without its HTML comments; one that is not closed goes to the end."""
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        parts.append(text[at:start])
        end = text.find("-->", start + 4)
        at = len(text) if end < 0 else end + 3
    return "".join(parts) + text[at:]


def bare(text: str) -> str:
    """HTML as one plain line, for names and for what is typed."""
    if SIMPLE.fullmatch(text):
        return " ".join(text.split())
    text = re.sub(r"(?i)<br\s*/?>|</(?:div|p|li)>", " ", text)
    text = re.sub(r"<[a-zA-Z/!][^<>]*>", "", text)
    return " ".join(unescape(SOUND.sub("", text)).split())
