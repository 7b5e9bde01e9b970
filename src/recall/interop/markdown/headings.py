"""Question lists: a heading asks and the text below it answers; collapsible details; tables of two columns. Pure."""

from __future__ import annotations

import re
from collections import Counter

from recall.interop import gaps
from recall.interop.anki.reader import tagged
from recall.interop.markdown.text import Section, dedented, lines_of, sections, tags_in, without_comments
from recall.interop.notes import Note, Notes, shortened

_ANSWER = re.compile(r"(?i)answers?:?|solution:?|back:?|response:?")
_PART = re.compile(
    r"(?i)(?:answers?|solution|back|good to hear|additional links|notes?|explanation|example|references?|sources?"
    r"|hints?|extra|further reading):?"
)
_DETAILS = re.compile(
    r"(?is)<details\b[^>]{0,300}>\s{0,99}<summary\b[^>]{0,300}>(.{0,1000}?)</summary>(.{0,20000}?)</details>"
)
_TAG = re.compile(r"</?(?:p|b|strong|i|em|h\d|span|div|br)\b[^<>]*>")
_BLOCK_HEADING = re.compile(
    r"(?ms)^<h([1-6])\b[^>]{0,300}>\s{0,99}\n(.{0,800}?)\n\s{0,9}</h\1>[ \t]*\n(.*?)(?=^#{1,6} |^<h[1-6]|\Z)"
)
_ROW = re.compile(r"[ \t]*\|(.+)\|[ \t]*")
_RULED = re.compile(r"[ \t|:-]+")
_NUMBER = re.compile(r"^(?:Q(?:uestion)?[ .]*)?\d+[.):][ \t]+")


def question_level(found: list[Section]) -> int:
    """The level of the headings that ask: the commonest that are not parts of an answer, the lower on a tie."""
    counts = Counter(section.level for section in found if section.level and not _PART.fullmatch(section.title))
    return max(counts, key=lambda level: (counts[level], level), default=0)


def read_headings(text: str, notes: Notes) -> None:
    """Adds a card for each heading of the question level. Headings below it belong to the answer."""
    for found in _BLOCK_HEADING.finditer(text):
        _add(notes, found[2].strip(), found[3].strip(), [])
    rest = _BLOCK_HEADING.sub("", text)
    all_sections = sections(rest)
    if rest != text and not any(section.body.strip() for section in all_sections):
        return
    level = question_level(all_sections)
    title, parts = "", list[Section]()
    tags: list[str] = []
    for section in [*all_sections, Section(level, "", "")]:
        if 0 < section.level <= level and not (title and _PART.fullmatch(section.title) and section.level == level):
            if title:
                _question(notes, title, parts, tags)
            title = section.title if section.level == level else ""
            parts, tags = [section], []
        else:
            parts.append(section)
        if 0 < section.level < level and without_comments(section.body).strip():
            notes.dropped.add("text below a heading above those that ask", section.title)


def _question(notes: Notes, title: str, parts: list[Section], tags: list[str]) -> None:
    """One question: its own text and its parts; those that are not the answer explain."""
    tags = [tag for part in parts for tag in tags_in(part.body)]
    own = without_comments(parts[0].body)
    answered = [part for part in parts[1:] if _ANSWER.fullmatch(part.title)]
    if answered:
        further = [part for part in parts[1:] if part not in answered]
        prompt = "\n\n".join(filter(None, (title, own)))
        answer = "\n\n".join(without_comments(part.body) for part in answered)
    else:
        prompt, further = title, [part for part in parts[1:] if _PART.fullmatch(part.title)]
        rest = [part for part in parts[1:] if part not in further]
        answer = "\n\n".join(filter(None, (own, *(_shown(part) for part in rest))))
    explanation = "\n\n".join(text for part in further if (text := _shown(part)))
    _add(notes, prompt, answer, tags, explanation)


def _shown(part: Section) -> str:
    body = without_comments(part.body)
    return f"**{part.title}**\n\n{body}" if body else ""


def _add(notes: Notes, prompt: str, answer: str, tags: list[str], explanation: str = "") -> None:
    notes.found += 1
    prompt = _NUMBER.sub("", prompt)
    extra = {"explanation": explanation} if explanation else {}
    if gaps.numbers(prompt):
        texts, _ = gaps.rewritten(prompt)
        notes.cards += len(gaps.numbers(prompt))
        notes.notes.append(
            Note({"cloze": texts[0][1]} | ({"explanation": answer} if answer else {}) | tagged(tags, notes))
        )
        return
    notes.cards += 1
    answer = re.sub(r"\n+-{3,}\s*$|\A-{3,}\s*\Z", "", answer).strip("\n")
    if not prompt or not answer:
        notes.dropped.add("heading with nothing below it", shortened(prompt))
        return
    notes.notes.append(Note({"prompt": prompt, "answer": answer} | extra | tagged(tags, notes)))


def is_details(text: str) -> bool:
    return len(_DETAILS.findall(text)) > 0


def read_details(text: str, notes: Notes) -> None:
    """Each collapsible part is a card; a summary that only says `Answer` belongs to what stands before it."""
    before = 0
    for found in _DETAILS.finditer(text):
        summary = " ".join(_TAG.sub("", found[1]).split())
        answer = dedented(_TAG.sub("", found[2]).split("\n")).strip()
        if _ANSWER.fullmatch(summary) or summary.lower() in ("show", "show answer", "click to reveal", "click"):
            lead = text[before : found.start()].strip()
            lead = re.split(r"(?m)^-{3,}\s*$", lead)[-1].strip()
            summary = re.sub(r"(?m)^#{1,6}[ \t]+", "", lead)
        before = found.end()
        _add(notes, summary, answer, [])


def is_table(text: str) -> bool:
    return sum(bool(_ROW.fullmatch(line)) for line, code in lines_of(text) if not code) > 2


def read_tables(text: str, notes: Notes) -> None:
    """Rows of tables: the first cell asks, the second answers, the others explain."""
    names: list[str] = []
    for line, code in lines_of(text):
        row = None if code else _ROW.fullmatch(line)
        if not row:
            names = []
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row[1])]
        if not names:
            names = cells
        elif not _RULED.fullmatch(line) and len(cells) > 1:
            further = [f"{name}: {cell}" for name, cell in zip(names[2:], cells[2:], strict=False) if cell]
            _add(notes, cells[0], cells[1], [], "\n\n".join(further))
