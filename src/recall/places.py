"""Where things are on this machine, as plain text. Cheap to import: `recall due` needs no pathlib.

`RECALL_HOME` moves everything below one folder; without it the folders are those that platformdirs would name (a test
holds them equal).
"""

from __future__ import annotations

import os
import sys
from os.path import abspath, dirname, expanduser, isfile, join, realpath


def folders(override: str | None = None) -> tuple[str, str, str]:
    """The folders of data, configuration and cache: `override`, else `RECALL_HOME`, else the system's own places.

    They are absolute: what a variable gives as a relative folder is meant from where recall was started.
    """
    root = override or os.environ.get("RECALL_HOME")
    if root:
        base = abspath(expanduser(root))
        return base, base, join(base, "cache")
    user = abspath(expanduser("~"))
    if sys.platform == "darwin":
        support = join(user, "Library", "Application Support", "recall")
        return support, support, join(user, "Library", "Caches", "recall")
    if sys.platform == "win32":
        local = join(os.environ.get("LOCALAPPDATA") or join(user, "AppData", "Local"), "recall")
        return local, local, join(local, "Cache")
    return (
        _xdg("XDG_DATA_HOME", join(user, ".local", "share")),
        _xdg("XDG_CONFIG_HOME", join(user, ".config")),
        _xdg("XDG_CACHE_HOME", join(user, ".cache")),
    )


def _xdg(variable: str, default: str) -> str:
    return join(abspath(os.environ.get(variable, "").strip() or default), "recall")


def shipped(name: str, mark: str) -> str:
    """A folder that ships (`decks`, `schema`), known by a file in it: inside the wheel, else in a working copy."""
    here = dirname(realpath(__file__))
    inside, beside = join(here, name), join(dirname(dirname(here)), name)
    return beside if not isfile(join(inside, mark)) and isfile(join(beside, mark)) else inside


def shipped_decks() -> str:
    """The folder of the collection that ships."""
    return shipped("decks", "collection.yaml")


def index_places(data: str, decks: str) -> str:
    """Where the decks of an index stand: a home that was copied or moved must not read the decks of the old one."""
    return "\n".join((decks, join(data, "decks"), join(data, "edits")))
