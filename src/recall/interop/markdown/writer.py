"""Writes `Q:`, `A:` and `C:` cards, as hashcards reads them; comments hold key, tags and deck. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from recall.deck.card import Gap
from recall.deck.cloze import BadCloze, parse
from recall.interop import question
from recall.interop.markdown.qa import WHY, gapped
from recall.interop.markdown.text import lines_of
from recall.interop.texts import Text

_MARK = re.compile(r"[QAC]:|<!-- (?:recall:|why)")
_RULE = re.compile(r"-{3,}[ \t]*")


def write(texts: Iterable[Text]) -> bytes:
    parts: list[str] = []
    deck: tuple[str, ...] = ()
    for text in texts:
        if text.deck != deck:
            deck = text.deck
            parts.append(f"# {' / '.join(deck)}\n\n<!-- deck: {'::'.join(deck)} -->\n")
        parts.append(f"{_card(text)}\n{_name(text)}\n\n---\n")
    return "\n".join(parts).encode()


def _name(text: Text) -> str:
    tags = "".join(f" #{tag}" for tag in text.fields.get("tags", ()))
    return f"<!-- {text.guid}{' reverse' if text.fields.get('reverse') else ''}{tags} -->"


def _card(text: Text) -> str:
    plain = text.kind in ("basic", "cloze", "typed")
    why = str(text.fields.get("explanation", "")) if plain else question.further(text)
    after = f"\n\n{WHY}\n{_guarded(why)}" if why else ""
    if text.kind == "cloze":
        asked = question.front(text)
        gaps = _bracketed(str(text.fields["cloze"]))
        return _marked("C:", f"{asked}\n\n{gaps}" if asked else gaps) + after
    answer = str(text.fields["answer"]) if text.kind == "basic" else question.back(text)
    return f"{_marked('Q:', question.front(text))}\n{_marked('A:', answer)}{after}"


def _marked(mark: str, text: str) -> str:
    """A part of a card; what must begin a line to be what it is stands below the mark."""
    first = text.lstrip()[:3]
    between = "\n" if first in ("```", "~~~") or first[:1] in ("|", "-", "#", ">") or first[:2] == "1." else " "
    return f"{mark}{between}{_guarded(text)}"


def _bracketed(cloze: str) -> str:
    """Gaps in brackets where that says the same, else with the marks of Anki."""
    try:
        parts = parse(cloze)
    except BadCloze:
        return cloze
    text = "".join(f"[{part.text}]" if isinstance(part, Gap) else part for part in parts)
    return text if gapped(text)[0] == cloze else cloze


def _guarded(text: str) -> str:
    """Lines that would begin or end a card, so that they do not."""
    return "\n".join(line if code else _guarded_line(line) for line, code in lines_of(text))


def _guarded_line(line: str) -> str:
    if _RULE.fullmatch(line):
        return "***"
    return f" {line}" if _MARK.match(line) else line
