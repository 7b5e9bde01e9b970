"""CrowdAnki's deck.json: note types, notes and decks in decks, without cards or history. Pure."""

from __future__ import annotations

import json
from typing import Any

from recall.interop import gaps, markup
from recall.interop.anki import templates
from recall.interop.anki.collection import CardRow, NoteType, Template
from recall.interop.anki.reader import OCCLUSION, card_notes, cloze_notes, tagged
from recall.interop.members import take_media
from recall.interop.notes import Note, Notes, Progress, Source, Unreadable


def read(source: Source, progress: Progress | None = None) -> Notes:
    """Raises Unreadable for anything but a deck."""
    notes = Notes("crowdanki")
    try:
        data = json.loads(source.data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"this is no JSON: {error}", "mend the file at that place") from error
    if not isinstance(data, dict):
        raise Unreadable("this is no deck of CrowdAnki", "it is a file deck.json")
    types: dict[str, NoteType] = {}
    decks: dict[str, None] = {}
    media: dict[str, None] = {}
    queue: list[tuple[dict[str, Any], tuple[str, ...]]] = [(data, ())]
    while queue:
        deck, above = queue.pop(0)
        path = (*above, str(deck.get("name", "")).rpartition("::")[2] or source.stem)
        types |= {str(model.get("crowdanki_uuid")): _type(model) for model in _listed(deck.get("note_models"))}
        media |= dict.fromkeys(str(name) for name in deck.get("media_files") or ())
        for note in _listed(deck.get("notes")):
            decks["::".join(path)] = None
            _note(notes, note, types, path)
        queue += [(child, path) for child in _listed(deck.get("children"))]
    notes.decks = tuple(decks)
    take_media(notes, media)
    return notes


def _listed(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _type(model: dict[str, Any]) -> NoteType:
    fields = sorted(_listed(model.get("flds")), key=lambda each: each.get("ord") or 0)
    templates = sorted(_listed(model.get("tmpls")), key=lambda each: each.get("ord") or 0)
    return NoteType(
        str(model.get("name", "")),
        model.get("type") == 1,
        tuple(str(each.get("name", "")) for each in fields),
        tuple(Template(*(str(each.get(key, "")) for key in ("name", "qfmt", "afmt"))) for each in templates),
    )


def _note(notes: Notes, note: dict[str, Any], types: dict[str, NoteType], path: tuple[str, ...]) -> None:
    notes.found += 1
    fields = [str(each) for each in note.get("fields") or ()]
    example = markup.bare(fields[0] if fields else "")
    notetype = types.get(str(note.get("note_model_uuid")))
    if notetype is None or not notetype.templates:
        notes.dropped.add("note whose type has no card template", example)
        return
    if any(map(gaps.is_image, fields)):
        notes.dropped.add(OCCLUSION, example)
        return
    values = dict(zip(notetype.fields, fields, strict=False))
    said = {"Tags": " ".join(map(str, note.get("tags") or ())), "Type": notetype.name}
    values |= said | {"FrontSide": "", "Deck": "::".join(path), "Subdeck": path[-1]}
    if notetype.cloze:
        made = cloze_notes(notetype, values, notes)
    else:
        asking = [
            CardRow(0, 0, 0, ord_, 0, 0, 0, 0, 0)
            for ord_, template in enumerate(notetype.templates)
            if templates.has_text(templates.filled(template.question, values))
        ]  # as in Anki, a template that asks nothing makes no card
        made = card_notes(notetype, values, asking, notes)
    if not made:
        notes.dropped.add("note that asks nothing", example)
    tags = tagged([str(tag) for tag in note.get("tags") or ()], notes)
    for suffix, each, sides in made:
        notes.cards += len(sides)
        notes.notes.append(Note(each | tags, f"anki:{note.get('guid', '')}{suffix}", path, example))
