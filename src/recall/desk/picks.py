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

    groups = [offered(names) for names in (LANGUAGES, FRAMEWORKS, CLOUDS)]
    return FirstRunChoices(*groups, defaults=frozenset(group[0].ref for group in groups if group))


def unpicked(library: Library, picks: tuple[str, ...] | None) -> frozenset[str]:
    """The refs of decks that may be picked and were not: they count nowhere unless a selector names them."""
    found = choices(library)
    offered = {choice.ref for group in (found.languages, found.frameworks, found.clouds) for choice in group}
    return frozenset(offered - (found.defaults if picks is None else set(picks)))
