"""The decks that a learner picks between: languages, frameworks and clouds of the shipped collection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall.desk.views import Choice, FirstRunChoices

if TYPE_CHECKING:
    from recall.deck.library import Library

COLLECTION = "backend"
LANGUAGES = ("python", "javascript", "java", "go", "csharp")
FRAMEWORKS = ("django", "flask", "express", "nestjs", "spring-boot")
CLOUDS = ("aws", "digitalocean", "vercel", "firebase", "railway")


def choices(library: Library) -> FirstRunChoices:
    """What first run offers; the first deck of each group that exists is the default."""
    titles = {info.ref: info for info in library.decks()}

    def offered(names: tuple[str, ...]) -> tuple[Choice, ...]:
        refs = (f"{COLLECTION}/{name}" for name in names)
        return tuple(Choice(ref, titles[ref].title, titles[ref].cards) for ref in refs if ref in titles)

    languages, frameworks, clouds = offered(LANGUAGES), offered(FRAMEWORKS), offered(CLOUDS)
    defaults = frozenset(group[0].ref for group in (languages, frameworks, clouds) if group)
    return FirstRunChoices(languages, frameworks, clouds, defaults)


def picked(library: Library, picks: tuple[str, ...] | None) -> frozenset[str]:
    """The refs of all decks that count: those that nobody picks between, and those that the learner picked."""
    found = choices(library)
    offered = {choice.ref for group in (found.languages, found.frameworks, found.clouds) for choice in group}
    left_out = offered - (found.defaults if picks is None else set(picks))
    return frozenset(info.ref for info in library.decks()) - left_out


def version(library: Library, picks: tuple[str, ...] | None) -> str:
    """What the history's card rows depend on: the decks as they are, and what is picked among them."""
    return library.version if picks is None else f"{library.version} {' '.join(picks)}"
