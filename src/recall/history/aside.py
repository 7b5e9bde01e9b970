"""`set-aside.jsonl`: whatever could not be taken in, with the reason, so that nothing is dropped in silence."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from recall.events import digest, format_instant

NAME = "set-aside.jsonl"


class Aside(NamedTuple):
    """Bytes that were not taken in: where they stood and why."""

    source: str
    reason: str
    line: bytes


def put(data: Path, entries: Iterable[Aside], now: datetime) -> int:
    """Adds the entries that the file does not hold yet; gives their number."""
    path = data / NAME
    known = {entry.get("digest") for entry in read(data)}
    added = []
    for entry in entries:
        line = entry.line.rstrip(b"\n")
        mark = digest(entry.source.encode() + b"\0" + line).decode()
        if mark not in known:
            known.add(mark)
            added.append(_entry(entry, line, mark, now))
    if added:
        with path.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(entry, ensure_ascii=False) + "\n" for entry in added)
    return len(added)


def read(data: Path) -> list[dict[str, str]]:
    """The entries of the file; a line of it that is no entry is skipped."""
    found = []
    try:
        text = (data / NAME).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    for line in text.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            found.append(entry)
    return found


def _entry(entry: Aside, line: bytes, mark: str, now: datetime) -> dict[str, str]:
    shown = {"at": format_instant(now), "source": entry.source, "reason": entry.reason, "digest": mark}
    try:
        return {**shown, "line": line.decode()}
    except UnicodeDecodeError:
        return {**shown, "hex": line.hex()}
