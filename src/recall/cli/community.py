"""For people who use other people's decks: `recall deck add`, `update`, `diff`, `remove`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from recall.cli.offered import offer_form, plan_form
from recall.cli.shell import is_asked, open_desk, say, say_json, say_lines, talk
from recall.deck.clean import clean_line
from recall.errors import RecallError, Refused, UsageError

if TYPE_CHECKING:
    from recall.community.parcel import Watch
    from recall.community.pins import Pin
    from recall.desk import Desk
    from recall.desk.collections import Offer
    from recall.desk.updates import Plan

_YES = click.option("--yes", is_flag=True, help="Ask nothing.")


@click.command()
@click.argument("address")
@click.option("--as", "name", default="", metavar="NAME", help="Your own name for it; keeps two of one name apart.")
@_YES
@click.option("--json", "as_data", is_flag=True, help="One JSON object: collection, title, version, licence, authors, "
              "address, commit, hash, cards, decks, size, problems, notes, answered_before, added.")  # fmt: skip
def add(address: str, name: str, yes: bool, as_data: bool) -> int:
    """Add other people's decks: from a git address, a folder, a .zip or .tar.gz, or one YAML file.

    ADDRESS may end in @REVISION (a branch, a tag, a commit). What would come in is shown first. Nothing of it runs: git
    checks nothing out, archives are read in memory, and the cards can show text and do nothing else.

    \b
    Examples:
      recall deck add https://example.org/kafka-deck.git
      recall deck add git@example.org:team/stack.git@v2 --as work
      recall deck add ~/Downloads/kafka.zip
    """
    from recall.desk import collections, telling

    with open_desk() as desk:
        with _progress() as watch:
            offer = collections.look(address, name, watch)
        collections.check(desk, offer)
        if not as_data:
            say_lines(telling.offered(offer, collections.known_before(desk, offer)))
        added = yes or _agreed("Add it?")
        if added:
            with _progress() as watch:
                collections.write(desk, offer, watch)
            collections.put(desk, offer)
            collections.welcome(desk, offer)
        if as_data:
            say_json({**offer_form(desk, offer), "added": added})
    if not added:
        raise Refused("nothing was added", "--yes adds it without asking")
    talk(f"added {offer.name}: `recall review @{offer.name}` starts, `recall deck remove {offer.name}` takes it out")
    return 0


short = click.Command(
    "add",
    params=add.params,
    callback=add.callback,
    help=(add.help or "").replace("recall deck add", "recall add"),
    hidden=True,
)
"""`recall add`, which is short for `recall deck add`."""


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME[@REVISION]]...")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@_YES
@click.option(
    "--rewrite", is_flag=True, help="Also take one that changes over a fifth of the answers you have studied."
)
@click.option("--from", "address", default="", metavar="ADDRESS", help="It moved: take it from there from now on.")
@click.option("--back", is_flag=True, help="Go back to the version before the last update.")
@click.option("--json", "as_data", is_flag=True, help="A list: collection, from, to, added, retired, renamed, "
              "reworded, touched, early, studied, conflicts, current, rewrites, applied.")  # fmt: skip
def update(
    names: tuple[str, ...], dry_run: bool, yes: bool, rewrite: bool, address: str, back: bool, as_data: bool
) -> int:
    """Bring added collections up to date; without NAME all of them.

    Your own wording, notes, suspensions and answers are merged field by field and stay; reworded cards keep their
    history, cards that are gone are retired with it. What both of you changed is a conflict: yours stays until you
    settle it. Without a terminal, an update that changes cards you have studied is shown and not taken.

    \b
    Examples:
      recall deck update
      recall deck update kafka --dry-run
      recall deck update kafka@v2
      recall deck update kafka --back
    """
    from recall.desk import telling, updates

    if (address or back) and len(names) != 1:
        raise UsageError("--from and --back are for one collection", "recall deck update NAME --back")
    held: list[str] = []
    forms: list[dict[str, Any]] = []
    failed: RecallError | None = None
    with open_desk() as desk:
        for pin, offered in _offers(desk, names, address, back):
            try:
                made = _planned(desk, pin, offered)
            except RecallError as error:
                if len(names) == 1:
                    raise
                talk(f"{pin.name}: {error}")
                failed = error
                continue
            if not as_data:
                say_lines(telling.planned(made, names=dry_run))
            if made.current and not dry_run and updates.repin(desk, made):
                talk(f"{pin.name} is pinned to {made.offer.address} now")
            applied = not (dry_run or made.current) and _may_take(made, yes=yes, rewrite=rewrite or back)
            forms.append({**plan_form(made), "applied": applied})
            if applied:
                _take(desk, made, back=back)
            elif not dry_run and not made.current:
                held.append(pin.name)
    if as_data:
        say_json(forms)
    if failed is not None:
        return failed.exit_code
    if held:
        stopped = any(form["rewrites"] for form in forms if not form["applied"])
        hint = "--yes --rewrite takes it" if stopped else "--yes takes it"
        raise Refused(f"not updated: {', '.join(held)}", f"recall deck diff {held[0]} shows it, {hint}")
    return 0


@click.command()
@click.argument("name")
@click.argument("card", required=False)
@click.option("--json", "as_data", is_flag=True, help="One JSON object: collection, current, cards with id and fields.")
def diff(name: str, card: str | None, as_data: bool) -> None:
    """Show word by word what an update of a collection would change, and change nothing.

    \b
    Examples:
      recall deck diff kafka
      recall deck diff kafka@v2 partition-order
    """
    from recall.desk import telling, updates

    with open_desk() as desk:
        ((pin, offered),) = _offers(desk, (name,), "", back=False)
        made = _planned(desk, pin, offered)
        changes = made.changes
        pairs = tuple(dict.fromkeys([*changes.reworded, *changes.touched, *changes.renamed, *changes.raised]))
        fields = updates.wording(made, tuple(pair for pair in pairs if card in (None, pair.after.id)))
        if card is not None and card not in fields:
            raise UsageError(f"the update does not change {card}", f"recall deck diff {pin.name} lists what it changes")
        if as_data:
            form = {
                id_: [{"field": field, "before": old, "after": new} for field, old, new in found]
                for id_, found in fields.items()
            }
            say_json({**plan_form(made), "cards": form})
            return
        say_lines(telling.planned(made, names=True))
        for id_, found in fields.items():
            say(f"\n{id_}")
            for field, old, new in found:
                say_lines(telling.field(field, old, new))


@click.command()
@click.argument("name")
@_YES
def remove(name: str, yes: bool) -> int:
    """Take a collection out. Its history, your notes and your wording are kept and found again when you add it.

    \b
    Example:
      recall deck remove kafka
    """
    from recall.desk import collections, telling

    with open_desk() as desk:
        pin = collections.the_pin(desk, name)
        studied = len(desk.history.studied(pin.name))
        say(f"{pin.name}: {telling.count(pin.cards, 'card')}, {studied} answered; the history stays")
        if not (yes or _agreed("Take it out?")):
            raise Refused("nothing was removed", "--yes removes it without asking")
        collections.remove(desk, pin.name)
    talk(f"removed {pin.name}; `recall deck add {pin.address}` brings it back")
    return 0


# -- what the commands share


def _offers(
    desk: Desk, names: tuple[str, ...], address: str, back: bool
) -> Iterator[tuple[Pin, Callable[[Watch], Offer]]]:
    """Each collection with the way to get what it would be updated to."""
    from recall.community.address import checked_revision
    from recall.desk import collections

    wanted = names or tuple(pin.name for pin in collections.installed(desk))
    if not wanted:
        talk("no collection was added; `recall deck add ADDRESS` adds one")
    for each in wanted:
        name, sign, revision = each.removeprefix("@").partition("@")
        pin = collections.the_pin(desk, name)
        asked = checked_revision(revision) if sign else None
        if back:
            yield pin, partial(_before, desk, pin)
        elif address:
            yield pin, partial(collections.look, address, pin.name)
        else:
            yield pin, partial(_newer, pin, asked)


def _before(desk: Desk, pin: Pin, watch: Watch) -> Offer:
    from recall.desk import updates

    watch(f"reading {pin.name}")
    return updates.step_back(desk, pin)


def _newer(pin: Pin, revision: str | None, watch: Watch) -> Offer:
    from recall.desk import collections

    return collections.look_at(collections.source(pin, revision), pin.name, watch)


def _planned(desk: Desk, pin: Pin, offered: Callable[[Watch], Offer]) -> Plan:
    from recall.desk import updates

    with _progress() as watch:
        return updates.plan(desk, pin, offered(watch))


def _may_take(made: Plan, *, yes: bool, rewrite: bool) -> bool:
    if made.rewrites and not rewrite:
        question = "It changes more than a fifth of what you have studied. Take it all the same?"
        return not yes and _agreed(question)
    return yes or not (made.touches_learner or is_asked()) or _agreed("Take it?")


def _take(desk: Desk, made: Plan, *, back: bool) -> None:
    from recall.desk import telling, updates

    with _progress() as watch:
        updates.prepared(desk, made)(watch)
    updates.put(desk, made)
    moved = updates.follow(desk, made)
    name = made.pin.name
    talk(f"{name} is {'back at' if back else 'now'} {telling.version_of(made.offer)}")
    if moved:
        talk(f"{telling.count(moved, 'card')} asked early; `recall undo` takes that back")
    if made.conflicts:
        conflicts = telling.count(len(made.conflicts), "conflict")
        talk(f"{conflicts}: your words stay until `recall deck settle {name}` settles them")
    if not back:
        talk(f"`recall deck update {name} --back` takes the update back")


@contextmanager
def _progress() -> Iterator[Watch]:
    """What is being done, on one line of the terminal that goes away again; nothing without a terminal."""
    from recall.community.parcel import Cancelled

    shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def watch(text: str) -> None:
        if shown:
            click.echo(f"\r\x1b[K{clean_line(text)[:70]}", nl=False, err=True)

    try:
        yield watch
    except KeyboardInterrupt:
        raise Cancelled from None
    finally:
        if shown:
            click.echo("\r\x1b[K", nl=False, err=True)


def _agreed(question: str) -> bool:
    return is_asked() and click.confirm(question, default=False, err=True)
