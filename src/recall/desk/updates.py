"""Updates of other people's collections: what would change, the merge with the learner's own words, and its conflicts.

`plan` changes nothing; `take` does what a plan says.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from recall.community import pins
from recall.community.changes import Changes, Pair, compare, new_names
from recall.community.merge import Conflict, Fields, Plain, merge
from recall.community.overlays import own_fields, rewritten
from recall.community.parcel import Parcel, Watch, no_watch
from recall.community.pins import Pin
from recall.community.survey import Survey, fields_of, survey
from recall.deck.overlay import NO_OVERLAY, Overlay, read_overlay
from recall.deck.wording import write_overlay
from recall.desk import collections
from recall.desk.collections import Offer
from recall.errors import NotSaved, RecallError

if TYPE_CHECKING:
    from recall.config import Home
    from recall.desk.desk import Desk

Choice = Literal["mine", "theirs"]


class Before(NamedTuple):
    """The version that is installed."""

    parcel: Parcel
    survey: Survey


@dataclass(frozen=True, slots=True)
class Plan:
    """An update before it is taken. `studied` are the keys of the version in force that the learner answered,
    `cared_for` all that were answered or marked.

    `overlay` is the text of the learner's wording afterwards, None where it stays as it is.
    """

    pin: Pin
    offer: Offer
    before: Before
    changes: Changes
    studied: frozenset[str]
    cared_for: frozenset[str]
    worded: tuple[str, ...] = ()
    overlay: str | None = None
    conflicts: tuple[Conflict, ...] = ()

    @property
    def current(self) -> bool:
        """Whether what stands there is what is installed."""
        return self.pin.digest == self.offer.survey.digest

    @property
    def touches_learner(self) -> bool:
        """Whether a card changes that the learner answered, marked or worded differently."""
        return bool(self.changes.keys() & self.cared_for) or self.overlay is not None or bool(self.conflicts)

    @property
    def rewrites(self) -> bool:
        """Whether so much of what was studied changes that a plain yes is not enough."""
        return self.changes.rewrites(self.studied)


def before(home: Home, pin: Pin, watch: Watch = no_watch) -> Before:
    """The version in force. Touches no desk. Raises RecallError where its files are gone."""
    parcel = pins.read_version(home.collections, pin)
    return Before(parcel, survey(parcel, pin.name, watch))


def plan(desk: Desk, pin: Pin, offer: Offer, there: Before | None = None) -> Plan:
    """What taking the offer would do to the learner. Changes nothing. `there` is what `before` gave, if it is known."""
    there = there or before(desk.home, pin)
    history = desk.history
    made = Plan(
        pin,
        offer,
        there,
        compare(there.survey, offer.survey),
        history.studied(pin.name) & there.survey.cards.keys(),
        history.cared_for(pin.name),
    )
    text, overlay = _overlay(desk, pin.name)
    mine = own_fields(overlay)
    if not mine:
        return made
    names = {_id(old): _id(new) for old, new in new_names(there.survey, offer.survey).items()}
    ids = {card: names.get(card, card) for card in mine}
    ours = fields_of(there.parcel, there.survey, ids.keys())
    theirs = fields_of(offer.parcel, offer.survey, set(ids.values()))
    merged = merge(mine, ours, theirs.get, lambda card: ids[card])
    after = rewritten(text, pin.name, merged.entries, ids)
    return replace(
        made,
        worded=tuple(mine),
        overlay=None if after == text else after,
        conflicts=(*merged.conflicts, *_still_open(pin, merged.conflicts, merged.entries, theirs)),
    )


def _id(key: str) -> str:
    """The card id in a key, without the side."""
    return key.partition(":")[2].partition("#")[0]


def _still_open(
    pin: Pin, news: tuple[Conflict, ...], mine: Mapping[str, Fields], theirs: Mapping[str, Fields]
) -> list[Conflict]:
    """Conflicts of earlier updates that nobody has settled, as they stand after this one."""
    seen = {(conflict.card, conflict.field) for conflict in news}
    return [
        replace(old, mine=mine[old.card][old.field], theirs=theirs.get(old.card, {}).get(old.field))
        for old in pin.unsettled
        if (old.card, old.field) not in seen and old.field in mine.get(old.card, {})
    ]


def take(desk: Desk, made: Plan, watch: Watch = no_watch) -> int:
    """Puts the new version in force and merges the learner's words into it; how many cards come early.

    Raises NotSaved; then the old version stands.
    """
    prepared(desk, made)(watch)
    put(desk, made)
    return follow(desk, made)


def prepared(desk: Desk, made: Plan) -> Callable[[Watch], None]:
    """What comes first and may take a while, in any thread: a backup of the history, the files of the new version.

    It raises RecallError; then the old version stands.
    """
    back_up = desk.history.back_up_before("update", desk.moment.at)

    def prepare(watch: Watch) -> None:
        watch("backing up the history")
        back_up()
        collections.write(desk, made.offer, watch)

    return prepare


def put(desk: Desk, made: Plan) -> Pin:
    """The first half of it, for a version whose files are written: the event, the learner's words, the lock file."""
    name, home = made.pin.name, desk.home
    pin = replace(
        collections.pin_of(desk, made.offer),
        added_at=made.pin.added_at,
        back=(made.pin.commit, made.pin.digest),
        unsettled=made.conflicts,
    )
    try:
        collections.record(desk, "updated", pin)
        if made.overlay is not None:
            _write(desk, name, made.overlay)
        pins.write_pin(home.collections, pin)
    finally:
        pins.forget_unused(home.collections, name)
    return pin


def repin(desk: Desk, made: Plan) -> bool:
    """Notes that the same content stands at another commit or address now; whether that was news. Raises NotSaved."""
    found = collections.pin_of(desk, made.offer)
    pin = replace(made.pin, address=found.address, asked=found.asked, commit=found.commit)
    if pin == made.pin:
        return False
    collections.record(desk, "updated", pin)
    pins.write_pin(desk.home.collections, pin)
    return True


def follow(desk: Desk, made: Plan) -> int:
    """The second half: the decks are read, and cards that are another question now come early; how many."""
    desk.reload()
    return collections.bring_early(desk, [pair.after.key for pair in made.changes.raised])


def step_back(desk: Desk, pin: Pin) -> Offer:
    """The version that the last update replaced, as an offer. Raises RecallError where there is none."""
    if pin.back is None:
        raise RecallError(f"{pin.name} was not updated here", "there is no version before this one")
    commit, digest = pin.back
    parcel = pins.read_version(desk.home.collections, pin, digest, commit)
    return Offer(collections.source(pin), parcel, survey(parcel, pin.name), chosen=True)


# -- the texts of a change


def wording(made: Plan, pairs: tuple[Pair, ...]) -> dict[str, list[tuple[str, Plain, Plain]]]:
    """By new card id the fields that differ: name, before, after. Reads the files of these cards alone."""
    parcel, base = made.before
    old = fields_of(parcel, base, {pair.before.id for pair in pairs})
    new = fields_of(made.offer.parcel, made.offer.survey, {pair.after.id for pair in pairs})
    found = {}
    for pair in pairs:
        ours, theirs = old.get(pair.before.id, {}), new.get(pair.after.id, {})
        names = list(dict.fromkeys([*ours, *theirs]))
        found[pair.after.id] = [
            (name, ours.get(name), theirs.get(name)) for name in names if ours.get(name) != theirs.get(name)
        ]
    return found


# -- conflicts


def conflicts(desk: Desk, pin: Pin) -> list[Conflict]:
    """What nobody has settled yet, with the learner's words as they are now."""
    mine = own_fields(_overlay(desk, pin.name)[1])
    return [
        replace(each, mine=mine[each.card][each.field])
        for each in pin.unsettled
        if each.field in mine.get(each.card, {}) and mine[each.card][each.field] != each.theirs
    ]


def forget_settled(desk: Desk, pin: Pin) -> Pin:
    """The pin without conflicts that the learner has settled by editing their wording. Raises NotSaved."""
    left = tuple(conflicts(desk, pin))
    if len(left) == len(pin.unsettled):
        return pin
    pin = replace(pin, unsettled=left)
    pins.write_pin(desk.home.collections, pin)
    return pin


def settle(desk: Desk, pin: Pin, conflict: Conflict, choice: Choice) -> Pin:
    """Keeps the learner's words or takes the author's. Raises NotSaved."""
    if choice == "theirs":
        text, overlay = _overlay(desk, pin.name)
        mine = {card: dict(fields) for card, fields in own_fields(overlay).items()}
        mine.get(conflict.card, {}).pop(conflict.field, None)
        _write(desk, pin.name, rewritten(text, pin.name, {card: own for card, own in mine.items() if own}, {}))
    return settled(desk, pin, conflict)


def settled(desk: Desk, pin: Pin, conflict: Conflict) -> Pin:
    """Notes that the learner has looked at a conflict, and reads the decks again."""
    left = tuple(each for each in pin.unsettled if (each.card, each.field) != (conflict.card, conflict.field))
    pin = replace(pin, unsettled=left)
    pins.write_pin(desk.home.collections, pin)
    desk.reload()
    return pin


def _overlay(desk: Desk, name: str) -> tuple[str, Overlay]:
    path = desk.home.edits / f"{name}.yaml"
    try:
        text = path.read_text("utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return "", NO_OVERLAY
    except OSError as error:
        raise RecallError(f"{path} cannot be read: {error.strerror or error}", "look at its permissions") from error
    overlay, problems = read_overlay(text.encode(errors="surrogateescape"), str(path))
    broken = next((problem for problem in problems if problem.level == "error"), None)
    if broken is not None:
        raise RecallError(f"your own wording cannot be read: {broken}", "mend it first, so that nothing of it is lost")
    return text, overlay


def _write(desk: Desk, name: str, text: str) -> None:
    """Writes the learner's wording; what stood there is kept beside it, whatever an update or a choice dropped."""
    path = desk.home.edits / f"{name}.yaml"
    try:
        shutil.copyfile(path, path.with_name(f"{path.name}.before"))
        write_overlay(path, text)
    except OSError as error:
        raise NotSaved(f"{path} cannot be written: {error.strerror or error}", "nothing was changed") from error
