"""The decks that a learner picks between: languages, frameworks and clouds of the shipped collection."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recall.deck.library import DeckInfo, Library
    from recall.desk.views import FirstRunChoices

COLLECTION = "backend"
LANGUAGES = ("python", "javascript", "java", "go", "csharp")
FRAMEWORKS = ("django", "flask", "express", "nestjs", "spring-boot")
CLOUDS = ("aws", "digitalocean", "vercel", "firebase", "railway")


def choices(library: Library) -> FirstRunChoices:
    """What first run offers, with what is picked when the learner just presses enter."""
    from recall.desk.views import Choice, FirstRunChoices

    languages, frameworks, clouds = (
        tuple(Choice(info.ref, info.title, info.cards) for info in _offered(library, names))
        for names in (LANGUAGES, FRAMEWORKS, CLOUDS)
    )
    return FirstRunChoices(languages, frameworks, clouds, defaults(library))


def defaults(library: Library) -> frozenset[str]:
    """The first deck of each group that exists."""
    groups = (_offered(library, names) for names in (LANGUAGES, FRAMEWORKS, CLOUDS))
    return frozenset(group[0].ref for group in groups if group)


def picked(library: Library, picks: tuple[str, ...] | None) -> frozenset[str]:
    """The refs of all decks that count: those that nobody picks between, and those that the learner picked."""
    chosen = defaults(library) if picks is None else frozenset(picks)
    offered = {info.ref for info in _offered(library, (*LANGUAGES, *FRAMEWORKS, *CLOUDS))}
    return frozenset(info.ref for info in library.decks() if info.ref not in offered or info.ref in chosen)


def version(library: Library, picks: tuple[str, ...] | None) -> str:
    """What the history's card rows depend on: the decks as they are, and what is picked among them."""
    return library.version if picks is None else f"{library.version} {' '.join(picks)}"


def _offered(library: Library, names: tuple[str, ...]) -> list[DeckInfo]:
    """The decks of these names that exist, in the order of the names."""
    found = {info.ref: info for info in library.decks()}
    refs = (f"{COLLECTION}/{name}" for name in names)
    return [found[ref] for ref in refs if ref in found]
