"""What stands in archives of other programs beside their cards, counted by name. Nothing is unpacked. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from recall.interop.notes import Notes

MEDIA = "media files (texts keep their names)"
LEADS_OUT = "media with a path for a name"
STRAY = "file in the archive that is no part of it"


def take_media(notes: Notes, names: Iterable[str]) -> None:
    """Puts media into the account of a file; names that lead out of an archive are no media."""
    kept: list[str] = []
    for name in names:
        if leads_out(name):
            notes.dropped.add(LEADS_OUT, name)
        else:
            kept.append(name)
    notes.media = tuple(kept)
    if kept:
        notes.dropped.add(MEDIA, kept[0], len(kept))


def leads_out(name: str) -> bool:
    """Whether a name is a path to somewhere else, or none at all."""
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] in ("", ".") or name[1:2] == ":" or "\0" in name or "\n" in name
