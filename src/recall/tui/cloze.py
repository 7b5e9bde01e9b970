"""A cloze text with its gaps filled by somebody else's signs. Pure; it must not know widgets."""

from __future__ import annotations

import re
from collections.abc import Callable

from textual.content import Content

from recall.deck.card import Cloze, Gap
from recall.tui.blocks import Block, Code, Grid, Prose
from recall.tui.markdown import parse

# Private characters that stand for a gap while Markdown is read, so that a gap may stand inside code or bold text.
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACE = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_PRIVATE = str.maketrans("", "", _OPEN + _CLOSE)

Fill = Callable[[int, Gap], Content]


def filled(answer: Cloze, fill: Fill) -> tuple[Block, ...]:
    """The text as blocks; `fill` is asked for each gap that this card asks for, by its place in `answer.gaps`."""
    parts: list[str] = []
    asked = 0
    for part in answer.parts:
        if isinstance(part, str):
            parts.append(part.translate(_PRIVATE))
        elif part.number == answer.asked:
            parts.append(f"{_OPEN}{asked}{_CLOSE}")
            asked += 1
        else:
            parts.append(part.text.translate(_PRIVATE))
    gaps = answer.gaps

    def put(text: Content) -> Content:
        pieces: list[Content] = []
        end = 0
        for found in _PLACE.finditer(text.plain):
            place = int(found[1])
            if place < len(gaps):  # an author may have written such a place as well
                pieces += (text[end : found.start()], fill(place, gaps[place]))
                end = found.end()
        return Content.assemble(*pieces, text[end:]) if pieces else text

    return tuple(_mapped(block, put) for block in parse("".join(parts)))


def blank(place: int, gap: Gap, typed: str, *, numbered: bool) -> Content:
    """A gap while it is asked: its number where there are several, then what was typed, or the author's hint."""
    number = f"{place + 1} " if numbered else ""
    return Content.styled(f"[{number}{typed or gap.hint or '____'}]", "$text-warning bold")


def _mapped(block: Block, put: Callable[[Content], Content]) -> Block:
    match block:
        case Prose() | Code():
            return block._replace(text=put(block.text))
        case Grid():
            return block._replace(rows=tuple(tuple(put(cell) for cell in row) for row in block.rows))
