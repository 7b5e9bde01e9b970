"""A segment: journal lines of one device, packed, under a name that says what it holds. Pure: bytes in, bytes out.

`v1/<device>/<first>-<last>.<digest>.seg`: the numbers of the first and last event, and a digest of the lines, so that
the same lines have the same name whoever packs them. What is packed is one zstd frame of the events by column, which
`zstdcat` reads; the digests of their lines are computed again. A frame of events line by line is read as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from recall.events import digest, parse
from recall.sync.columns import lay_out, put_together

MAX_LINES = 20_000
MAX_CONTENT = 64 << 20  # bytes of lines: a frame that claims more is not unpacked
MAX_OBJECT = 32 << 20  # bytes on the remote: an object of more is not fetched
_LEVEL = 9
_NUMBER = re.compile(rb'"n":(\d{1,16})[,}]')
_NAME = re.compile(r"v1/([0-9A-Za-z][0-9A-Za-z_-]{0,63})/([1-9]\d{0,15})-([1-9]\d{0,15})\.([0-9a-f]{32})\.seg")


class Untrue(ValueError):
    """Bytes from a remote that are not what they should be, in plain words."""


class Name(NamedTuple):
    """What a segment's name says: the device, the lowest and highest number of its events, the digest of its lines."""

    dev: str
    first: int
    last: int
    digest: str

    def __str__(self) -> str:
        return f"v1/{self.dev}/{self.first}-{self.last}.{self.digest}.seg"

    @property
    def span(self) -> int:
        """How many events it holds at most, if its numbers have no doubles."""
        return self.last - self.first + 1


def parse_name(text: str) -> Name | None:
    """The segment of a name, None for everything else that may lie on a remote."""
    match = _NAME.fullmatch(text)
    if match is None or int(match[2]) > int(match[3]):
        return None
    return Name(match[1], int(match[2]), int(match[3]), match[4])


def numbers(lines: Sequence[bytes]) -> tuple[int, int]:
    """The lowest and highest number of the events in sound lines."""
    found = [_number(line.rpartition(b"\t")[0]) for line in lines]
    return min(found), max(found)


def _number(event: bytes) -> int:
    """The number of an event; its JSON is parsed only where the field cannot be told at a glance."""
    match = _NUMBER.search(event) if event.count(b'"n":') == 1 else None
    return int(match[1]) if match else parse(event)["n"]


def pack(lines: Sequence[bytes]) -> bytes:
    """Whole journal lines as one zstd frame with its content size and a checksum."""
    import zstandard

    content = lay_out([line.rpartition(b"\t")[0] for line in lines])
    return zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress(content)


def unpack(name: Name, data: bytes) -> list[bytes]:
    """The lines of a frame. Raises Untrue for anything but sound lines of the name's device."""
    import zstandard

    try:
        size = zstandard.frame_content_size(data)
        if not 0 <= size <= MAX_CONTENT:
            raise Untrue("it claims to hold more than any segment")
        content = zstandard.ZstdDecompressor().decompress(data, max_output_size=MAX_CONTENT, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise Untrue("it is torn or no segment") from error
    try:
        events = (
            put_together(content, MAX_CONTENT) if content.startswith(b"[") else content.removesuffix(b"\n").split(b"\n")
        )
    except (ValueError, RecursionError) as error:
        raise Untrue("it is torn or no segment") from error
    device = f'"dev":"{name.dev}"'.encode()
    if not all(device in event for event in events):
        raise Untrue(f"it does not hold what {name.dev} wrote")
    return [event + b"\t" + digest(event) + b"\n" for event in events]
