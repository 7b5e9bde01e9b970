"""After a YAML error: reads a deck card by card, so that one that cannot be parsed hides no other.

A card of the list below `cards:` starts at its own `- `; cut there, each part can be read alone. It must not know what
a card holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from recall.deck.nodes import Map, Node, Seq
from recall.deck.problem import Problem
from recall.deck.reader import FINAL, Broken, Builder

MAX_BREAKS = 40


@dataclass(frozen=True, slots=True)
class _Cut:
    """Line numbers from 0: where each card starts, and where the list ends."""

    starts: tuple[int, ...]
    end: int

    def stop(self, card: int) -> int:
        return self.starts[card + 1] if card + 1 < len(self.starts) else self.end


def recover(builder: Builder, broken: Broken) -> tuple[Node | None, list[Problem]]:
    """The tree of what can still be read, with one problem for each place that cannot."""
    cut = None if broken.rule in FINAL else _cut(builder.lines)
    if cut is None:
        _report(builder, broken)
        return None, builder.problems
    builder.problems.clear()
    root = _frame(builder, cut)
    cards = _cards(builder, cut)
    problems = sorted(set(builder.problems))
    if not isinstance(root, Map) or "cards" not in root.items:
        return None, problems
    listed = Seq(root.key("cards").start_mark)
    listed.items = cards
    root.items["cards"] = listed
    return root, problems


def _report(builder: Builder, broken: Broken, card: str = "") -> None:
    mistake = broken.mistake
    builder.report(mistake.line, mistake.column, mistake.message, mistake.hint, rule=broken.rule, card=card)


def _id_of(lines: list[str]) -> str:
    """The id that a card which cannot be parsed seems to have."""
    found = (re.match(r"\s*(?:- +)?id:\s+([a-z0-9-]+)\s*$", line) for line in lines)
    return next((match[1] for match in found if match), "")


def _cut(lines: list[str]) -> _Cut | None:
    top = next((n for n, line in enumerate(lines) if re.match(r"cards:\s*(#.*)?$", line)), None)
    if top is None:
        return None
    first = next((n for n in range(top + 1, len(lines)) if re.match(r"\s*[^\s#]", lines[n])), None)
    if first is None or not lines[first].lstrip().startswith("-"):
        return None
    indent = len(lines[first]) - len(lines[first].lstrip())
    starts_card = re.compile(rf"[ \t]{{{indent}}}-(?!-)|[ \t]{{{max(indent - 1, 0)},{indent + 1}}}- id:")
    end = next((n for n in range(first, len(lines)) if re.match(r"[A-Za-z_][\w-]*:(\s|$)", lines[n])), len(lines))
    starts = tuple(n for n in range(first, end) if starts_card.match(lines[n]))
    return _Cut(starts, end) if starts and starts[0] == first else None


def _frame(builder: Builder, cut: _Cut) -> Node | None:
    """What stands around the cards; a line of it that cannot be read is reported and left out."""
    lines = list(builder.lines)
    lines[cut.starts[0] : cut.end] = [""] * (cut.end - cut.starts[0])
    for _ in range(MAX_BREAKS):
        try:
            builder.build("\n".join(lines).encode())
        except Broken as broken:
            _report(builder, broken)
            number = min(broken.mistake.line, len(lines)) - 1
            if not lines[number].strip():
                return None
            lines[number] = ""
        else:
            return builder.root
    return None


def _cards(builder: Builder, cut: _Cut) -> list[Node]:
    cards: list[Node] = []
    at = 0
    for _ in range(MAX_BREAKS):
        try:
            cards += _part(builder, cut, at, len(cut.starts))
        except Broken as broken:
            if broken.rule in FINAL:
                _report(builder, broken)
                return cards + builder.finished_cards()
            done = builder.finished_cards()
            cards += done
            at = _step_over(builder, cut, at + len(done), broken, cards)
        else:
            return cards
        if at >= len(cut.starts):
            return cards
    line = cut.starts[at] + 1
    builder.report(line, 1, "too many mistakes: the rest of the file was not read", "mend those above first")
    return cards


def _step_over(builder: Builder, cut: _Cut, at: int, broken: Broken, cards: list[Node]) -> int:
    """Read the next cards one by one until one breaks alone; its number plus one.

    A parser stumbles behind the mistake as often as on it (an open quote runs into the next card), so the card is asked
    alone. Where none breaks alone, the mistake lies between them.
    """
    while at < len(cut.starts) and cut.starts[at] < broken.mistake.line:
        try:
            cards += _part(builder, cut, at, at + 1)
        except Broken as alone:
            _report(builder, alone, _id_of(builder.lines[cut.starts[at] : cut.stop(at)]))
            return at + 1
        at += 1
    _report(builder, broken)
    return at


def _part(builder: Builder, cut: _Cut, first: int, last: int) -> list[Node]:
    """The cards from `first` up to `last`, read as a list of their own that keeps its line numbers."""
    start = cut.starts[first]
    lines = builder.lines[start : cut.stop(last - 1)]
    builder.build(("\n" * (start - 1) + "cards:\n" + "\n".join(lines)).encode())
    root = builder.root
    listed = root.items.get("cards") if isinstance(root, Map) else None
    return listed.items if isinstance(listed, Seq) else []
