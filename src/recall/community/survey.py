"""What a version of a collection holds: its decks and cards in one line each, and all that is wrong with them. Pure.

Cards are kept as digests: 200,000 of them are compared without holding one whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import NamedTuple

from recall.community.merge import Fields, plain
from recall.community.parcel import Parcel, Watch, no_watch
from recall.deck.card import Basic, Card, Place, fingerprint
from recall.deck.compile import Deck, read_deck
from recall.deck.manifest import COLLECTION_FILE, STAGE_FILE, Manifest, Stage, read_collection, read_stage
from recall.deck.nodes import Map, Scalar, Seq
from recall.deck.problem import Problem
from recall.deck.reader import read_events
from recall.deck.renames import renamed
from recall.deck.settle import MAX_CARDS
from recall.errors import Refused

_NOWHERE, _NOTHING = Place("", 0), Basic("")


class CardLine(NamedTuple):
    """One card of a version. `fp` changes with what is asked, `whole` with anything that the card says."""

    key: str
    id: str
    deck: str
    path: str
    rev: int
    fp: str
    whole: str


class DeckLine(NamedTuple):
    """One deck of a version."""

    id: str
    title: str
    cards: int
    path: str


@dataclass(frozen=True, slots=True)
class Survey:
    """A version of a collection under its local name. `problems` name files by their path in the collection."""

    name: str
    manifest: Manifest
    cards: Mapping[str, CardLine]
    decks: tuple[DeckLine, ...]
    renames: Mapping[str, str]
    problems: tuple[Problem, ...]
    digest: str
    revision: str
    size: int
    notes: tuple[str, ...]

    @property
    def errors(self) -> int:
        return sum(problem.level == "error" for problem in self.problems)

    @property
    def clashes(self) -> tuple[Problem, ...]:
        """Ids that two cards or two decks claim; the first of them has it."""
        return tuple(problem for problem in self.problems if problem.rule == "id")


@dataclass(slots=True)
class _Found:
    cards: dict[str, CardLine] = field(default_factory=dict)
    owners: dict[str, Place] = field(default_factory=dict)
    decks: dict[str, DeckLine] = field(default_factory=dict)
    renames: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def manifest_of(parcel: Parcel) -> tuple[Manifest | None, tuple[Problem, ...]]:
    """The collection's manifest; None where there is none or it cannot be used."""
    data = parcel.files.get(COLLECTION_FILE)
    return (None, ()) if data is None else read_collection(data, COLLECTION_FILE)


def survey(parcel: Parcel, name: str, watch: Watch = no_watch) -> Survey:
    """Reads every deck of a parcel as the collection `name`. Raises Refused for more cards than one may have."""
    manifest, problems = manifest_of(parcel)
    found = _Found(problems=list(problems))
    stages = _stages(parcel, found.problems)
    for number, (path, data) in enumerate(_deck_files(parcel), 1):
        watch(f"reading {name}: file {number}, {len(found.cards)} cards")
        folder = str(PurePosixPath(path).parent)
        read = read_deck(data, path, name, "" if folder == "." else stages[folder].id)
        found.problems += read.problems
        if read.deck is not None:
            _take(found, read.deck)
        if len(found.cards) > MAX_CARDS:
            raise Refused(f"it has more than {MAX_CARDS:,} cards", "ask its author to split the collection")
    _check_renames(found)
    return Survey(
        name,
        replace(manifest or Manifest(id=name), id=name),
        found.cards,
        tuple(found.decks.values()),
        found.renames,
        tuple(found.problems),
        parcel.digest,
        parcel.revision,
        parcel.size,
        parcel.notes,
    )


def _deck_files(parcel: Parcel) -> Iterator[tuple[str, bytes]]:
    for path, data in sorted(parcel.files.items()):
        if PurePosixPath(path).name not in (COLLECTION_FILE, STAGE_FILE):
            yield path, data


def _stages(parcel: Parcel, problems: list[Problem]) -> dict[str, Stage]:
    """The stage that each folder is: what its own file says, else its name."""
    stages: dict[str, Stage] = {}
    for folder in {str(PurePosixPath(path).parent) for path in parcel.files} - {"."}:
        stages[folder] = Stage(folder)
        data = parcel.files.get(f"{folder}/{STAGE_FILE}")
        if data is not None:
            stage, wrong = read_stage(data, f"{folder}/{STAGE_FILE}")
            problems += wrong
            stages[folder] = stage or stages[folder]
    return stages


def _take(found: _Found, deck: Deck) -> None:
    if deck.id in found.decks:
        message = f"the deck id `{deck.id}` is taken by {found.decks[deck.id].path}"
        found.problems.append(Problem(deck.path, 0, 0, message, "choose another id", rule="id"))
    taken = 0
    for card in deck.cards:
        owner = found.owners.setdefault(card.note, card.place)
        if owner.path != card.place.path:
            message = f"the id is taken by the card at {owner.path}:{owner.line}"
            problem = Problem(*card.place, message, "choose another id", card.id, "id")
            if problem not in found.problems[-1:]:  # once for all cards of a text
                found.problems.append(problem)
            continue
        taken += 1
        found.cards[card.key] = _line(card)
    found.decks.setdefault(deck.id, DeckLine(deck.id, deck.title, taken, deck.path))
    found.renames.update(renamed(deck.cards))


def _check_renames(found: _Found) -> None:
    """`formerly` that names a card which still exists would give its history to another: it is not heeded."""
    for old in [old for old in found.renames if old in found.cards]:
        line = found.cards.get(found.renames.pop(old))
        if line is not None:
            message = f"`formerly` names `{old.partition(':')[2]}`, which is a card still"
            found.problems.append(Problem(line.path, 0, 0, message, "take it out of `formerly`", line.id, "formerly"))


def _line(card: Card) -> CardLine:
    fp = fingerprint(card)  # speaks for prompt, code and answer, which may be long
    rest = card._replace(place=_NOWHERE, answer=_NOTHING, prompt="", code="", collection="", id="", deck="", stage="")
    told = f"{fp}{rest._replace(rev=0, formerly=())!r}"
    whole = blake2b(told.encode(errors="replace"), digest_size=8).hexdigest()
    return CardLine(card.key, card.id, card.deck, card.place.path, card.rev, fp, whole)


def fields_of(parcel: Parcel, survey: Survey, ids: Collection[str]) -> dict[str, Fields]:
    """The fields of some cards as their author wrote them, by card id; only the files that hold them are read."""
    paths = sorted({line.path for line in survey.cards.values() if line.id in ids})
    found: dict[str, Fields] = {}
    for path in paths:
        root, _ = read_events(parcel.files[path], path)
        listed = root.items.get("cards") if isinstance(root, Map) else None
        for node in listed.items if isinstance(listed, Seq) else ():
            name = node.items.get("id") if isinstance(node, Map) else None
            if isinstance(node, Map) and isinstance(name, Scalar) and name.value in ids:
                fields = {key: plain(child) for key, child in node.items.items() if key != "id"}
                found.setdefault(name.value, fields)
    return found
