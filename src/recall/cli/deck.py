"""`recall deck` and `recall deck list`. What authors need is in `checking` and `writing`, the rest in `community`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from recall.cli import community, writing
from recall.cli.checking import check
from recall.cli.settle import settle
from recall.cli.shell import open_desk, say, say_json, say_table, talk

if TYPE_CHECKING:
    from recall.community.pins import Pin


@click.group()
def deck() -> None:
    """List decks, add and update other people's; begin, check, look at and prove those you write."""


for _command in (
    *(community.add, community.update, community.diff, settle, community.remove),
    *(writing.new, check, writing.preview, writing.verify, writing.schema),
):
    deck.add_command(_command)


@deck.command("list")
@click.option("--json", "as_data", is_flag=True, help="A list: collection, stage, deck, title, cards, new, due, path; "
              "version, pin and address of what was added.")  # fmt: skip
def list_(as_data: bool) -> None:
    """List the installed decks with their cards, new and due.

    \b
    Examples:
      recall deck list
      recall deck list --json
    """
    from recall.desk import collections

    with open_desk() as desk:
        counts = {row.ref: row for stage in desk.overview().stages for row in stage.decks}
        decks = desk.library.decks()
        pins = {pin.name: pin for pin in collections.installed(desk)}
        elsewhere = collections.elsewhere(desk)
    rows = [
        {
            "collection": info.collection,
            "stage": info.stage,
            "deck": info.deck,
            "title": info.title,
            "cards": info.cards,
            "new": counts[info.ref].new,
            "due": counts[info.ref].due,
            "path": info.path,
            **_pinned(pins.get(info.collection)),
        }
        for info in decks
    ]
    if as_data:
        say_json(rows)
        return
    table = [("deck", "title", "cards", "new", "due")]
    for info in decks:
        count = counts[info.ref]
        name = f"{info.stage}/{info.deck}" if info.stage and info.collection not in pins else info.ref
        table.append((name, info.title, str(info.cards), str(count.new), str(count.due)))
    say_table(table, right=frozenset({2, 3, 4}))
    if pins:
        say()
        say_table([("added", "version", "pin", "cards", "from"), *map(_row, pins.values())], right=frozenset({3}))
    for name, address in elsewhere.items():
        talk(f"@{name} is not on this machine: recall deck add {address} --as {name}")


def _pinned(pin: Pin | None) -> dict[str, str]:
    return {} if pin is None else {"version": pin.version, "pin": pin.commit or pin.digest, "address": pin.address}


def _row(pin: Pin) -> tuple[str, ...]:
    address = f"{pin.address}@{pin.asked}" if pin.asked else pin.address
    return (f"@{pin.name}", pin.version, pin.shown, str(pin.cards), address)
