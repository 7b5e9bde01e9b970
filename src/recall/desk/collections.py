"""Collections of other people at the learner's desk: looked at, added, listed, removed.

`look` touches no desk, so that it may run in a thread of its own; everything else belongs to the thread of the desk.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from recall.community import pins
from recall.community.address import Address, parse_address, place_of
from recall.community.changes import early
from recall.community.fetch import fetch
from recall.community.parcel import Parcel, Watch, no_watch
from recall.community.pins import Pin
from recall.community.survey import Survey, manifest_of, survey
from recall.deck.clean import clean_line
from recall.errors import NotSaved, RecallError, Refused, UsageError
from recall.events import Draft, format_instant

if TYPE_CHECKING:
    from recall.desk.desk import Desk

_OWN = "own"


@dataclass(frozen=True, slots=True)
class Offer:
    """What would come in from an address. `chosen` says that the learner gave the name, not the author."""

    address: Address
    parcel: Parcel
    survey: Survey
    chosen: bool = False

    @property
    def name(self) -> str:
        return self.survey.name


# -- looking


def look(text: str, name: str = "", watch: Watch = no_watch, *, here: Path | None = None) -> Offer:
    """Fetches and reads what stands at an address, and keeps nothing. `name` is the learner's own for it.

    Raises RecallError kinds; Refused where nothing of it can be read as a card.
    """
    if name and not pins.is_name(name):
        raise UsageError(f"`{name}` is no name", "small letters, digits and single hyphens, such as kafka-2")
    return look_at(parse_address(text, here=here), name, watch)


def look_at(address: Address, name: str = "", watch: Watch = no_watch) -> Offer:
    """The same for an address that was parsed before."""
    parcel = fetch(address, watch)
    found = survey(parcel, name or _called(address, parcel), watch)
    if not found.cards:
        first = next((clean_line(str(problem)) for problem in found.problems), "there is no card in it")
        raise Refused(f"nothing of {address} can be read as a card: {first}", "recall deck check names every mistake")
    return Offer(address, parcel, found, chosen=bool(name))


def _called(address: Address, parcel: Parcel) -> str:
    """What a collection calls itself; without a manifest its only deck's id, else the end of its address."""
    manifest, _ = manifest_of(parcel)
    if manifest is not None:
        return manifest.id
    if len(parcel.files) == 1:
        decks = survey(parcel, "x").decks
        if decks:
            return decks[0].id
    signs = (sign if sign.isascii() and sign.isalnum() else " " for sign in address.last_part.lower())
    return "-".join("".join(signs).split())[:64].strip("-") or "added"


def check(desk: Desk, offer: Offer) -> None:
    """Raises Refused where the offer would take the place, or the history, of another collection."""
    name, library = offer.name, desk.library
    if name == _OWN or name in set(library.collections()) - library.guests():
        raise Refused(f"`{name}` is the name of a collection that you have", _as(name))
    pin = pins.read_pin(desk.home.collections, name)
    if pin is not None:
        if place_of(pin.address) == offer.address.place:
            raise Refused(f"{name} is here already", f"recall deck update {name}")
        moved = f"if it moved there: recall deck update {name} --from {offer.address}"
        raise Refused(f"{name} is here already, from {pin.address}", f"to have both: {_as(name)}; {moved}")
    if not offer.chosen:
        _check_history(desk, offer)


def _check_history(desk: Desk, offer: Offer) -> None:
    """A name that the history knows from elsewhere is only given again by the learner's own word."""
    name = offer.name
    event = desk.history.collections().get(name)
    before = str(event.get("address", "")) if event else ""
    if before and place_of(before) != offer.address.place:
        raise Refused(
            f"your history knows {name} from {before}, this comes from another place",
            f"if it is the same: --as {name}; if not: {_as(name)}",
        )
    if not before and desk.history.studied(name):
        raise Refused(
            f"your history knows cards of another collection {name}",
            f"if it is the same: --as {name}; if not: {_as(name)}",
        )


def _as(name: str) -> str:
    return f"give it a name of its own with --as {name[:60]}-2"


def known_before(desk: Desk, offer: Offer) -> int:
    """How many of its cards the learner has answered already, under this name."""
    return len(desk.history.studied(offer.name) & offer.survey.cards.keys())


# -- adding


def add(desk: Desk, offer: Offer, watch: Watch = no_watch) -> Pin:
    """Installs what was offered and records it. Raises Refused or NotSaved; then nothing changed."""
    check(desk, offer)
    write(desk, offer, watch)
    pin = put(desk, offer)
    welcome(desk, offer)
    return pin


def write(desk: Desk, offer: Offer, watch: Watch = no_watch) -> None:
    """Writes a version's files beside those in force, where nothing reads them yet. Raises NotSaved."""
    pins.write_version(desk.home.collections, offer.name, offer.parcel, watch)


def put(desk: Desk, offer: Offer) -> Pin:
    """Puts a version whose files are written in force. Raises NotSaved."""
    pin = pin_of(desk, offer)
    try:
        record(desk, "added", pin)
        _restore_edits(desk, offer.name)
        pins.write_pin(desk.home.collections, pin)
    finally:
        pins.forget_unused(desk.home.collections, offer.name)
    return pin


def welcome(desk: Desk, offer: Offer) -> int:
    """Takes the new cards into the schedule; how many come early, since they ask something else than they once did."""
    desk.reload()
    raised = [line for line in offer.survey.cards.values() if line.rev > 1]
    return bring_early(desk, [line.key for line in raised if _answered_before(desk, line.key, line.rev)])


def pin_of(desk: Desk, offer: Offer) -> Pin:
    """The lock file's content for a version that is about to be in force."""
    manifest, now = offer.survey.manifest, format_instant(desk.moment.at)
    return Pin(
        name=offer.name,
        address=offer.address.written,
        asked=offer.address.revision,
        commit=offer.parcel.revision,
        digest=offer.survey.digest,
        title=manifest.title,
        version=manifest.version,
        licence=manifest.licence,
        authors=manifest.authors,
        cards=len(offer.survey.cards),
        added_at=now,
        updated_at=now,
    )


def record(desk: Desk, action: str, pin: Pin) -> None:
    """One `collection` event; on the disk when this returns."""
    body = {"action": action, "name": pin.name, "address": pin.address, "revision": pin.commit, "hash": pin.digest}
    desk.record([Draft("collection", {name: value for name, value in body.items() if value})])


def bring_early(desk: Desk, keys: Iterable[str]) -> int:
    """Moves the due dates of cards whose question has changed; how many. They are taken back as one action."""
    due = {}
    for key, state in desk.history.states(keys).items():
        if state.memory is not None and state.memory.due_on is not None:
            due[key] = state.memory.due_on
    days = early(due, desk.moment.on)
    if days:
        desk.record([Draft("set_due", {"card": key, "due": on.isoformat()}) for key, on in days.items()])
    return len(days)


def _answered_before(desk: Desk, key: str, rev: int) -> bool:
    """Whether the learner's last answer to a card was to an earlier question."""
    last = next((event for event, undone in reversed(desk.history.reviews(key)) if not undone), None)
    return last is not None and int(last.body.get("rev", 1)) < rev


# -- listing and removing


def installed(desk: Desk) -> list[Pin]:
    """Every collection of other people that is here."""
    return pins.installed(desk.home.collections)


def elsewhere(desk: Desk) -> dict[str, str]:
    """Collections that the history knows as added, by another machine say, and that are not here: name to address."""
    here = {pin.name for pin in installed(desk)}
    known = desk.history.collections().items()
    return {
        name: str(body.get("address", ""))
        for name, body in known
        if name not in here and pins.is_name(name) and body["action"] != "removed"
    }


def the_pin(desk: Desk, name: str) -> Pin:
    """The lock file of a collection by its name. Raises UsageError with the nearest names."""
    name = name.removeprefix("@")
    pin = pins.read_pin(desk.home.collections, name) if pins.is_name(name) else None
    if pin is None:
        from recall.deck.problem import nearest

        names = [each.name for each in installed(desk)]
        near = nearest(name, names, 3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names) or 'none'}"
        raise UsageError(f"no collection {name} was added", hint)
    return pin


def remove(desk: Desk, name: str) -> Pin:
    """Takes a collection away; history, notes and the learner's own wording wait for its return. Raises NotSaved."""
    pin = the_pin(desk, name)
    record(desk, "removed", pin)
    pins.remove(desk.home.collections, pin.name)
    edits = _edits(desk, pin.name)
    with suppress(OSError):
        if edits.exists():
            edits.replace(_set_aside(edits))
    desk.reload()
    return pin


def _restore_edits(desk: Desk, name: str) -> None:
    edits = _edits(desk, name)
    try:
        if _set_aside(edits).exists() and not edits.exists():
            _set_aside(edits).replace(edits)
    except OSError as error:
        raise NotSaved(f"{edits} cannot be written: {error.strerror or error}", "nothing was added") from error


def _edits(desk: Desk, name: str) -> Path:
    return desk.home.edits / f"{name}.yaml"


def _set_aside(edits: Path) -> Path:
    """Where the wording of a removed collection waits; no deck file, so nothing reads it there."""
    return edits.with_name(f"{edits.name}.removed")


def update_waits(pin: Pin, watch: Watch = no_watch) -> bool:
    """Asks the collection's address whether another version stands there now. Touches no desk. Raises RecallError."""
    from recall.community.fetch import stands_at

    return stands_at(source(pin), watch) not in (pin.commit, pin.digest)


def source(pin: Pin, revision: str | None = None) -> Address:
    """The address that a collection is updated from. Raises RecallError where it is not there any more."""
    asked = pin.asked if revision is None else revision
    try:
        return parse_address(f"{pin.address}@{asked}" if asked else pin.address)
    except UsageError as error:
        raise RecallError(f"{pin.name}: {error.message}", f"recall deck update {pin.name} --from ADDRESS") from error
