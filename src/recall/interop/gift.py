"""Moodle's GIFT: questions with their answers in braces. A broken question is reported, the others come over. Pure."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from recall.interop import escape, markup
from recall.interop.anki.reader import tagged
from recall.interop.decode import text_of
from recall.interop.hascard import choice, option
from recall.interop.notes import Note, Notes, Progress, Source, Tally, shortened

_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_HELD = "\ue000"  # with the sign's number: an escaped sign while a question is taken apart
_BLANK = "\ue001"  # the place of the answer in the middle of a sentence
_SIGNS = "~=#{}:\\n"
_TITLE = re.compile(r"(?s)\A::(.*?)::")
_FORMAT = re.compile(r"\A\[(html|moodle|plain|markdown)\]")
_ID = re.compile(r"\[id:([^\]\s]+)\]")
_TAGGED = re.compile(r"\[tag:([^\]]+)\]")
_WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%")
_MARK = re.compile(r"(?m)(?<!\\)[=~]")
_TRUE = re.compile(r"(?is)\A\s*(T|TRUE|F|FALSE)\s*(?:#(.*?))?(?:#(.*?))?(?:####(.*))?\Z")
_NUMBER = re.compile(
    r"\A(-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?::(\d*\.?\d+)|\.\.(-?(?:\d+\.?\d*|\.\d+)))?\Z", re.IGNORECASE
)


class Answer(NamedTuple):
    """One answer: `=` or `~`, its share of the mark in percent (None: not given), text and feedback."""

    sign: str
    weight: float | None
    text: str
    feedback: str


class Broken(ValueError):
    """A question that cannot be understood, with the reason."""


def read(source: Source, progress: Progress | None = None) -> Notes:
    notes = Notes("gift")
    deck: tuple[str, ...] = ()
    decks: dict[str, None] = {}
    for comment, block in _blocks(text_of(source, notes.changed)):
        if block.startswith("$CATEGORY:"):
            deck = _category(block)
            continue
        notes.found += 1
        notes.cards += 1
        decks["::".join(deck)] = None
        try:
            fields = _question(block, notes)
        except Broken as error:
            notes.dropped.add("broken question", f"{error}: {block}")
            continue
        if fields is None:
            continue
        given = _ID.search(comment)
        fields |= tagged(_TAGGED.findall(comment), notes)
        notes.notes.append(Note(fields, f"gift:{given[1]}" if given else "", deck))
    notes.decks = tuple(deck for deck in decks if deck) or (source.stem,)
    return notes


def _blocks(text: str) -> list[tuple[str, str]]:
    """The questions with the comments above that name them: they end at an empty line outside of braces."""
    found: list[tuple[str, str]] = []
    lines: list[str] = []
    comment = ""
    opened = closed = 0  # braces of the question so far
    for line in [*text.split("\n"), ""]:
        if line.lstrip().startswith("//"):
            comment = line if _ID.search(line) else comment
            continue
        if line.strip().startswith("$CATEGORY:"):
            if lines:
                found.append((comment, "\n".join(lines)))
                lines = []
            found.append(("", line.strip()))
        elif line.strip():
            if line.startswith("::") and lines and opened == closed > 0:  # whole, though no empty line follows
                found.append((comment, "\n".join(lines).strip()))
                lines, comment = [], ""
            if not lines:
                opened = closed = 0
            bare = _hold(line)
            opened, closed = opened + bare.count("{"), closed + bare.count("}")
            lines.append(line)
        elif lines:
            found.append((comment, "\n".join(lines).strip()))
            lines, comment = [], ""
    return found


def _category(block: str) -> tuple[str, ...]:
    path = block.partition(":")[2].strip().removeprefix("$course$").removeprefix("/")
    parts = [part.strip() for part in re.split(r"(?<!/)/(?!/)", path)]
    return tuple(part.replace("//", "/") for part in parts if part and part != "top")


def _hold(text: str) -> str:
    return _ESCAPED.sub(lambda found: _HELD + chr(0xE100 + _SIGNS.index(found[1])), text)


def _free(text: str) -> str:
    signs = {f"{_HELD}{chr(0xE100 + at)}": "\n" if sign == "n" else sign for at, sign in enumerate(_SIGNS)}
    return re.sub(_HELD + "[\ue100-\ue107]", lambda found: signs[found[0]], text)


def _shown(text: str, default: str, changed: Tally) -> str:
    """A text in its own format, else in that of the question."""
    text = text.strip()
    given = _FORMAT.match(text)
    name = given[1] if given else default
    text = _free(text[given.end() :] if given else text).strip()
    if name == "html" or (name == "moodle" and markup.is_html(text)):
        return markup.markdown(text, changed)
    if name == "markdown":
        return text
    return escape.plain(re.sub(r"[ \t]*\n[ \t]*", " ", text) if name != "plain" else text)


def _question(block: str, notes: Notes) -> dict[str, Any] | None:
    text = _hold(block)
    title = _TITLE.match(text)
    if title:
        text = text[title.end() :]
    text = text.strip()
    given = _FORMAT.match(text)
    style = given[1] if given else "moodle"
    text = text[given.end() :] if given else text
    opening, closing = text.find("{"), text.rfind("}")
    if opening < 0 and closing < 0:
        notes.dropped.add("description, which asks nothing", shortened(_free(text)))
        return None
    if opening < 0 or closing < opening:
        raise Broken("a brace is missing")
    before, inside, after = text[:opening], text[opening + 1 : closing], text[closing + 1 :]
    if "{" in inside or "}" in inside:
        raise Broken("braces inside braces")
    stem = f"{before.rstrip()} {_BLANK} {after.strip()}" if after.strip(" .\n") else before
    prompt = _shown(stem, style, notes.changed).replace(_BLANK, "_____")
    if not prompt:
        prompt = _shown(title[1], "plain", notes.changed) if title else ""
    if not prompt:
        raise Broken("nothing is asked")
    inside, _, general = inside.partition("####")
    fields = _answered(inside.strip(), style, prompt, notes)
    if fields is None:
        return None
    explanation = "\n\n".join(filter(None, (fields.pop("explanation", ""), _shown(general, style, notes.changed))))
    return fields | ({"explanation": explanation} if explanation else {})


def _answered(inside: str, style: str, prompt: str, notes: Notes) -> dict[str, Any] | None:
    if not inside:
        notes.dropped.add("essay, which has no answer to compare with", prompt)
        return None
    truth = _TRUE.match(inside) if len(inside) < 10_000 else None
    if truth:
        return _truth(truth, style, prompt, notes)
    if inside.startswith("#"):
        return _numerical(inside[1:], style, prompt, notes)
    answers = _answers(inside)
    if not answers:
        raise Broken("no answer is marked with = or ~")
    if all("->" in each.text for each in answers if each.sign == "=") and all(each.sign == "=" for each in answers):
        return _matching(answers, style, prompt, notes)
    if all(each.sign == "=" for each in answers):
        return _short(answers, style, prompt, notes)
    return _choice(answers, style, prompt, notes)


def _answers(inside: str) -> list[Answer]:
    starts = [found.start() for found in _MARK.finditer(inside)]
    found = []
    for start, end in zip(starts, [*starts[1:], len(inside)], strict=True):
        text, _, feedback = inside[start + 1 : end].partition("#")
        weight = _WEIGHT.match(text.strip())
        text = text.strip()[weight.end() :] if weight else text
        found.append(Answer(inside[start], float(weight[1]) if weight else None, text.strip(), feedback.strip()))
    return found


def _truth(found: re.Match[str], style: str, prompt: str, notes: Notes) -> dict[str, Any]:
    """Moodle shows the first feedback for a wrong answer, the second for a right one."""
    true = found[1].upper().startswith("T")
    wrong, right = (_shown(text or "", style, notes.changed) for text in (found[2], found[3]))
    options = [option(name, holds, right if holds else wrong) for name, holds in (("True", true), ("False", not true))]
    return {"prompt": prompt, "options": options, "fixed": True}


def _numerical(inside: str, style: str, prompt: str, notes: Notes) -> dict[str, Any]:
    answers = _answers(inside) if _MARK.search(inside) else [Answer("=", None, *(_parts(inside)))]
    best = max(answers, key=lambda each: each.weight if each.weight is not None else 100.0)
    value, tolerance = _number(best.text)
    others = [each for each in answers if each is not best and each.text]
    for each in others:
        notes.dropped.add("numerical answer for part of the mark", _free(each.text))
    texts = [_shown(each.feedback, style, notes.changed) for each in [best, *others] if each.feedback]
    fields: dict[str, Any] = {"prompt": prompt, "number": value}
    if tolerance:
        fields["tolerance"] = tolerance
    return fields | ({"explanation": "\n\n".join(texts)} if texts else {})


def _parts(inside: str) -> tuple[str, str]:
    text, _, feedback = inside.partition("#")
    return text.strip(), feedback.strip()


def _number(text: str) -> tuple[str, str]:
    found = _NUMBER.match(text.strip())
    if not found:
        raise Broken(f"`{_free(text)}` is no number")
    low, tolerance, high = found.groups()
    if high is not None:
        middle, half = (float(low) + float(high)) / 2, abs(float(high) - float(low)) / 2
        return f"{middle:.12g}", f"{half:.12g}"
    tolerance = tolerance or ""
    return _plain_number(low), "" if not tolerance or float(tolerance) == 0 else _plain_number(tolerance)


def _plain_number(text: str) -> str:
    """Digits on both sides of the point."""
    text = text.rstrip(".") if text.endswith(".") else text
    return re.sub(r"(?<!\d)\.", "0.", text)


def _matching(answers: list[Answer], style: str, prompt: str, notes: Notes) -> dict[str, Any]:
    pairs: list[dict[str, str]] = []
    spare: list[str] = []
    for each in answers:
        left, _, right = each.text.partition("->")
        left, right = _shown(left, style, notes.changed), _shown(right, style, notes.changed)
        if left and right:
            pairs.append({"left": left, "right": right})
        elif right:
            spare.append(right)
    rights = [pair["right"] for pair in pairs]
    if len(pairs) < 2:
        raise Broken("matching needs two pairs")
    if len(set(rights)) < len(rights):
        boxes: dict[str, list[str]] = {}
        for pair in pairs:
            boxes.setdefault(pair["right"], []).append(pair["left"])
        if len(boxes) < 2:
            raise Broken("everything matches one answer")
        notes.changed.add("matching with one answer for several, made into boxes", prompt)
        return {"prompt": prompt, "categories": boxes}
    extra = list(dict.fromkeys(text for text in spare if text not in rights))
    return {"prompt": prompt, "match": pairs} | ({"spare": extra} if extra else {})


def _short(answers: list[Answer], style: str, prompt: str, notes: Notes) -> dict[str, Any]:
    full = [each for each in answers if each.weight is None or each.weight >= 100]
    partly = [each for each in answers if each not in full]
    if not full:
        full, partly = [max(answers, key=lambda each: each.weight or 0)], []
    texts = [markup.bare(_free(_FORMAT.sub("", each.text))) for each in full]
    fields: dict[str, Any] = {"prompt": prompt, "accept": list(dict.fromkeys(text for text in texts if text))}
    if not fields["accept"]:
        raise Broken("the answer is empty")
    if partly:
        notes.changed.add("answer for part of the mark, now a near miss", _free(partly[0].text), len(partly))
        fields["reject"] = [
            {
                "text": markup.bare(_free(each.text)),
                "why": _shown(each.feedback, style, notes.changed) or "In part right.",
            }
            for each in partly
        ]
    feedback = [_shown(each.feedback, style, notes.changed) for each in full if each.feedback]
    return fields | ({"explanation": "\n\n".join(feedback)} if feedback else {})


def _choice(answers: list[Answer], style: str, prompt: str, notes: Notes) -> dict[str, Any]:
    options = []
    several = not any(each.sign == "=" for each in answers)
    for each in answers:
        right = each.sign == "=" or (several and (each.weight or 0) > 0)
        if not right and each.weight is not None and each.weight > 0:
            notes.changed.add("option for part of the mark, now wrong", _free(each.text))
        options.append(
            option(_shown(each.text, style, notes.changed), right, _shown(each.feedback, style, notes.changed))
        )
    fields = choice(prompt, options, "", notes)
    if fields is None:
        raise Broken("no option is right")
    return fields
