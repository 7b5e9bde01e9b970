"""hascard's text files: cards between lines of `---`, the answer's marks say its kind. Pure."""

from __future__ import annotations

import re
from typing import Any

from recall.interop.decode import text_of
from recall.interop.notes import Note, Notes, Progress, Source, shortened

_GAP = re.compile(r"(?<![\w\\])_([^_\n]+)_(?!\w)")
_CHOICE, _TICK, _STEP = (re.compile(each) for each in (r"([-*]) (.*)", r"\[([ *xX])\] (.*)", r"\[?(\d+)[.\]] (.*)"))


def read(source: Source, progress: Progress | None = None) -> Notes:
    notes = Notes("hascard", decks=(source.stem,))
    for part in re.split(r"(?m)^---+[ \t]*$", text_of(source, notes.changed)):
        head, _, body = part.strip().partition("\n")
        if not head:
            continue
        notes.found += 1
        notes.cards += 1
        fields = _fields(head.lstrip("# ").strip(), body.strip())
        if not head.startswith("#") or fields is None:
            notes.dropped.add("card that is not understood", shortened(part))
        else:
            notes.notes.append(Note(fields))
    return notes


def _fields(prompt: str, body: str) -> dict[str, Any] | None:
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    if not prompt or not lines:
        return None
    steps = [_STEP.fullmatch(line) for line in lines]
    if len(lines) > 1 and all(steps):
        ordered = sorted((int(step[1]), step[2]) for step in steps if step)
        return {"prompt": prompt, "order": [text for _, text in ordered]}
    for pattern, right in ((_TICK, "*xX"), (_CHOICE, "*")):
        found = [pattern.fullmatch(line) for line in lines]
        if len(lines) > 1 and all(found) and any(each[1] in right for each in found if each):
            return {"prompt": prompt, "options": [option(each[2], each[1] in right) for each in found if each]}
    count = 0

    def gap(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"{{{{c{count}::{match[1].split('|')[0]}}}}}"

    text = _GAP.sub(gap, body)
    if not count or count > 99:
        return {"prompt": prompt, "answer": body}
    accept = {
        f"c{number}": each[1].split("|")[1:] for number, each in enumerate(_GAP.finditer(body), 1) if "|" in each[1]
    }
    return {"prompt": prompt, "cloze": text} | ({"accept": accept} if accept else {})


def option(text: str, correct: bool, why: str = "") -> dict[str, Any]:
    """One choice as a deck writes it."""
    return {"text": text} | ({"correct": True} if correct else {}) | ({"why": why} if why else {})


def choice(prompt: str, options: list[dict[str, Any]], explanation: str, notes: Notes) -> dict[str, Any] | None:
    """A question with options; None where it has no right or no wrong one. Options that stand there twice are one."""
    seen: dict[str, dict[str, Any]] = {}
    for each in options:
        text = each["text"].strip()
        if not text:
            continue
        if text in seen:
            notes.changed.add("option that stands there twice", text)
            if each.get("correct"):
                seen[text]["correct"] = True
            continue
        seen[text] = {**each, "text": text}
    right = [each["text"] for each in seen.values() if each.get("correct")]
    extra = {"explanation": explanation} if explanation else {}
    if not prompt or not right:
        return None
    if len(right) == len(seen):
        answer = right[0] if len(right) == 1 else "\n".join(f"- {text}" for text in right)
        return {"prompt": prompt, "answer": answer} | extra
    return {"prompt": prompt, "options": list(seen.values())} | extra
