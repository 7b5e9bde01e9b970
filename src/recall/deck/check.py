"""What `recall deck check` says: every problem of a deck, of a folder of decks, of a whole collection.

`check_deck` is pure. `check_path` reads files; it writes nothing and runs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from recall.collector import collector_off
from recall.deck import duplicates
from recall.deck.allow import Allowance, advised, allowances, without_allowed
from recall.deck.bank import Gate, gates
from recall.deck.card import Card, Interview
from recall.deck.compile import Deck, DeckFile, read_deck
from recall.deck.ids import ids_of
from recall.deck.lint import lint
from recall.deck.manifest import COLLECTION_FILE, STAGE_FILE, Plan, Stage, read_collection, read_stage
from recall.deck.problem import Problem, Severity, nearest
from recall.deck.settle import MAX_CARDS
from recall.deck.shelves import Collection, load, scan_folder


@dataclass(frozen=True, slots=True)
class CheckReport:
    """How many cards were read and what is wrong. `gates` are measures of the whole, where they were asked for."""

    cards: int = 0
    problems: tuple[Problem, ...] = ()
    gates: Mapping[str, Gate] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing blocks: warnings do not."""
        return not any(each.level == "error" for each in self.problems) and all(
            gate.ok is not False for gate in self.gates.values()
        )


def check_deck(data: bytes, path: str, collection: str = "own", stage: str = "") -> DeckFile:
    """The deck of a file and all that is wrong with it by itself; unknown keys are errors here."""
    read = read_deck(data, path, collection, stage, strict=True)
    if read.deck is None:
        return read
    problems = [*read.problems, *(problem for card in _notes(read.deck.cards) for problem in lint(card))]
    return DeckFile(read.deck, tuple(sorted(problems, key=_place)))


def check_path(path: Path, *, bank: bool = False, strict: bool = False) -> CheckReport:
    """A deck file, a stage's folder or a collection's. Links are looked up in the collection it belongs to.

    What makes a good card is advice; `strict` lets those rules block that block in the collection that ships.
    """
    report = _check(path, bank=bank)
    if strict:
        return report
    return CheckReport(report.cards, tuple(map(advised, report.problems)), report.gates)


def _check(path: Path, *, bank: bool) -> CheckReport:
    if not path.exists():
        return CheckReport(problems=(Problem(str(path), 0, 0, "there is no such file or folder", rule="file"),))
    if path.name in (COLLECTION_FILE, STAGE_FILE):
        path = path.parent
    root = collection_of(path)
    with collector_off():
        if root is None:
            data = load(path)
            return _report([_one(path, data)], {path}, {str(path): data}, bank=bank)
        shelves = scan_folder(root)
        if not shelves.collections:
            return CheckReport(problems=tuple(shelves.problems))
        return _collection(root, shelves.collections[0], path, bank=bank)


def collection_of(path: Path) -> Path | None:
    """The folder of the collection that a path belongs to; a folder without a manifest is taken for one itself."""
    folder = path if path.is_dir() else path.parent
    for candidate in (folder, folder.parent):
        if (candidate / COLLECTION_FILE).is_file():
            return candidate
    return path if path.is_dir() and path.suffix not in (".yaml", ".yml") else None


def collection_cards(root: Path) -> tuple[str, list[Card]]:
    """The name of the collection in a folder, and all its cards that can be read."""
    collections = scan_folder(root).collections
    if not collections:
        return "", []
    found = collections[0]
    read = [_one(deck.path, load(deck.path), found.manifest.id, deck.stage) for deck in found.decks]
    return found.manifest.id, [card for file in read if file.deck for card in file.deck.cards]


def ids_elsewhere(path: Path, places: Sequence[Path]) -> set[str]:
    """The ids that stand in the collection's files other than `places`."""
    root = collection_of(path)
    found = scan_folder(root).collections if root else []
    others = [deck.path for collection in found for deck in collection.decks if deck.path not in places]
    texts = ((other, load(other)) for other in others)
    return {name for other, data in texts if isinstance(data, bytes) for name in ids_of(data, str(other))}


def _one(path: Path, data: bytes | Problem, collection: str = "own", stage: str = "") -> DeckFile:
    if isinstance(data, Problem):
        return DeckFile(None, (data,))
    return read_deck(data, str(path), collection, stage, strict=True)


def _collection(root: Path, found: Collection, path: Path, *, bank: bool) -> CheckReport:
    inside = {deck.path for deck in found.decks if path in (deck.path, *deck.path.parents)}
    texts = {str(deck.path): load(deck.path) for deck in found.decks}
    files = [_one(deck.path, texts[str(deck.path)], found.manifest.id, deck.stage) for deck in found.decks]
    if path.is_file() and path not in inside:
        inside = {path}
        texts[str(path)] = load(path)
        files.append(_one(path, texts[str(path)], found.manifest.id))
    stages = dict(_stages(root, path))
    report = _report(files, inside, texts, bank=bank, stages=tuple(stage for stage, _ in found.stages))
    manifests = [problem for problems in stages.values() for problem in problems]
    return CheckReport(report.cards, (*manifests, *report.problems), report.gates)


def _stages(root: Path, path: Path) -> Iterator[tuple[Path, tuple[Problem, ...]]]:
    """The problems of the manifests that belong to what is checked."""
    wanted = [path / COLLECTION_FILE, path / STAGE_FILE]
    if path == root:
        wanted += sorted(root.glob(f"*/{STAGE_FILE}"))
    for manifest in wanted:
        if not manifest.exists():
            continue
        data = load(manifest)
        if isinstance(data, Problem):
            yield manifest, (data,)
        elif manifest.name == COLLECTION_FILE:
            yield manifest, read_collection(data, str(manifest), strict=True)[1]
        else:
            yield manifest, read_stage(data, str(manifest), strict=True)[1]


def _report(
    files: Sequence[DeckFile],
    inside: set[Path],
    texts: Mapping[str, bytes | Problem],
    *,
    bank: bool,
    stages: tuple[Stage, ...] = (),
) -> CheckReport:
    decks = [file.deck for file in files if file.deck]
    cards = [card for deck in decks for card in deck.cards]
    chosen = {str(path) for path in inside}
    mine = [card for card in cards if card.place.path in chosen]
    problems = [problem for file in files for problem in file.problems]
    problems += [problem for card in _notes(mine) for problem in lint(card)]
    problems += _twice(cards)
    problems += _deck_names(decks, stages)
    problems += _links(cards, broken={problem.card for problem in problems if problem.level == "error"})
    problems += _repeated(_notes(cards))
    if len(cards) > MAX_CARDS:
        message = f"the collection has {len(cards):,} cards, the limit is {MAX_CARDS:,}"
        problems.append(Problem(min(chosen), 0, 0, message, "split it", rule="size"))
    allowed = {each: _allowed(texts.get(each), each, problems) for each in chosen}
    shown = without_allowed(dict.fromkeys(problem for problem in problems if problem.file in chosen), allowed)
    found = sorted(shown, key=_place)
    return CheckReport(len(mine), tuple(found), gates(mine, _plans(stages, cards, mine)) if bank else {})


def _plans(stages: Iterable[Stage], cards: Sequence[Card], mine: Sequence[Card]) -> dict[str, Plan]:
    """What is planned for the decks that are looked at; a stage that is looked at as a whole may lack a deck."""
    chosen = {card.place.path for card in mine}
    whole = {card.stage for card in mine} - {card.stage for card in cards if card.place.path not in chosen}
    decks = {card.deck for card in mine}
    return {deck: plan for stage in stages for deck, plan in stage.plan if stage.id in whole or deck in decks}


def _allowed(data: bytes | Problem | None, path: str, problems: list[Problem]) -> list[Allowance]:
    """What a file lets pass; what is wrong with how it says so joins `problems`."""
    if not isinstance(data, bytes):
        return []
    allowed, wrong = allowances(data, path)
    problems += wrong
    return allowed


def _place(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line, problem.column


def _notes(cards: Iterable[Card]) -> list[Card]:
    """One card a text."""
    return list({card.note: card for card in reversed(list(cards))}.values())[::-1]


def _at(card: Card, message: str, hint: str, rule: str, level: Severity = "error") -> Problem:
    place = card.place
    return Problem(place.path, place.line, place.column, message, hint, card.id, rule, level)


def _twice(cards: Sequence[Card]) -> Iterator[Problem]:
    """Ids that several files use; within one file reading has already said so."""
    first: dict[str, Card] = {}
    for card in cards:
        other = first.setdefault(card.note, card)
        if other.place != card.place:
            message = f"the id is taken by the card at {other.place.path}:{other.place.line}"
            yield _at(card, message, "choose another id", "id")


def _deck_names(decks: Sequence[Deck], stages: tuple[Stage, ...]) -> Iterator[Problem]:
    first: dict[str, Deck] = {}
    known = {deck.id for deck in decks} | {stage.id for stage in stages}
    for deck in decks:
        if first.setdefault(deck.id, deck) is not deck:
            message = f"the deck id `{deck.id}` is taken by {first[deck.id].path}"
            yield Problem(deck.path, 0, 0, message, "choose another id", rule="id")
        for name in deck.requires:
            if name not in known:
                near = nearest(name, sorted(known))
                hint = f"did you mean `{near[0]}`?" if near else "name a deck or a stage of this collection"
                yield Problem(deck.path, 0, 0, f"`requires` names `{name}`, which is not there", hint, rule="link")


def _links(cards: Sequence[Card], broken: set[str]) -> Iterator[Problem]:
    """Every id that a card names must exist, be it `broken`; other collections' cards are not looked up."""
    known = {card.note for card in cards}
    keys = known | {card.key for card in cards}
    ids = sorted(card.id for card in cards)
    for card in _notes(cards):
        named = [("related", note) for note in card.related] + [("contrasts", note) for note in card.contrasts]
        if isinstance(card.answer, Interview):
            named += [("card", point.card) for point in card.answer.points if point.card]
        for field_name, note in named:
            collection, _, name = note.partition(":")
            if collection == card.collection and note not in known and name not in broken:
                near = nearest(name, ids)
                hint = f"did you mean `{near[0]}`?" if near else "take it out"
                yield _at(card, f"`{field_name}` names `{name}`, which is not there", hint, "link")
            elif note == card.note:
                yield _at(card, f"`{field_name}` names the card itself", "take it out", "link")
        for old in card.formerly:
            if f"{card.collection}:{old}" in keys:
                message = f"`formerly` names `{old}`, which is a card still"
                yield _at(card, message, "take it out of `formerly`", "formerly")


def _repeated(notes: Sequence[Card]) -> Iterator[Problem]:
    for one, other in duplicates.exact(notes):
        yield _at(other, f"asks exactly what `{one.id}` asks", "drop one of them", "C12")
    for one, other, ratio in duplicates.near(notes):
        message = f"asks nearly what `{one.id}` asks ({ratio:.0f} % alike)"
        yield _at(other, message, "drop one, or link them with `related`", "C12", "warning")
