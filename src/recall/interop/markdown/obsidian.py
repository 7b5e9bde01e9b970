"""The cards of Obsidian's spaced repetition: `::`, `:::`, `?`, `??` and `==gaps==`, with their dates. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from recall.interop.anki.reader import tagged
from recall.interop.markdown.text import lines_of
from recall.interop.notes import Note, Notes, Past, shortened

_DATES = re.compile(r"<!--SR:(.{0,2000}?)-->")
_DATE = re.compile(r"!(\d{4}-\d{2}-\d{2}),")
_TAG = re.compile(r"(?<!\S)#(?:flashcards?)(?:/([\w/-]+))?(?!\S)")
_GAP = re.compile(r"==(?P<text>[^=\n](?:[^=]|=(?!=))*?)==(?:\^\[(?P<hint>[^\]]*)\])?(?:\[\^(?P<number>[\dahs]+)\])?")
_CURLY = re.compile(r"\{\{(?:(?P<number>\d+)::)?(?P<text>[^{}:]+)(?:::(?P<hint>[^{}]*))?\}\}")
_INLINE = re.compile(r"(`{1,3}).{0,2000}?\1")
_ANKI = re.compile(r"\{\{c\d+::")


def is_one(text: str) -> bool:
    """Whether a text has such cards outside its code."""
    if any(_separator(line) for line, code in lines_of(text) if not code):
        return True
    if not any(_TAG.search(line) for line, code in lines_of(text) if not code):
        return False
    return any(_GAP.search(line) or _CURLY.search(_spans(line)) for line, code in lines_of(text) if not code)


def _spans(line: str) -> str:
    """The line with its inline code blanked."""
    return _INLINE.sub(lambda found: "`" * len(found[0]), line)


def read(text: str, notes: Notes, deck: str) -> None:
    """Adds the cards. Parts end at an empty line; a tag `#flashcards/a/b` names the deck of what follows."""
    path: tuple[str, ...] = ()
    lines: list[tuple[str, bool]] = []
    for written, code in [*lines_of(text), ("", False)]:
        line = written
        tag = None if code else _TAG.search(line)
        if tag:
            path = tuple((tag[1] or "").split("/")) if tag[1] else ()
            line = _TAG.sub("", line).rstrip()
            if not line.strip():
                continue
        if line.strip() or code:
            lines.append((line, code))
            continue
        if len(lines) == 1 and _DATES.fullmatch(lines[0][0].strip()) and notes.notes:
            last = notes.notes[-1]  # the dates of a card may stand below an empty line
            sides = ["", "reverse"] if "reverse" in last.fields else [""]
            notes.notes[-1] = last._replace(past=last.past or _past(notes, sides, _dates(lines[0][0])))
        else:
            _part(lines, notes, path)
        lines = []


def _separator(line: str) -> str:
    bare = line.strip()
    if bare in ("?", "??"):
        return bare
    without = _spans(line)
    if "::" not in without or _ANKI.search(without) or _CURLY.search(without):
        return ""
    sign = ":::" if ":::" in without else "::"
    at = without.index(sign)
    return sign if without[:at].strip() and without[at + len(sign) :].strip() else ""


def _part(lines: list[tuple[str, bool]], notes: Notes, path: tuple[str, ...]) -> None:
    """The cards of lines that stand together."""
    middle = next((at for at, (line, code) in enumerate(lines) if not code and line.strip() in ("?", "??")), -1)
    dates = [date for line, _ in lines for date in _dates(line)]
    if middle >= 0:
        front, back = (_joined(part) for part in (lines[:middle], lines[middle + 1 :]))
        _add(notes, front, back, lines[middle][0].strip() == "??", dates, path)
        return
    found = False
    for number, (line, code) in enumerate(lines):
        sign = "" if code else _separator(line)
        if sign:
            found = True
            at = _spans(line).index(sign)
            own = _dates(line) or (_dates(lines[number + 1][0]) if number + 1 < len(lines) else [])
            back = _DATES.sub("", line[at + len(sign) :])
            _add(notes, re.sub(r"^\s*[-*+] ", "", line[:at]).strip(), back.strip(), sign == ":::", own, path)
    text = _joined(lines)
    if not found and (_GAP.search(text) or _CURLY.search(text)) and not any(code for _, code in lines):
        _cloze(notes, text, dates, path)


def _joined(lines: list[tuple[str, bool]]) -> str:
    return _DATES.sub("", "\n".join(line for line, _ in lines)).strip("\n").rstrip()


def _dates(line: str) -> list[date]:
    found = _DATES.search(line)
    given = _DATE.findall(found[1]) if found else []
    try:
        return [date.fromisoformat(each) for each in given]
    except ValueError:
        return []


def _past(notes: Notes, sides: list[str], dates: list[date]) -> tuple[Past, ...]:
    if dates:
        notes.changed.add("date of the next review without a log: the date is kept, memory starts anew", str(dates[0]))
    return tuple(Past(side, due=on) for side, on in zip(sides, dates, strict=False))


def _add(notes: Notes, front: str, back: str, both: bool, dates: list[date], path: tuple[str, ...]) -> None:
    notes.found += 1
    notes.cards += 1 + both
    if not front.strip() or not back.strip():
        notes.dropped.add("card without a question or an answer", shortened(front or back))
        return
    fields: dict[str, Any] = {"prompt": front, "answer": back} | ({"reverse": True} if both else {})
    notes.notes.append(
        Note(fields | tagged([], notes), "", path, past=_past(notes, ["", "reverse"][: 1 + both], dates))
    )


def _cloze(notes: Notes, text: str, dates: list[date], path: tuple[str, ...]) -> None:
    """Gaps in the order of the text; those of one number are one card."""
    notes.found += 1
    count = 0
    overlapping = False

    def gap(found: re.Match[str]) -> str:
        nonlocal count, overlapping
        number = found["number"] or ""
        if number and not number.isdigit():
            overlapping = True
        count += 1
        use = int(number) if number.isdigit() and 1 <= int(number) <= 99 else count
        inside = found["text"].strip().replace("::", r"\:\:")
        return f"{{{{c{use}::{inside}{'::' + found['hint'] if found['hint'] else ''}}}}}"

    pattern = _GAP if _GAP.search(text) else _CURLY
    made = pattern.sub(gap, text)
    if overlapping:
        notes.changed.add("rule which gaps are shown together (each gap is one card now)", shortened(text))
    sides = sorted({f"c{number}" for number in re.findall(r"\{\{c(\d+)::", made)}, key=lambda side: int(side[1:]))
    notes.cards += len(sides)
    notes.notes.append(Note({"cloze": made}, "", path, past=_past(notes, sides, dates)))
