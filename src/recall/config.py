"""Where things are on this machine, as paths (see `places`, which finds them)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from recall import places


class Home(NamedTuple):
    """The folders of one learner on this machine."""

    data: Path
    config: Path
    cache: Path

    @property
    def database(self) -> Path:
        return self.data / "recall.db"

    @property
    def journal(self) -> Path:
        return self.data / "journal"

    @property
    def backups(self) -> Path:
        return self.data / "backups"

    @property
    def edits(self) -> Path:
        """Overlays: the learner's own wording, `<collection>.yaml` each."""
        return self.data / "edits"

    @property
    def own_decks(self) -> Path:
        """Decks that the learner writes: a collection `own`, or one folder a collection."""
        return self.data / "decks"

    @property
    def collections(self) -> Path:
        """Collections of other people, one folder each."""
        return self.data / "collections"

    @property
    def deck_index(self) -> Path:
        """The compiled deck index: derived, may be deleted at any time."""
        return self.cache / "decks.db"

    @property
    def settings_file(self) -> Path:
        return self.config / "config.toml"

    @property
    def log(self) -> Path:
        return self.cache / "error.log"


def find_home(override: str | os.PathLike[str] | None = None) -> Home:
    """The folders in force: `override`, else `RECALL_HOME`, else the operating system's own places."""
    data, config, cache = places.folders(None if override is None else os.fspath(override))
    return Home(data=Path(data), config=Path(config), cache=Path(cache))


def shipped_decks() -> Path:
    """The collection that ships."""
    return Path(places.shipped_decks())


def shipped_schema() -> Path:
    """The JSON Schema of deck files."""
    return Path(places.shipped("schema", "recall-1.json")) / "recall-1.json"
