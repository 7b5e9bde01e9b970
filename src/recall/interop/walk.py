"""One pass over the tags and texts of a field: each element becomes its piece of Markdown. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import unescape
from html.parser import HTMLParser

from recall.interop import marks
from recall.interop.escape import SIMPLE, escaped, target
from recall.interop.marks import BREAK, ITEM, LINE, PARAGRAPH, SIGNS, around, tidy
from recall.interop.notes import Tally

MAX_DEPTH = 60  # open elements that matter; deeper ones are only text
LOOKS = "colours and fonts"
SCRIPT = "script or embedded page"
IMAGE = "image that stands in the text itself"
LINK = "link that would run something"

_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_SILENT = frozenset({"script", "style", "iframe", "object", "embed", "noscript", "template", "head", "svg", "canvas"})
_REPORTED = frozenset({"script", "iframe", "object", "embed"})
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "col", "source", "embed", "area", "base"})
_BREAKS = {
    **dict.fromkeys(("div", "tr", "dt", "dd", "figcaption", "center", "option", "summary", "address"), LINE),
    **dict.fromkeys(("p", "section", "article", "header", "footer", "main"), PARAGRAPH),
    **dict.fromkeys(("details", "dl", "figure", "form"), PARAGRAPH),
}
_HEADING = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_AROUND = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "s": "~~", "del": "~~", "strike": "~~"}
_INLINE = frozenset({"span", "u", "mark", "small", "big", "label", "ruby", "rb", "q"})
_CODE = frozenset({"code", "kbd", "samp", "tt", "anki-mathjax"})
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_LANGUAGE = re.compile(r"\b(?:language-|lang-|brush:\s*|highlight-(?:source-)?|src-)([\w+#.-]+)")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_LOOKS = re.compile(r"\b(?:color|background|font-(?:size|family)|font\s*:)")

_Open = tuple[str, int, str]
"""An element that is being read: its tag, where its content starts in `out`, what it says of itself."""


class Walk(HTMLParser):
    """One pass over a field. `out` are pieces of Markdown, with signs where lines end."""

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

    def take(self, pieces: Sequence[str]) -> None:
        """What `feed` does, of a text that is cut already: text, then slash, tag, attributes and text again."""
        data = pieces[0]
        if data:
            self.handle_data(unescape(data) if "&" in data else data)
        rest = iter(pieces[1:])
        for slash, tag, attributes, data in zip(rest, rest, rest, rest, strict=True):
            if slash:
                self.handle_endtag(tag)
            else:
                self.handle_starttag(tag, _ATTRIBUTE.findall(attributes) if attributes else ())
            if data:
                self.handle_data(unescape(data) if "&" in data else data)

    def result(self) -> str:
        self._close_to(0)
        return tidy("".join(self.out))

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        if self.silent or tag in _SILENT:
            self._hush(tag)
        elif len(self.open) < MAX_DEPTH or tag in _VOID:
            given: dict[str, str] = {}
            if attrs:
                given = {name: value or "" for name, value in attrs}
                style = given.get("style", "")
                if style and _LOOKS.search(style):
                    self.changed.add(LOOKS, style)
            opened = _OPENING.get(tag)
            if opened is not None:
                opened(self, tag, given)

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
        elif self.open and self.open[-1][0] == tag:
            self._close_to(len(self.open) - 1)
        elif tag in _BREAKS:
            self._break(_BREAKS[tag])
        else:
            for at in range(len(self.open) - 2, -1, -1):
                if self.open[at][0] == tag:
                    self._close_to(at)
                    break

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        if self.pre:
            self.out.append(data)
            return
        if SIMPLE.fullmatch(data) and "  " not in data:
            flat = sound = data
        else:
            flat = _SPACES.sub(" ", data)
            sound = flat if self.code else escaped(flat)
        if flat != " " or (self.out and not self.out[-1].endswith((" ", *SIGNS))):
            self.out.append(sound)

    def open_inline(self, tag: str, given: dict[str, str]) -> None:
        note = "**" if given and _BOLD.search(given.get("style", "")) else ""
        self.open.append((tag, len(self.out), note))

    def open_font(self, tag: str, given: dict[str, str]) -> None:
        style = given.get("style", "")
        if not _LOOKS.search(style):  # else it is counted already
            self.changed.add(LOOKS, style or tag)
        self.open_inline(tag, given)

    def open_plainly(self, tag: str, given: dict[str, str]) -> None:
        self.open.append((tag, len(self.out), given.get("href", "")))

    def open_row(self, tag: str, given: dict[str, str]) -> None:
        self._break(LINE)
        if self.tables:
            self._end_open(("td", "th"), ("table",))
            self.tables[-1].append([])

    def open_item(self, tag: str, given: dict[str, str]) -> None:
        if self.open and self.open[-1][0] not in ("ul", "ol"):  # end tags of items and cells may be left out
            self._end_open(("li",), ("ul", "ol"))
        self.open.append((tag, len(self.out), ""))

    def open_cell(self, tag: str, given: dict[str, str]) -> None:
        self._end_open(("td", "th"), ("table",))
        self.open.append((tag, len(self.out), ""))

    def open_list(self, tag: str, given: dict[str, str]) -> None:
        self.lists.append(_start_number(given) if tag == "ol" else -1)
        self.open.append((tag, len(self.out), ""))

    def open_table(self, tag: str, given: dict[str, str]) -> None:
        self.tables.append([])
        self.open.append((tag, len(self.out), ""))

    def open_pre(self, tag: str, given: dict[str, str]) -> None:
        self.pre += 1
        self.open.append((tag, len(self.out), _language(given)))

    def open_code(self, tag: str, given: dict[str, str]) -> None:
        self.code += 1
        self.open.append((tag, len(self.out), _language(given) if self.pre else given.get("block", "")))

    def open_image(self, tag: str, given: dict[str, str]) -> None:
        source = given.get("src", "")
        if not source or source.startswith("data:"):
            self.changed.add(IMAGE, given.get("alt", ""))
            return
        alt = " ".join(given.get("alt", "").replace("]", "").split())
        self.out.append(f"![{alt}]({target(source)})")

    def open_rule(self, tag: str, given: dict[str, str]) -> None:
        self.out.append(f"{PARAGRAPH}---{PARAGRAPH}")

    def open_line(self, tag: str, given: dict[str, str]) -> None:
        self.out.append("\n" if self.pre else BREAK)

    def open_block(self, tag: str, given: dict[str, str]) -> None:
        self._break(_BREAKS[tag])

    def _break(self, sign: str) -> None:
        if self.out and not self.pre:
            self.out.append(sign)
        elif self.pre and sign == LINE and self.out and not self.out[-1].endswith("\n"):
            self.out.append("\n")

    def _end_open(self, tags: tuple[str, ...], scope: tuple[str, ...]) -> None:
        """Closes the innermost of some elements, unless one of `scope` was opened since."""
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at][0] in scope:
                return
            if self.open[at][0] in tags:
                self._close_to(at)
                return

    def _close_to(self, at: int) -> None:
        while len(self.open) > at:
            tag, start, note = self.open.pop()
            if start == len(self.out) - 1:
                content = self.out.pop()
            else:
                content = "".join(self.out[start:])
                del self.out[start:]
            close = _CLOSING.get(tag)
            if close is not None:
                content = close(self, content, note)
            elif tag in _AROUND or note == "**":
                content = around(content, _AROUND.get(tag, "**"))
            if content:
                self.out.append(content)

    def close_list(self, content: str, note: str) -> str:
        self.lists.pop()
        sign = ITEM if self.lists else PARAGRAPH
        return f"{sign}{content}{sign}"

    def close_item(self, content: str, note: str) -> str:
        number = self.lists[-1] if self.lists else -1
        if number >= 0:
            self.lists[-1] = number + 1
        mark = "- " if number < 0 else f"{number}. "
        inside = tidy(content)
        if "\n" in inside:
            inside = re.sub(r"\n(?=[^\n])", "\n" + " " * len(mark), inside)
        return f"{ITEM}{mark}{inside}{ITEM}"

    def close_cell(self, content: str, note: str) -> str:
        flat = " ".join(tidy(content).replace("\\\n", " ").split()).replace("|", "\\|")
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
        return marks.fence(content, note)

    def close_code(self, content: str, note: str) -> str:
        self.code -= 1
        if self.pre:
            return f"\x06{note}\x06{content}" if note and not content.startswith("\x06") else content
        return marks.code_span(content)

    def close_math(self, content: str, block: str) -> str:
        self.code -= 1
        return f"$${content.strip()}$$" if block == "true" else f"${content.strip()}$"


def _heading(level: int) -> Callable[[Walk, str, str], str]:
    def heading(walk: Walk, content: str, note: str) -> str:
        flat = " ".join(tidy(content).split())
        return f"{PARAGRAPH}{'#' * level} {flat}{PARAGRAPH}" if flat else ""

    return heading


def _link(walk: Walk, content: str, href: str) -> str:
    scheme = re.match(r"\s*([a-zA-Z][\w+.-]*):", href)
    if scheme and scheme[1].lower() not in ("http", "https", "mailto", "ftp"):
        walk.changed.add(LINK, href)
        return content
    text = content.strip(" " + SIGNS)
    return f"[{text}]({target(href)})" if text and href and not marks.SIGN.search(text) else content


def _quote(walk: Walk, content: str, note: str) -> str:
    lines = tidy(content).split("\n")
    return PARAGRAPH + "\n".join(f"> {line}".rstrip() for line in lines) + PARAGRAPH


_OPENING: dict[str, Callable[[Walk, str, dict[str, str]], None]] = {
    **dict.fromkeys(_INLINE, Walk.open_inline),
    **dict.fromkeys([*_AROUND, *_HEADING, "sub", "sup", "a", "blockquote", "rt", "caption"], Walk.open_plainly),
    **dict.fromkeys(_BREAKS, Walk.open_block),
    **dict.fromkeys(_CODE, Walk.open_code),
    **dict.fromkeys(("ul", "ol"), Walk.open_list),
    **dict.fromkeys(("td", "th"), Walk.open_cell),
    "font": Walk.open_font,
    "tr": Walk.open_row,
    "li": Walk.open_item,
    "table": Walk.open_table,
    "pre": Walk.open_pre,
    "img": Walk.open_image,
    "br": Walk.open_line,
    "hr": Walk.open_rule,
}
_CLOSING: dict[str, Callable[[Walk, str, str], str]] = {
    **{tag: _heading(level) for tag, level in _HEADING.items()},
    **dict.fromkeys(("code", "kbd", "samp", "tt"), Walk.close_code),
    **dict.fromkeys(("ul", "ol"), Walk.close_list),
    "table": Walk.close_table,
    **dict.fromkeys(("td", "th"), Walk.close_cell),
    "li": Walk.close_item,
    "pre": Walk.close_pre,
    "sub": lambda walk, content, note: marks.lowered(content),
    "sup": lambda walk, content, note: marks.raised(content),
    "rt": lambda walk, content, note: f"({content.strip()})" if content.strip() else "",
    "a": _link,
    "blockquote": _quote,
    "anki-mathjax": Walk.close_math,
}


def _start_number(given: dict[str, str]) -> int:
    start = given.get("start", "1")
    return int(start) if re.fullmatch(r"\d{1,8}", start) else 1


def _language(given: dict[str, str]) -> str:
    found = _LANGUAGE.search(given.get("class", ""))
    return found[1].lower() if found else given.get("data-lang", given.get("lang", ""))[:20]
