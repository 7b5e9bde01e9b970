"""Mnemosyne: the XML of its first version and the `.cards` of its second. Pure.

Sides of one fact that ask each other backwards become one card with `reverse: true`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

from recall.interop import escape, markup
from recall.interop.anki.reader import tagged
from recall.interop.members import take_media
from recall.interop.notes import MAX_TEXT, Note, Notes, Past, Progress, Source, Unreadable, shortened

MAX_DEPTH = 20  # of elements in elements
MAX_ELEMENTS = 3_000_000
_GAP = re.compile(r"\[([^\[\]]+)\]")
_EPOCH = date(1970, 1, 1)
_DAY = 86_400
_DEFAULT = "<default>"
_TAG_OF_ALL = "__UNTAGGED__"


def read(source: Source, progress: Progress | None = None) -> Notes:
    """Raises Unreadable for anything else."""
    notes = Notes("mnemosyne")
    data = source.data
    if data.startswith(b"PK"):
        data = _unpacked(data, notes)
    root = _parsed(data)
    if root.tag == "mnemosyne":
        _first_version(root, notes)
    else:
        _second_version(root, notes, source)
    return notes


def _unpacked(data: bytes, notes: Notes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo("cards.xml")
            if info.flag_bits & 1:
                raise Unreadable("the file is locked with a password", "export it without one")
            others = (name for name in archive.namelist() if name not in ("cards.xml", "METADATA"))
            take_media(notes, (name for name in others if not name.endswith("/")))
            with archive.open(info) as file:
                found = file.read(MAX_TEXT + 1)
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, NotImplementedError) as error:
        raise Unreadable(f"the file is damaged or cut off: {error}", "export it again") from error
    except Exception as error:
        if type(error).__name__ == "error":
            raise Unreadable(f"the file is damaged: {error}", "export it again") from error
        raise
    if len(found) > MAX_TEXT:
        raise Unreadable(f"cards.xml unpacks to more than {MAX_TEXT >> 20} MiB", "export fewer cards")
    return found


class _Bounded(ElementTree.TreeBuilder):
    """Builds a tree that is neither deep nor larger than any collection of cards."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.count = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> ElementTree.Element:
        self.depth += 1
        self.count += 1
        if self.depth > MAX_DEPTH or self.count > MAX_ELEMENTS:
            raise Unreadable("the XML is deeper or larger than a collection of cards", "is it Mnemosyne's?")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ElementTree.Element:
        self.depth -= 1
        return super().end(tag)


def _parsed(data: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Unreadable("the XML declares entities of its own", "Mnemosyne writes none: this is another file")
    try:
        root = ElementTree.fromstring(data, ElementTree.XMLParser(target=_Bounded()))
    except Unreadable:
        raise
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unreadable(f"the XML is damaged: {error}", "export it again") from error
    if root.tag not in ("mnemosyne", "openSM2sync"):
        raise Unreadable("this is no file of Mnemosyne", "its files are .xml or .cards")
    return root


def _markdown(text: str, notes: Notes) -> str:
    text = text.strip()
    if not markup.is_html(text):
        return escape.plain(text)
    return markup.markdown(
        text.replace("\n", "<br>") if "<br" not in text and "<p" not in text else text, notes.changed
    )


def _number(value: str | None) -> float:
    try:
        return float(value or 0)
    except ValueError:
        return 0.0


def _first_version(root: ElementTree.Element, notes: Notes) -> None:
    """Items with their category; `<id>.inv` asks `<id>` backwards, `<id>.tr.1` shows a third side."""
    start = int(_number(root.get("time_of_start"))) // _DAY
    items = {item.get("id") or f"#{number}": item for number, item in enumerate(root.iter("item"))}
    notes.cards = len(items)
    decks: dict[str, None] = {}
    for id_, item in items.items():
        if id_.endswith(".inv") and id_.removesuffix(".inv") in items:
            continue
        notes.found += 1
        deck = (item.findtext("cat") or "").strip()
        deck = "" if deck == _DEFAULT else deck
        decks[deck or "default"] = None
        asked, answer = (_markdown(item.findtext(name) or "", notes) for name in ("Q", "A"))
        if not asked or not answer:
            notes.dropped.add("card without a question or an answer", asked or answer)
            continue
        fields: dict[str, Any] = {"prompt": asked, "answer": answer}
        inverse = items.get(f"{id_}.inv")
        if inverse is not None:
            fields["reverse"] = True
        past = [_old_past("", item, start, notes)]
        past += [_old_past("reverse", inverse, start, notes)] if inverse is not None else []
        key = "" if id_.startswith("#") else f"mnemosyne:{id_}"
        path = tuple(deck.split("::")) if deck else ()
        notes.notes.append(Note(fields, key, path, past=tuple(each for each in past if each)))
    notes.decks = tuple(decks)


def _old_past(side: str, item: ElementTree.Element, start: int, notes: Notes) -> Past | None:
    """The date of the next review, days since the file was begun."""
    if not start or _number(item.get("gr")) < 2 or not _number(item.get("n_rp")):
        return None
    return _dated(side, start + int(_number(item.get("n_rp"))), notes)


def _dated(side: str, day: int, notes: Notes) -> Past | None:
    if not 10957 < day < 80_000:
        return None
    notes.changed.add("date of the next review without a log: the date is kept, memory starts anew")
    return Past(side, due=_EPOCH + timedelta(days=day))


def _second_version(root: ElementTree.Element, notes: Notes, source: Source) -> None:
    """A log of what was added: tags, facts (their fields as elements), cards (a fact, its type, its tags)."""
    tags: dict[str, str] = {}
    facts: dict[str, dict[str, str]] = {}
    cards: dict[str, list[Mapping[str, str]]] = {}
    for log in root.iter("log"):
        fields = {child.tag.removeprefix("___"): child.text or "" for child in log}
        id_ = log.get("o_id", "")
        if log.get("fact"):
            cards.setdefault(log.get("fact", ""), []).append(dict(log.attrib))
        elif set(fields) & {"f", "b", "text", "loc"}:
            facts[id_] = fields
        elif "name" in fields:
            tags[id_] = fields["name"]
    for fact, fields in facts.items():
        notes.found += 1
        sides = sorted(cards.get(fact, [{"card_t": "1", "fact_v": "1.1"}]), key=lambda card: card.get("fact_v", ""))
        notes.cards += len(sides)
        made = _fact(fields, sides, notes)
        if made is None:
            notes.dropped.add("card without a question or an answer", shortened(" | ".join(fields.values())))
            continue
        names = [tags.get(each, "") for each in sides[0].get("tags", "").split(",")]
        given = [name.replace(" ", "-") for name in names if name and name != _TAG_OF_ALL]
        notes.notes.append(Note(made | tagged(given, notes), f"mnemosyne:{fact}", past=_new_past(made, sides, notes)))
    notes.decks = (source.stem,)


def _fact(fields: dict[str, str], cards: list[Mapping[str, str]], notes: Notes) -> dict[str, Any] | None:
    kind = cards[0].get("card_t", "1").partition("::")[0]
    value = {name: _markdown(text, notes) for name, text in fields.items()}
    if "text" in value:
        return _cloze(value["text"])
    if "loc" in value:
        front, back = value.get("marked", ""), "\n\n".join(filter(None, (value.get("loc"), value.get("blank"))))
        return {"prompt": front, "answer": back} if front and back else None
    front = value.get("f", "")
    back = "\n\n".join(filter(None, (value.get("p_1"), value.get("m_1")))) if "m_1" in value else value.get("b", "")
    if not front or not back:
        return None
    made: dict[str, Any] = {"prompt": front, "answer": back}
    if (kind == "3" and len(cards) > 1) or len(cards) == 2 or kind == "2":
        made["reverse"] = True
    return made | ({"explanation": value["n"]} if value.get("n") else {})


def _cloze(text: str) -> dict[str, Any] | None:
    count = 0

    def gap(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        answer, _, hint = found[1].partition(":")
        return f"{{{{c{count}::{answer}{'::' + hint if hint else ''}}}}}"

    made = _GAP.sub(gap, text)
    return {"cloze": made} if 0 < count < 100 else None


def _new_past(made: Mapping[str, Any], cards: list[Mapping[str, str]], notes: Notes) -> tuple[Past, ...]:
    names = [f"c{number}" for number in range(1, 1 + len(cards))] if "cloze" in made else ["", "reverse"]
    found = []
    for side, card in zip(names, cards, strict=False):
        if _number(card.get("gr")) >= 2 and _number(card.get("n_rp")) > 0:
            found.append(_dated(side, int(_number(card.get("n_rp"))) // _DAY, notes))
    return tuple(past for past in found if past)
