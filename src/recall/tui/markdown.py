"""A card's Markdown as blocks of styled text. It must not know cards, screens, widths or files.

Nothing in the text is markup to Textual, links are shown as text and cannot be followed, HTML is text. Every text is
cleaned again after parsing, since an entity such as `&#8238;` becomes a control character only then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from textual.content import Content

from recall.tui.blocks import ACCENT, QUIET, Block, Grid, Prose, code, tidy

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# What a text may not hold if it is to be no more than paragraphs with `code` in them. Such texts, most prompts, are
# read without markdown-it, whose import would come before the first card; a test holds both readings equal.
_SPAN = re.compile(r"`([^`]+)`")
_MARKED = re.compile(r"[`*\\\[\]\t]|(?<!\w)_|_(?!\w)|<[\w/!?]|&[#\w]|~~")
_BLOCK_MARKED = re.compile(r"^ *(?:[-+=:>#|~]|\d+[.)])|^ {4}| $", re.MULTILINE)
_BROKEN_SPAN = re.compile(r"``|`[^`\n]*\n[^`]*`")


@lru_cache(512)
def parse(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text. Kept, so that what was prepared before the flip costs nothing at it."""
    if _is_simple(text) and not _BLOCK_MARKED.search(text):
        return tuple(Prose(_simple(part)) for part in re.split(r"\n{2,}", text.strip("\n")) if part)
    return tuple(_Walk().blocks(_parser().parse(text)))


@lru_cache(512)
def inline(text: str) -> Content:
    """Markdown that stands on one line (an option, a step, a title): marks of blocks are only text in it."""
    flat = " ".join(text.split())
    if _is_simple(flat):
        return _simple(flat)
    return _inline(_parser().parseInline(flat)[0].children or ())


def _is_simple(text: str) -> bool:
    return not _MARKED.search(_SPAN.sub("x", text)) and not _BROKEN_SPAN.search(text)


def _simple(text: str) -> Content:
    lines = " ".join(line.strip() for line in text.split("\n"))
    return Content.assemble(
        *(_code_span(_unpadded(part)) if number % 2 else tidy(part) for number, part in enumerate(_SPAN.split(lines)))
    )


def _code_span(text: str) -> tuple[str, str]:
    """Code keeps its back-ticks, so that it can be told apart without colour."""
    return f"`{tidy(text)}`", ACCENT


def _unpadded(span: str) -> str:
    """What stands between two back-ticks; one space goes from each end if both have one."""
    return span[1:-1] if span.strip() and span[0] == span[-1] == " " else span


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


class _Walk:
    """One pass over the tokens of a text, remembering which lists, quotes and tables are open."""

    def __init__(self) -> None:
        self.indents: list[str] = []
        self.numbers: list[int] = []  # of each open list the next number; 0 for bullets
        self.bullet = ""  # stands before the next block
        self.first_item = self.tight = self.bold = False
        self.rows: list[list[Content]] = []

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        for token in tokens:
            match token.type:
                case "inline" if self.rows:
                    self.rows[-1].append(_inline(token.children or ()))
                case "inline":
                    text = _inline(token.children or ())
                    yield self._prose(text.stylize("bold") if self.bold else text)
                case "hr":
                    yield self._prose(Content.styled("─" * 12, QUIET))
                case "fence" | "code_block":
                    yield code(token.content, (token.info.split() or [""])[0], self._indent())
                case "table_close":
                    yield Grid(tuple(tuple(row) for row in self.rows), self._indent())
                    self.rows = []
                case _:
                    self._note(token)

    def _note(self, token: Token) -> None:
        """Takes in a token that shows nothing by itself."""
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self.first_item = not self.numbers
                self.numbers.append(int(token.attrGet("start") or 1) if token.type[0] == "o" else 0)
            case "bullet_list_close" | "ordered_list_close":
                self.numbers.pop()
            case "list_item_open":
                self._open_item()
            case "blockquote_open":
                self.indents.append("▏ ")
            case "list_item_close" | "blockquote_close":
                self.indents.pop()
                self.bullet = ""
            case "heading_open" | "heading_close":
                self.bold = token.type == "heading_open"
            case "paragraph_open":
                self.tight = token.hidden
            case "tr_open":
                self.rows.append([])

    def _open_item(self) -> None:
        number = self.numbers[-1]
        mark = f"{number}. " if number else "• "
        self.numbers[-1] += bool(number)
        self.bullet = (self.bullet or "".join(self.indents)) + mark
        self.indents.append(" " * len(mark))

    def _prose(self, text: Content) -> Prose:
        rest = self._indent()
        first, self.bullet = self.bullet or rest, ""
        gap = not (self.tight and self.numbers) or self.first_item
        self.first_item = self.tight = False
        return Prose(text, first, rest, gap)

    def _indent(self) -> str:
        return "".join(self.indents)


_STYLES = {"strong": "bold", "em": "italic", "s": "strike"}


def _inline(tokens: Sequence[Token]) -> Content:
    """The children of an inline token. A flat walk: a stranger may nest marks deeper than Python recurses."""
    parts: list[tuple[str, str] | str] = []
    open_styles: list[str] = []
    links: list[tuple[str, int]] = []
    for token in tokens:
        name, _, end = token.type.rpartition("_")
        if name in _STYLES:
            open_styles.append(_STYLES[name]) if end == "open" else open_styles.pop()
            continue
        match token.type:
            case "code_inline":
                parts.append(_code_span(token.content))
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "link_open":
                links.append((tidy(str(token.attrGet("href") or "")), len(parts)))
            case "link_close":
                href, since = links.pop()
                shown = "".join(part if isinstance(part, str) else part[0] for part in parts[since:])
                if href and href not in (shown, f"mailto:{shown}"):
                    parts.append((f" ({href})", QUIET))
            case "image":
                source = tidy(str(token.attrGet("src") or ""))
                parts.append((f"[{tidy(token.content) or 'image'}: {source}]", QUIET))
            case _:
                parts.append((tidy(token.content), " ".join(sorted(set(open_styles)))))
    return Content.assemble(*parts)
