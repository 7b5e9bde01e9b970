"""org-drill and org-fc: headings tagged `drill` or `fc` with their properties, gaps and dates. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from recall.interop.anki.reader import tagged
from recall.interop.decode import text_of
from recall.interop.notes import Note, Notes, Past, Progress, Source

_HEADING = re.compile(r"(\*+)[ \t]+(.*?)(?:[ \t]+:([\w@#%:-]+):)?[ \t]*")
_KEYWORD = re.compile(r"^(?:TODO|DONE|NEXT|WAITING)[ \t]+|\[#[A-Z]\][ \t]*")
_PROPERTY = re.compile(r"[ \t]*:([\w-]+):[ \t]*(.*)")
_STAMP = re.compile(r"(?m)^[ \t]*(?:SCHEDULED|DEADLINE|CLOSED):.*\n?")
_FILETAGS = re.compile(r"(?im)^#\+FILETAGS:[ \t]*(.*)$")
_SAYS_NOTHING = re.compile(r"(?i)(?:item|question|card|fact|note|entry|exercise|drill)?[ \t]*#?\d*")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})")
_DRAWER = re.compile(r"(?ms)^[ \t]*:(PROPERTIES|REVIEW_DATA|LOGBOOK):[ \t]*\n(.*?)^[ \t]*:END:[ \t]*\n?")
_DRILL_GAP = re.compile(r"(?<!\[)\[(?!\[)([^\[\]]+?)\](?!\])")
_FC_GAP = re.compile(r"\{\{([^{}]+)\}(?:\{([^{}]*)\})?@(-?\d+)\}")
_BLOCK = re.compile(
    r"(?ims)^[ \t]*#\+begin_(src|example|quote)[ \t]*([\w+-]*)[^\n]*\n(.{0,20000}?)^[ \t]*#\+end_\1[ \t]*$"
)
_LINK = re.compile(r"\[\[([^\]]+)\](?:\[([^\]]+)\])?\]")
_BACK = re.compile(r"(?i)(?:back|answer)\b.*")


@dataclass(slots=True)
class Heading:
    """A heading with the text and the headings below it."""

    level: int
    title: str
    tags: tuple[str, ...]
    lines: list[str] = field(default_factory=list)
    below: list[Heading] = field(default_factory=list)
    inherited: tuple[str, ...] = ()

    @property
    def drawers(self) -> dict[str, str]:
        return {found[1]: found[2] for found in _DRAWER.finditer(self._closed)}

    @property
    def _closed(self) -> str:
        """The lines up to the end of the last drawer: what is opened below it is never closed."""
        text = "\n".join(self.lines) + "\n"
        return text[: text.rfind(":END:") + 6]

    @property
    def properties(self) -> dict[str, str]:
        lines = self.drawers.get("PROPERTIES", "").split("\n")
        return {found[1]: found[2].strip() for line in lines if (found := _PROPERTY.fullmatch(line))}

    @property
    def body(self) -> str:
        closed = self._closed
        rest = ("\n".join(self.lines) + "\n")[len(closed) :]
        text = _STAMP.sub("", _DRAWER.sub("", closed) + rest)
        return "\n".join(line for line in text.split("\n") if not re.match(r"[ \t]*# |#$", line)).strip()


def read(source: Source, progress: Progress | None = None) -> Notes:
    notes = Notes("org", decks=(source.stem,))
    text = text_of(source, notes.changed)
    of_all = tuple(tag for found in _FILETAGS.findall(text) for tag in re.split(r"[:\s]+", found) if tag)
    for heading in _headings(text, of_all):
        if "fc" in heading.tags or "drill" in heading.tags:
            notes.found += 1
            _card(heading, notes)
    return notes


def _headings(text: str, of_all: tuple[str, ...]) -> list[Heading]:
    """All headings in order, each with those below it."""
    found: list[Heading] = []
    stack: list[Heading] = []
    block = False
    for line in text.split("\n"):
        low = line.strip().lower()
        block = (block or low.startswith("#+begin_")) and not low.startswith("#+end_")
        match = None if block else _HEADING.fullmatch(line)
        if not match:
            if stack:
                stack[-1].lines.append(line)
            continue
        level = len(match[1])
        while stack and stack[-1].level >= level:
            stack.pop()
        tags = tuple(tag for tag in (match[3] or "").split(":") if tag)
        inherited = stack[-1].inherited + stack[-1].tags if stack else of_all
        heading = Heading(level, _KEYWORD.sub("", match[2]).strip(), tags, inherited=inherited)
        if stack:
            stack[-1].below.append(heading)
        stack.append(heading)
        found.append(heading)
    return found


def _card(heading: Heading, notes: Notes) -> None:
    properties = heading.properties
    kind = properties.get("FC_TYPE") or properties.get("DRILL_CARD_TYPE") or ""
    fields = _fc(heading, kind, notes) if "fc" in heading.tags else _drill(heading, kind, notes)
    if fields is None:
        notes.cards += 1
        notes.dropped.add("card without a question or an answer", heading.title)
        return
    sides = _sides(fields)
    notes.cards += len(sides)
    tags = [tag for tag in (*heading.inherited, *heading.tags) if tag not in ("fc", "drill", "suspended")]
    past = _past(heading, sides, notes)
    id_ = properties.get("ID", "")
    notes.notes.append(Note(fields | tagged(tags, notes), f"org:{id_}" if id_ else "", (), heading.title, past))


def _sides(fields: dict[str, Any]) -> list[str]:
    if "cloze" in fields:
        return [f"c{number}" for number in sorted({int(each) for each in re.findall(r"\{\{c(\d+)::", fields["cloze"])})]
    return ["", "reverse"] if "reverse" in fields else [""]


def _past(heading: Heading, sides: list[str], notes: Notes) -> tuple[Past, ...]:
    """The dates of the next reviews; neither program keeps a log in the file."""
    rows = [line.split("|") for line in heading.drawers.get("REVIEW_DATA", "").split("\n") if line.count("|") > 2]
    dues = [_day(row[-2]) for row in rows if _DATE.search(row[-2])]
    reviewed = [
        len(row) > 4 and not re.fullmatch(r"\s*0(?:\.0+)?\s*", row[-3]) for row in rows if _DATE.search(row[-2])
    ]
    if not dues and heading.properties.get("DRILL_LAST_REVIEWED"):
        scheduled = re.search(r"SCHEDULED:\s*<(\d{4}-\d{2}-\d{2})", "\n".join(heading.lines))
        dues, reviewed = [_day(scheduled[1]) if scheduled else None] * len(sides), [True] * len(sides)
    found = [Past(side, due=due) for side, due, seen in zip(sides, dues, reviewed, strict=False) if due and seen]
    if "suspended" in heading.tags:
        found = [past._replace(suspended=True) for past in found] or [Past(side, suspended=True) for side in sides]
    if any(past.due for past in found):
        notes.changed.add("date of the next review without a log: the date is kept, memory starts anew", heading.title)
    return tuple(found)


def _day(text: str) -> date | None:
    found = _DATE.search(text)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _fc(heading: Heading, kind: str, notes: Notes) -> dict[str, Any] | None:
    back = next((each for each in heading.below if _BACK.fullmatch(each.title)), None)
    further = [each for each in heading.below if each is not back and "fc" not in each.tags]
    body = heading.body
    if kind == "cloze":
        text, count = _gapped(body, _FC_GAP)
        return _titled(heading, {"cloze": markdown(text)}) if count else None
    answer = back.body if back else "\n\n".join(filter(None, (body, *(_whole(each) for each in further))))
    prompt = f"{heading.title}\n\n{body}" if back and body else heading.title
    if not prompt.strip() or not answer.strip():
        return None
    fields: dict[str, Any] = {"prompt": markdown(prompt), "answer": markdown(answer)}
    if kind == "text-input":
        return {"prompt": fields["prompt"], "accept": [answer.strip().split("\n")[0]]}
    if kind == "double":
        fields["reverse"] = True
    elif kind not in ("normal", "vocab", ""):
        notes.changed.add("kind of card that recall does not have, asked plainly", kind)
    return fields


def _drill(heading: Heading, kind: str, notes: Notes) -> dict[str, Any] | None:
    sides = [each for each in heading.below if "drill" not in each.tags]
    body = heading.body
    if kind in ("twosided", "multisided") and len(sides) > 1:
        if kind == "multisided" and len(sides) > 2:
            notes.changed.add("card of many sides, asked in two directions", heading.title)
        one, two = (f"{body}\n\n{each.body}".strip() if at == 0 else each.body for at, each in enumerate(sides[:2]))
        fields: dict[str, Any] = {"prompt": markdown(one), "answer": markdown(two), "reverse": True}
        rest = "\n\n".join(_whole(each) for each in sides[2:])
        return (fields | ({"explanation": markdown(rest)} if rest else {})) if one and two else None
    text, count = _gapped(body, _DRILL_GAP)
    if count:
        rest = "\n\n".join(_whole(each) for each in sides)
        if kind == "" and count > 1:
            notes.changed.add("gaps asked together, now one by one", heading.title)
        return _titled(heading, {"cloze": markdown(text)}) | ({"explanation": markdown(rest)} if rest else {})
    if kind and kind not in ("simple", "hide1cloze", "show1cloze", "hide1_firstmore", "show1_lastmore"):
        notes.changed.add("kind of card that recall does not have, asked plainly", kind)
    back = next((each for each in sides if _BACK.fullmatch(each.title)), sides[0] if sides else None)
    if back is None:
        return {"prompt": heading.title, "answer": markdown(body)} if body and heading.title else None
    rest = "\n\n".join(_whole(each) for each in sides if each is not back)
    prompt, answer = body or heading.title, _whole(back) if not back.body else back.body
    if not prompt or not answer:
        return None
    asked = {"prompt": markdown(prompt), "answer": markdown(answer)}
    return (_titled(heading, asked) if body else asked) | ({"explanation": markdown(rest)} if rest else {})


def _titled(heading: Heading, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with the heading above what is asked, as both programs show it, if it says anything."""
    if _SAYS_NOTHING.fullmatch(heading.title):
        return fields
    title = markdown(heading.title)
    return {"prompt": f"{title}\n\n{fields['prompt']}" if "prompt" in fields else title} | {
        name: value for name, value in fields.items() if name != "prompt"
    }


def _whole(heading: Heading) -> str:
    below = [_whole(each) for each in heading.below]
    return "\n\n".join(filter(None, (f"*{heading.title}*", heading.body, *below)))


def _gapped(text: str, pattern: re.Pattern[str]) -> tuple[str, int]:
    """The text with its gaps numbered as recall writes them, and how many there are."""
    count = 0

    def gap(found: re.Match[str]) -> str:
        nonlocal count
        if found.re is _FC_GAP:
            answer, hint, number = found[1], found[2] or "", int(found[3]) + 1
            if number < 1:
                return answer
        else:
            if found[1] in (" ", "x", "X", "-") or re.fullmatch(r"[\d/%]+", found[1]):
                return found[0]
            answer, _, hint = found[1].partition("|")
            answer, _, hint2 = answer.partition("||")
            hint, number = hint.strip("|") or hint2, count + 1
        count += 1
        answer = " ".join(answer.split()).replace("::", r"\:\:")
        return f"{{{{c{number}::{answer}{'::' + hint.strip() if hint.strip() else ''}}}}}"

    return pattern.sub(gap, text), count


def markdown(text: str) -> str:
    """Org's markup as Markdown: blocks, links, emphasis, rules of tables. Gaps stay."""
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        kind, language, body = found[1].lower(), found[2], found[3].rstrip("\n")
        lines = body.split("\n")
        indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
        body = "\n".join(line[indent:] for line in lines)
        quoted = "\n".join(f"> {line}".rstrip() for line in lines)
        held.append(quoted if kind == "quote" else f"```{language}\n{body}\n```")
        return f"\x00{len(held) - 1}\x00"

    text = _BLOCK.sub(hold, text.replace("\x00", ""))
    text = _LINK.sub(
        lambda found: (
            f"[{found[2] or found[1].removeprefix('file:')}]({found[1].removeprefix('file:').replace(' ', '%20')})"
        ),
        text,
    )
    text = re.sub(r"(?<![\w=~])([=~])([^\s=~](?:[^=~\n]*[^\s=~])?)\1(?![\w=~])", r"`\2`", text)
    text = re.sub(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])", r"**\1**", text)
    text = re.sub(r"(?<![\w/:])/(\S(?:[^/\n]*[^\s/])?)/(?![\w/])", r"*\1*", text)
    text = re.sub(r"(?m)^([ \t]*\|[-+]+\|)[ \t]*$", lambda found: found[1].replace("+", "|"), text)
    return re.sub(r"\x00(\d+)\x00", lambda found: held[int(found[1])], text).strip()
