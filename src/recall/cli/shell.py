"""What the commands share: an open desk, cards found by name, JSON on stdout. It must not know any one command.

Line mode stands on it, so it does without the command line's library.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from recall.errors import UsageError
from recall.startline import StartLine

if TYPE_CHECKING:
    from recall.desk.desk import Desk

_NAMED = 5


@contextmanager
def open_desk() -> Iterator[Desk]:
    """The desk of this learner, with what opening it found told on stderr."""
    from recall.desk.desk import Desk

    line = StartLine()
    try:
        desk = Desk.open(waiting=lambda: talk("another recall is writing; waiting for it ..."), tell=line.tell)
    finally:
        line.clear()
    try:
        for warning in desk.warnings:
            talk(warning)
        yield desk
    finally:
        desk.close()


def talk(text: str) -> None:
    """Says something about the work on stderr; stdout is for answers."""
    from recall.deck.clean import clean_line

    print(f"recall: {clean_line(text)}", file=sys.stderr, flush=True)


def say(text: str = "") -> None:
    """One or more lines on stdout, made harmless: they may hold a stranger's words."""
    from recall.deck.clean import clean

    print(clean(text), flush=True)


def say_lines(lines: Iterable[str]) -> None:
    """Several lines on stdout, each made harmless."""
    for line in lines:
        say(line)


def is_asked() -> bool:
    """Whether somebody sits at a terminal and can be asked."""
    return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()


def say_json(value: Any) -> None:
    """One line of JSON on stdout; numbers are not rounded."""
    import json

    print(json.dumps(value, ensure_ascii=False), flush=True)


def say_table(rows: Sequence[tuple[str, ...]], *, right: frozenset[int] = frozenset()) -> None:
    """Rows in columns as wide as their widest cell; the columns in `right` are set to the right."""
    if not rows:
        return
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        say("  ".join(cells).rstrip())


def find_card(desk: Desk, name: str) -> str:
    """The key of the card that `name` stands for: a key, or an id that is unique. Raises UsageError."""
    collections = desk.library.collections()
    full = [name] if ":" in name else [f"{collection}:{name}" for collection in collections]
    found = [key for each in full for key in desk.library.siblings_or_card(each)]
    if len(found) == 1:
        return found[0]
    if not found:
        near = _near(desk, name)
        raise UsageError(f"there is no card {name}", near or "recall browse lists the cards")
    shown = ", ".join(found[:_NAMED]) + (", ..." if len(found) > _NAMED else "")
    raise UsageError(f"{name} names {len(found)} cards", f"name one of them: {shown}")


def _near(desk: Desk, name: str) -> str:
    """The cards whose id looks like the one asked for, as a question."""
    from recall.deck.problem import nearest

    wanted = name.partition(":")[2] or name
    notes = {row.note.partition(":")[2]: row.note for row in desk.library.rows()}
    found = nearest(wanted, [id_ for id_ in notes if id_[:1] == wanted[:1]], 3)
    return f"did you mean {' or '.join(notes[id_] for id_ in found)}?" if found else ""
