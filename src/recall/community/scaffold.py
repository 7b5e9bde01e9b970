"""Lays out a new collection: a manifest, one deck to start from, a licence, and what checks it in editor and CI.

What it writes stands as files in `starter/`, with `@WORDS@` in the place of what the author chooses.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

from recall.config import shipped_schema
from recall.deck.clean import clean_line
from recall.deck.fields import ID, MAX_ID
from recall.errors import RecallError, Refused, UsageError

_RESERVED = ("own", "backend")  # what recall calls the learner's decks and its own
_PLACES = {
    "collection.yaml": "collection.yaml",
    "basics.yaml": "basics.yaml",
    "README.md": "README.md",
    "check.yml": ".github/workflows/decks.yml",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
}


def scaffold(folder: Path, name: str, *, title: str, licence: str, author: str, year: int) -> list[Path]:
    """Writes the collection `name` into `folder`, which may exist but hold none of its files. What was written.

    Raises UsageError for a name that cannot be an id, Refused where a file is there already, RecallError.
    """
    if not ID.fullmatch(name) or len(name) > MAX_ID or name in _RESERVED:
        taken = f"`{name}` is taken by recall" if name in _RESERVED else f"`{name}` cannot name a collection"
        raise UsageError(taken, "small letters, digits and single hyphens, such as kafka-basics")
    title = clean_line(title).strip() or name.replace("-", " ").capitalize()
    author = clean_line(author).strip() or f"The {title} authors"
    said = {"NAME": name, "LICENCE": licence, "TITLE": title, "AUTHOR": author, "YEAR": str(year)}
    texts = {folder / place: _filled(source, said) for source, place in _PLACES.items()}
    texts[folder / "LICENSE"] = _filled(f"licences/{licence}", said)
    try:
        texts[folder / "recall-1.json"] = shipped_schema().read_text("utf-8")
        there = [path for path in texts if path.exists() or path.is_symlink()]
        if there:
            raise Refused(f"{there[0]} is there already, nothing was written", "choose another name or --in FOLDER")
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as error:
        raise RecallError(
            f"{error.filename} cannot be written: {error.strerror}", "choose another --in FOLDER"
        ) from error
    return list(texts)


def _filled(source: str, said: dict[str, str]) -> str:
    text = files("recall.community").joinpath("starter", *source.split("/")).read_text("utf-8")
    free = ("TITLE", "AUTHOR") if source.endswith(".yaml") else ()  # free text, which YAML might take for more

    def fill(found: re.Match[str]) -> str:
        value = said[found[1]]
        return json.dumps(value, ensure_ascii=False) if found[1] in free else value

    return re.sub(f"@({'|'.join(said)})@", fill, text)
