"""Where things are on this machine. It must stay cheap: `recall due` imports it.

`RECALL_HOME` moves everything below one folder; without it the folders are those that platformdirs would name
(computed by hand here since importing platformdirs costs more than the whole fast path; a test holds them equal).
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
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
    def index(self) -> Path:
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
    root = override or os.environ.get("RECALL_HOME")
    if root:
        base = Path(root).expanduser()
        return Home(data=base, config=base, cache=base / "cache")
    user = Path.home()
    if sys.platform == "darwin":
        support = user / "Library" / "Application Support" / "recall"
        return Home(data=support, config=support, cache=user / "Library" / "Caches" / "recall")
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA") or user / "AppData" / "Local") / "recall"
        return Home(data=local, config=local, cache=local / "Cache")
    return Home(
        data=_xdg("XDG_DATA_HOME", user / ".local" / "share"),
        config=_xdg("XDG_CONFIG_HOME", user / ".config"),
        cache=_xdg("XDG_CACHE_HOME", user / ".cache"),
    )


def _xdg(variable: str, default: Path) -> Path:
    value = os.environ.get(variable, "").strip()
    return (Path(value) if value else default) / "recall"


def shipped_decks() -> Path:
    """The collection that ships: inside the wheel, else the top folder of a working copy."""
    here = Path(__file__).resolve().parent
    for candidate in (here / "decks", here.parents[1] / "decks"):
        if (candidate / "collection.yaml").is_file():
            return candidate
    return here / "decks"


def shipped_schema() -> Path:
    """The JSON Schema of deck files: inside the wheel, else the top folder of a working copy."""
    here = Path(__file__).resolve().parent
    inside = here / "schema" / "recall-1.json"
    return inside if inside.is_file() else here.parents[1] / "schema" / "recall-1.json"
