"""Who writes and when: the device id, the hybrid clock, ids made from instants. It must not know SQL or events."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from recall.digest import blake2b
from recall.history.database import exclusive, sync_folder

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_COUNTER_BITS = 16
_MACHINE_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


def to_ms(at: datetime) -> int:
    """Milliseconds since 1970 of an aware instant, exactly."""
    return (at - EPOCH) // _MS


def from_ms(ms: int) -> datetime:
    return EPOCH + timedelta(milliseconds=ms)


def next_clock(last: int, now_ms: int) -> int:
    """The hybrid clock after `last` (packed, see `pack`): it never goes back, whatever the wall clock does."""
    return max(now_ms << _COUNTER_BITS, last + 1)


def pack(hlc: tuple[int, int]) -> int:
    """`[ms, counter]` as one integer of the same order."""
    return hlc[0] << _COUNTER_BITS | hlc[1]


def unpack(clock: int) -> tuple[int, int]:
    return clock >> _COUNTER_BITS, clock & (1 << _COUNTER_BITS) - 1


def uuid7(at_ms: int, chance: Callable[[int], bytes] = os.urandom) -> bytes:
    """The 16 bytes of a version 7 UUID: 48 bits of milliseconds, then chance."""
    tail = int.from_bytes(chance(10))
    value = at_ms << 80 | 0x7 << 76 | (tail >> 68) << 64 | 0b10 << 62 | tail & (1 << 62) - 1
    return value.to_bytes(16)


def id_text(value: bytes) -> str:
    digits = value.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def id_bytes(text: str) -> bytes:
    """The 16 bytes of an id. Raises ValueError for anything but its canonical form."""
    value = bytes.fromhex(text.replace("-", ""))
    if len(value) != 16 or id_text(value) != text:
        raise ValueError(f"{text} is not an id")
    return value


class Ancestor(NamedTuple):
    """The device that this folder was copied from, and the length of its journal at that time."""

    dev: str
    length: int


def current_device(data: Path) -> str | None:
    """This device's id, None where none was given yet or where the folder is a copy of another device's."""
    found = _known(data)
    try:
        here = _place(data)
    except OSError:
        return None
    return _id(found) if all(found.get(name) == value for name, value in here.items()) else None


def copied_from(data: Path) -> str | None:
    """The device whose folder this is a copy of, until this one has an id of its own."""
    return None if current_device(data) else _id(_known(data))


def ancestors(data: Path) -> list[Ancestor]:
    """The devices that this folder was copied from, one after the other, the nearest first."""
    found = _known(data).get("copied_from")
    pairs = found if isinstance(found, list) else []
    return [Ancestor(*pair) for pair in pairs if isinstance(pair, list) and [*map(type, pair)] == [str, int]]


def this_device(data: Path) -> str:
    """This device's id, a new one where there is none or the folder was copied: two devices never share a journal."""
    found = current_device(data)
    if found:
        return found
    with exclusive(data):
        found = current_device(data)
        if found:
            return found
        dev = os.urandom(6).hex()
        older: list[Ancestor] = ancestors(data)
        if before := _id(_known(data)):
            journal = data / "journal" / f"{before}.jsonl"
            older.insert(0, Ancestor(before, journal.stat().st_size if journal.exists() else 0))
        fresh = data / "device.json.new"
        with fresh.open("w") as file:
            json.dump({"id": dev, **_place(data), "copied_from": older}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(data / "device.json")
        sync_folder(data)
    return dev


def _known(data: Path) -> dict[str, Any]:
    """What `device.json` says, nothing where it cannot be read."""
    try:
        found: Any = json.loads((data / "device.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _id(found: dict[str, Any]) -> str | None:
    dev = found.get("id")
    return dev if isinstance(dev, str) and dev.isalnum() else None


def _place(data: Path) -> dict[str, object]:
    """What tells this folder on this machine from a copy; the machine's own id is only kept as a digest."""
    machine = b""
    for file in _MACHINE_FILES:
        try:
            machine = file.read_bytes().strip()
            break
        except OSError:
            continue
    return {
        "machine": blake2b(machine, digest_size=8, person=b"recall").hexdigest() if machine else "",
        "folder": data.stat().st_ino,
    }
