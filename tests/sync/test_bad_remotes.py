"""A remote that fails, lies or is somebody else's: clear words, nothing lost, nothing believed but the authentic."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from machines import KEY, Machine, Memory, now

from recall.errors import RecallError, Refused, UsageError
from recall.events import canonical, digest
from recall.sync import carry, marker
from recall.sync.kept import State
from recall.sync.remote import Unreachable
from recall.sync.seal import Plain, Seal, Sealed, close, key_text, new_key, open_segment, parse_key, seal_of
from recall.sync.segment import Name, Untrue, parse_name

Pair = tuple[Machine, Machine, Memory]


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    """Two machines; the first has answered and synced, the second has answered."""
    remote = Memory()
    one, other = Machine(tmp_path / "one", remote), Machine(tmp_path / "two", remote)
    for days in range(4):
        one.answer(f"d:{days}", days=days)
        one.sync(days)
    other.answer("d:own", days=2)
    return one, other, remote


def of_one(remote: Memory) -> str:
    return remote.segments[0]


def flip(remote: Memory) -> None:
    data = bytearray(remote.objects[of_one(remote)])
    data[len(data) // 2] ^= 1
    remote.objects[of_one(remote)] = bytes(data)


def cut(remote: Memory) -> None:
    remote.objects[of_one(remote)] = remote.objects[of_one(remote)][:-9]


def empty(remote: Memory) -> None:
    remote.objects[of_one(remote)] = b""


def swap(remote: Memory) -> None:
    one, two = remote.segments[:2]
    remote.objects[one], remote.objects[two] = remote.objects[two], remote.objects[one]


def rename(remote: Memory) -> None:
    name = parse_name(of_one(remote))
    assert name is not None
    remote.objects[str(name._replace(dev="somebody"))] = remote.objects[of_one(remote)]


def another_key(remote: Memory) -> None:
    _, data = close(Sealed(new_key()), forged_lines())
    remote.objects[of_one(remote)] = data


def unsealed(remote: Memory) -> None:
    name, data = close(Plain(), forged_lines())
    remote.objects[str(name)] = data


def forged_lines(**changes: object) -> list[bytes]:
    event = {
        "v": 1, "id": "019b8c8f-4000-7000-8000-000000000001", "dev": "forger", "n": 1, "hlc": [1767600000000, 0],
        "at": "2026-01-05T08:00:00.000Z", "off": 0, "day": "2026-01-05", "type": "review", "card": "d:0", "rating": 1,
        **changes,
    }  # fmt: skip
    data = canonical(event).encode()
    return [data + b"\t" + digest(data) + b"\n"]


@pytest.mark.parametrize("tamper", [flip, cut, empty, swap, rename, another_key, unsealed])
def test_a_sealed_remote_is_believed_in_nothing_that_is_not_authentic(
    pair: Pair, tamper: Callable[[Memory], None]
) -> None:
    one, other, remote = pair
    tamper(remote)
    done = other.sync()
    assert done.refused
    assert all(refused.reason for refused in done.refused)
    assert b"forger" not in b"".join(path.read_bytes() for path in other.home.journal.iterdir())
    assert other.ids() - one.ids()
    assert {id_ for id_ in other.ids() if id_ in one.ids()} <= one.ids()
    assert other.is_sound()
    one.state = State("test")  # as `recall sync --check` does: everything is read again, and sent where it is broken
    one.sync()
    other.sync()
    assert one.ids() == other.ids()


def test_a_replayed_or_withheld_segment_changes_nothing_and_the_gap_is_seen(pair: Pair) -> None:
    one, other, remote = pair
    first = remote.segments[0]
    remote.hidden = {first}
    other.sync()
    with other.open(60) as history:
        assert sum(missing for *_, missing in history.devices()) == 1
        assert {check.name: check.count for check in history.doctor(now(60)).checks}["numbers missing"] == 1
    remote.hidden = set()
    remote.objects["v1/again/1-1." + "0" * 32 + ".seg"] = remote.objects[first]
    assert other.sync().brought == 1
    assert one.ids() < other.ids()


def test_garbage_on_a_remote_is_counted_and_left_alone(pair: Pair) -> None:
    one, other, remote = pair
    garbage = [
        "v1/../../etc/passwd", "../x", "v1/dev/1-1.xyz.seg", "v1/dev/2-1." + "0" * 32 + ".seg", "notes.txt",
        "v1//a.seg",
        "v1/dev/1-1." + "0" * 32 + ".seg.sync-conflict-20260101", "v1/-x/1-1." + "0" * 32 + ".seg", "\n", "v1/é/1.seg",
        "v2/dev/1-1." + "0" * 32 + ".seg", "v1/dev/99999999999999999999-1." + "0" * 32 + ".seg",
    ]  # fmt: skip
    for name in garbage:
        remote.objects[name] = b"?"
    done = other.sync()
    assert done.strangers == len(garbage)
    assert one.ids() < other.ids()
    assert set(garbage) <= remote.objects.keys()


def bomb() -> bytes:
    """Two gigabytes of nothing in a few kilobytes."""
    return zstandard.ZstdCompressor(level=19, write_content_size=True).compress(bytes(200 << 20))


def no_size() -> bytes:
    packed = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    return packed.compress(b"x" * 100) + packed.flush()


def columns() -> bytes:
    """A few kilobytes that would be as many gigabytes of events."""
    names = json.dumps(["", *("abcdefghijklmnopqrstuvwxyz" + letter for letter in "abcdefghijklmnopqrstuvwxyz")])
    return zstandard.ZstdCompressor().compress(names.encode() + b"\n" * (27 << 20))


@pytest.mark.parametrize("content", [bomb, no_size, columns], ids=["bomb", "no size", "columns"])
def test_a_bomb_is_not_unpacked_even_where_it_is_sealed(pair: Pair, content: Callable[[], bytes]) -> None:
    _, other, remote = pair
    name = Name("bomber", 1, 1, "0" * 32)
    remote.objects[str(name)] = other.seal.wrap(str(name), content())
    done = other.sync()
    assert [refused.name for refused in done.refused] == [str(name)]
    assert done.brought == 4


def test_an_object_larger_than_any_segment_is_not_fetched(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    _, other, remote = pair
    monkeypatch.setattr(carry, "MAX_OBJECT", 10)
    get = remote.get
    monkeypatch.setattr(remote, "get", lambda name: get(name) if name == marker.NAME else pytest.fail("fetched"))
    assert {refused.reason for refused in other.sync().refused} == {"it is larger than any segment"}


@pytest.mark.parametrize(
    ("changes", "waits"),
    [
        ({"at": "9999-12-31T23:59:59.000Z", "day": "9999-12-31"}, False),
        ({"at": "2126-01-05T08:00:00.000Z", "day": "2126-01-05"}, True),
        ({"at": "1980-01-05T08:00:00.000Z", "day": "1980-01-05"}, False),
        ({"hlc": [1 << 62, 0]}, False),
        ({"hlc": [7_000_000_000_000, 0]}, True),
        ({"rating": True}, False),
        ({"rating": "3"}, False),
        ({"n": "1"}, False),
        ({"off": 1 << 70}, False),
        ({"card": 7}, False),
        ({"s": 1e300, "state": "review"}, False),
        ({"type": "params", "params": "x", "values": [0] * 21}, False),
        ({"id": "../../x"}, False),
    ],
)
def test_an_authentic_event_that_cannot_be_right_is_set_aside_or_waits_and_stops_nothing(
    tmp_path: Path, changes: dict[str, object], waits: bool
) -> None:
    remote = Memory()
    machine = Machine(tmp_path / "one", remote, Plain())
    marker.make(remote, machine.seal)
    data = canonical(json.loads(forged_lines()[0].partition(b"\t")[0]) | changes).encode()
    line = data + b"\t" + digest(data) + b"\n"
    name = Name("forger", 1, 1, "0" * 32)
    try:
        name, packed = close(machine.seal, [line])
    except TypeError:  # a number that is none: no name can be made
        packed = zstandard.ZstdCompressor().compress(line)
    remote.objects[str(name)] = packed
    good, other = close(machine.seal, forged_lines(dev="honest"))
    remote.objects[str(good)] = other
    done = machine.sync()
    assert done.brought == 1
    assert (done.waiting, done.set_aside + len(done.refused)) == ((1, 0) if waits else (0, 1))
    machine.answer("d:1")
    assert machine.is_sound()


def test_events_under_my_own_name_come_in_and_my_numbers_go_on_after_them(pair: Pair) -> None:
    one, other, remote = pair
    with other.open() as history:
        dev = history.device()
    name, data = close(other.seal, forged_lines(dev=dev, n=70))
    remote.objects[str(name)] = data
    other.sync()
    other.answer("d:next", days=61)
    last = json.loads((other.home.journal / f"{dev}.jsonl").read_bytes().splitlines()[-1].partition(b"\t")[0])
    assert last["n"] == 71
    assert other.is_sound(70)
    one.sync()


@pytest.mark.parametrize("call", ["names", "get", "put"])
def test_a_remote_that_fails_is_told_in_one_sentence_and_loses_nothing(pair: Pair, call: str) -> None:
    one, other, remote = pair
    before = one.ids(), other.ids()
    remote.fails = frozenset({call})
    with pytest.raises(Unreachable, match="nothing is lost"):
        other.sync()
    assert other.ids() >= before[1]
    remote.fails = frozenset()
    other.sync()
    one.sync()
    assert one.ids() == other.ids()


def test_a_full_remote_takes_the_rest_when_there_is_room(pair: Pair) -> None:
    one, other, remote = pair
    remote.room = 10
    with pytest.raises(Unreachable, match="no room"):
        other.sync()
    remote.room = 1 << 20
    other.sync()
    one.sync()
    assert one.ids() == other.ids()


def test_a_wrong_recovery_key_is_refused_before_anything_is_sent(pair: Pair) -> None:
    _, _, remote = pair
    found = marker.read(remote)
    assert found is not None
    with pytest.raises(Refused, match="recovery key is not the one"):
        marker.check(found, seal_of(new_key()))
    with pytest.raises(Refused, match="sealed"):
        marker.check(found, Plain())
    marker.check(found, Sealed(KEY))


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b"\xff", b"[" * 9000, b'{"format": "recall-sync/9", "id": "x"}'])
def test_a_mark_that_is_damaged_or_newer_is_refused(text: bytes) -> None:
    remote = Memory()
    remote.objects[marker.NAME] = text
    with pytest.raises(Refused, match="damaged or of a newer recall"):
        marker.read(remote)


def test_a_recovery_key_survives_paper_and_a_slip_is_noticed() -> None:
    key = new_key()
    text = key_text(key)
    assert parse_key(f"  {text.lower().replace('-', ' ')}\n") == key
    for place in (0, 20, len(text) - 2):
        wrong = "A" if text[place] != "A" else "B"
        with pytest.raises(UsageError, match="no recovery key"):
            parse_key(text[:place] + wrong + text[place + 1 :])
    with pytest.raises(UsageError):
        parse_key("correct horse battery staple")


@given(st.binary(max_size=400), st.booleans())
@settings(max_examples=100, deadline=None)
def test_no_bytes_are_taken_for_a_segment(data: bytes, sealed: bool) -> None:
    seal: Seal = Sealed(KEY) if sealed else Plain()
    name, good = close(seal, forged_lines())
    for candidate in (data, good[: len(data)], good + data[:1], zstandard.ZstdCompressor().compress(data)):
        if candidate == good:
            continue
        with pytest.raises(Untrue):
            open_segment(seal, name, candidate)


def test_two_machines_that_make_the_remote_at_once_agree_whose_it_is() -> None:
    remote = Memory()
    first = marker.make(remote, Sealed(KEY))
    assert marker.make(remote, Sealed(KEY)) == first
    with pytest.raises(RecallError):
        marker.make(remote, Sealed(new_key()))
