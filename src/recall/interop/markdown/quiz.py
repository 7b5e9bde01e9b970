"""Questions with options in Markdown: task lists, lettered options with an answer below, steps in order. Pure."""

from __future__ import annotations

import re
from typing import Any

from recall.interop.hascard import choice, option
from recall.interop.markdown.text import dedented, lines_of
from recall.interop.notes import Note, Notes, shortened

_TASK = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]+\[([ xX])\][ \t]*(.*)")
_LETTER = re.compile(r"[ \t]*(?:[-*+][ \t]+)?\**\(?([A-H])\**[.:)][ \t]*(.*)")
_KEY = re.compile(
    r"(?im)^[ \t#*_>]*(?:correct[ \t]+)?answers?[ \t]*(?:is|are)?[ \t]*[:\-][ \t*_]*"
    r"([A-H](?:[ \t,&/]*(?:and[ \t]+)?[A-H])*)\b[ \t*_.)]*"
)
_NUMBERED = re.compile(r"(\d+)[.)][ \t]+(\S.*)")
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t]*#*$")
_NUMBER = re.compile(r"^(?:\*\*)?(?:Q(?:uestion)?[ .]*)?\d+[.):][ \t]*(?:\*\*)?", re.IGNORECASE)
_TAG = re.compile(r"</?(?:details|summary|p|b|strong|br|span|div)\b[^<>]*>")
_SUMMARY = re.compile(r"(?is)<summary\b[^<>]*>.{0,3000}?</summary>")
_RULE = re.compile(r"[ \t]*(?:-{3,}|\*{3,})[ \t]*")


def is_tasks(text: str) -> bool:
    """Whether questions have their right options ticked."""
    return sum(bool(_TASK.match(line)) for line, code in lines_of(text) if not code) >= 2 and "[x]" in text.lower()


def is_lettered(text: str) -> bool:
    """Whether options are lettered and the right letter stands below them."""
    options = sum(bool(_LETTER.fullmatch(line)) for line, code in lines_of(text) if not code)
    return options >= 2 and _KEY.search(text) is not None


def read_tasks(text: str, notes: Notes) -> None:
    """Questions are headings; what follows the options explains."""
    title, block = "", list[tuple[str, bool]]()
    for line, code in [*lines_of(text), ("# ", False)]:
        heading = None if code else re.match(r"#{1,6}[ \t]+(.*)|# $", line)
        if heading:
            _tasks(notes, title, block)
            title, block = (heading[1] or "").strip(), []
        else:
            block.append((line, code))


def _tasks(notes: Notes, title: str, block: list[tuple[str, bool]]) -> None:
    ticked: list[tuple[bool, list[str]]] = []
    before: list[str] = []
    after: list[str] = []
    for line, code in block:
        task = None if code else _TASK.fullmatch(line)
        if task and not after:
            ticked.append((task[1] != " ", [task[2]]))
        elif not ticked:
            before.append(line)
        elif after or not (code or not line.strip() or line[:1] in " \t>"):
            if task:
                ticked.append((task[1] != " ", [task[2]]))  # an option after a stray line
            else:
                after.append(line)
        else:
            ticked[-1][1].append(line)
    prompt_rest, hint = _quoted(before)
    steps = [_NUMBERED.fullmatch(line) for line in prompt_rest if line.strip()]
    if not ticked:
        steps = [step for step in steps if step]
        if title and len(steps) > 2 and hint:
            _order(notes, title, [step[2] for step in steps if step], prompt_rest)
        return
    notes.found += 1
    notes.cards += 1
    options = [_option(lines, right) for right, lines in ticked]
    prompt = "\n\n".join(filter(None, (_NUMBER.sub("", title), dedented(prompt_rest))))
    explanation = "\n\n".join(filter(None, (hint, "\n".join(after).strip())))
    _keep(notes, prompt, options, explanation)


def _order(notes: Notes, title: str, steps: list[str], lines: list[str]) -> None:
    notes.found += 1
    notes.cards += 1
    notes.notes.append(Note({"prompt": title, "order": list(dict.fromkeys(steps))}))


def _quoted(lines: list[str]) -> tuple[list[str], str]:
    """Lines without their block quotes, and those."""
    quotes = [line.lstrip()[1:].strip() for line in lines if line.lstrip().startswith(">")]
    return [line for line in lines if not line.lstrip().startswith(">")], "\n".join(quotes)


def _option(lines: list[str], right: bool) -> dict[str, Any]:
    rest, why = _quoted(lines[1:])
    body = dedented(rest).strip()
    label = lines[0].strip()
    if body and (len(label) <= 2 or not label):
        return option(body, right, why)
    return option(f"{label}\n\n{body}" if body else label, right, why)


def _keep(notes: Notes, prompt: str, options: list[dict[str, Any]], explanation: str) -> None:
    fields = choice(prompt, options, explanation, notes)
    if fields is None:
        notes.dropped.add("question without a marked answer", shortened(prompt))
    else:
        notes.notes.append(Note(fields))


def read_lettered(text: str, notes: Notes) -> None:
    """Questions are headings or numbered lines; options `A.`, `- A:` and so on; then `Answer: B, D`."""
    for block in _blocks(text):
        letters: list[tuple[str, list[str]]] = []
        before: list[str] = []
        after: list[str] = []
        for line, code in block:
            found = None if code else _LETTER.fullmatch(line)
            ends = not code and ("<details" in line or _KEY.match(line) is not None or _RULE.fullmatch(line))
            if after or (ends and letters):
                after.append(line)
            elif found and found[1] == chr(ord("A") + len(letters)):
                letters.append((found[1], [found[2]]))
            elif letters:
                letters[-1][1].append(line)
            else:
                before.append(line)
        if len(letters) < 2:
            continue
        notes.found += 1
        notes.cards += 1
        rest = _SUMMARY.sub("", "\n".join(after))
        key = _KEY.search(rest)
        right = set(re.findall("[A-H]", key[1].upper())) if key else set()
        rest = _KEY.sub("", rest, count=1)
        explanation = dedented([line for line in _TAG.sub("", rest).split("\n") if not _RULE.fullmatch(line)]).strip()
        explanation = re.sub(r"(?i)^explanation:[ \t]*", "", explanation)
        title = _NUMBER.sub("", _HEADING.sub(r"\1", before[0]).strip() if before else "")
        prompt = "\n\n".join(filter(None, (title.strip(), dedented(before[1:]))))
        _keep(notes, prompt, [_option(lines, letter in right) for letter, lines in letters], explanation)


def _blocks(text: str) -> list[list[tuple[str, bool]]]:
    """The text cut at its questions."""
    blocks: list[list[tuple[str, bool]]] = []
    inside = 0
    for line, code in lines_of(text):
        if not code:
            inside += line.count("<details") - line.count("</details")
        starts = not code and inside <= 0 and (_HEADING.fullmatch(line) or _NUMBERED.fullmatch(line))
        if starts:
            blocks.append([])
        if blocks:
            blocks[-1].append((line, code))
    return blocks
