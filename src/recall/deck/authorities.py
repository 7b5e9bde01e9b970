"""Which sources count as authorities; the list itself is `authorities.txt`, which grows by pull request."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from recall.deck.card import Source


@dataclass(frozen=True, slots=True)
class Authorities:
    """Hosts with the paths below which they count ("" for all), and titles of books in small letters."""

    hosts: dict[str, tuple[str, ...]]
    books: tuple[str, ...]

    def has(self, source: Source) -> bool:
        """Whether a source is an authority: by its address, as an RFC without one, or as a book."""
        if re.search(r"\bRFC \d+\b", source.ref) and not source.url:
            return True
        return self.has_address(source.url) or any(book in source.ref.casefold() for book in self.books)

    def has_address(self, url: str) -> bool:
        parts = urlsplit(url)
        labels = (parts.hostname or "").split(".")
        for start in range(len(labels) - 1):
            paths = self.hosts.get(".".join(labels[start:]))
            if paths and any(parts.path.startswith(path) for path in paths):
                return True
        return False


@cache
def authorities() -> Authorities:
    """The list that ships."""
    hosts: dict[str, tuple[str, ...]] = {}
    books: list[str] = []
    for line in files("recall.deck").joinpath("authorities.txt").read_text("utf-8").splitlines():
        entry = line.strip()
        if entry.startswith("book:"):
            books.append(entry.removeprefix("book:").strip().casefold())
        elif entry and not entry.startswith("#"):
            host, slash, path = entry.partition("/")
            hosts[host] = (*hosts.get(host, ()), slash + path)
    return Authorities(hosts, tuple(books))
