"""Blocks of styled text, and blocks as lines for a width. It must not know Markdown, cards or widgets.

Blocks are named tuples since the first card waits for this module, and a dataclass takes eight times as long to make.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from textual.content import Content

ACCENT = "$text-accent"
QUIET = "$text-muted"
_BAR = "┃ "
_BETWEEN = "  "
_NARROWEST = 8


class Prose(NamedTuple):
    """Text that is wrapped at words; `first` and `rest` stand before its first and its other lines."""

    text: Content
    first: str = ""
    rest: str = ""
    gap: bool = True  # a blank line before it


class Code(NamedTuple):
    """Lines that are folded only where they must be, behind a bar."""

    text: Content
    lang: str = ""
    indent: str = ""
    gap: bool = True


class Grid(NamedTuple):
    """A table; the first row is its head."""

    rows: tuple[tuple[Content, ...], ...]
    indent: str = ""
    gap: bool = True


Block = Prose | Code | Grid


def tidy(text: str) -> str:
    """Text of one line made harmless. Plain ASCII needs none, so the first card need not wait for the cleaner."""
    if text.isascii() and text.isprintable():
        return text
    from recall.deck.clean import clean_line

    return clean_line(text)


def code(text: str, lang: str = "", indent: str = "") -> Code:
    """Source code as a block, not yet coloured."""
    lines = (tidy(line) for line in text.expandtabs(4).rstrip("\n").split("\n"))
    return Code(Content("\n".join(lines)), tidy(lang), indent)


def coloured(blocks: Sequence[Block], *, ansi: bool) -> tuple[Block, ...]:
    """The same blocks with their code highlighted. Loads pygments, so it is called after the first paint."""
    if not any(isinstance(block, Code) and block.lang for block in blocks):
        return tuple(blocks)
    from recall.tui.highlight import highlight

    return tuple(
        block._replace(text=highlight(block.text, block.lang, ansi=ansi)) if isinstance(block, Code) else block
        for block in blocks
    )


def lay_out(blocks: Iterable[Block], width: int) -> list[Content]:
    """Lines no wider than `width`, a blank one before each block that asks for it."""
    lines: list[Content] = []
    width = max(width, _NARROWEST)
    for block in blocks:
        if lines and block.gap:
            lines.append(Content(""))
        match block:
            case Prose():
                lines.extend(_prose(block, width))
            case Code():
                lines.extend(_code(block, width))
            case Grid():
                lines.extend(_grid(block, width))
    return lines


def hang(text: Content, width: int, first: str, rest: str | None = None, *, style: str = QUIET) -> list[Content]:
    """`text` wrapped to `width` with `first` before its first line and `rest`, or as much space, before the others."""
    taken = Content(first).cell_length
    rest = " " * taken if rest is None else rest
    wrapped = text.wrap(max(width - taken, _NARROWEST)) or [Content("")]
    return [Content.assemble((first if number == 0 else rest, style), line) for number, line in enumerate(wrapped)]


def flow(items: Iterable[Content], width: int) -> list[Content]:
    """Items side by side, none of them cut, in as many lines as they need; one that is wider than a line is wrapped."""
    lines: list[Content] = []
    for item in items:
        if lines and lines[-1].cell_length + 2 + item.cell_length <= width:
            lines[-1] = Content.assemble(lines[-1], "  ", item)
        else:
            lines.extend(item.wrap(width))
    return lines


def _prose(block: Prose, width: int) -> list[Content]:
    if not block.first and not block.rest:
        return block.text.wrap(width)
    return hang(block.text, width, block.first, block.rest)


def _code(block: Code, width: int) -> list[Content]:
    edge = Content.assemble(block.indent, (_BAR, QUIET))
    room = max(width - edge.cell_length, _NARROWEST)
    return [Content.assemble(edge, piece) for line in block.text.split(allow_blank=True) for piece in line.fold(room)]


def _grid(block: Grid, width: int) -> list[Content]:
    widths = _column_widths(block.rows, width - len(block.indent))
    lines: list[Content] = []
    for number, row in enumerate(block.rows):
        cells = [cell.wrap(room) or [Content("")] for cell, room in zip(row, widths, strict=False)]
        for level in range(max(map(len, cells), default=0)):
            parts = [
                (cell[level] if level < len(cell) else Content("")).pad_right(
                    room - (cell[level].cell_length if level < len(cell) else 0)
                )
                for cell, room in zip(cells, widths, strict=False)
            ]
            line = Content(_BETWEEN).join(parts)
            lines.append(Content.assemble(block.indent, line.stylize("bold") if number == 0 else line))
        if number == 0:
            rule = _BETWEEN.join("─" * room for room in widths)
            lines.append(Content.assemble(block.indent, (rule, QUIET)))
    return lines


def _column_widths(rows: Sequence[Sequence[Content]], width: int) -> list[int]:
    """Natural widths; where they do not fit, the widest columns give way first."""
    widths = [max((cell.cell_length for cell in column), default=1) or 1 for column in zip(*rows, strict=False)]
    spare = width - len(_BETWEEN) * (len(widths) - 1)
    while sum(widths) > spare and max(widths) > 3:
        widest = widths.index(max(widths))
        widths[widest] -= 1
    return widths
