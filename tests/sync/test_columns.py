"""Events by column: they come back to the byte, whatever they hold, and what is no such thing is refused."""

from __future__ import annotations

import json

import pytest
import zstandard
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recall.events import canonical, digest
from recall.sync.columns import lay_out, put_together
from recall.sync.seal import Plain, close, open_segment
from recall.sync.segment import Name, Untrue, numbers, unpack

MOST = 1 << 20
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["at", "card", "d", "dev", "evidence", "n", "Odd", "é", '"', "%b"])
events = st.dictionaries(names, values, max_size=6).map(lambda event: canonical(event).encode())


def review(n: int) -> dict[str, object]:
    return {
        "v": 1, "id": f"019b8c8f-4000-7000-8000-{digest(b'%d' % n)[:12].decode()}", "dev": "one", "n": n,
        "hlc": [1767600000000 + n * 7919, 0], "at": f"2026-01-05T08:{n // 60 % 60:02}:{n % 60:02}.000Z", "off": 60,
        "day": "2026-01-05", "type": "review", "card": f"d:card-{n * 31 % 977}", "rating": 1 + n % 4, "ms": n % 911,
        "evidence": {}, "forecast": None, "s": 1 / n, "d": 5.0, "due": "2026-02-01", "state": "review", "step": None,
    }  # fmt: skip


@given(st.lists(events, min_size=1, max_size=8))
@example([b'{"card":"a,\\"n\\":1}","n":2}', b'{"n":3,"n":4}', b"{}", b'{"n":1, "v":1}'])
@settings(max_examples=100, deadline=None)
def test_events_come_back_to_the_byte(found: list[bytes]) -> None:
    assert put_together(lay_out(found), MOST) == found


def test_columns_can_be_read_without_recall() -> None:
    content = lay_out([canonical(event).encode() for event in (review(1), {"n": 2, "quiz": "x", "deep": {"a": [{}]}})])
    titles, *rest = content.decode().split("\n")
    fields = json.loads(titles)
    count = len(rest) // len(fields)
    columns = {name: rest[number * count : number * count + count] for number, name in enumerate(fields)}
    assert columns["n"] == ["1", ""]
    assert columns["card"] == ['"d:card-31"', ""]
    assert json.loads(columns[""][1]) == {"n": 2, "quiz": "x", "deep": {"a": [{}]}}


def test_columns_pack_a_fifth_smaller_than_lines() -> None:
    found = [canonical(review(n)).encode() for n in range(1, 3000)]
    pack = zstandard.ZstdCompressor(level=9).compress
    assert len(pack(lay_out(found))) < 0.8 * len(pack(b"\n".join(found)))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"[1]\n", b'["at"]\nx', b'["","at"]\nx', b'["","At"]\n\n1', b'["","at"]\n\n1\n2', b"[" * 100_000,
        b'["","at"', b'["",%b]\n' % b",".join([b'"a"'] * 500),
        b'["","' + b"a" * 40 + b'"]' + b"\n" * 60_000,
    ],
    ids=range(11),
)  # fmt: skip
def test_what_is_no_columns_or_would_grow_too_large_is_refused(content: bytes) -> None:
    with pytest.raises((ValueError, RecursionError)):
        put_together(content, MOST)
    with pytest.raises(Untrue):
        unpack(Name("one", 1, 1, "0" * 32), zstandard.ZstdCompressor().compress(content))


def test_a_segment_of_lines_that_an_older_recall_wrote_is_read() -> None:
    lines = [data + b"\t" + digest(data) + b"\n" for data in (canonical(review(n)).encode() for n in (1, 2))]
    name, _ = close(Plain(), lines)
    content = b"".join(line.rpartition(b"\t")[0] + b"\n" for line in lines)
    assert open_segment(Plain(), name, zstandard.ZstdCompressor().compress(content)) == lines


def test_a_number_is_that_of_the_event_and_not_one_inside_a_field() -> None:
    data = canonical({"evidence": {"n": 7}, "n": 3}).encode()
    assert numbers([data + b"\t" + digest(data) + b"\n"]) == (3, 3)
