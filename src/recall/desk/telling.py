"""What would come in and what would change, in plain lines that every shell shows. It changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recall.community.merge import Conflict, Plain
    from recall.deck.problem import Problem
    from recall.desk.collections import Offer
    from recall.desk.updates import Plan

_PROBLEMS_SHOWN = 5
_CARDS_SHOWN = 20


def offered(offer: Offer, answered_before: int) -> list[str]:
    """Who offers what: names and numbers, then the first problems."""
    found, manifest = offer.survey, offer.survey.manifest
    version = f", version {manifest.version}" if manifest.version else ""
    commit = f" (commit {found.revision[:12]})" if found.revision else ""
    rows = [
        ("by", ", ".join(manifest.authors) or "nobody says who"),
        ("licence", manifest.licence or "none is named"),
        ("from", f"{offer.address}{commit}"),
        ("cards", f"{len(found.cards)} in {count(len(found.decks), 'deck')}, {max(1, round(found.size / 1024)):,} KiB"),
        ("problems", _in_words(found.problems)),
    ]
    if answered_before:
        rows.append(("history", f"you have answered {answered_before} of these cards before; they go on from there"))
    if found.clashes:
        rows.append(("clashes", f"{count(len(found.clashes), 'id')} claimed twice; the first card or deck has it"))
    rows += [("left out", note) for note in found.notes]
    problems = [f"    {problem}" for problem in found.problems[:_PROBLEMS_SHOWN]]
    if len(found.problems) > _PROBLEMS_SHOWN:
        problems.append(f"    and {len(found.problems) - _PROBLEMS_SHOWN} more")
    head = f"{found.name}: {manifest.title or found.name}{version}"
    return [head, *(f"  {name:<8}  {text}" for name, text in rows), *problems]


def planned(made: Plan, *, names: bool) -> list[str]:
    """What an update would change, with the `names` of the cards or only their numbers."""
    if made.current:
        return [f"{made.pin.name}: nothing new ({made.pin.shown})"]
    found = made.offer.survey
    lines = [f"{made.pin.name}: {_version(made.pin.version, made.pin.shown)} -> {version_of(made.offer)}"]
    changes = made.changes
    for what, keys in (
        ("new", [line.key for line in changes.added]),
        ("gone: retired, their history stays", [line.key for line in changes.retired]),
        ("renamed: their history follows", [pair.before.key for pair in changes.renamed]),
        ("with another question or answer", [pair.before.key for pair in changes.reworded]),
        ("with other words around it", [pair.before.key for pair in changes.touched]),
        ("asked early: the author says it is another question", [pair.before.key for pair in changes.raised]),
    ):
        if keys:
            yours = len(made.studied.intersection(keys))
            lines.append(f"  {len(keys):>5} {what}" + (f" ({yours} studied)" if yours else ""))
        if keys and names:
            shown = ", ".join(key.partition(":")[2] for key in keys[:_CARDS_SHOWN])
            lines.append(f"        {shown}{', ...' if len(keys) > _CARDS_SHOWN else ''}")
    if found.errors:
        lines.append(f"  {found.errors:>5} mistakes in it leave cards out")
    if made.worded:
        lines.append(f"  {len(made.worded):>5} you worded yourself: your words stay")
    lines += [f"        conflict: {conflict.card}, {conflict.field}" for conflict in made.conflicts]
    if made.rewrites:
        lines.append("  ! it changes more than a fifth of the answers you have studied")
    return lines


def version_of(offer: Offer) -> str:
    """A version as lists show it: what its author calls it, and the pin."""
    found = offer.survey
    return _version(found.manifest.version, (found.revision or found.digest)[:8])


def _version(version: str, pin: str) -> str:
    return f"{version} ({pin})" if version else pin


def field(name: str, old: Plain, new: Plain) -> list[str]:
    """A field before and after, line by line."""
    signed = [f"    {sign} {line}" for sign, value in (("-", old), ("+", new)) for line in in_lines(value)]
    return [f"  {name}", *signed]


def conflict(found: Conflict) -> list[str]:
    """A field as it was, as the learner and as the author have it now."""
    lines = [f"{found.card}, {found.field}"]
    for name, value in (("was", found.base), ("mine", found.mine), ("theirs", found.theirs)):
        for number, line in enumerate(in_lines(value) or ["(nothing)"]):
            lines.append(f"  {name if not number else '':<7} {line}")
    return lines


def in_lines(value: Plain) -> list[str]:
    """A field as lines of text."""
    if value is None:
        return []
    if isinstance(value, str):
        return value.split("\n")
    if isinstance(value, list):
        return [line for entry in value for line in in_lines(entry)]
    return [", ".join(f"{name}: {' '.join(in_lines(child))}" for name, child in value.items())]


def _in_words(problems: tuple[Problem, ...]) -> str:
    if not problems:
        return "none"
    errors = sum(problem.level == "error" for problem in problems)
    return f"{count(errors, 'error')}, {count(len(problems) - errors, 'warning')}; a card with an error is left out"


def count(number: int, what: str) -> str:
    """A number with its noun."""
    return f"{number} {what}{'' if number == 1 else 's'}"
