"""recall's own decks: one file, or a collection in an archive. Cards keep their ids. Pure."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from recall.deck.nodes import Map, Node, Scalar, Seq
from recall.deck.reader import MAX_BYTES, read_events
from recall.interop.members import leads_out
from recall.interop.notes import Note, Notes, Progress, Source, Unreadable
from recall.interop.texts import PREFIX, fields_from

MAX_FILES = 2_000
_BESIDE = ("collection.yaml", "stage.yaml")
_FLAGS = ("reverse", "fixed", "exact", "ordered", "correct", "must")


def read(source: Source, progress: Progress | None = None) -> Notes:
    """Raises Unreadable where no file can be read; mistakes in cards are reported one by one."""
    notes = Notes("recall")
    if source.data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return _json(source, notes)
    decks: list[str] = []
    files = _files(source, notes)
    stages = _stages(files)
    for name, data in files:
        if name.rpartition("/")[2] in _BESIDE:
            continue
        root, problems = read_events(data, name)
        for problem in problems:
            notes.dropped.add("mistake in a deck", str(problem.message))
        listed = root.items.get("cards") if isinstance(root, Map) else None
        if not isinstance(root, Map) or not isinstance(listed, Seq):
            continue
        title = root.items.get("title") or root.items.get("deck")
        deck = title.value if isinstance(title, Scalar) else name.rpartition("/")[2].rpartition(".")[0]
        decks.append(deck)
        for node in listed.items:
            notes.found += 1
            _card(node, (*stages.get(name.rpartition("/")[0], ()), deck), notes)
    if not decks:
        raise Unreadable("there is no deck in it", "a deck starts with `format: recall/1`")
    notes.decks = tuple(dict.fromkeys(decks))
    return notes


def _json(source: Source, notes: Notes) -> Notes:
    """What `recall export --format json` wrote."""
    try:
        data = json.loads(source.data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"this is no JSON: {error}", "mend the file at that place") from error
    listed = data.get("cards") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise Unreadable("there are no cards in it", "recall export --format json writes them under `cards`")
    decks: dict[str, None] = {}
    for entry in listed:
        notes.found += 1
        notes.cards += 1
        key, deck = (entry.get(name) for name in ("key", "deck")) if isinstance(entry, dict) else ("", ())
        fields = fields_from(entry.get("fields")) if isinstance(entry, dict) else {}
        path = tuple(map(str, deck)) if isinstance(deck, list) else ()
        if not fields or not isinstance(key, str):
            notes.dropped.add("entry that is no card", str(key))
            continue
        decks["::".join(path)] = None
        notes.notes.append(Note(fields, f"json:{PREFIX}{key}", path, key.rpartition(":")[2]))
    notes.decks = tuple(deck for deck in decks if deck)
    return notes


def _stages(files: list[tuple[str, bytes]]) -> dict[str, tuple[str]]:
    """By folder the title of the stage whose decks stand in it."""
    found: dict[str, tuple[str]] = {}
    for name, data in files:
        folder, _, base = name.rpartition("/")
        root = read_events(data, name)[0] if base == "stage.yaml" else None
        title = root.items.get("title") if isinstance(root, Map) else None
        if isinstance(title, Scalar) and title.value.strip():
            found[folder] = (title.value.strip(),)
    return found


def _files(source: Source, notes: Notes) -> list[tuple[str, bytes]]:
    if not source.data.startswith(b"PK"):
        return [(source.name, source.data)]
    found: list[tuple[str, bytes]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            for info in archive.infolist():
                name = info.filename
                if not name.endswith((".yaml", ".yml")):
                    if not name.endswith("/"):
                        notes.dropped.add("file that is no deck", name)
                    continue
                if leads_out(name):
                    notes.dropped.add("deck with a path that leads out of the archive", name)
                    continue
                if info.flag_bits & 1:
                    raise Unreadable("the archive is locked with a password", "make it without one")
                if len(found) >= MAX_FILES:
                    raise Unreadable(f"there are more than {MAX_FILES} files in it", "import its folders one by one")
                with archive.open(info) as file:
                    data = file.read(MAX_BYTES + 1)
                if len(data) > MAX_BYTES:
                    notes.dropped.add(f"deck of more than {MAX_BYTES >> 20} MiB", name)
                else:
                    found.append((name, data))
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise Unreadable(f"the archive is damaged or cut off: {error}", "make it again") from error
    except Exception as error:
        if type(error).__name__ == "error":
            raise Unreadable(f"the archive is damaged: {error}", "make it again") from error
        raise
    return found


def _card(node: Node, deck: tuple[str, ...], notes: Notes) -> None:
    notes.cards += 1
    id_ = node.items.get("id") if isinstance(node, Map) else None
    if not isinstance(node, Map) or not isinstance(id_, Scalar):
        notes.dropped.add("card without an id")
        return
    fields = {key: _value(key, child) for key, child in node.items.items() if key not in ("id", "x-source")}
    origin = node.items.get("x-source")
    key = origin.value.rpartition(" ")[0] if isinstance(origin, Scalar) else f"recall:{id_.value}"
    notes.notes.append(Note(fields, key, deck, id_.value))


def _value(key: str, node: Node) -> Any:
    if isinstance(node, Map):
        return {name: _value(name, child) for name, child in node.items.items()}
    if isinstance(node, Seq):
        return [_value("", child) for child in node.items]
    return node.value == "true" if key in _FLAGS and node.value in ("true", "false") else node.value
