"""What an import will do to a collection: cards that are new, that changed at their source, that stay. Pure.

A card is found again by the key of its source. Where the learner has changed it since, theirs stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from recall.deck.compile import read_deck
from recall.deck.nodes import Map, Scalar, Seq, position
from recall.deck.reader import MAX_FIELD, read_events
from recall.interop import deckfile
from recall.interop.naming import MAX_ID, card_name, deck_id, readable, slug
from recall.interop.notes import Note, Notes, Past, Progress, Tally, digest
from recall.interop.texts import own_key

MAX_CARDS = 200_000  # of a collection
MAX_PART = 5_000  # cards of one file
MAX_PART_BYTES = 4 << 20
TRIAL = 500  # cards that are read at a time to see whether a deck can hold them
KEPT = "card that changed at its source, but you have changed yours: yours is kept"
TWICE = "the same card twice"
REFUSED = "card that a deck cannot hold"
BEYOND = f"card beyond the {MAX_CARDS:,} that a collection holds"
CUT = "text of more than 16 KiB, cut"
_KINDS = ("answer", "options", "number", "cloze", "order", "match", "categories", "output", "lines", "sql", "accept")
_CUTTABLE = ("prompt", "answer", "explanation", "code")


class Known(NamedTuple):
    """A card that an earlier import wrote: its id, where it stands (file, lines from 0), its digest then."""

    id: str
    file: str
    start: int
    end: int
    written: str


@dataclass(slots=True)
class Shelf:
    """A collection as it is: its files by path inside it, and what earlier imports wrote, by key of the source."""

    files: dict[str, str] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    decks: dict[str, tuple[str, int]] = field(default_factory=dict)  # by deck id its file and number of cards

    def add(self, path: str, data: bytes) -> None:
        """Takes a deck file in."""
        text = data.decode("utf-8", "replace")
        self.files[path] = text
        root, _ = read_events(data, path)
        listed = root.items.get("cards") if isinstance(root, Map) else None
        if not isinstance(root, Map) or not isinstance(listed, Seq):
            return
        name = root.items.get("deck")
        if isinstance(name, Scalar):
            self.decks[name.value] = (path, len(listed.items))
        starts = [position(each)[0] - 1 for each in listed.items]
        lines = text.split("\n")
        for node, start, after in zip(listed.items, starts, [*starts[1:], len(lines)], strict=True):
            end = after
            while end > start and lines[end - 1][:1] in ("", "#"):  # what stands between cards belongs to none
                end -= 1
            id_ = node.items.get("id") if isinstance(node, Map) else None
            if not isinstance(node, Map) or not isinstance(id_, Scalar):
                continue
            self.ids.add(id_.value)
            origin = node.items.get("x-source")
            if isinstance(origin, Scalar):
                key, _, written = origin.value.rpartition(" ")
                self.known[key] = Known(id_.value, path, start, end, written)


class Placed(NamedTuple):
    """A card of the source, and the id that it has here."""

    id: str
    key: str
    past: tuple[Past, ...]


@dataclass(slots=True)
class Plan:
    """The files to write (path inside the collection to text), and what becomes of the cards."""

    files: dict[str, str] = field(default_factory=dict)
    placed: list[Placed] = field(default_factory=list)
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    decks: dict[str, None] = field(default_factory=dict)


def keyed(notes: Notes) -> list[Note]:
    """The notes, each with a key of its own; what stands there twice is dropped."""
    seen: dict[str, Mapping[str, Any]] = {}
    found: list[Note] = []
    for note in notes.notes:
        key = note.key or f"text:{digest(_asked(note.fields), str(note.fields.get('code', '')))}"
        base, number = key, 1
        while key in seen and seen[key] != note.fields:
            number += 1
            key = f"{base}~{number}"
        if key in seen:
            notes.dropped.add(TWICE, _asked(note.fields))
            continue
        seen[key] = note.fields
        found.append(note if key == note.key else Note(note.fields, key, note.deck, note.name, note.past))
    return found


def _asked(fields: Mapping[str, Any]) -> str:
    return str(fields.get("prompt") or fields.get("cloze") or "")


def made(notes: Notes, shelf: Shelf, title: str, progress: Progress | None = None) -> Plan:
    """The plan for a file's notes in a collection; what cannot come in is added to their account."""
    plan = Plan()
    new: dict[tuple[str, ...], list[tuple[Placed, str]]] = {}
    doubtful: list[str] = []
    replaced: dict[str, list[tuple[Known, str]]] = {}
    taken = set(shelf.ids)
    room = MAX_CARDS - len(taken)
    todo = keyed(notes)
    for number, note in enumerate(todo):
        if progress and not number % 1000:
            progress("writing cards", number, len(todo))
        sound = deckfile.is_surely_sound(note.fields)
        fields = note.fields if sound else _fitting(note.fields, notes.changed)
        known = shelf.known.get(note.key)
        if known is None:
            room -= _cards_of(fields)
            if room < 0:
                notes.dropped.add(BEYOND, _asked(fields))
                continue
            id_ = _free(_name(note, fields), taken)
            text = deckfile.card(id_, fields, note.key)
            new.setdefault(note.deck, []).append((Placed(id_, note.key, note.past), text))
            if not sound:
                doubtful.append(text)
            continue
        text = deckfile.card(known.id, fields, note.key)
        _compare(plan, shelf, known, text, notes, replaced, note)
    _leave_out(new, _refused(doubtful), notes)
    for path, changes in replaced.items():
        plan.files[path] = _spliced(shelf.files[path], changes)
    by_title = _deck_paths(new, title)
    for deck, cards in new.items():
        if cards:
            _shelve(plan, shelf, by_title[deck], cards)
    return plan


def _compare(
    plan: Plan,
    shelf: Shelf,
    known: Known,
    text: str,
    notes: Notes,
    replaced: dict[str, list[tuple[Known, str]]],
    note: Note,
) -> None:
    """One card that was here before."""
    plan.placed.append(Placed(known.id, note.key, note.past))
    written = text.rstrip().rpartition(" ")[2].strip("'")
    if written == known.written:
        plan.unchanged += 1
        return
    lines = shelf.files[known.file].split("\n")[known.start : known.end]
    untouched = deckfile.is_as_written("\n".join(lines).rstrip("\n") + "\n", known.written)
    problems = _errors(deckfile.header("trial", "") + text, "trial.yaml") if untouched else {}
    if problems:
        plan.unchanged += 1
        notes.dropped.add(REFUSED, f"{known.id}: {next(iter(problems.values()))}")
    elif untouched:
        replaced.setdefault(known.file, []).append((known, text))
        plan.updated += 1
    else:
        plan.unchanged += 1
        notes.changed.add(KEPT, _asked(note.fields))


def _spliced(text: str, changes: Iterable[tuple[Known, str]]) -> str:
    """The file with some cards in other words; all the rest stays byte for byte."""
    lines = text.split("\n")
    for known, card in sorted(changes, key=lambda change: -change[0].start):
        lines[known.start : known.end] = card.rstrip("\n").split("\n")
    return "\n".join(lines)


def _fitting(fields: Mapping[str, Any], changed: Tally) -> Mapping[str, Any]:
    """The fields, none longer than a deck takes."""
    long = [name for name in _CUTTABLE if len(fields.get(name, "")) > MAX_FIELD // 4]
    if not long:
        return fields
    cut = dict(fields)
    for name in long:
        data = str(fields[name]).encode("utf-8", "replace")
        if len(data) > MAX_FIELD - 64:
            changed.add(CUT, str(fields[name]))
            text = data[: MAX_FIELD - 64].decode("utf-8", "ignore")
            cut[name] = (text[: text.rfind("\n")] if "\n" in text[-2000:] else text) + "\n\n…"
    return cut


def _cards_of(fields: Mapping[str, Any]) -> int:
    """How many cards a text makes, or more."""
    return str(fields["cloze"]).count("{{c") if "cloze" in fields else 1 + bool(fields.get("reverse"))


def _name(note: Note, fields: Mapping[str, Any]) -> str:
    if "recall:" in note.key:
        own = own_key(note)
        if own:
            return own.partition(":")[2]
        if note.key.startswith("recall:"):
            return note.name
    asked = note.name if note.name and len(slug(note.name)) > 2 else _asked(fields)
    found = readable(asked)
    if found:
        return found
    kind = next((name for name in _KINDS if name in fields), "card")
    answer = fields.get(kind, "")
    if isinstance(answer, list | tuple) and answer:
        answer = answer[0]
    return card_name(asked, str(answer), "card")


def _free(name: str, taken: set[str]) -> str:
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name[: MAX_ID - 7]}-{number}"
    taken.add(found)
    return found


def _deck_paths(new: Iterable[tuple[str, ...]], title: str) -> dict[tuple[str, ...], tuple[str, str, str]]:
    """By deck of the source its stage, id and title here. A deck with decks below it is a stage."""
    decks = list(new)
    heads = {deck[0] for deck in decks if len(deck) > 1}
    paths = {}
    for deck in decks:
        if not deck:
            paths[deck] = ("", deck_id((title,), "deck"), title)
        elif deck[0] in heads:
            inside = deck[1:] or deck
            paths[deck] = (deck[0], deck_id(deck, "deck"), ": ".join(inside))
        else:
            paths[deck] = ("", deck_id(deck, "deck"), deck[-1])
    return paths


def _shelve(plan: Plan, shelf: Shelf, where: tuple[str, str, str], cards: list[tuple[Placed, str]]) -> None:
    """Puts new cards into the file of their deck, or into further ones where it is full."""
    stage, deck, title = where
    plan.added += len(cards)
    folder = ""
    if stage:
        folder = deck_id((stage,), "stage") + "/"
        if f"{folder}stage.yaml" not in shelf.files:
            plan.files[f"{folder}stage.yaml"] = deckfile.stage(folder[:-1], stage)
    part, at = 1, 0
    while at < len(cards):
        id_ = deck if part == 1 else f"{deck}-{part}"
        path, count = shelf.decks.get(id_, (f"{folder}{id_}.yaml", 0))
        text = plan.files.get(path, shelf.files.get(path, ""))
        if not text:
            text = deckfile.header(id_, title if part == 1 else f"{title} ({part})")
        room = MAX_PART_BYTES - len(text)
        chunk: list[str] = []
        while at < len(cards) and count < MAX_PART and room > 0:
            placed, card = cards[at]
            chunk.append(card)
            plan.placed.append(placed)
            room -= len(card)
            count += 1
            at += 1
        if chunk:
            plan.files[path] = text.rstrip("\n") + "\n" + "".join(chunk)
            shelf.decks[id_] = (path, count)
            plan.decks[id_] = None
        part += 1


def _errors(text: str, path: str) -> dict[str, str]:
    """By card what recall's own reader refuses."""
    problems = read_deck(text.encode("utf-8", "replace"), path, "import").problems
    return {problem.card: problem.message for problem in problems if problem.level == "error"}


def _refused(cards: list[str]) -> dict[str, str]:
    """By card why recall's own reader refuses it."""
    found: dict[str, str] = {}
    for at in range(0, len(cards), TRIAL):
        found |= _errors(deckfile.header("trial", "") + "".join(cards[at : at + TRIAL]), "trial.yaml")
    return found


def _leave_out(new: dict[tuple[str, ...], list[tuple[Placed, str]]], refused: Mapping[str, str], notes: Notes) -> None:
    """Takes the cards out that a deck cannot hold, and reports them."""
    if refused:
        for deck, cards in new.items():
            new[deck] = [(placed, text) for placed, text in cards if placed.id not in refused]
    for id_, message in refused.items():
        notes.dropped.add(REFUSED, f"{id_}: {message}")
