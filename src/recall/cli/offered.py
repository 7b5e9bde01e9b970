"""What would come in and what would change, as JSON for scripts. It must not know how either is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from recall.community.merge import Conflict
    from recall.desk import Desk
    from recall.desk.collections import Offer
    from recall.desk.updates import Plan


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
