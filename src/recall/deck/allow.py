"""What an author lets pass on a card: `x-allow: {C07: the only source is a wiki of ours}`. Pure.

Only rules of taste (C.., M.., I..) can be let pass, each with a reason; mistakes of the format cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from recall.deck.nodes import Map, Scalar, Seq, position
from recall.deck.problem import Problem
from recall.deck.reader import read_events

KEY = "x-allow"
OF_TASTE = re.compile(r"[CMI]\d\d")
_NEVER = frozenset({"M05"})  # shuffled options leave "all of the above" without a meaning
_BLOCKING = _NEVER | {"C12"}  # the same question twice


class Allowance(NamedTuple):
    """One rule that may be broken on one card."""

    card: str
    rule: str
    line: int
    column: int


def advised(problem: Problem) -> Problem:
    """A rule of taste as advice: it does not block, whatever it weighs in the collection that ships."""
    of_taste = OF_TASTE.fullmatch(problem.rule) and problem.rule not in _BLOCKING
    return problem._replace(level="warning") if of_taste else problem


def allowances(data: bytes, path: str) -> tuple[list[Allowance], list[Problem]]:
    """What the cards of a file let pass, and what is wrong with how they say it."""
    if KEY.encode() not in data:
        return [], []
    root, _ = read_events(data, path)
    listed = root.items.get("cards") if isinstance(root, Map) else None
    found: list[Allowance] = []
    problems: list[Problem] = []
    for card in listed.items if isinstance(listed, Seq) else ():
        name = card.items.get("id") if isinstance(card, Map) else None
        node = card.items.get(KEY) if isinstance(card, Map) else None
        if node is None or not isinstance(name, Scalar):
            continue
        if not isinstance(node, Map):
            hint = f"write `{KEY}: {{C07: why it is right here}}`"
            problems.append(
                Problem(path, *position(node), f"`{KEY}` must name rules with a reason each", hint, name.value, "allow")
            )
            continue
        for rule, reason in node.items.items():
            place = position(node.key(rule))
            wrong = _wrong(rule, reason.value if isinstance(reason, Scalar) else "")
            if wrong:
                problems.append(Problem(path, *place, *wrong, name.value, "allow").tidied())
            else:
                found.append(Allowance(name.value, rule, *place))
    return found, problems


def _wrong(rule: str, reason: str) -> tuple[str, str] | None:
    if not OF_TASTE.fullmatch(rule) or rule in _NEVER:
        return f"`{rule}` cannot be let pass", "rules such as C07, M03 or I02 can: --json names the rule of a problem"
    if not reason.strip():
        return f"`{KEY}` gives no reason for {rule}", f"write `{rule}: why it is right here`"
    return None


def without_allowed(problems: Iterable[Problem], allowed: Mapping[str, Sequence[Allowance]]) -> list[Problem]:
    """The problems that nobody let pass, and a word about each allowance (by file) that was not needed."""
    wanted = {(path, each.card, each.rule): each for path, several in allowed.items() for each in several}
    needed = set()
    left = []
    for problem in problems:
        key = (problem.file, problem.card, problem.rule)
        if key in wanted:
            needed.add(key)
        else:
            left.append(problem)
    for key, each in wanted.items():
        if key not in needed:
            message = f"`{KEY}` lets {each.rule} pass, which finds nothing here"
            left.append(Problem(key[0], each.line, each.column, message, "take it out", each.card, "allow", "warning"))
    return left
