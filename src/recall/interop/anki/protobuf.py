"""Reads protocol buffers without their schema: numbers and byte strings by field number. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from recall.interop.notes import Unreadable

Value = int | bytes


def fields(data: bytes) -> Iterator[tuple[int, Value]]:
    """The fields of a message in order; fixed-width ones as numbers. Raises Unreadable where it is not one."""
    at, end = 0, len(data)
    while at < end:
        tag, at = _varint(data, at)
        number, wire = tag >> 3, tag & 7
        if wire == 0:
            value, at = _varint(data, at)
            yield number, value
        elif wire == 2:
            size, at = _varint(data, at)
            if at + size > end:
                raise Unreadable("a list in the package is cut off", "export it again")
            yield number, data[at : at + size]
            at += size
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
            yield number, int.from_bytes(data[at : at + size], "little")
            at += size
        else:
            raise Unreadable("a list in the package cannot be read", "export it again")


def text(data: bytes, wanted: int) -> str:
    """The last string with a field number, empty where there is none."""
    found = b""
    for number, value in fields(data):
        if number == wanted and isinstance(value, bytes):
            found = value
    return found.decode("utf-8", "replace")


def number(data: bytes, wanted: int) -> int:
    """The last number with a field number, 0 where there is none."""
    found = 0
    for field, value in fields(data):
        if field == wanted and isinstance(value, int):
            found = value
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise Unreadable("a list in the package is cut off", "export it again")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
