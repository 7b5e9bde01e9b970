"""`recall deck settle`: what the learner and the author of a collection worded differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from recall.cli.offered import conflict_form
from recall.cli.shell import is_asked, open_desk, say, say_json, say_lines, talk
from recall.errors import UsageError

if TYPE_CHECKING:
    from recall.community.merge import Conflict
    from recall.community.pins import Pin
    from recall.desk import Desk


@click.command()
@click.argument("name")
@click.argument("card", required=False)
@click.option("--keep", type=click.Choice(["mine", "theirs"]), help="Settle all (or those of CARD) this way, unasked.")
@click.option("--json", "as_data", is_flag=True, help="A list: card, field, base, mine, theirs.")
def settle(name: str, card: str | None, keep: str | None, as_data: bool) -> int:
    """Settle what you and the author of a collection worded differently. Until then your words stay.

    \b
    Examples:
      recall deck settle kafka
      recall deck settle kafka partition-order --keep theirs
    """
    from recall.desk import collections, telling, updates

    with open_desk() as desk:
        pin = updates.forget_settled(desk, collections.the_pin(desk, name))
        found = [each for each in updates.conflicts(desk, pin) if card in (None, each.card)]
        if as_data:
            say_json([conflict_form(each) for each in found])
        for number, conflict in enumerate(found, 1):
            if not as_data:
                say(f"{number} of {len(found)}")
                say_lines(telling.conflict(conflict))
            pin = _settle_one(desk, pin, conflict, keep)
        left = len(updates.conflicts(desk, pin))
    if not as_data:
        talk("nothing is left to settle" if not left else f"{left} left; your words stay until you settle them")
    return int(bool(left) and keep is None)


def _settle_one(desk: Desk, pin: Pin, conflict: Conflict, keep: str | None) -> Pin:
    from recall.desk import updates

    if keep is None and not is_asked():
        return pin
    answer = keep or click.prompt(
        "m keep mine, t take theirs, e edit, s later", type=click.Choice(["m", "t", "e", "s"]), default="s", err=True
    )
    if answer in ("mine", "m"):
        return updates.settle(desk, pin, conflict, "mine")
    if answer in ("theirs", "t"):
        return updates.settle(desk, pin, conflict, "theirs")
    if answer == "e":
        _edit(desk, f"{pin.name}:{conflict.card}")
        return updates.settled(desk, pin, conflict)
    return pin


def _edit(desk: Desk, key: str) -> None:
    from recall.machine import read_machine
    from recall.tui import editor

    keys = desk.library.siblings(key)
    card = desk.library.card(keys[0]) if keys else None
    if card is None:
        raise UsageError(f"there is no card {key}", "take theirs, or keep yours for its return")
    place = desk.library.edit_place(card)
    machine, _ = read_machine(desk.home.settings_file)
    editor.edit(editor.command(place.path, place.line, machine.editor), place.path, place.line)
