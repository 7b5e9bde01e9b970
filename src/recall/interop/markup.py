"""HTML fields as Markdown, on the standard library's parser: lists, tables, code with its language, sub and sup.

Scripts, styles and embedded objects never come through. What only looks (colours, fonts) goes and is counted. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

from recall.interop.escape import SIMPLE, SOUND, escaped, target
from recall.interop.notes import Tally

MAX_HTML = 256 << 10  # characters of one field that are looked at
MAX_DEPTH = 60  # open elements that matter; deeper ones are only text
LOOKS = "colours and fonts"
SCRIPT = "script or embedded page"
IMAGE = "image that stands in the text itself"
LINK = "link that would run something"
LONG = "field of more than 256 KiB, cut"

_HTML = re.compile(r"<[a-zA-Z/!]|&(?:#\w+|\w+);")
_EMBEDDED = re.compile(r"""(?i)\bsrc\s*=\s*(["']?)data:[^"'>\s]{200,}\1""")
BREAK, LINE, PARAGRAPH, ITEM = "\x01", "\x02", "\x03", "\x04"
SIGNS = BREAK + LINE + PARAGRAPH + ITEM
_SIGN = re.compile(f"[{SIGNS}]")
_RUN = re.compile(f"[ \t]*(?:[{SIGNS}][ \t]*)+")
_BARE = re.compile(r"<(?!/?[a-zA-Z][^<>]*>)")
_CONTROL = re.compile("[\x00-\x08]")
_SILENT = frozenset({"script", "style", "iframe", "object", "embed", "noscript", "template", "head", "svg", "canvas"})
_REPORTED = frozenset({"script", "iframe", "object", "embed"})
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "col", "source", "embed", "area", "base"})
_LINE = frozenset({"div", "tr", "dt", "dd", "figcaption", "center", "option", "summary", "address"})
_BLOCK = frozenset({"p", "section", "article", "header", "footer", "main", "details", "dl", "figure", "form"})
_HEADING = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_AROUND = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "s": "~~", "del": "~~", "strike": "~~"}
_BUFFERED = frozenset(
    {*_AROUND, *_HEADING, "code", "kbd", "samp", "tt", "sub", "sup", "a", "li", "td", "th", "pre", "blockquote", "rt"}
    | {"anki-mathjax", "caption", "ul", "ol", "table"}
)
_INLINE = frozenset({"span", "u", "font", "mark", "small", "big", "label", "ruby", "rb", "q"})
_CODE = frozenset({"code", "kbd", "samp", "tt", "anki-mathjax"})
_SUPER = str.maketrans("0123456789+-=()niabcdefghjklmoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_SUB = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_LANGUAGE = re.compile(r"\b(?:language-|lang-|brush:\s*|highlight-(?:source-)?|src-)([\w+#.-]+)")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_LOOKS = re.compile(r"\b(?:color|background|font-(?:size|family)|font\s*:)")


def is_html(text: str) -> bool:
    """Whether a text has tags or entities in it."""
    return _HTML.search(text) is not None


def markdown(text: str, changed: Tally) -> str:
    """A field's HTML as Markdown. Never fails; what goes is counted in `changed`."""
    if SIMPLE.fullmatch(text) and "  " not in text:
        return text.strip()
    if "data:" in text:
        text, many = _EMBEDDED.subn('src=""', text)
        changed.add(IMAGE, "", many)
    if len(text) > MAX_HTML:
        changed.add(LONG, text)
        text = text[:MAX_HTML]
    if not _HTML.search(text):
        return escaped(_SPACES.sub(" ", text).strip())
    walk = _Walk(changed)
    walk.feed(_BARE.sub("&lt;", _CONTROL.sub("", uncommented(text))))  # the parser is slow where a tag is not closed
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
    text = re.sub(r"(?i)<br\s*/?>|</(?:div|p|li)>", " ", text)
    text = re.sub(r"<[a-zA-Z/!][^<>]*>", "", text)
    return " ".join(unescape(SOUND.sub("", text)).split())


class _Open(NamedTuple):
    """An element that is being read: its tag, where its content starts, what it says of itself."""

    tag: str
    start: int
    note: str = ""


class _Walk(HTMLParser):
    """One pass over a field. `out` are pieces of Markdown, with the signs below where lines end."""

    def __init__(self, changed: Tally) -> None:
        super().__init__(convert_charrefs=True)
        self.changed = changed
        self.out: list[str] = []
        self.open: list[_Open] = []
        self.silent = 0  # depth in elements whose content is dropped
        self.silent_tag = ""
        self.pre = self.code = 0
        self.lists: list[int] = []  # of each open list the next number, -1 for bullets
        self.tables: list[list[list[str]]] = []

    def updatepos(self, i: int, j: int) -> int:
        """Nobody asks for lines and columns, and counting them is a tenth of the work."""
        return j

    def result(self) -> str:
        self._close_to(0)
        return _tidy("".join(self.out))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.silent or tag in _SILENT:
            self._hush(tag)
        elif tag in _VOID or len(self.open) < MAX_DEPTH:
            given = {name: value or "" for name, value in attrs}
            style = given.get("style", "")
            if tag == "font" or (style and _LOOKS.search(style)):
                self.changed.add(LOOKS, style or "font")
            self._start(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def _hush(self, tag: str) -> None:
        if not self.silent:
            if tag in _REPORTED:
                self.changed.add(SCRIPT, f"<{tag}>")
            if tag in _VOID:
                return
            self.silent_tag = tag
        self.silent += tag == self.silent_tag

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            self.silent -= tag == self.silent_tag
        elif tag in _LINE or tag in _BLOCK:
            self._break(LINE if tag in _LINE else PARAGRAPH)
        else:
            at = next((at for at in range(len(self.open) - 1, -1, -1) if self.open[at].tag == tag), -1)
            if at >= 0:
                self._close_to(at)

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        if self.pre:
            self.out.append(data)
            return
        flat = _SPACES.sub(" ", data)
        if flat == " " and (not self.out or self.out[-1].endswith((" ", *SIGNS))):
            return
        self.out.append(flat if self.code else escaped(flat))

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "br":
            self.out.append("\n" if self.pre else BREAK)
        elif tag == "hr":
            self.out.append(f"{PARAGRAPH}---{PARAGRAPH}")
        elif tag == "img":
            self._image(given)
        elif tag in _LINE or tag in _BLOCK:
            self._break(LINE if tag in _LINE else PARAGRAPH)
            if tag == "tr" and self.tables:
                self._end_open(("td", "th"), ("table",))
                self.tables[-1].append([])
        elif tag in _BUFFERED:
            self._buffer(tag, given)
        elif tag in _INLINE:
            note = "**" if _BOLD.search(given.get("style", "")) else ""
            self.open.append(_Open(tag, len(self.out), note))

    def _buffer(self, tag: str, given: dict[str, str]) -> None:
        note = given.get("href", "")
        if tag == "li":  # end tags of items and cells may be left out
            self._end_open(("li",), ("ul", "ol"))
        elif tag in ("td", "th"):
            self._end_open(("td", "th"), ("table",))
        elif tag in ("ul", "ol"):
            self.lists.append(_start_number(given) if tag == "ol" else -1)
        elif tag == "table":
            self.tables.append([])
        elif tag == "pre":
            self.pre += 1
            note = _language(given)
        elif tag in _CODE:
            self.code += 1
            note = _language(given) if self.pre else given.get("block", "")
        self.open.append(_Open(tag, len(self.out), note))

    def _end_open(self, tags: tuple[str, ...], scope: tuple[str, ...]) -> None:
        """Closes the innermost of some elements, unless one of `scope` was opened since."""
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at].tag in scope:
                return
            if self.open[at].tag in tags:
                self._close_to(at)
                return

    def _close_to(self, at: int) -> None:
        while len(self.open) > at:
            last = self.open.pop()
            content = "".join(self.out[last.start :])
            del self.out[last.start :]
            close = _CLOSING.get(last.tag)
            if close is not None:
                content = close(self, content, last.note)
            elif last.tag in _AROUND or last.note == "**":
                content = _around(content, _AROUND.get(last.tag, "**"))
            if content:
                self.out.append(content)

    def _image(self, given: dict[str, str]) -> None:
        source = given.get("src", "")
        if not source or source.startswith("data:"):
            self.changed.add(IMAGE, given.get("alt", ""))
            return
        alt = " ".join(given.get("alt", "").replace("]", "").split())
        self.out.append(f"![{alt}]({target(source)})")

    def _break(self, sign: str) -> None:
        if self.out and not self.pre:
            self.out.append(sign)
        elif self.pre and sign == LINE and self.out and not self.out[-1].endswith("\n"):
            self.out.append("\n")

    def close_list(self, content: str, note: str) -> str:
        self.lists.pop()
        sign = ITEM if self.lists else PARAGRAPH
        return f"{sign}{content}{sign}"

    def close_item(self, content: str, note: str) -> str:
        number = self.lists[-1] if self.lists else -1
        if number >= 0:
            self.lists[-1] = number + 1
        mark = "- " if number < 0 else f"{number}. "
        inside = re.sub(r"\n(?=[^\n])", "\n" + " " * len(mark), _tidy(content))
        return f"{ITEM}{mark}{inside}{ITEM}"

    def close_cell(self, content: str, note: str) -> str:
        flat = " ".join(_tidy(content).replace("\\\n", " ").split()).replace("|", "\\|")
        if not self.tables:
            return flat
        if not self.tables[-1]:
            self.tables[-1].append([])
        self.tables[-1][-1].append(flat)
        return ""

    def close_table(self, content: str, note: str) -> str:
        rows = [row for row in self.tables.pop() if row]
        if not rows:
            return content
        wide = max(map(len, rows))
        lines = ["| " + " | ".join(row + [""] * (wide - len(row))) + " |" for row in rows]
        lines.insert(1, "|" + " --- |" * wide)
        return content.rstrip(" " + SIGNS) + PARAGRAPH + "\n".join(lines) + PARAGRAPH

    def close_pre(self, content: str, note: str) -> str:
        self.pre -= 1
        lead = re.match(r"\x06([^\x06]*)\x06", content)
        if lead:
            note, content = note or lead[1], content[lead.end() :]
        return fence(content, note)

    def close_code(self, content: str, note: str) -> str:
        self.code -= 1
        if self.pre:
            return f"\x06{note}\x06{content}" if note and not content.startswith("\x06") else content
        return code_span(content)

    def close_math(self, content: str, block: str) -> str:
        self.code -= 1
        return f"$${content.strip()}$$" if block == "true" else f"${content.strip()}$"


def fence(content: str, language: str = "") -> str:
    """A block of code with a fence that nothing in it closes."""
    content = _SIGN.sub("\n", content).replace("\u00a0", " ").strip("\n").rstrip()
    if not content:
        return ""
    marks = "`" * max(3, 1 + max(map(len, re.findall("`+", content)), default=0))
    return f"{PARAGRAPH}{marks}{language}\n{content}\n{marks}{PARAGRAPH}"


def fence_of(code: str, language: str = "") -> str:
    """Code as a block of Markdown, for a writer."""
    marks = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    body = code.rstrip("\n")
    return f"{marks}{language}\n{body}\n{marks}"


def code_span(content: str) -> str:
    """Inline code; several lines become a block."""
    text = _SIGN.sub("\n", content).replace("\u00a0", " ").strip()
    if "\n" in text:
        return fence(text)
    if not text:
        return content
    marks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if "`" in (text[0], text[-1]) else ""
    return f"{marks}{pad}{text}{pad}{marks}"


def _around(content: str, mark: str) -> str:
    """Emphasis that Markdown recognises: no space inside its ends, none around nothing, none across paragraphs."""
    inside = content.strip(" " + SIGNS)
    if not inside or PARAGRAPH in inside or ITEM in inside or "\n" in inside or inside.startswith(mark):
        return content
    at = content.index(inside)
    return f"{content[:at]}{mark}{inside}{mark}{content[at + len(inside) :]}"


def _script(table: dict[int, int], sign: str) -> Callable[[_Walk, str, str], str]:
    def raised(walk: _Walk, content: str, note: str) -> str:
        text = content.strip()
        if text and all(ord(each) in table or each == " " for each in text):
            return text.translate(table)
        return f"{sign}({text})" if text else content

    return raised


def _heading(level: int) -> Callable[[_Walk, str, str], str]:
    def heading(walk: _Walk, content: str, note: str) -> str:
        flat = " ".join(_tidy(content).split())
        return f"{PARAGRAPH}{'#' * level} {flat}{PARAGRAPH}" if flat else ""

    return heading


def _link(walk: _Walk, content: str, href: str) -> str:
    scheme = re.match(r"\s*([a-zA-Z][\w+.-]*):", href)
    if scheme and scheme[1].lower() not in ("http", "https", "mailto", "ftp"):
        walk.changed.add(LINK, href)
        return content
    text = content.strip(" " + SIGNS)
    return f"[{text}]({target(href)})" if text and href and not _SIGN.search(text) else content


def _quote(walk: _Walk, content: str, note: str) -> str:
    lines = _tidy(content).split("\n")
    return PARAGRAPH + "\n".join(f"> {line}".rstrip() for line in lines) + PARAGRAPH


_CLOSING: dict[str, Callable[[_Walk, str, str], str]] = {
    **{tag: _heading(level) for tag, level in _HEADING.items()},
    **dict.fromkeys(("code", "kbd", "samp", "tt"), _Walk.close_code),
    **dict.fromkeys(("ul", "ol"), _Walk.close_list),
    "table": _Walk.close_table,
    **dict.fromkeys(("td", "th"), _Walk.close_cell),
    "li": _Walk.close_item,
    "pre": _Walk.close_pre,
    "sub": _script(_SUB, "_"),
    "sup": _script(_SUPER, "^"),
    "rt": lambda walk, content, note: f"({content.strip()})" if content.strip() else "",
    "a": _link,
    "blockquote": _quote,
    "anki-mathjax": _Walk.close_math,
}


def _start_number(given: dict[str, str]) -> int:
    start = given.get("start", "1")
    return int(start) if re.fullmatch(r"\d{1,8}", start) else 1


def _language(given: dict[str, str]) -> str:
    found = _LANGUAGE.search(given.get("class", ""))
    return found[1].lower() if found else given.get("data-lang", given.get("lang", ""))[:20]


def _tidy(text: str) -> str:
    """The signs of line ends as Markdown writes them; none at either end."""
    text = text.strip(" \t" + SIGNS).replace("\u00a0", " ")
    return _RUN.sub(_line_end, text) if _SIGN.search(text) else text


def _line_end(found: re.Match[str]) -> str:
    run = "".join(found[0].split())
    if PARAGRAPH in run or BREAK + BREAK in run or (LINE + BREAK in run and ITEM not in run):
        return "\n\n"
    return "\n" if ITEM in run else "\\\n"
