"""Events set out by column, which packs far better than line by line: like stands beside like. Pure: bytes in, out.

The first line is a JSON list of names; then come, for each name, as many lines as there are events: the value as it
stands in the event, or nothing where the event lacks it. An event is `{"name":value,...}` again, to the byte. What
cannot be taken apart so stands whole, under the first name, which is "".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter

Names = tuple[bytes, ...]

_MOST_NAMES = 200  # an event has some twenty fields
_TEXT = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_VALUE = rb"(?:" + _TEXT + rb'|[^"\\,{}\[\]]++|\[[^\[\]{}"]*+\]|\{[^{}]*+\})'
_PAIR = re.compile(rb'"([a-z_]{1,40})":' + _VALUE + rb"[,}]")
_NAME = re.compile(r"[a-z_]{1,40}")


def lay_out(events: Sequence[bytes]) -> bytes:
    """The columns of some events, each one line of JSON."""
    runs = [(names, [values for _, values in run]) for names, run in groupby(_apart(events), itemgetter(0))]
    every = [b"", *sorted({name for names, _ in runs for name in names if name})]
    columns: dict[bytes, list[bytes]] = {name: [] for name in every}
    for names, rows in runs:
        found = dict(zip(names, zip(*rows, strict=True), strict=True))
        nothing = [b""] * len(rows)
        for name, column in columns.items():
            column.extend(found.get(name, nothing))
    titles = json.dumps([name.decode() for name in every], separators=(",", ":")).encode()
    return b"\n".join((titles, *(value for column in columns.values() for value in column)))


def _apart(events: Sequence[bytes]) -> Iterator[tuple[Names, Sequence[bytes]]]:
    """The names and values of each event; the name "" and the event itself where it cannot be taken apart."""
    names: Names = ()
    fits = _shape(names).fullmatch
    for event in events:
        match = fits(event)
        if match is None:  # it has other fields than the one before
            names = tuple(_PAIR.findall(event))
            fits = _shape(names).fullmatch
            match = fits(event) if _is_sorted(names) else None
        if match is None:
            yield (b"",), (event,)
        else:
            yield names, match.groups()


def put_together(content: bytes, most: int) -> list[bytes]:
    """The events of columns. Raises ValueError for anything else, and for events of more than `most` bytes in all."""
    titles, _, rest = content.partition(b"\n")
    names = json.loads(titles)
    if not isinstance(names, list) or not 1 <= len(names) <= _MOST_NAMES or names[0] != "":
        raise ValueError("no columns")
    if not all(isinstance(name, str) and _NAME.fullmatch(name) for name in names[1:]):
        raise ValueError("a column has an impossible name")
    count, left = divmod(rest.count(b"\n") + 1, len(names))
    if left or len(rest) + count * sum(len(name) + 4 for name in names) > most:
        raise ValueError("columns of unequal or too great length")
    values = rest.split(b"\n")
    fields = [name.encode() for name in names[1:]]
    whole, *columns = (values[start : start + count] for start in range(0, len(values), count))
    templates: dict[tuple[bool, ...], bytes] = {}
    events = []
    rows = zip(*columns, strict=True) if columns else ((),) * count
    for event, row in zip(whole, rows, strict=True):
        held = tuple(map(bool, row))
        template = templates.get(held)
        if template is None:
            there = (field for field, is_there in zip(fields, held, strict=True) if is_there)
            template = templates[held] = b"{%b}" % b",".join(b'"%b":%%b' % field for field in there)
        events.append(event or template % tuple(filter(None, row)))
    return events


@lru_cache(maxsize=64)
def _shape(names: Names) -> re.Pattern[bytes]:
    """Exactly the events of these fields, their values as groups: put into their places again they give the event."""
    return re.compile(rb"\{" + b",".join(b'"%b":(%b)' % (name, _VALUE) for name in names) + rb"\}")


def _is_sorted(names: Names) -> bool:
    return bool(names) and all(one < other for one, other in pairwise(names))
