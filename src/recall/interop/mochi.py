"""Mochi's exports: cards as Markdown with `---` between their sides, templates with fields, gaps, reviews. Pure."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from recall.interop import edn
from recall.interop.anki.reader import tagged
from recall.interop.markdown.text import lines_of
from recall.interop.members import take_media
from recall.interop.notes import MAX_TEXT, Note, Notes, Past, PastReview, Progress, Source, Unreadable, shortened

_RULE = re.compile(r"[ \t]*---+[ \t]*")
_GAP = re.compile(r"\{\{(?:(\d+)::)?((?:[^{}]|\{(?!\{)|\}(?!\}))+)\}\}")
_FIELD = re.compile(r"<<\s*(?:[#^/]\s*)?([^<>]+?)\s*>>")
_DATA = ("data.json", "data.edn")


def read(source: Source, progress: Progress | None = None) -> Notes:
    """Raises Unreadable for anything but an export of Mochi."""
    notes = Notes("mochi")
    data = _data(source, notes)
    decks = {str(deck.get("id")): deck for deck in _mappings(data.get("decks"))}
    templates = {str(each.get("id")): each for each in _mappings(data.get("templates"))}
    loose = [(card, decks.get(str(card.get("deck-id")), {})) for card in _mappings(data.get("cards"))]
    inside = [(card, deck) for deck in decks.values() for card in _mappings(deck.get("cards"))]
    names: dict[str, None] = {}
    for card, deck in [*inside, *loose]:
        path = _path(deck, decks)
        names["::".join(path)] = None
        _card(card, path, templates, notes, source)
    notes.decks = tuple(name for name in names if name)
    return notes


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _data(source: Source, notes: Notes) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            name = next((each for each in _DATA if each in archive.namelist()), "")
            if not name:
                raise Unreadable("there is no data in this export", "export it from Mochi again")
            info = archive.getinfo(name)
            if info.flag_bits & 1:
                raise Unreadable("the file is locked with a password", "export it without one")
            with archive.open(info) as file:
                raw = file.read(MAX_TEXT + 1)
            take_media(notes, (each for each in archive.namelist() if each != name and not each.endswith("/")))
        if len(raw) > MAX_TEXT:
            raise Unreadable(f"{name} unpacks to more than {MAX_TEXT >> 20} MiB", "export single decks")
        text = raw.decode("utf-8-sig", "replace")
        found = edn.plain(json.loads(text)) if name.endswith("json") else edn.read(text)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RecursionError) as error:
        raise Unreadable(f"the file is damaged or cut off: {error}", "export it again") from error
    except ValueError as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"the data cannot be read: {error}", "export it again") from error
    except Exception as error:
        if type(error).__name__ == "error":
            raise Unreadable(f"the file is damaged: {error}", "export it again") from error
        raise
    if not isinstance(found, dict):
        raise Unreadable("this is no export of Mochi", "export it again")
    return found


def _path(deck: Mapping[str, Any], decks: Mapping[str, dict[str, Any]]) -> tuple[str, ...]:
    path: list[str] = []
    at: Mapping[str, Any] | None = deck
    while at and len(path) < 10:
        path.insert(0, str(at.get("name", "")))
        at = decks.get(str(at.get("parent-id")))
    return tuple(name for name in path if name)


def _card(
    card: Mapping[str, Any],
    path: tuple[str, ...],
    templates: Mapping[str, Mapping[str, Any]],
    notes: Notes,
    source: Source,
) -> None:
    notes.found += 1
    content = _content(card, templates)
    sides = _sides(content)
    fields: dict[str, Any]
    gapped = _gaps(sides[0])
    if gapped != sides[0]:
        fields = {"cloze": gapped}
        numbers = sorted({int(each) for each in re.findall(r"\{\{c(\d+)::", fields["cloze"])})
        names = [f"c{number}" for number in numbers]
        rest = sides[1:]
    elif len(sides) > 1 and sides[0] and sides[1]:
        fields, names, rest = {"prompt": sides[0], "answer": sides[1]}, [""], sides[2:]
        if card.get("review-reverse?"):
            fields["reverse"], names = True, ["", "reverse"]
    elif sides[0] and card.get("name") and str(card["name"]) not in sides[0]:
        fields, names, rest = {"prompt": str(card["name"]), "answer": sides[0]}, [""], []
    else:
        notes.cards += 1
        notes.dropped.add("card with one side, which asks nothing", shortened(content))
        return
    notes.cards += len(names)
    if any(rest):
        fields["explanation"] = "\n\n".join(side for side in rest if side)
    tags = card.get("tags") or card.get("manual-tags") or []
    fields |= tagged([str(tag).lstrip("#") for tag in tags] if isinstance(tags, list) else [], notes)
    past = _past(card, names[0], notes, source)
    notes.notes.append(Note(fields, f"mochi:{card.get('id', '')}" if card.get("id") else "", path, past=past))


def _content(card: Mapping[str, Any], templates: Mapping[str, Mapping[str, Any]]) -> str:
    """What the card shows: its own text, or its fields in the template."""
    template = templates.get(str(card.get("template-id")))
    given = card.get("fields")
    if not isinstance(given, dict) or (card.get("content") and template is None):
        return str(card.get("content") or "")
    values = {str(key): str(each.get("value") if isinstance(each, dict) else each or "") for key, each in given.items()}
    if template is None:
        return "\n---\n".join(values.values())
    named = template.get("fields")
    names = {
        str(each.get("name", key)): str(key)
        for key, each in (named.items() if isinstance(named, dict) else ())
        if isinstance(each, dict)
    }
    return _FIELD.sub(
        lambda found: values.get(names.get(found[1], found[1]), values.get(found[1].lower(), "")),
        str(template.get("content") or ""),
    )


def _sides(content: str) -> list[str]:
    """The text cut at its rules; code may have lines of hyphens."""
    sides: list[list[str]] = [[]]
    for line, code in lines_of(content):
        if not code and _RULE.fullmatch(line):
            sides.append([])
        else:
            sides[-1].append(line)
    return ["\n".join(lines).strip() for lines in sides]


def _gaps(text: str) -> str:
    """The text with its gaps as recall writes them; in blocks of code braces are only braces."""
    count = 0

    def gap(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        number = int(found[1]) if found[1] and 1 <= int(found[1]) < 100 else min(count, 99)
        return f"{{{{c{number}::{found[2].strip().replace('::', chr(92) + ':' + chr(92) + ':')}}}}}"

    parts = []
    for code, lines in groupby(lines_of(text), key=itemgetter(1)):
        part = "\n".join(line for line, _ in lines)
        parts.append(part if code else _GAP.sub(gap, part))
    return "\n".join(parts)


def _past(card: Mapping[str, Any], side: str, notes: Notes, source: Source) -> tuple[Past, ...]:
    """Mochi's two answers are Good and Again; the interval is in days."""
    reviews: list[PastReview] = []
    for each in _mappings(card.get("reviews")):
        at = _instant(each.get("date"))
        if at is None:
            continue
        notes.reviews += 1
        days = each.get("interval")
        interval = int(days) if isinstance(days, int | float) and 1 <= days < 100_000 else -600
        ms = int(at.timestamp() * 1000)
        local = at + timedelta(minutes=source.options.offset - source.options.day_start)
        good = bool(each.get("remembered?", True))
        kind = "review" if reviews else "learning"
        reviews.append(PastReview(f"{ms}", ms, local.date(), kind, 3 if good else 1, interval))  # type: ignore[arg-type]
    suspended = bool(card.get("archived?"))
    if not reviews and not suspended:
        return ()
    reviews.sort(key=lambda review: review.at)
    return (Past(side, tuple(reviews), suspended=suspended, changed_at=946_684_800_000),)


def _instant(value: Any) -> datetime | None:
    if isinstance(value, dict):
        value = value.get("date")
    if isinstance(value, int | float) and 946_684_800_000 < value < 7_200_000_000_000:
        return datetime.fromtimestamp(value // 1000, UTC)
    try:
        if isinstance(value, str) and value.isdigit():
            return _instant(int(value))
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found if date(2000, 1, 1) < found.date() < date(2190, 1, 1) else None
