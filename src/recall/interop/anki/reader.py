"""Anki's packages as notes: each note type by what its templates ask, so that unusual ones come over too. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

from recall.interop import gaps, markup
from recall.interop.anki import templates
from recall.interop.anki.collection import CardRow, Collection, NoteRow, NoteType, opened
from recall.interop.anki.package import unpack
from recall.interop.anki.review_log import Days, past_of
from recall.interop.anki.schema import WHOLE
from recall.interop.members import STRAY, take_media
from recall.interop.naming import tag_id
from recall.interop.notes import Note, Notes, Past, Progress, Source, Tally, digest
from recall.interop.texts import fields_from

_OF_ANKI = frozenset({"Tags", "Type", "Deck", "Subdeck", "FrontSide", "Card"})  # fields of no note
OCCLUSION = "image occlusion note (a picture with covered parts)"
NESTED = "nested gaps, made into cards of their own"
ASKS_NOTHING = "card whose template asks nothing"


def read(source: Source, progress: Progress | None = None) -> Notes:
    """The notes of a package or of a bare collection. Raises Unreadable."""
    if source.data.startswith(b"SQLite format 3\0"):
        notes, database = Notes("collection"), source.data
    else:
        package = unpack(source.data)
        notes, database = Notes("colpkg" if source.name.lower().endswith(".colpkg") else "apkg"), package.database
        take_media(notes, package.media)
        for name in package.strays:
            notes.dropped.add(STRAY, name)
    with opened(database) as collection:
        _Reading(notes, collection, source, progress).run()
    return notes


class _Reading:
    """One collection on its way: what all its notes share."""

    def __init__(self, notes: Notes, collection: Collection, source: Source, progress: Progress | None) -> None:
        self.notes = notes
        self.collection = collection
        self.days = Days.of(collection.config, collection.created, source.options)
        self.progress = progress
        self.decks: dict[int, None] = {}
        self.pairs = {id_: _pair(notetype) for id_, notetype in collection.notetypes.items()}

    def run(self) -> None:
        notes, collection = self.notes, self.collection
        notes.found = collection.note_count
        notes.cards = sum(map(len, collection.cards.values()))
        notes.reviews = collection.log_rows
        for number, row in enumerate(collection.notes()):
            if self.progress and not number % 500:
                self.progress("reading notes", number, notes.found)
            self._note(row)
        kept = sum(len(past.reviews) for note in notes.notes for past in note.past)
        notes.dropped.add("review of a card that did not come over", "", max(0, notes.reviews - kept))
        names = ("::".join(collection.decks[deck]) for deck in self.decks if deck in collection.decks)
        notes.decks = tuple(sorted(dict.fromkeys(names)))

    def _note(self, row: NoteRow) -> None:
        dropped = self.notes.dropped
        cards = self.collection.cards.get(row.id, [])
        for card in cards:
            self.decks[card.deck] = None
        notetype = self.collection.notetypes.get(row.notetype)
        example = markup.bare(row.fields[0] if row.fields else "")
        if not cards:
            dropped.add("note without cards", example)
        elif notetype is None or not notetype.templates:
            dropped.add("note whose type has no card template", example)
        elif any(map(gaps.is_image, row.fields)):
            dropped.add(OCCLUSION, example)
        else:
            self._made(row, notetype, cards, example)

    def _made(self, row: NoteRow, notetype: NoteType, cards: Sequence[CardRow], example: str) -> None:
        deck = self.collection.decks.get(cards[0].deck, ("Default",))
        if len(cards) > 1 and any(card.deck != cards[0].deck for card in cards):
            self.notes.changed.add("cards of one note in several decks, kept together", example)
        common, marked = self._tags(row.tags)
        pair = self.pairs[row.notetype]
        if pair and len(cards) == 1 and not cards[0].ord and len(row.fields) > max(pair):
            made = _straight(row.fields[pair[0]], row.fields[pair[1]], self.notes)
        else:
            made = self._by_templates(row, notetype, cards, deck)
        if not made:
            self.notes.dropped.add("note that asks nothing" if not notetype.cloze else "cloze without a gap", example)
        for suffix, fields, sides in made:
            past = [self._past(card, sides[card.ord], marked) for card in cards if card.ord in sides]
            key = f"anki:{row.guid}{suffix}"
            if "tags" in fields and set(common.get("tags", ())) == set(fields["tags"]):
                common = {}  # Anki puts tags in an order of its own
            self.notes.notes.append(Note(fields | common, key, deck, example, tuple(filter(None, past))))

    def _by_templates(self, row: NoteRow, notetype: NoteType, cards: Sequence[CardRow], deck: tuple[str, ...]) -> Made:
        whole = _whole(notetype, row.fields)
        if whole:
            return _own(whole, notetype, cards)
        shown = dict(zip(notetype.fields, row.fields, strict=False))
        shown |= {
            "Tags": row.tags.strip(),
            "Type": notetype.name,
            "Deck": "::".join(deck),
            "Subdeck": deck[-1],
            "FrontSide": "",
        }
        if notetype.cloze:
            return cloze_notes(notetype, shown, self.notes)
        return card_notes(notetype, shown, cards, self.notes)

    def _past(self, card: CardRow, side: str, marked: bool) -> Past | None:
        log = self.collection.log.get(card.id, ())
        if not log and card.queue >= 0 and card.type != 2 and not card.flags and not marked:
            return None
        past, whole = past_of(card, log, self.days, side)
        if not whole:
            self.notes.changed.add(
                "review log without its beginning: memory starts at the first answer in it", card_id(card)
            )
        return past._replace(marked=True) if marked else past

    def _tags(self, text: str) -> tuple[dict[str, Any], bool]:
        given = text.split()
        if not given:
            return {}, False
        return tagged(given, self.notes), "marked" in text.lower() and any(tag.lower() == "marked" for tag in given)


def card_id(card: CardRow) -> str:
    return f"card {card.id}"


def tagged(given: Sequence[str], notes: Notes) -> dict[str, Any]:
    """The tags as a deck holds them; what cannot be one is counted."""
    tags: dict[str, None] = {}
    for tag in given:
        made = tag_id(tag)
        if not made:
            notes.dropped.add("tag without Latin letters", tag)
        elif made != "marked" or tag.lower() != "marked":
            if made != tag:
                notes.changed.add("tag written in small letters and hyphens", f"{tag} → {made}")
            tags[made] = None
    return {"tags": list(tags)} if tags else {}


Made = list[tuple[str, dict[str, Any], dict[int, str]]]
"""Texts made of one note: what tells each from the others, its fields, and which of Anki's cards is which side."""


def _whole(notetype: NoteType, fields: Sequence[str]) -> dict[str, Any]:
    """The card as recall wrote it, if its text was not changed in Anki since; else empty."""
    if notetype.fields[-1:] != (WHOLE,) or not fields[-1].startswith("{"):
        return {}
    *shown, last = fields
    try:
        held = json.loads(unescape(last))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(held, dict) or held.get("of") != digest(*shown):
        return {}
    return fields_from(held.get("fields"))


def _own(whole: dict[str, Any], notetype: NoteType, cards: Sequence[CardRow]) -> Made:
    back = {0: "", 1: "reverse"}
    return [("", whole, {card.ord: f"c{card.ord + 1}" if notetype.cloze else back.get(card.ord, "") for card in cards})]


def cloze_notes(notetype: NoteType, values: Mapping[str, str], notes: Notes) -> Made:
    """One text with its gaps, or one for each gap number where gaps are nested."""
    template = notetype.templates[0]
    asked = templates.with_filter(template.question, "cloze")
    text = markup.markdown(templates.filled(template.question, values), notes.changed)
    if not gaps.numbers(text):  # {{type:cloze:Text}} alone: the text with its gaps is only where one types
        typed = "<br>".join(values.get(name, "") for name in asked)
        text = markup.markdown(f"{templates.filled(template.question, values)}<br>{typed}", notes.changed)
    texts, apart = gaps.rewritten(text)
    if apart:
        notes.changed.add(NESTED, markup.bare(text))
    back = templates.filled(template.answer, values, without=frozenset(asked))
    explanation = markup.markdown(back, notes.changed)
    front = markup.markdown(templates.filled(template.question, values, without=frozenset(asked)), Tally())
    explanation = explanation.removeprefix(front).strip("\n")
    made: Made = []
    for numbers, gapped in texts:
        fields: dict[str, Any] = {"cloze": gapped}
        if explanation:
            fields["explanation"] = explanation
        suffix = f"#c{numbers[0]}" if apart else ""
        made.append((suffix, fields, {number - 1: f"c{number}" for number in numbers}))
    return made


def card_notes(notetype: NoteType, values: dict[str, str], cards: Sequence[CardRow], notes: Notes) -> Made:
    """One text for each card, or one with `reverse: true` where the second card asks the first one backwards."""
    sides: list[tuple[int, dict[str, Any]]] = []
    for card in cards:
        if card.ord < len(notetype.templates):
            fields = _side(notetype, card.ord, values, notes)
            if fields:
                sides.append((card.ord, fields))
                continue
        notes.dropped.add(ASKS_NOTHING, markup.bare(next(iter(values.values()), "")))
    if len(sides) == 2 and _is_reverse(sides[0][1], sides[1][1]):
        return [("", sides[0][1] | {"reverse": True}, {sides[0][0]: "", sides[1][0]: "reverse"})]
    first = sides[0][0] if sides else 0
    return [("" if ord_ == first else f"#{ord_}", fields, {ord_: ""}) for ord_, fields in sides]


def _is_reverse(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return (
        "answer" in one and "answer" in other and one["prompt"] == other["answer"] and one["answer"] == other["prompt"]
    )


def _side(notetype: NoteType, number: int, values: dict[str, str], notes: Notes) -> dict[str, Any]:
    """The fields of one card; empty where its question or its answer is."""
    template = notetype.templates[number]
    values["Card"] = template.name
    changed = notes.changed
    prompt = markup.markdown(templates.filled(template.question, values), changed)
    back = templates.back_of(template.answer)
    typed = templates.with_filter(template.question, "type")
    expected = markup.bare(values.get(typed[0], "")) if typed else ""
    if expected:
        answer = _without(markup.markdown(templates.filled(back, values, without=frozenset(typed)), changed), prompt)
        fields = {"prompt": prompt or typed[0], "accept": [expected]}
        return fields | ({"explanation": answer} if answer and answer != expected else {})
    return _asked(prompt, markup.markdown(templates.filled(back, values), changed), changed)


def _pair(notetype: NoteType) -> tuple[int, int] | None:
    """The places of the fields that ask and answer on the first card, where its templates show nothing else."""
    if notetype.cloze or not notetype.templates or WHOLE in notetype.fields:
        return None
    first = notetype.templates[0]
    names = templates.only_field(first.question), templates.only_field(templates.back_of(first.answer))
    if any(notetype.fields.count(name) != 1 or name in _OF_ANKI for name in names):
        return None
    return notetype.fields.index(names[0]), notetype.fields.index(names[1])


def _straight(question: str, answer: str, notes: Notes) -> Made:
    """What `card_notes` makes of most notes, whose one field asks and another answers, in half the time."""
    fields = _asked(markup.markdown(question, notes.changed), markup.markdown(answer, notes.changed), notes.changed)
    if fields:
        return [("", fields, {0: ""})]
    notes.dropped.add(ASKS_NOTHING, markup.bare(question))
    return []


def _asked(prompt: str, answer: str, changed: Tally) -> dict[str, Any]:
    answer = _without(answer, prompt)
    if prompt and answer:
        return {"prompt": prompt, "answer": answer}
    if not prompt and not answer:
        return {}
    changed.add("card with one side only, kept with a dash", markup.bare(prompt or answer))
    return {"prompt": prompt or "—", "answer": answer or "—"}


def _without(answer: str, prompt: str) -> str:
    """The answer without the question that its template repeats."""
    if prompt and answer.startswith(prompt) and answer != prompt:
        return answer[len(prompt) :].lstrip("\\\n ").removeprefix("---").lstrip("\n")
    return answer
