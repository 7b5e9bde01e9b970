"""What would come in and what would change, as lines for a terminal and as JSON. It must not know how either is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recall.cli.shell import say, say_table

if TYPE_CHECKING:
    from recall.community.merge import Conflict, Plain
    from recall.desk import Desk
    from recall.desk.collections import Offer
    from recall.desk.updates import Plan

_PROBLEMS_SHOWN = 5
_CARDS_SHOWN = 20


def say_offer(desk: Desk, offer: Offer) -> None:
    from recall.desk import collections

    found, manifest = offer.survey, offer.survey.manifest
    version = f", version {manifest.version}" if manifest.version else ""
    say(f"{found.name}: {manifest.title or found.name}{version}")
    commit = f" (commit {found.revision[:12]})" if found.revision else ""
    decks = count(len(found.decks), "deck")
    rows = [
        ("by", ", ".join(manifest.authors) or "nobody says who"),
        ("licence", manifest.licence or "none is named"),
        ("from", f"{offer.address}{commit}"),
        ("cards", f"{len(found.cards)} in {decks}, {found.size / 1024:,.0f} KiB"),
        ("problems", _problems_in_words(found.problems)),
    ]
    known = collections.known_before(desk, offer)
    if known:
        rows.append(("history", f"you have answered {known} of these cards before; they go on where they were"))
    if found.clashes:
        rows.append(("clashes", f"{count(len(found.clashes), 'id')} stand for two cards or decks; the first is taken"))
    rows += [("left out", note) for note in found.notes]
    say_table([(f"  {name}", text) for name, text in rows])
    for problem in found.problems[:_PROBLEMS_SHOWN]:
        say(f"    {problem}")
    if len(found.problems) > _PROBLEMS_SHOWN:
        say(f"    and {len(found.problems) - _PROBLEMS_SHOWN} more")


def _problems_in_words(problems: tuple[Any, ...]) -> str:
    if not problems:
        return "none"
    errors = sum(problem.level == "error" for problem in problems)
    return f"{count(errors, 'error')} (each leaves a card out), {count(len(problems) - errors, 'warning')}"


def say_plan(made: Plan, *, shown: bool) -> None:
    name, manifest = made.pin.name, made.offer.survey.manifest
    if made.current:
        say(f"{name}: nothing new ({made.pin.shown})")
        return
    there = (made.offer.parcel.revision or made.offer.survey.digest)[:8]
    say(f"{name}: {made.pin.version} ({made.pin.shown}) -> {manifest.version} ({there})")
    changes, studied = made.changes, made.studied
    for what, keys in (
        ("new", [line.key for line in changes.added]),
        ("gone (retired, their history stays)", [line.key for line in changes.retired]),
        ("renamed (their history follows)", [pair.before.key for pair in changes.renamed]),
        ("with another question or answer", [pair.before.key for pair in changes.reworded]),
        ("with other words around it", [pair.before.key for pair in changes.touched]),
        ("asked early, since the author says it is another question", [pair.before.key for pair in changes.raised]),
    ):
        if keys:
            yours = len(studied.intersection(keys))
            said = f"  {len(keys):>5} {what}" + (f"; {yours} of them you have studied" if yours else "")
            say(said)
            if shown:
                names = [key.partition(":")[2] for key in keys[:_CARDS_SHOWN]]
                say(f"        {', '.join(names)}{', ...' if len(keys) > _CARDS_SHOWN else ''}")
    if made.offer.survey.errors:
        say(f"  {made.offer.survey.errors:>5} mistakes in it leave cards out")
    if made.worded:
        say(f"  {len(made.worded):>5} you worded yourself; your words stay")
    for conflict in made.conflicts:
        say(f"        conflict: {conflict.card}, {conflict.field}")
    if made.rewrites:
        say("  ! it changes more than a fifth of the answers you have studied: read `recall deck diff` first")


def say_field(field: str, old: Plain, new: Plain) -> None:
    say(f"  {field}")
    for sign, value in (("-", old), ("+", new)):
        for line in _lines(value):
            say(f"    {sign} {line}")


def say_conflict(conflict: Conflict) -> None:
    say(f"{conflict.card}, {conflict.field}")
    for name, value in (("was", conflict.base), ("mine", conflict.mine), ("theirs", conflict.theirs)):
        lines = _lines(value) or ["(nothing)"]
        for number, line in enumerate(lines):
            say(f"  {name if not number else '':<7} {line}")


def _lines(value: Plain) -> list[str]:
    """A field as lines of text."""
    if value is None:
        return []
    if isinstance(value, str):
        return value.split("\n")
    if isinstance(value, list):
        return [line for entry in value for line in _lines(entry)]
    return [", ".join(f"{name}: {' '.join(_lines(child))}" for name, child in value.items())]


def offer_form(desk: Desk, offer: Offer) -> dict[str, Any]:
    from recall.desk import collections

    found, manifest = offer.survey, offer.survey.manifest
    return {
        "collection": found.name,
        "title": manifest.title,
        "version": manifest.version,
        "licence": manifest.licence,
        "authors": list(manifest.authors),
        "address": str(offer.address),
        "commit": found.revision,
        "hash": found.digest,
        "cards": len(found.cards),
        "decks": [{"deck": deck.id, "title": deck.title, "cards": deck.cards} for deck in found.decks],
        "size": found.size,
        "problems": [problem._asdict() for problem in found.problems],
        "notes": list(found.notes),
        "answered_before": collections.known_before(desk, offer),
    }


def plan_form(made: Plan) -> dict[str, Any]:
    changes, manifest = made.changes, made.offer.survey.manifest
    return {
        "collection": made.pin.name,
        "from": {"version": made.pin.version, "commit": made.pin.commit, "hash": made.pin.digest},
        "to": {
            "version": manifest.version,
            "commit": made.offer.parcel.revision,
            "hash": made.offer.survey.digest,
        },
        "added": [line.key for line in changes.added],
        "retired": [line.key for line in changes.retired],
        "renamed": [{"from": pair.before.key, "to": pair.after.key} for pair in changes.renamed],
        "reworded": [pair.after.key for pair in changes.reworded],
        "touched": [pair.after.key for pair in changes.touched],
        "early": [pair.after.key for pair in changes.raised],
        "studied": sorted(changes.keys() & made.studied),
        "conflicts": [conflict_form(conflict) for conflict in made.conflicts],
        "current": made.current,
        "rewrites": made.rewrites,
    }


def conflict_form(conflict: Conflict) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(conflict)


def count(number: int, what: str) -> str:
    """A number with its noun."""
    return f"{number} {what}{'' if number == 1 else 's'}"
